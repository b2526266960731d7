// Tickets open beside the list without a new page; back and forward work; keys move through the rows.
import { look } from "../live.js";
import { post } from "../http.js";
import { key } from "../shortcuts.js";
import { toast } from "../toast.js";
import { wordTimes } from "../when.js";
import { word } from "../words.js";
import * as composer from "./composer.js";
import * as people from "./people.js";
import * as rows from "./rows.js";
import { listQuery } from "./scope.js";
import * as thread from "./thread.js";

const shell = document.querySelector(".inbox-shell");
const pane = () => document.getElementById("ticket");
const number = () => Number(pane()?.dataset.ticket) || null;
const path = (ticket) => `/inbox/${ticket ? `${ticket}/` : ""}${listQuery() ? `?${listQuery()}` : ""}`;
const nothing = document.createElement("template");
let loading = null;
let onItsWay = null;
let readAt = 0;

export function start() {
  keepNothing();
  opened();
  addEventListener("popstate", () => {
    const match = location.pathname.match(/^\/inbox\/(\d+)\/$/);
    if (match) open(Number(match[1]), { push: false }); else close({ push: false });
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a.row, a[data-open-ticket]");
    if (link) { event.preventDefault(); open(Number(link.dataset.ticket || link.dataset.openTicket)); }
    if (event.target.closest("[data-back]")) { event.preventDefault(); close(); }
    if (event.target.closest("[data-toggle-customer]")) toggleCustomer();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && number()) read(); });
  key("j", () => step(1));
  key("k", () => step(-1));
  key("Enter", (event) => {
    const row = event.target.closest?.(".row");
    if (event.target.closest?.("a:not(.row), button, summary") || !row) return false;
    open(Number(row.dataset.ticket));
    return true;
  });
}

function keepNothing() {
  if (!number()) nothing.content.append(pane().cloneNode(true));
}

function step(by) {
  const all = rows.all();
  const focused = document.activeElement.closest?.(".row");
  const at = all.indexOf(focused || document.querySelector(".row[aria-current]"));
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

export const opening = () => onItsWay;

export async function open(ticket, { push = true } = {}) {
  composer.flush();
  loading?.abort();
  loading = new AbortController();
  onItsWay = ticket;
  rows.setCurrent(ticket);
  document.getElementById("progress")?.classList.add("on");
  try {
    const answer = await fetch(path(ticket), { headers: { "HX-Request": "true", "HX-Target": "ticket" }, signal: loading.signal });
    if (answer.redirected) { location.reload(); return; }
    if (!answer.ok) { toast(answer.status === 404 ? word("gone") : word("failed"), { error: true }); rows.setCurrent(number()); return; }
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    pane().replaceWith(holder.content.querySelector("#ticket"));
    window.htmx?.process(pane());
    if (push) history.pushState({}, "", path(ticket));
    shell.classList.add("has-ticket");
    onItsWay = null;
    opened();
    document.dispatchEvent(new CustomEvent("helpdesk:opened"));
    document.getElementById("main").focus({ preventScroll: true });
  } catch (error) {
    if (error.name !== "AbortError") { toast(word("failed"), { error: true }); rows.setCurrent(number()); }
    return;
  } finally {
    if (onItsWay === ticket) onItsWay = null;
    document.getElementById("progress")?.classList.remove("on");
  }
}

function opened() {
  const ticket = number();
  look(ticket);
  people.clear();
  if (!ticket) return;
  wordTimes(pane());
  thread.start();
  composer.start();
  rows.setCurrent(ticket, pane().dataset.title);
  rows.markRead(ticket);
}

export function close({ push = true, keepTyped = true } = {}) {
  if (keepTyped) composer.flush();
  const left = number();
  if (push) history.pushState({}, "", path(null));
  if (nothing.content.firstElementChild) pane().replaceWith(nothing.content.firstElementChild.cloneNode(true));
  else pane().replaceChildren();
  pane().removeAttribute("data-ticket");
  shell.classList.remove("has-ticket");
  look(null);
  people.clear();
  rows.setCurrent(null);
  document.getElementById(`row-${left}`)?.focus({ preventScroll: true });
}

// Seen now; told to the server at most every two seconds.
export function read() {
  if (!number() || Date.now() - readAt < 2000) return;
  readAt = Date.now();
  rows.markRead(number());
  post(pane().dataset.read, null).catch(() => { readAt = 0; });
}

function toggleCustomer() {
  const panel = document.getElementById("customer");
  const shown = panel.classList.toggle("shown");
  document.querySelector(".customer-toggle")?.setAttribute("aria-expanded", String(shown));
  (shown ? panel.querySelector("[data-toggle-customer]") : document.querySelector(".customer-toggle"))?.focus();
}
