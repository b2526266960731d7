// -- the page's side
let config, ui, socket = null, ready = false, tries = 0, timer = 0, pinger = 0, pongTimer = 0, hopeless = false;
let isOpen = false, contact = { email: "", name: "", known: false }, hasMore = false, typingTimer = 0, typedAt = 0;
let inFlight = null, ackTimer = 0, files = [], connectTimer = 0, asked = false;
let said = "", greeted = ""; // the token this socket said hello with, and the one it goes by
const items = new Map(); // id -> {data, node}
const data = () => Array.from(items.values(), (item) => item.data);
const failed = new Map(); // client id -> sentence
const unread = () => data().filter((i) => i.from === "team" && !i.read && !told.read.has(i.n)).map((i) => i.n);
const told = { delivered: new Set(), read: new Set() };

const build = () => {
  const host = el("div", { id: "helpdesk-chat" });
  const root = host.attachShadow({ mode: "open" });
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
  } catch { root.append(el("style", { text: CSS })); }
  host.style.setProperty("--hue", config.hue);
  const w = config.words;
  const badge = el("span", { class: "badge", hidden: true });
  const launch = el("button", { class: "launch", "aria-label": w.open, "aria-expanded": "false", onclick: () => toggle() }, svg(ICONS.chat), badge);
  const state = el("p", { class: "state", role: "status", hidden: true });
  // Stands there from the start, so that screen readers say what comes into it.
  const notices = el("div", { class: "notices", role: "status" });
  const log = el("div", { class: "log", role: "log", "aria-label": w.log, "aria-live": "polite", tabindex: "0" });
  const typing = el("div", { class: "typing", "aria-live": "off" });
  const input = el("textarea", { rows: 1, placeholder: w.placeholder, "aria-label": w.placeholder, maxlength: config.maxText, oninput: onInput, onkeydown: onKey });
  const picker = el("input", { type: "file", hidden: true, "aria-label": w.attach, tabindex: "-1", onchange: onPick });
  const chips = el("div", { class: "chips", hidden: true });
  const form = el("form", { class: "write", onsubmit: (event) => { event.preventDefault(); submit(); } },
    el("button", { class: "icon", "aria-label": w.attach, title: w.attach, onclick: () => picker.click() }, svg(ICONS.clip)),
    picker, input, el("button", { type: "submit", class: "icon sendb", "aria-label": w.send, title: w.send }, svg(ICONS.send)));
  const panel = el("section", { class: "panel", role: "dialog", "aria-label": w.title, hidden: true },
    el("header", {}, el("h2", { text: w.title }), el("button", { class: "icon", "aria-label": w.close, title: w.close, onclick: () => toggle(false) }, svg(ICONS.close))),
    state, notices, log, typing, chips, form);
  const alerts = el("div", { class: "sr", "aria-live": "polite" });
  const frame = el("div", { class: config.position, lang: config.language }, launch, panel, alerts);
  frame.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen) { event.stopPropagation(); toggle(false); }
    if (event.key === "Tab" && isOpen && isPhone()) trap(event, panel, root);
  });
  root.append(frame);
  document.body.append(host);
  ui = { root, frame, launch, badge, panel, state, notices, log, typing, input, picker, chips, alerts };
  greet();
  showNotices(config.notices);
};

// The window fills a phone's screen: Tab must not wander behind it.
const trap = (event, panel, root) => {
  const all = [...panel.querySelectorAll("button,textarea,input:not([hidden]),a[href],[tabindex='0']")].filter((n) => n.offsetParent !== null);
  const first = all[0], last = all[all.length - 1];
  if (event.shiftKey && root.activeElement === first) { event.preventDefault(); last.focus(); }
  else if (!event.shiftKey && root.activeElement === last) { event.preventDefault(); first.focus(); }
};

const showNotices = (texts) => {
  const now = [...ui.notices.children].map((node) => node.textContent);
  if (JSON.stringify(now) !== JSON.stringify(texts || [])) ui.notices.replaceChildren(...(texts || []).map((text) => el("p", { text })));
};
const greet = () => ui.log.append(el("div", { class: "item greeting" }, el("div", { class: "bubble", text: say("greeting") })));

const toggle = (open = !isOpen, focus = true) => {
  isOpen = open;
  keep((s) => { s.open = open; });
  ui.panel.hidden = !open;
  ui.frame.classList.toggle("open", open);
  ui.launch.setAttribute("aria-expanded", String(open));
  ui.launch.setAttribute("aria-label", open ? say("close") : say("open"));
  ui.launch.replaceChildren(svg(open ? ICONS.close : ICONS.chat), ui.badge);
  if (open) {
    if (!socket) connect();
    toEnd();
    if (focus) ui.input.focus();
    markRead();
  } else if (focus) ui.launch.focus();
  count();
};
const toEnd = () => { ui.log.scrollTop = ui.log.scrollHeight; };
const nearEnd = () => ui.log.scrollHeight - ui.log.scrollTop - ui.log.clientHeight < 80;
