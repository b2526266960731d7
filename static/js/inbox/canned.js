// A slash and the beginning of a name in an answer or a note offers the texts of macros; Enter puts one in its place.
import { fields, post } from "../http.js";
import { Options } from "./options.js";

const FIND_MS = 120;
const ASKED = /(?:^|\s)\/([^\s/]{0,30})$/;
let options = null;
let asked = null;
let timer = null;

const pane = () => document.getElementById("ticket");
const isOpen = () => Boolean(options && !options.list.hidden);
const isText = (target) => target.matches?.("#composer textarea[data-text]");

// What stands between the slash and the caret; null where nothing is asked.
function question(area) {
  const found = area.selectionStart === area.selectionEnd && area.value.slice(0, area.selectionStart).match(ASKED);
  return found ? found[1] : null;
}

function close() {
  clearTimeout(timer);
  if (!options) return;
  options.list.hidden = true;
  options.clear();
  options.field.removeAttribute("aria-controls");
  options = null;
}

function look(area) {
  const words = question(area);
  if (words === asked && isOpen()) return;
  asked = words;
  clearTimeout(timer);
  if (words === null) { close(); return; }
  timer = setTimeout(() => show(area, words), FIND_MS);
}

async function show(area, words) {
  const list = document.getElementById("canned");
  if (!list || !pane()?.dataset.macros) return;
  if (options?.field !== area || options.list !== list) { close(); options = new Options(list, area); }
  const now = options;
  const query = new URLSearchParams({ text: "1", q: words });
  const some = await now.load(`${pane().dataset.macros}?${query}`, () => now === options && question(area) === words);
  if (now !== options) return;
  if (question(area) !== words) return;
  list.hidden = !some;
  if (some) area.setAttribute("aria-controls", list.id); else close();
}

function put(option) {
  const { field: area } = options;
  const text = option.querySelector(".macro-text").textContent;
  const from = area.selectionStart - question(area).length - 1;
  area.setRangeText(text, from, area.selectionStart, "end");
  // It counts as a use of the macro.
  post(`${pane().dataset.macros}${option.dataset.macro}/`, fields({ text: "1" })).catch(() => {});
  close();
  asked = null;
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", (event) => { if (isText(event.target)) look(event.target); });
document.addEventListener("focusout", (event) => { if (isOpen() && event.target === options.field) close(); });
document.addEventListener("click", (event) => {
  const option = isOpen() && event.target.closest("#canned [data-macro]");
  if (option) put(option);
});
document.addEventListener("keydown", (event) => {
  if (!isOpen() || event.target !== options.field || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") options.move(event.key === "ArrowDown" ? 1 : -1);
  else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && options.active && question(options.field) !== null) put(options.active);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);
