// A text that the provider approved, instead of free words: chosen, its fields filled in, read before it goes.
import { rules } from "./route.js";

let wanted = false;
let shown = "";

const form = () => document.getElementById("composer");
const box = () => form()?.querySelector("[data-template-box]");
const choice = () => box().querySelector("[data-template-choice]");
const inputs = () => [...box().querySelectorAll("[data-template-fields] input")];
const chosen = () => rules().templates.find((template) => template.key === choice().value);

export const active = () => form()?.dataset.mode === "template";

export function start() {
  wanted = false;
  shown = "";
}

export function show() {
  const composer = form();
  if (!composer) return;
  const rule = rules();
  const offered = rule.templates.length > 0;
  const on = rule.templates_only || (wanted && offered);
  if (on) composer.dataset.mode = "template"; else delete composer.dataset.mode;
  const toggle = composer.querySelector("[data-template-toggle]");
  toggle.hidden = rule.templates_only || !offered;
  toggle.setAttribute("aria-pressed", String(on));
  box().hidden = !on;
  if (!on) return;
  const why = box().querySelector("[data-template-why]");
  why.hidden = !rule.templates_only;
  why.querySelector("[data-template-note]").textContent = rule.note || why.dataset.else;
  box().querySelector("[data-template-none]").hidden = offered;
  box().querySelector("[data-template-choose]").hidden = !offered;
  box().querySelector("[data-template-kept]").hidden = !composer.querySelector("[data-text=reply]").value.trim();
  build(rule.templates);
}

// What has been filled in stays while the same templates are offered.
function build(templates) {
  const now = JSON.stringify(templates);
  if (now === shown && choice().options.length === templates.length) return;
  const before = choice().value;
  shown = now;
  choice().replaceChildren(...templates.map((template) => new Option(`${template.name} (${template.language})`, template.key)));
  if (templates.some((template) => template.key === before)) choice().value = before;
  ask();
}

function ask() {
  const template = chosen();
  const given = inputs().map((input) => input.value);
  box().querySelector("[data-template-fields]").replaceChildren(...(template?.fields || []).map((name, index) => {
    const field = document.createElement("div");
    field.className = "field";
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.id = `template-value-${index}`;
    label.htmlFor = input.id;
    label.textContent = name;
    input.maxLength = 1000;
    input.autocomplete = "off";
    input.value = given[index] || "";
    field.append(label, input);
    return field;
  }));
  preview();
}

function preview() {
  const template = chosen();
  const values = inputs().map((input) => input.value.trim());
  const parts = (template?.body || "").split(/\{\{\s*(\d+)\s*\}\}/);
  box().querySelector("[data-template-preview]").replaceChildren(...parts.map((part, index) => {
    if (index % 2 === 0) return part;
    const mark = document.createElement("mark");
    mark.textContent = values[part - 1] || template.fields[part - 1] || `{{${part}}}`;
    mark.classList.toggle("missing", !values[part - 1]);
    return mark;
  }));
}

// False, with the first empty field in focus, while something is missing.
export function addTo(body) {
  const template = chosen();
  if (!template) { choice().focus(); return false; }
  const empty = inputs().find((input) => !input.value.trim());
  if (empty) { empty.focus(); return false; }
  body.append("template", template.key);
  for (const input of inputs()) body.append("value", input.value);
  return true;
}

export function sent() {
  wanted = false;
  for (const input of inputs()) input.value = "";
  show();
  preview();
}

document.addEventListener("input", (event) => { if (event.target.closest?.("[data-template-fields]")) preview(); });
document.addEventListener("change", (event) => { if (event.target.matches?.("[data-template-choice]")) ask(); });
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-template-toggle]")) return;
  wanted = !active();
  show();
  document.dispatchEvent(new CustomEvent("helpdesk:mode"));
  (active() ? choice() : form().querySelector("[data-text=reply]")).focus();
});
