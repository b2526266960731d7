// A hint's HTML goes where it belongs, by id; what is older than what is shown stays out.
import { toast } from "../toast.js";
import { word } from "../words.js";
import { wordTimes } from "../when.js";
import * as navigate from "./navigate.js";
import * as rows from "./rows.js";
import * as thread from "./thread.js";
import { bare } from "./thread.js";

// What comes while a ticket is on its way to the page may be newer than that page: it is applied once more then.
let held = [];
document.addEventListener("helpdesk:opened", () => {
  const hints = held;
  held = [];
  hints.forEach(apply);
});

export function apply(hint) {
  if (navigate.opening() === hint.ticket) held.push(hint);
  const holder = document.createElement("template");
  holder.innerHTML = hint.html;
  const pane = document.getElementById("ticket");
  const open = Number(pane?.dataset.ticket) === hint.ticket;
  const newer = open && hint.version >= Number(pane.dataset.version || 0);
  if (newer) pane.dataset.version = hint.version;
  const items = [];
  for (const part of [...holder.content.children]) {
    if (part.dataset.part === "row") rows.put(part, hint);
    else if (part.dataset.part === "field" && newer) field(part);
    else if (part.dataset.part === "item" && open) items.push(part);
  }
  if (open) {
    thread.put(items);
    if (!document.hidden) navigate.read();
  }
}

function field(fresh) {
  const old = document.getElementById(fresh.id);
  if (!old || bare(old) === bare(fresh)) return; // an open menu in it stays open
  if (old.contains(document.activeElement)) document.getElementById("main")?.focus({ preventScroll: true });
  old.replaceWith(fresh);
  wordTimes(fresh);
}

export function gone(number) {
  rows.remove(number);
  if (Number(document.getElementById("ticket")?.dataset.ticket) === number) {
    toast(word("gone"), { error: true });
    navigate.close({ keepTyped: false });
  }
}

export function applyAll(data) {
  for (const hint of data.changes || []) if (hint.type === "gone") gone(hint.ticket); else apply(hint);
}
