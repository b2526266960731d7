// Macros: a list by keyboard (m) that shows what each would do; what it answers goes into the composer, to be read and sent.
import { fields, post } from "../http.js";
import { key } from "../shortcuts.js";
import { toast } from "../toast.js";
import { word } from "../words.js";
import { applyAll } from "./apply.js";
import { choose } from "./composer.js";
import * as customer from "./customer.js";
import { Options } from "./options.js";

const FIND_MS = 120;
const pane = () => document.getElementById("ticket");
const dialog = document.getElementById("macros");
const field = dialog?.querySelector("[data-macro-find]");
const options = dialog && new Options(dialog.querySelector("[role=listbox]"), field);
let timer = null;
let busy = false;

function open() {
  if (!pane()?.dataset.macros || dialog.open) return;
  field.value = "";
  options.clear();
  dialog.showModal();
  field.focus();
  find();
}

async function find() {
  const words = field.value;
  await options.load(`${pane().dataset.macros}?${new URLSearchParams({ q: words })}`, () => dialog.open && field.value === words);
}

// Behind what is typed already, never instead of it.
const joined = (typed, text) => (typed.trim() ? `${typed.trimEnd()}\n\n${text}` : text);

function putIn(text) {
  const box = document.getElementById("compose-reply");
  box.value = joined(box.value, text);
  choose("reply", { focus: true });
  box.setSelectionRange(box.value.length, box.value.length);
  box.scrollTop = box.scrollHeight;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

async function use(option) {
  if (!option || busy) return;
  busy = true;
  const ticket = pane();
  const composer = document.getElementById("composer");
  dialog.close();
  document.getElementById("progress")?.classList.add("on");
  try {
    const data = await post(`${ticket.dataset.macros}${option.dataset.macro}/`, fields({}));
    if (data.text) {
      if (composer === document.getElementById("composer")) putIn(data.text);
      // Another ticket is open by now: the answer waits as a draft where it belongs.
      else await post(composer.dataset.draft, fields({ kind: "reply", text: joined(composer.querySelector("[data-text=reply]").value, data.text) }));
    }
    applyAll(data);
    customer.refresh();
    if (data.told) toast(data.told, { error: true });
    else toast(word("macro_applied", { name: option.querySelector(".macro-name").firstChild.textContent.trim() }));
  } catch (error) {
    toast(error.message, { error: true });
  } finally {
    busy = false;
    document.getElementById("progress")?.classList.remove("on");
  }
}

field?.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(find, FIND_MS); });
field?.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") options.move(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter" && !event.isComposing) use(options.active);
  else return;
  event.preventDefault();
});
dialog?.addEventListener("click", (event) => use(event.target.closest("[data-macro]")));
document.addEventListener("click", (event) => { if (event.target.closest("[data-macros-open]")) open(); });
key("m", open);
