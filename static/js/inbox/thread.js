// The conversation: one flow over all channels, with lines where the day or the channel changes.
import { lang, wordTimes } from "../when.js";
import { word } from "../words.js";

const dayName = new Intl.DateTimeFormat(lang, { weekday: "long", day: "numeric", month: "long" });
const dayYear = new Intl.DateTimeFormat(lang, { day: "numeric", month: "long", year: "numeric" });

const wrap = () => document.getElementById("flow");
const thread = () => document.getElementById("thread");
const items = () => [...thread().querySelectorAll(":scope > [data-part=item]")];
const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 80;

export function start() {
  if (!thread()) return;
  decorate();
  wrap().scrollTop = wrap().scrollHeight;
}

export function decorate() {
  thread().querySelectorAll(":scope > .ev.line").forEach((line) => line.remove());
  let day = "";
  let channel = "";
  for (const item of items()) {
    const moment = new Date(item.dataset.at);
    const name = nameOf(moment);
    const parts = [];
    if (name !== day) parts.push(name);
    const said = item.dataset.channel;
    if (said && said !== channel) parts.push(item.dataset.channelName);
    if (said) channel = said;
    day = name;
    if (parts.length) item.before(line(parts.join(" · ")));
  }
  foldRuns();
}

// What one person did within a minute reads as one line, told by its last event; of several statuses the last one counts.
// What can say why (a rule, a macro) ends its line, so that the question stays to be asked.
function foldRuns() {
  let run = [];
  for (const node of [...thread().children]) {
    if (run.length && !continues(run.at(-1), node)) run = [];
    if (!node.matches(".ev[data-kind]")) continue;
    run.push(node);
    node.classList.remove("folded");
    node.querySelector(".before")?.remove();
    if (run.length < 2) continue;
    run.at(-2).classList.add("folded");
    const told = run.slice(0, -1).filter((event, i) => event.dataset.kind !== "status_changed" || run.slice(i + 1).every((later) => later.dataset.kind !== event.dataset.kind));
    const before = document.createElement("span");
    before.className = "before";
    before.textContent = told.map((event) => `${event.querySelector(".what").textContent} · `).join("");
    node.querySelector(".what").before(before);
  }
}

function continues(last, node) {
  return node.matches(".ev[data-kind]") && !last.querySelector(".ev-why") && node.dataset.actor === last.dataset.actor && new Date(node.dataset.at) - new Date(last.dataset.at) < 60_000;
}

function nameOf(moment) {
  const now = new Date();
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  if (moment.toDateString() === now.toDateString()) return word("today");
  if (moment.toDateString() === yesterday.toDateString()) return word("yesterday");
  return (moment.getFullYear() === now.getFullYear() ? dayName : dayYear).format(moment);
}

function line(text) {
  const node = document.createElement("div");
  node.className = "ev line";
  node.textContent = text;
  return node;
}

export function put(parts) {
  if (!thread() || !parts.length) return;
  const box = wrap();
  const stick = atEnd(box);
  const before = box.scrollHeight - box.scrollTop;
  let above = false;
  for (const part of parts) {
    const old = document.getElementById(part.id);
    if (old) replace(old, part);
    else above = insert(part) || above;
    wordTimes(part);
    window.htmx?.process(part);
  }
  decorate();
  if (stick) box.scrollTop = box.scrollHeight;
  else if (above) box.scrollTop = box.scrollHeight - before;
}

// What the agent has unfolded in a message, or is listening to, stays: then only its heading (ticks, names) is new.
function replace(old, part) {
  if (bare(old) === bare(part)) return;
  const playing = [...old.querySelectorAll("audio, video")].some((media) => !media.paused);
  if (playing || old.querySelector(".original, .quoted")) {
    old.querySelector(".by")?.replaceWith(part.querySelector(".by"));
    return;
  }
  const unfolded = old.querySelector("details[open]");
  if (unfolded) part.querySelector("details")?.setAttribute("open", "");
  old.replaceWith(part);
}

// Without the times, which each browser words and colours for itself, and without what somebody has opened.
export function bare(item) {
  const copy = item.cloneNode(true);
  for (const time of copy.querySelectorAll("time")) { time.textContent = ""; time.removeAttribute("title"); }
  for (const chip of copy.querySelectorAll("[data-due]")) chip.classList.remove("bad", "warn");
  for (const details of copy.querySelectorAll("details")) details.open = false;
  copy.querySelector(".before")?.remove();
  return copy.innerHTML;
}

function insert(part) {
  const at = new Date(part.dataset.at);
  const after = items().find((item) => new Date(item.dataset.at) > at);
  if (after) { after.before(part); return true; }
  part.classList.add("fresh");
  thread().append(part);
  return false;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.target.classList?.contains("earlier")) return;
  const box = wrap();
  const rest = box.scrollHeight - box.scrollTop;
  document.addEventListener("htmx:afterSettle", () => { decorate(); box.scrollTop = box.scrollHeight - rest; }, { once: true });
});
