// What stands before the caret (a slash, an at sign and some letters) offers a list; Enter, Tab or a click takes one of it.
import { word } from "../words.js";
import { Options } from "./options.js";

const FIND_MS = 120;
let open = null;

// `area`: a selector of text fields; `list`: the id of the listbox; `asked`: a pattern whose first group is what is looked for;
// `url(words)`: where options come from, "" for nowhere; `put(option)`: the text that takes the place of sign and words.
export function offer({ area: selector, list: id, asked: pattern, url, put }) {
  let words = null;
  let timer = null;

  const question = (area) => {
    const found = area.selectionStart === area.selectionEnd && area.value.slice(0, area.selectionStart).match(pattern);
    return found ? found[1] : null;
  };
  const mine = () => open?.list.id === id;

  function close() {
    clearTimeout(timer);
    if (!mine()) return;
    open.list.hidden = true;
    open.clear();
    open.field.removeAttribute("aria-controls");
    say("");
    open = null;
  }

  function look(area) {
    const now = question(area);
    if (now === words && mine()) return;
    words = now;
    clearTimeout(timer);
    if (now === null) close(); else timer = setTimeout(() => show(area, now), FIND_MS);
  }

  async function show(area, asked) {
    const list = document.getElementById(id);
    const from = list && url(asked);
    if (!from) return;
    if (open?.field !== area || open.list !== list) { close(); open = new Options(list, area); list.hidden = true; }
    const now = open;
    const some = await now.load(from, () => now === open && question(area) === asked);
    if (now !== open || question(area) !== asked) return;
    list.hidden = !some;
    if (!some) { close(); return; }
    area.setAttribute("aria-controls", id);
    say(word("offered", { n: now.all.length }));
  }

  function take(option) {
    const { field: area } = open;
    const from = area.selectionStart - question(area).length - 1;
    area.setRangeText(put(option), from, area.selectionStart, "end");
    close();
    words = null;
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("input", (event) => { if (event.target.matches?.(selector)) look(event.target); });
  document.addEventListener("focusout", (event) => { if (mine() && event.target === open.field) close(); });
  document.addEventListener("click", (event) => {
    const option = mine() && open.list.contains(event.target) && event.target.closest("[role=option]");
    if (option) take(option);
  });
  document.addEventListener("keydown", (event) => {
    if (!mine() || open.list.hidden || event.target !== open.field || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") open.move(event.key === "ArrowDown" ? 1 : -1);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && open.active && question(open.field) !== null) take(open.active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
}

// Screen readers hear that there is something to choose; the active option they hear by themselves.
function say(text) {
  const status = document.querySelector("#composer [data-offered]");
  if (status) status.textContent = text;
}
