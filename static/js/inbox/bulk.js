// Many tickets at once: rows are picked by their boxes, by x and by ranges with Shift; a bar says what can be done with them.
import { fields, post } from "../http.js";
import { closeMenus } from "../menus.js";
import { key, typing } from "../shortcuts.js";
import { toast } from "../toast.js";
import { word } from "../words.js";
import { applyAll } from "./apply.js";
import * as rows from "./rows.js";

const MOST = 100;
const MENUS = { a: "assign", e: "status", m: "macro" };
const pane = document.getElementById("list");
const list = document.getElementById("rows");
const bar = document.getElementById("bulk");
const everything = bar.querySelector("[data-bulk-all]");
const picked = new Set();
let anchor = null;
let loaded = null;

const numberOf = (row) => Number(row.dataset.ticket);
const rowOf = (number) => document.getElementById(`row-${number}`);
const shown = () => rows.all().filter((row) => !row.classList.contains("leaving"));
const boxOf = (row) => (row.previousElementSibling?.classList.contains("pick") ? row.previousElementSibling : null);

// Each row has its box before it; whoever went leaves the selection.
function dress() {
  const here = new Set(shown().map(numberOf));
  for (const number of picked) if (!here.has(number)) picked.delete(number);
  const boxes = new Map([...list.querySelectorAll(".pick")].map((box) => [Number(box.dataset.for), box]));
  for (const row of rows.all()) {
    const number = numberOf(row);
    const box = boxes.get(number) || newBox(number);
    boxes.delete(number);
    if (boxOf(row) !== box) row.before(box);
    const name = word("select_ticket", { name: row.querySelector(".who").firstChild.textContent.trim(), subject: row.querySelector(".sub").textContent.trim() });
    if (box.getAttribute("aria-label") !== name) box.setAttribute("aria-label", name);
    box.checked = picked.has(number);
    row.classList.toggle("in-selection", box.checked);
  }
  for (const box of boxes.values()) box.remove();
  showBar(here.size);
}

function newBox(number) {
  const box = document.createElement("input");
  box.type = "checkbox";
  box.className = "pick";
  box.dataset.for = number;
  return box;
}

function showBar(all) {
  const had = bar.contains(document.activeElement), shown = !bar.hidden;
  bar.hidden = !picked.size;
  pane.classList.toggle("selecting", picked.size > 0);
  if (!picked.size) {
    anchor = null;
    // Rows are painted at every change: a menu elsewhere stays open.
    if (shown) closeMenus();
    // Not into the list: rows that leave would wait for the focus to go.
    if (had) document.getElementById("main")?.focus({ preventScroll: true });
    return;
  }
  everything.checked = picked.size >= Math.min(all, MOST);
  everything.indeterminate = !everything.checked;
  const text = word("selected", { n: picked.size });
  if (bar.querySelector("[data-bulk-count]").textContent !== text) bar.querySelector("[data-bulk-count]").textContent = text;
  load();
}

// What can be done is asked for once, with the first row that is picked.
async function load() {
  if (loaded) return loaded;
  loaded = fetch(bar.dataset.bulkUrl, { headers: { "HX-Request": "true" } }).then(async (answer) => {
    if (!answer.ok || answer.redirected) throw new Error();
    bar.querySelector(".bulk-acts").innerHTML = await answer.text();
  }).catch(() => { loaded = null; });
  return loaded;
}

function pick(number, on) {
  if (!on) picked.delete(number);
  else if (picked.size < MOST) picked.add(number);
  else toast(word("bulk_most", { n: MOST }), { error: true });
}

function range(number) {
  const all = shown().map(numberOf);
  const [from, to] = [all.indexOf(anchor), all.indexOf(number)].sort((a, b) => a - b);
  if (from < 0) { pick(number, true); return; }
  const wanted = all.slice(from, to + 1).filter((one) => !picked.has(one));
  for (const one of wanted.slice(0, MOST - picked.size)) picked.add(one);
  if (picked.size === MOST) toast(word("bulk_most", { n: MOST }), { error: true });
}

function toggle(number, { ranged = false } = {}) {
  if (ranged && anchor !== null) range(number); else pick(number, !picked.has(number));
  anchor = number;
  dress();
}

function pickShown() {
  picked.clear();
  for (const row of shown().slice(0, MOST)) picked.add(numberOf(row));
  if (shown().length > MOST) toast(word("bulk_most", { n: MOST }));
  dress();
}

function clear() {
  picked.clear();
  dress();
}

async function change(name, value) {
  if (bar.getAttribute("aria-busy") === "true") return;
  bar.setAttribute("aria-busy", "true");
  document.getElementById("progress")?.classList.add("on");
  try {
    const data = await post(bar.dataset.bulkUrl, fields({ n: [...picked].join(","), [name]: value }));
    applyAll(data);
    // What failed stays selected, to be tried again; after a success whatever is still in the list.
    if (data.failed.length) { picked.clear(); for (const number of data.failed) if (rowOf(number)) picked.add(number); }
    dress();
    toast(data.told, { error: data.failed.length > 0 });
  } catch (error) {
    toast(error.message, { error: true });
  } finally {
    bar.removeAttribute("aria-busy");
    document.getElementById("progress")?.classList.remove("on");
  }
}

function openMenu(name) {
  const menu = bar.querySelector(`[data-bulk-menu="${name}"]`);
  if (!menu) return;
  closeMenus(menu);
  menu.open = true;
  menu.querySelector(name === "status" ? "[data-bulk-value=resolved]" : ".item, input")?.focus();
}

list.addEventListener("click", (event) => {
  const box = event.target.closest(".pick");
  const row = event.target.closest(".row");
  if (box) toggle(Number(box.dataset.for), { ranged: event.shiftKey });
  else if (row && event.shiftKey && picked.size) { event.preventDefault(); toggle(numberOf(row), { ranged: true }); }
});
bar.addEventListener("click", (event) => {
  const button = event.target.closest("[data-bulk]");
  if (event.target.closest("[data-bulk-clear]")) clear();
  if (!button) return;
  button.closest("details").querySelector("summary").focus();
  change(button.dataset.bulk, button.dataset.bulkValue);
});
bar.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = event.target.elements.add_tag;
  const value = field.value;
  field.value = "";
  field.closest("details").querySelector("summary").focus();
  closeMenus();
  change("add_tag", value);
});
everything.addEventListener("change", () => { if (everything.checked) pickShown(); else clear(); });
document.addEventListener("click", (event) => { if (event.target.closest("[data-bulk-pick-shown]")) pickShown(); });
// With a selection the keys of a ticket speak of the selection; each opens its menu, nothing is changed by one key.
document.addEventListener("keydown", (event) => {
  if (!picked.size || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "Escape" && !document.querySelector("details.menu[open], dialog[open]")) clear();
  else if (MENUS[event.key]) load().then(() => openMenu(MENUS[event.key]));
  else return;
  event.preventDefault();
}, { capture: true });
key("x", () => {
  const at = document.activeElement;
  const row = at.closest?.(".row") || (at.classList.contains("pick") && rowOf(at.dataset.for)) || list.querySelector(".row[aria-current]");
  if (row) toggle(numberOf(row));
});
rows.whenPainted(dress);
