// What the chosen way to answer allows, and how the composer shows it: who will read it, how long it is open, what fits.
import { wordTimes } from "../when.js";
import { refresh } from "./customer.js";

const NONE = { max: 0, files: 10, buttons: 0, formatting: true, templates: [], templates_only: false, counter: "" };
const LONGEST_MS = 2 ** 31 - 1;
let closing = null;

const form = () => document.getElementById("composer");
const select = () => document.getElementById("route");

// The server's words on the chosen way (tickets/views/ticket.py, route_rules).
export function rules() {
  const all = JSON.parse(document.getElementById("route-rules")?.textContent || "{}");
  return all[select()?.value] || NONE;
}

export const name = () => select()?.selectedOptions[0]?.textContent.trim() || "";

export function show() {
  const composer = form();
  if (!composer) return;
  const rule = rules();
  composer.dataset.reach = rule.public ? "public" : rule.private ? "private" : "";
  composer.toggleAttribute("data-no-files", !rule.files);
  composer.toggleAttribute("data-no-format", !rule.formatting);
  const cc = composer.querySelector("[data-show-cc]");
  cc.hidden = !rule.cc;
  if (cc.hidden) composer.querySelector("[data-cc-line]").hidden = true;
  const signature = composer.querySelector("[data-signature]");
  if (signature) signature.hidden = !rule.mail;
  showReach(composer, rule);
}

function showReach(composer, rule) {
  const line = composer.querySelector("[data-reach-line]");
  const part = (name) => line.querySelector(`[data-reach-${name}]`);
  const left = rule.until && !rule.templates_only ? new Date(rule.until) - Date.now() : null;
  part("public").hidden = !rule.public;
  part("private").hidden = !rule.private;
  // Under a condition (once only, only by a person) an answer isn't free.
  const [clock, other] = rule.note ? [part("limit"), part("window")] : [part("window"), part("limit")];
  clock.hidden = left === null || left <= 0;
  other.hidden = true;
  part("note").textContent = rule.templates_only ? "" : rule.note || "";
  if (left > 0) {
    clock.dataset.due = rule.until;
    const time = clock.querySelector("time");
    time.dateTime = rule.until;
    time.removeAttribute("title");
    wordTimes(line);
  }
  line.hidden = !rule.public && !rule.private && clock.hidden && !part("note").textContent;
  // When the time is over only templates go: the server says which.
  clearTimeout(closing);
  if (left > 0) closing = setTimeout(refresh, Math.min(left + 1000, LONGEST_MS));
}
