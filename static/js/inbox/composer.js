// The composer: reply or note, where it goes, files, drafts that survive everything, sending once.
import { fields, post } from "../http.js";
import { typing } from "../live.js";
import { key } from "../shortcuts.js";
import { fit } from "../autosize.js";
import { toast } from "../toast.js";
import { word } from "../words.js";
import { applyAll } from "./apply.js";
import * as buttons from "./buttons.js";
import * as counter from "./counter.js";
import { refresh } from "./customer.js";
import { Files } from "./files.js";
import "./format.js";
import { confirmed } from "./publish.js";
import * as route from "./route.js";
import * as templates from "./templates.js";

const SAVE_MS = 700;
const TYPING_MS = 2500;
let files = null;
let timer = null;
let unsaved = new Set();
let saving = Promise.resolve();
let typedAt = 0;
let sendId = null;
let tooManyFiles = false;

const form = () => document.getElementById("composer");
const area = (kind) => form().querySelector(`[data-text=${kind}]`);
const kindOf = (composer) => composer.dataset.kind;
const newId = () => crypto.randomUUID?.() || Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

export function start() {
  if (!form()) return;
  unsaved = new Set();
  sendId = newId();
  tooManyFiles = false;
  files = new Files(form(), showFiles);
  templates.start();
  choose(kindOf(form()));
  showRoute();
}

export function choose(kind, { focus = false } = {}) {
  const composer = form();
  if (!composer) return;
  composer.dataset.kind = kind;
  for (const tab of composer.querySelectorAll("[data-kind-choice]")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.kindChoice === kind));
  }
  fit(area(kind));
  if (files) showFiles();
  if (focus) (area(kind).offsetParent ? area(kind) : composer.querySelector("[data-template-choice]")).focus();
}

function showRoute() {
  if (!form()) return;
  route.show();
  templates.show();
  buttons.show();
  counter.show();
  showFiles();
  fit(area(kindOf(form())));
}

const mostFiles = () => (templates.active() ? 0 : route.rules().files);

// Files that can't go this way stay, with a word; another way, or a note, may take them.
function showFiles() {
  const most = mostFiles();
  const over = kindOf(form()) === "reply" && files.size > most;
  if (over) says(most ? word("files_most", { n: most }) : word("no_files_here"), true);
  else if (tooManyFiles) says("", true);
  tooManyFiles = over;
  return !over;
}

function says(text, error = false) {
  const state = form()?.querySelector("[data-draft-state]");
  const alert = form()?.querySelector("[data-error]");
  if (!state) return;
  if (error) { alert.textContent = text; alert.hidden = !text; } else state.textContent = text;
}

// Drafts are saved shortly after each key, one request after the other, and at once when the page or ticket is left.
function save({ leaving = false } = {}) {
  clearTimeout(timer);
  const composer = form();
  if (!composer || !unsaved.size) return saving;
  const url = composer.dataset.draft;
  const work = [...unsaved].map((kind) => fields({ kind, text: area(kind).value }));
  unsaved = new Set();
  const put = () => Promise.all(work.map((body) => post(url, body, { keepalive: leaving })));
  saving = (leaving ? put() : saving.then(put)).then(
    () => { if (composer === form()) says(word("draft_saved")); },
    () => {
      if (composer !== form()) return;
      work.forEach((body) => unsaved.add(body.get("kind")));
      says(word("draft_kept"));
      timer = setTimeout(save, SAVE_MS * 5);
    },
  );
  return saving;
}

export const flush = () => save({ leaving: true });
addEventListener("pagehide", flush);

document.addEventListener("input", (event) => {
  const kind = event.target.dataset?.text;
  if (!kind || !form()?.contains(event.target)) return;
  unsaved.add(kind);
  says("");
  says("", true);
  clearTimeout(timer);
  timer = setTimeout(save, SAVE_MS);
  if (Date.now() - typedAt > TYPING_MS) {
    typedAt = Date.now();
    typing(Number(document.getElementById("ticket").dataset.ticket), kind === "reply");
  }
});

document.addEventListener("change", (event) => {
  if (event.target.id !== "route") return;
  event.target.dataset.picked = event.target.value;
  showRoute();
});
document.addEventListener("helpdesk:routes", showRoute);
document.addEventListener("helpdesk:mode", showRoute);

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-kind-choice]");
  if (choice) choose(choice.dataset.kindChoice, { focus: true });
  const cc = event.target.closest("[data-show-cc]");
  if (cc) {
    const line = form().querySelector("[data-cc-line]");
    line.hidden = !line.hidden;
    cc.setAttribute("aria-expanded", String(!line.hidden));
    if (!line.hidden) line.querySelector("input").focus();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form()?.contains(event.target)) {
    event.preventDefault();
    form().requestSubmit();
  }
});

document.addEventListener("submit", (event) => {
  if (event.target.id !== "composer") return;
  event.preventDefault();
  send(event.submitter?.name === "status" ? event.submitter.value : "");
});

async function send(status) {
  const composer = form();
  const kind = kindOf(composer);
  if (composer.dataset.sending) return;
  const template = kind === "reply" && templates.active();
  const text = template ? "" : area(kind).value;
  if (!template && !text.trim() && !files.size) { area(kind).focus(); return; }
  if (!showFiles()) return;
  const body = fields({ text, client_id: sendId });
  if (kind === "reply") {
    body.append("status", status);
    body.append("route", composer.querySelector("#route")?.value || "");
    body.append("cc", composer.querySelector("[data-cc-line]").hidden ? "" : composer.querySelector("#cc").value);
    if (template && !templates.addTo(body)) return;
    buttons.addTo(body);
    if (route.rules().public) {
      if (!(await confirmed(text || files.names, route.name())) || composer !== form()) return;
      body.append("public", "yes");
    }
  }
  files.addTo(body);
  composer.dataset.sending = "1";
  composer.setAttribute("aria-busy", "true");
  composer.querySelector("[type=submit]").disabled = true;
  clearTimeout(timer);
  if (!template) unsaved.delete(kind);
  await saving;
  try {
    const data = await post(composer.dataset[kind], body);
    if (composer === form()) sent(kind, text, template);
    applyAll(data);
  } catch (error) {
    if (composer !== form()) { toast(error.message, { error: true }); return; }
    says(error.message, true);
    if (kind === "reply") refresh(); // perhaps the way it should go has just closed
    if (!template) { unsaved.add(kind); save(); }
  } finally {
    delete composer.dataset.sending;
    composer.removeAttribute("aria-busy");
    composer.querySelector("[type=submit]").disabled = false;
  }
}

// What was typed while the answer was on its way stays.
function sent(kind, text, template) {
  const box = area(kind);
  if (!template) box.value = box.value === text ? "" : box.value.startsWith(text) ? box.value.slice(text.length).trimStart() : box.value;
  if (box.value && !template) { unsaved.add(kind); save(); }
  files.clear();
  if (kind === "reply") {
    // Until the customer writes again the server remembers the way that was chosen.
    delete document.getElementById("route")?.dataset.picked;
    templates.sent();
    buttons.sent();
    counter.show();
  }
  fit(box);
  sendId = newId();
  says(word(kind === "reply" ? "sent" : "noted"));
  says("", true);
}

key("r", () => choose("reply", { focus: true }));
key("n", () => choose("note", { focus: true }));
