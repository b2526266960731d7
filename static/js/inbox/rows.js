// The list: rows come in at the top when nobody would be disturbed, else behind a quiet "3 new".
import { word } from "../words.js";
import { wordTimes } from "../when.js";
import { belongs, listQuery, scope } from "./scope.js";
import { ask } from "./verdict.js";

const list = document.getElementById("rows");
const pill = document.getElementById("new-pill");
const empty = document.getElementById("list-empty");
const reads = new Map();
const waiting = new Map();
const leaving = new Set();
let over = false;
let title = document.title;
let current = null;
let painted = () => {};

const rowOf = (number) => document.getElementById(`row-${number}`);
const disturbs = () => over || list.scrollTop > 4 || list.contains(document.activeElement);

// Called whenever the rows or what they say have changed.
export const whenPainted = (act) => { painted = act; act(); };

export const all = () => [...list.querySelectorAll(".row")];

export function start() {
  list.addEventListener("pointerenter", () => { over = true; });
  list.addEventListener("pointerleave", () => { over = false; settle(); });
  list.addEventListener("focusout", () => setTimeout(settle));
  pill.addEventListener("click", showNew);
  list.addEventListener("htmx:afterSettle", takeReads);
  takeReads();
}

// A row that came in live may stand in a later page again: the first one stays.
function dropRepeats() {
  const seen = new Set();
  for (const row of all()) {
    if (seen.has(row.id)) row.remove();
    seen.add(row.id);
  }
}

function takeReads() {
  dropRepeats();
  for (const script of list.querySelectorAll("script[type='application/json']")) {
    for (const [number, at] of Object.entries(JSON.parse(script.textContent))) reads.set(Number(number), at);
    script.remove();
  }
  paint();
}

export function markRead(number) {
  reads.set(number, new Date().toISOString());
  paint();
}

// Unread and current are this browser's own; the row itself is the same for everybody.
export function paint() {
  let unread = 0;
  for (const row of all()) {
    const number = Number(row.dataset.ticket);
    const at = row.dataset.customerAt;
    const isUnread = Boolean(row.dataset.open && at && new Date(at) > new Date(reads.get(number) || 0) && number !== current);
    row.classList.toggle("unread", isUnread);
    unread += isUnread;
    if (number === current) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
  }
  document.title = unread ? `(${unread}) ${title}` : title;
  empty.hidden = Boolean(list.querySelector(".row")) || waiting.size > 0;
  painted();
}

export function setCurrent(number, text = null) {
  current = number;
  if (text) title = text;
  paint();
}

export function put(fresh, hint) {
  const old = rowOf(hint.ticket);
  const stays = hint.here ?? belongs(hint.facts);
  if (stays === null) ask(fresh, hint, put);
  if (old && Number(old.dataset.version) > hint.version) return;
  if (waiting.has(hint.ticket) || (!old && stays === true)) {
    if (stays === false) waiting.delete(hint.ticket);
    else if (belowEnd(fresh)) return;
    else if (disturbs() || scope.sort !== "activity") waiting.set(hint.ticket, fresh);
    else enter(fresh);
    showPill();
  } else if (old) {
    const moved = scope.sort === "activity" && new Date(fresh.dataset.activity) > new Date(old.dataset.activity);
    swap(old, fresh);
    if (stays === false) remove(hint.ticket);
    else leaving.delete(hint.ticket);
    if (stays !== false && moved && !disturbs()) enter(fresh);
  }
  paint();
}

function swap(old, fresh) {
  const focused = old === document.activeElement;
  old.replaceWith(fresh);
  wordTimes(fresh);
  if (focused) fresh.focus({ preventScroll: true });
}

const activity = (row) => new Date(row.dataset.activity);

// Rows further down than the pages loaded so far come with their page.
const belowEnd = (row) => {
  const last = all().at(-1);
  return Boolean(scope.sort === "activity" && last && list.querySelector(".rows-more") && activity(row) < activity(last));
};

function enter(row) {
  rowOf(row.dataset.ticket)?.remove();
  const below = all().find((other) => activity(other) <= activity(row));
  if (below) below.before(row);
  else if (list.querySelector(".rows-more")) list.querySelector(".rows-more").before(row);
  else list.append(row);
  wordTimes(row);
}

export function remove(number) {
  waiting.delete(number);
  const row = rowOf(number);
  if (!row) return;
  if (disturbs()) { leaving.add(number); row.classList.add("leaving"); } else row.remove();
  showPill();
  paint();
}

function settle() {
  if (disturbs()) return;
  for (const number of leaving) rowOf(number)?.remove();
  leaving.clear();
  if (scope.sort === "activity") flush(); else paint();
}

function flush() {
  const rows = [...waiting.values()].sort((a, b) => new Date(a.dataset.activity) - new Date(b.dataset.activity));
  waiting.clear();
  rows.forEach(enter);
  showPill();
  paint();
}

// In another order than the newest first only the server knows where they stand.
async function showNew() {
  list.scrollTop = 0;
  if (scope.sort === "activity") flush(); else await reload();
  list.scrollTop = 0;
  all()[0]?.focus();
}

function showPill() {
  pill.hidden = waiting.size === 0;
  pill.textContent = word("new_rows", { n: waiting.size });
}

export async function reload() {
  const answer = await fetch(`/inbox/?${listQuery()}`, { headers: { "HX-Request": "true", "HX-Target": "list" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("rows");
  if (!fresh) return;
  const top = list.scrollTop;
  list.replaceChildren(...fresh.childNodes);
  window.htmx?.process(list);
  waiting.clear();
  leaving.clear();
  list.scrollTop = top;
  showPill();
  takeReads();
  wordTimes(list);
}
