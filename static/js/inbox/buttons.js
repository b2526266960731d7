// Buttons under the answer: as many as the channel shows, twenty characters each.
import { word } from "../words.js";
import { rules } from "./route.js";

const MAX_CHARS = 20;

const form = () => document.getElementById("composer");
const line = () => form()?.querySelector("[data-buttons]");
const inputs = () => [...line().querySelectorAll("input")];

export function show() {
  if (!line()) return;
  const most = form().dataset.mode === "template" ? 0 : rules().buttons;
  line().hidden = !most;
  // Those beyond what this channel shows wait for another one.
  inputs().forEach((input, index) => { input.closest("li").hidden = index >= most; });
  line().querySelector("[data-add-button]").hidden = inputs().length >= most;
}

function add() {
  const item = document.createElement("li");
  const input = document.createElement("input");
  input.maxLength = MAX_CHARS;
  input.autocomplete = "off";
  input.setAttribute("aria-label", word("button_text"));
  input.placeholder = word("button_text");
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "btn quiet small icon-only";
  remove.textContent = "×";
  remove.setAttribute("aria-label", word("remove"));
  remove.addEventListener("click", () => { item.remove(); show(); line().querySelector("[data-add-button]").focus(); });
  item.append(input, remove);
  line().querySelector("ul").append(item);
  show();
  input.focus();
}

export function addTo(body) {
  if (line().hidden) return;
  for (const input of inputs()) if (!input.closest("li").hidden && input.value.trim()) body.append("button", input.value.trim());
}

export function sent() {
  line().querySelector("ul").replaceChildren();
  show();
}

document.addEventListener("click", (event) => { if (event.target.closest("[data-add-button]")) add(); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !event.target.closest?.("[data-buttons] li")) return;
  if (!event.target.matches("input")) return;
  event.preventDefault(); // one line more, not the whole answer
  if (!line().querySelector("[data-add-button]").hidden) add();
});
