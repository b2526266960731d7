/* The chat on a shop's page. Lives in a shadow root with a constructable sheet, so a strict policy of the page needs no
   exception for styles. The token and unsent messages are kept in the page's localStorage. */
(() => {
  "use strict";
  const script = document.currentScript || document.querySelector('script[data-inbox][src*="/chat/widget.js"]');
  const inbox = script && script.dataset.inbox;
  if (!inbox || window.__helpdeskChat) return;
  window.__helpdeskChat = true;

  const origin = new URL(script.src, location.href).origin;
  const socketUrl = origin.replace(/^http/, "ws") + "/ws/chat/";
  const language = script.dataset.language || navigator.language || "";
  const KEY = "helpdesk-chat:" + inbox;
  const PING_MS = 20000, PONG_MS = 10000, ACK_MS = 15000;

  // -- what the browser keeps; several tabs share it
  let memory = null; // in place of a storage that is off or full
  const stored = () => {
    try { return memory || JSON.parse(localStorage.getItem(KEY)) || {}; } catch { return {}; }
  };
  const keep = (change) => {
    const next = stored();
    change(next);
    try { localStorage.setItem(KEY, JSON.stringify(next)); } catch { memory = next; }
  };
  const queue = () => stored().queue || [];
  const isPhone = () => matchMedia("(max-width:480px)").matches;
  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

  // -- small helpers
  const el = (tag, props = {}, ...children) => {
    const node = document.createElement(tag);
    if (tag === "button") node.type = props.class === "main" ? "submit" : "button";
    for (const [name, value] of Object.entries(props)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name === "text") node.textContent = value;
      else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter(Boolean));
    return node;
  };
  const svg = (paths, box = 24) => {
    const ns = "http://www.w3.org/2000/svg", root = document.createElementNS(ns, "svg");
    root.setAttribute("viewBox", `0 0 ${box} ${box}`);
    root.setAttribute("aria-hidden", "true");
    for (const d of paths) {
      const path = document.createElementNS(ns, "path");
      path.setAttribute("d", d);
      root.append(path);
    }
    return root;
  };
  const ICONS = {
    chat: ["M21 12a8 8 0 0 1-11.6 7.1L4 20.5l1.4-4.6A8 8 0 1 1 21 12Z"],
    close: ["M6 6l12 12M18 6 6 18"],
    send: ["M4 12 20 4l-5 16-4-7-7-1Z"],
    clip: ["M20 11.5 12 19.3a5 5 0 0 1-7-7l8.3-8.1a3.3 3.3 0 0 1 4.7 4.7l-8.2 8a1.6 1.6 0 0 1-2.3-2.3L15 7.2"],
    file: ["M14 3H6v18h12V7l-4-4Zm0 0v4h4"],
  };
  const MOUTHS = ["M7.5 17q4.5-5 9 0", "M8 16.5q4-2.5 8 0", "M8 16h8", "M8 15q4 2.5 8 0", "M7.5 14q4.5 5.5 9 0"];
  const face = (n) => svg(["M12 2.8a9.2 9.2 0 1 0 0 18.4 9.2 9.2 0 0 0 0-18.4Z", "M9 9v1M15 9v1", MOUTHS[n]]);
  let policy = null;
  try { policy = window.trustedTypes && trustedTypes.createPolicy("helpdesk-chat", { createHTML: (html) => html }); } catch { /* page forbids it */ }
  // Sanitised by the helpdesk (core/html.py); parsed in a document of its own, where nothing runs.
  const safeNodes = (html) => {
    const parsed = new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html");
    for (const node of parsed.querySelectorAll("script,style,iframe,object,embed,form,link,svg")) node.remove();
    return [...parsed.body.childNodes].map((node) => document.importNode(node, true));
  };
  const time = (iso) => new Intl.DateTimeFormat([navigator.language, config.language].find((l) => l.startsWith(config.language)), { hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
  const size = (bytes) => (bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + " kB" : (bytes / 1048576).toFixed(1) + " MB");
  const say = (name, values = {}) => (config.words[name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

  const CSS = `
:host{all:initial;position:fixed;inset:auto 0 0 auto;z-index:2147483000;color-scheme:light dark;--accent:light-dark(oklch(.49 .105 var(--hue)),oklch(.76 .11 var(--hue)));
--on:light-dark(#fff,oklch(.2 .03 var(--hue)));--soft:light-dark(oklch(.955 .022 var(--hue)),oklch(.3 .045 var(--hue)));--card:light-dark(#fff,oklch(.235 .009 250));
--paper:light-dark(oklch(.985 .003 90),oklch(.205 .008 250));--line:light-dark(oklch(.915 .005 90),oklch(.34 .01 250));--edge:light-dark(oklch(.6 .01 90),oklch(.58 .01 250));--ink:light-dark(oklch(.25 .015 250),oklch(.93 .006 250));
--ink2:light-dark(oklch(.45 .015 250),oklch(.75 .012 250));--bad:light-dark(oklch(.5 .18 25),oklch(.78 .14 25));font:14px/1.45 ui-sans-serif,system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:var(--ink)}
*,*::before{box-sizing:border-box;margin:0}[hidden]{display:none!important}
button,input,textarea{font:inherit;color:inherit;background:none;border:0;padding:0}button{cursor:pointer}
svg{width:20px;height:20px;fill:none;stroke:currentColor;stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round;display:block}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:8px}
.launch{position:fixed;inset:auto 20px 20px auto;width:56px;height:56px;border-radius:50%;background:var(--accent);color:var(--on);display:grid;place-items:center;box-shadow:0 4px 18px oklch(0 0 0/.25)}
.launch:focus-visible{border-radius:50%}.launch svg{width:26px;height:26px}.left .launch{inset:auto auto 20px 20px}
.badge{position:absolute;inset:-3px -3px auto auto;min-width:20px;height:20px;border-radius:99px;padding:0 5px;background:oklch(.53 .18 25);color:#fff;font-size:12px;line-height:20px;font-weight:600}
.panel{position:fixed;inset:auto 20px 88px auto;width:376px;height:min(600px,calc(100dvh - 108px));display:flex;flex-direction:column;background:var(--card);border:1px solid var(--line);border-radius:14px;overflow:hidden;box-shadow:0 8px 40px oklch(0 0 0/.2)}
.left .panel{inset:auto auto 88px 20px}
header{display:flex;align-items:center;gap:8px;padding:12px 8px 12px 16px;background:var(--accent);color:var(--on)}header h2{flex:1;font-size:15px;font-weight:600;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.icon{width:36px;height:36px;border-radius:8px;display:grid;place-items:center;flex:none}.icon:hover{background:oklch(.5 0 0/.14)}header :focus-visible{outline-color:var(--on);outline-offset:-3px}
.state{padding:6px 16px;font-size:12px;background:var(--soft);color:var(--ink)}
.log{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:16px;display:flex;flex-direction:column;gap:10px;background:var(--paper)}
.log>:first-child{margin-top:auto}
.item{max-width:84%;display:flex;flex-direction:column;gap:3px;align-self:flex-start}.me{align-self:flex-end;align-items:flex-end}
.bubble{padding:8px 12px;border-radius:14px;background:var(--card);border:1px solid var(--line);overflow-wrap:anywhere}.me .bubble{background:var(--soft);border-color:transparent;white-space:pre-wrap}
.bubble>*+*{margin-top:6px}.bubble ul,.bubble ol{padding-left:20px}.bubble a{color:var(--accent)}.bubble pre{overflow-x:auto;font-size:12px}.bubble img{max-width:100%;height:auto}
.meta{font-size:12px;color:var(--ink2)}.item:has(.card){width:84%}.line{align-self:center;max-width:90%;font-size:12px;color:var(--ink2);text-align:center}
.file{display:flex;gap:6px;align-items:center;padding:6px 10px;border:1px solid var(--line);border-radius:10px;background:var(--card);color:var(--ink);text-decoration:none;max-width:100%;overflow-wrap:anywhere}.file svg{width:16px;height:16px;flex:none}
.typing{min-height:24px;padding:2px 16px;font-size:12px;color:var(--ink2);background:var(--paper)}
.card{padding:12px;border:1px solid var(--line);border-radius:12px;background:var(--card);display:flex;flex-direction:column;gap:8px;align-self:stretch}.card h3{font-size:14px;font-weight:600}.card p{color:var(--ink2);font-size:13px}
label{font-size:12px;color:var(--ink2);display:flex;flex-direction:column;gap:3px}
input,textarea{border:1px solid var(--edge);border-radius:8px;padding:8px 10px;background:var(--card);color:var(--ink);width:100%}
.row{display:flex;gap:8px}.main{background:var(--accent);color:var(--on);border-radius:8px;padding:8px 14px;font-weight:600}.quiet{padding:8px 10px;color:var(--ink2);border-radius:8px}.error{color:var(--bad);font-size:12px}.bad .meta{color:var(--bad)}
.again{color:var(--accent);text-decoration:underline;font-size:12px}.faces{display:flex;justify-content:space-between;gap:4px}.faces button{flex:1;padding:8px 0;border-radius:10px;display:grid;place-items:center;min-height:48px}.faces button:hover,.faces [aria-pressed=true]{background:var(--soft);color:var(--accent)}.faces svg{width:30px;height:30px}
form.write{display:flex;align-items:flex-end;gap:4px;padding:8px;border-top:1px solid var(--line);background:var(--card)}form.write textarea{resize:none;max-height:132px;min-height:38px}.sendb{color:var(--accent)}.chips{display:flex;flex-wrap:wrap;gap:6px;padding:8px 8px 0}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.more{align-self:center}
@media(max-width:480px){.panel,.left .panel{inset:0;width:100%;height:100dvh;border:0;border-radius:0}.open .launch{display:none}input,textarea{font-size:16px}}
@media(prefers-reduced-motion:no-preference){.panel{animation:up .14s ease-out}@keyframes up{from{opacity:0;transform:translateY(8px)}}}
@media(forced-colors:active){.launch,.panel,.bubble{border:1px solid}}`;

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
      state, log, typing, chips, form);
    const alerts = el("div", { class: "sr", "aria-live": "polite" });
    const frame = el("div", { class: config.position, lang: config.language }, launch, panel, alerts);
    frame.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && isOpen) { event.stopPropagation(); toggle(false); }
      if (event.key === "Tab" && isOpen && isPhone()) trap(event, panel, root);
    });
    root.append(frame);
    document.body.append(host);
    ui = { root, frame, launch, badge, panel, state, log, typing, input, picker, chips, alerts };
    greet();
  };

  // The window fills a phone's screen: Tab must not wander behind it.
  const trap = (event, panel, root) => {
    const all = [...panel.querySelectorAll("button,textarea,input:not([hidden]),a[href],[tabindex='0']")].filter((n) => n.offsetParent !== null);
    const first = all[0], last = all[all.length - 1];
    if (event.shiftKey && root.activeElement === first) { event.preventDefault(); last.focus(); }
    else if (!event.shiftKey && root.activeElement === last) { event.preventDefault(); first.focus(); }
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

  // -- socket
  const connect = () => {
    clearTimeout(timer);
    if (hopeless || (socket && socket.readyState < 2)) return;
    connectTimer = setTimeout(showState, 1200);
    const mine = (socket = new WebSocket(socketUrl));
    socket.onopen = () => {
      said = stored().token || "";
      emit({ type: "hello", inbox, token: said, language: config.language, page: location.href.split("#")[0].slice(0, 500) });
    };
    socket.onmessage = (event) => { if (mine === socket) receive(JSON.parse(event.data)); };
    socket.onclose = (event) => {
      if (mine !== socket) return;
      ready = false; inFlight = null; socket = null;
      clearInterval(pinger); clearTimeout(pongTimer); clearTimeout(ackTimer);
      hopeless = event.code === 4404 || event.code === 4403;
      if (hopeless) { ui.frame.remove(); return; }
      const wait = Math.min(30000, 500 * 2 ** tries++) * (0.5 + Math.random() / 2);
      timer = setTimeout(connect, event.code === 4429 ? Math.max(wait, 10000) : wait);
      showState(); redraw();
    };
  };
  const emit = (frame) => {
    if (!socket || socket.readyState !== 1) return false;
    socket.send(JSON.stringify(frame));
    return true;
  };
  const showState = () => {
    clearTimeout(connectTimer);
    ui.state.hidden = ready;
    if (!ready) ui.state.textContent = say(tries > 1 || !navigator.onLine ? "offline" : "connecting");
  };
  const ping = () => {
    if (!emit({ type: "ping" })) return;
    clearTimeout(pongTimer);
    pongTimer = setTimeout(() => socket && socket.close(), PONG_MS);
  };

  const receive = (frame) => {
    clearTimeout(pongTimer);
    switch (frame.type) {
      case "ready": {
        const known = stored().token;
        // Another tab may have been given a token meanwhile: that one counts for both.
        if (known && known !== said && known !== frame.token) { socket.close(); return; }
        keep((s) => { s.token = frame.token; });
        greeted = frame.token; ready = true; tries = 0;
        told.delivered.clear(); told.read.clear();
        clearInterval(pinger); pinger = setInterval(ping, PING_MS);
        state(frame); showState(); flush();
        break;
      }
      case "sync": state(frame); break;
      case "items": frame.items.forEach(put); after(frame.items); break;
      case "earlier": {
        const height = ui.log.scrollHeight;
        hasMore = frame.more; frame.items.forEach(put); redraw();
        ui.log.scrollTop += ui.log.scrollHeight - height;
        break;
      }
      case "ack":
        clearTimeout(ackTimer);
        if (frame.contact) contact = frame.contact;
        done(frame.id, frame.item);
        break;
      case "typing":
        ui.typing.textContent = say("typing", { name: frame.name });
        clearTimeout(typingTimer);
        typingTimer = setTimeout(() => { ui.typing.textContent = ""; }, 5000);
        break;
      case "contact": contact = frame.contact; thankForContact(); break;
      case "error": onError(frame); break;
    }
  };
  const state = (frame) => {
    contact = frame.contact; hasMore = frame.more;
    frame.items.forEach(put);
    redraw(); after(frame.items, true);
  };
  const after = (fresh, whole) => {
    const end = whole || nearEnd();
    redraw();
    if (fresh.some((item) => item.from === "team")) { ui.typing.textContent = ""; }
    const ids = fresh.filter((i) => i.from === "team" && i.n && !i.read && !told.delivered.has(i.n)).map((i) => i.n);
    if (ids.length && emit({ type: "delivered", ids })) ids.forEach((n) => told.delivered.add(n));
    markRead(); count();
    if (end) toEnd();
  };
  const markRead = () => {
    if (!isOpen || document.hidden || !ready) return;
    const ids = unread();
    if (ids.length && emit({ type: "read", ids })) ids.forEach((n) => told.read.add(n));
    count();
  };
  const count = () => {
    const n = isOpen ? 0 : unread().length;
    ui.badge.hidden = !n;
    ui.badge.textContent = n > 9 ? "9+" : n || "";
    const words = n ? say("unread", { n }) : "";
    if (ui.alerts.textContent !== words) ui.alerts.textContent = words;
  };

  // -- sending: one at a time, kept until the helpdesk has it
  const submit = () => {
    const text = ui.input.value.trim();
    const ready_ = files.filter((f) => f.token);
    if ((!text && !ready_.length) || files.some((f) => f.waiting)) return;
    const message = { id: newId(), text, at: new Date().toISOString(), files: ready_.map((f) => f.token), names: ready_.map((f) => f.name) };
    keep((s) => { s.queue = [...(s.queue || []), message]; s.talked = true; s.draft = ""; });
    ui.input.value = ""; files = []; grow(); drawChips();
    redraw(); toEnd(); flush();
    if (!socket) connect();
  };
  const flush = () => {
    if (!ready || inFlight) return;
    const next = queue().find((m) => !failed.has(m.id));
    if (!next) return;
    if (stored().token !== greeted) { socket.close(); return; }
    inFlight = next.id;
    emit({ type: "message", id: next.id, text: next.text, files: next.files || [] });
    ackTimer = setTimeout(() => socket && socket.close(), ACK_MS);
  };
  const done = (id, item) => {
    const message = queue().find((m) => m.id === id);
    keep((s) => { s.queue = (s.queue || []).filter((m) => m.id !== id); });
    if (inFlight === id) inFlight = null;
    if (item) put(item);
    else if (message && !data().some((i) => i.client === id)) put({ id: "c" + id, n: 0, from: "me", at: message.at, text: message.text, client: id, files: [] });
    redraw(); toEnd(); maybeAsk(); flush();
  };
  const onError = (frame) => {
    if (frame.code === "email" || frame.code === "contact") { contactError(frame.text); return; }
    clearTimeout(ackTimer);
    inFlight = null;
    if (!frame.id) { setTimeout(() => { told.delivered.clear(); told.read.clear(); after(data()); }, (frame.again || 3) * 1000); return; }
    if (frame.again) setTimeout(flush, frame.again * 1000);
    else if (frame.id) failed.set(frame.id, frame.text);
    redraw();
    if (!frame.again) flush();
  };

  const onInput = () => {
    grow();
    keep((s) => { s.draft = ui.input.value; });
    const now = Date.now(), n = ui.input.value.length;
    if (ready && (now - typedAt > 2000 || !n)) { typedAt = n ? now : 0; emit({ type: "typing", n }); }
  };
  const onKey = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
  };
  const grow = () => { ui.input.style.height = "auto"; ui.input.style.height = ui.input.scrollHeight + 2 + "px"; };

  const onPick = async () => {
    const file = ui.picker.files[0];
    ui.picker.value = "";
    if (!file || files.length >= 5) return;
    const entry = { name: file.name, waiting: true };
    files.push(entry); drawChips();
    if (file.size > 10485760) { entry.error = say("tooLarge"); entry.waiting = false; drawChips(); return; }
    const body = new FormData();
    for (const [name, value] of Object.entries({ inbox, token: stored().token || "", language: config.language, file })) body.append(name, value);
    try {
      const answer = await fetch(origin + "/chat/upload/", { method: "POST", body, credentials: "omit" });
      const data = await answer.json();
      if (answer.ok) { entry.token = data.file; entry.name = data.name; } else entry.error = data.error || say("uploadFailed");
    } catch { entry.error = say("uploadFailed"); }
    entry.waiting = false;
    drawChips(); ui.input.focus();
  };
  const drawChips = () => {
    ui.chips.hidden = !files.length;
    ui.chips.replaceChildren(...files.map((f) => el("span", { class: f.error ? "file error" : "file", role: f.error ? "alert" : false }, el("span", { text: f.error ? `${f.name}: ${f.error}` : f.waiting ? `${f.name} · ${say("uploading")}` : f.name }),
      el("button", { "aria-label": say("remove") + " " + f.name, onclick: () => { files = files.filter((other) => other !== f); drawChips(); } }, svg(ICONS.close)))));
  };

  // -- drawing: one node an item, replaced only when it changed
  const put = (data) => {
    if (data.client) for (const [id, other] of items) if (other.data.client === data.client && id !== data.id) items.delete(id);
    const old = items.get(data.id);
    const same = old && JSON.stringify({ ...old.data, read: 0 }) === JSON.stringify({ ...data, read: 0 });
    items.set(data.id, { data, node: same ? old.node : null });
  };
  const redraw = () => {
    const wanted = [...items.values()].sort((a, b) => (a.data.at < b.data.at ? -1 : a.data.at > b.data.at ? 1 : a.data.n - b.data.n));
    const nodes = wanted.map((entry) => (entry.node = entry.node || draw(entry.data)));
    const known = new Set(data().map((i) => i.client));
    const waiting = queue().filter((m) => !known.has(m.id)).map(drawWaiting);
    const top = hasMore ? [el("button", { class: "quiet more", text: say("earlier"), onclick: () => emit({ type: "earlier", before: Math.min(...data().map((i) => i.n || Infinity)) }) })] : [];
    const greeting = hasMore ? [] : [...ui.log.querySelectorAll(".greeting")].slice(0, 1);
    const cards = [...ui.log.querySelectorAll(".card.ask")];
    const next = [...top, ...greeting, ...nodes, ...waiting, ...cards];
    const now = [...ui.log.children];
    if (next.length !== now.length || next.some((node, i) => node !== now[i])) place(next);
  };
  // Move as little as possible: the screen reader's log announces what is added, and focus stays where it is.
  const place = (next) => {
    const set = new Set(next);
    for (const node of [...ui.log.children]) if (!set.has(node)) node.remove();
    next.forEach((node, i) => { if (ui.log.children[i] !== node) ui.log.insertBefore(node, ui.log.children[i] || null); });
  };
  const fileLinks = (list) => (list || []).map((f) => el("a", { class: "file", href: new URL(f.url, origin).href, download: f.name, rel: "noopener" }, svg(ICONS.file), el("span", { text: `${f.name} · ${size(f.size)}` })));
  const draw = (item) => {
    if (item.from === "line") return el("p", { class: "line", text: item.text });
    const mine = item.from === "me";
    const bubble = el("div", { class: "bubble" });
    if (mine) bubble.textContent = item.text; else if (!item.survey) bubble.append(...safeNodes(item.html));
    const meta = [mine ? say("delivered") : item.name, time(item.at)];
    if (item.mailed) meta.push(say("mailed"));
    return el("div", { class: "item" + (mine ? " me" : ""), "data-n": item.n },
      item.survey ? surveyCard(item.survey) : bubble.hasChildNodes() && bubble, ...fileLinks(item.files),
      el("span", { class: "meta", text: meta.join(" · ") }));
  };
  const drawWaiting = (m) => {
    const sentence = failed.get(m.id);
    const node = el("div", { class: "item me" + (sentence ? " bad" : ""), "data-waiting": m.id }, m.text && el("div", { class: "bubble", text: m.text }),
      ...(m.names || []).map((name) => el("span", { class: "file", text: name })),
      el("span", { class: "meta", text: sentence ? `${say("failed")}: ${sentence}` : say("sending") }));
    if (sentence) node.append(el("button", { class: "again", text: say("retry"), onclick: () => { failed.delete(m.id); redraw(); flush(); } }));
    return node;
  };

  // -- the survey: five faces, then an optional comment
  const surveyCard = (survey) => {
    const url = new URL(survey.url, origin).href;
    const card = el("div", { class: "card", role: "group", "aria-label": survey.question }, el("h3", { text: survey.question }));
    const result = el("div", { role: "status" });
    const buttons = survey.faces.slice(0, 5).map((label, i) => el("button", { "aria-label": label, title: label, "aria-pressed": "false", onclick: () => answer(i + 1) }, face(i)));
    const show = (score) => buttons.forEach((b, i) => b.setAttribute("aria-pressed", String(i + 1 === score)));
    const post = async (fields) => {
      const body = new FormData();
      for (const [name, value] of Object.entries({ via: "chat", ...fields })) body.append(name, value);
      const reply = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "omit" });
      return reply.json();
    };
    const answer = async (score) => {
      show(score);
      try {
        const reply = await post({ score });
        if (!reply.ok) { result.replaceChildren(el("p", { class: "error", text: reply.error || "" })); return; }
        const area = el("textarea", { rows: 2, maxlength: 2000 });
        const thanks = el("p", { text: reply.thanks || say("thanks") });
        const form = el("form", { class: "card", onsubmit: async (event) => {
          event.preventDefault();
          if (area.value.trim()) try { await post({ score, comment: area.value }); } catch { window.open(`${url}?score=${score}`, "_blank", "noopener"); return; }
          form.remove();
        } }, el("label", { text: reply.comment_label || say("comment") }, area), el("div", { class: "row" }, el("button", { class: "main", text: say("send") })));
        result.replaceChildren(thanks, form);
        toEnd();
      } catch { window.open(`${url}?score=${score}`, "_blank", "noopener"); }
    };
    fetch(url, { headers: { Accept: "application/json" }, credentials: "omit" }).then((r) => r.json()).then((data) => {
      if (data.score) { show(data.score); result.replaceChildren(el("p", { text: say("thanks") })); }
      if (data.expired) buttons.forEach((b) => { b.disabled = true; });
    }).catch(() => {});
    card.append(el("div", { class: "faces" }, ...buttons), result);
    return card;
  };

  // -- where to answer when they have to go
  const maybeAsk = () => {
    if (asked || !config.askEmail || contact.known || stored().declined) return;
    asked = true;
    const name = el("input", { type: "text", autocomplete: "name", maxlength: 80 }), email = el("input", { type: "email", autocomplete: "email", maxlength: 254, required: true });
    name.value = contact.name || "";
    const form = el("form", { class: "card ask", novalidate: true, "aria-label": say("askTitle"), onsubmit: (event) => {
      event.preventDefault();
      if (!email.checkValidity()) { contactError(say("badEmail")); return; }
      emit({ type: "contact", email: email.value.trim(), name: name.value.trim() });
    } }, el("h3", { text: say("askTitle") }), el("p", { text: say("askWhy") }), el("label", { text: say("name") }, name), el("label", { text: say("email") }, email),
    el("p", { class: "error", role: "alert", hidden: true }),
    el("div", { class: "row" }, el("button", { class: "main", text: say("save") }), el("button", { class: "quiet", text: say("notNow"), onclick: () => { keep((s) => { s.declined = true; }); form.remove(); ui.input.focus(); } })));
    ui.log.append(form);
    toEnd();
  };
  const askCard = () => ui.log.querySelector(".card.ask");
  const contactError = (sentence) => {
    const form = askCard(), error = form && form.querySelector(".error");
    if (!error) return;
    error.textContent = sentence; error.hidden = false;
    const email = form.querySelector("[type=email]");
    email.setAttribute("aria-invalid", "true"); email.focus();
  };
  const thankForContact = () => {
    const form = askCard();
    if (!form) return;
    const thanks = el("p", { class: "line card ask", role: "status", text: say("contactSaved", { email: contact.email }) });
    form.replaceWith(thanks);
    ui.input.focus();
  };

  // -- start
  const start = async () => {
    try {
      const answer = await fetch(`${origin}/chat/config/${encodeURIComponent(inbox)}/?language=${encodeURIComponent(language)}`, { credentials: "omit" });
      if (!answer.ok) { console.warn("Helpdesk chat: there is no such inbox, or it is switched off."); return; }
      config = await answer.json();
    } catch { setTimeout(start, 15000); return; }
    build();
    const before = stored();
    ui.input.value = before.draft || "";
    if (before.talked || queue().length) connect();
    if (before.open && before.talked && !isPhone()) toggle(true, false);
    redraw();
    window.addEventListener("online", () => { tries = 0; if (!socket) connect(); });
    window.addEventListener("offline", () => { if (socket) socket.close(); });
    window.addEventListener("storage", (event) => {
      if (event.key !== KEY) return;
      if (stored().talked && !socket) connect();
      else if (ready && stored().token !== greeted) socket.close();
      redraw();
    });
    document.addEventListener("visibilitychange", () => { markRead(); if (!document.hidden && !socket && stored().talked) { tries = 0; connect(); } });
  };
  if (document.body) start(); else document.addEventListener("DOMContentLoaded", start);
})();
