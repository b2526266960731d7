// The value of a condition or an effect, edited by its kind.
import { button, choose, el, say } from "./pieces.js";

const MANY_OPTIONS = 8;
const asList = (value) => (Array.isArray(value) ? value : value === null || value === undefined || value === "" ? [] : [value]);

// After the field: how it is compared, and with what. `save` is called when only the way of comparing changed.
export function conditionValue(kind, item, changed, save, words) {
  const how = kind.ops.length > 1
    ? choose(kind.ops, item.op, words.how, (op) => { item.op = op; save(); })
    : el("span", { textContent: kind.ops[0][1] });
  const label = `${kind.label}: ${words.value}`;
  if (kind.kind === "choice") return [how, several(kind.options, item.value, changed, label, words)];
  if (kind.kind === "flag") return [how, choose([[true, words.yes], [false, words.no]], item.value, label, changed)];
  if (kind.kind === "number") return [how, number(item.value, changed, label), el("span", { textContent: kind.unit })];
  if (kind.kind === "pair") return pair(how, item, changed, label, words);
  return [how, wordList(item.value, changed, label, words)];
}

export function effectValue(kind, item, changed, words) {
  const label = `${kind.label}: ${words.value}`;
  if (kind.kind === "one") {
    const known = kind.options.some(([key]) => key === item.value);
    return [choose(kind.options, item.value, label, changed, known ? null : words.choose)];
  }
  if (kind.kind === "many") return [several(kind.options, item.value, changed, label, words)];
  if (kind.kind === "words") return [wordList(item.value, changed, label, words)];
  const text = el("textarea", { value: item.value ?? "", rows: 3, maxLength: 5000 });
  text.setAttribute("aria-label", label);
  text.addEventListener("input", () => changed(text.value));
  return [text, el("span", { className: "meta builder-hint", textContent: words.marks })];
}

function number(value, changed, label) {
  const field = el("input", { type: "text", inputMode: "decimal", value: value ?? "", className: "builder-number", maxLength: 15 });
  field.setAttribute("aria-label", label);
  field.addEventListener("input", () => changed(field.value.trim()));
  return field;
}

function pair(how, item, changed, label, words) {
  const now = { name: item.value?.name ?? "", values: asList(item.value?.values) };
  const name = el("input", { type: "text", value: now.name, placeholder: words.name, className: "builder-name", maxLength: 80 });
  name.setAttribute("aria-label", words.name);
  name.addEventListener("input", () => { now.name = name.value; changed({ ...now }); });
  return [name, how, wordList(now.values, (values) => { now.values = values; changed({ ...now }); }, label, words)];
}

// Chips with an × each, and "or" between them.
function chips(box, values, labelOf, off, words) {
  box.querySelectorAll(".pick, .pick-or").forEach((one) => one.remove());
  const made = values.flatMap((value, index) => {
    const chip = el("span", { className: "pick" }, el("span", { textContent: labelOf(value) }),
      button("×", say(words.take_off, { what: labelOf(value) }), () => { off(value); box.querySelector("summary, input")?.focus(); }));
    return index ? [el("span", { className: "pick-or", textContent: words.or }), chip] : [chip];
  });
  box.prepend(...made);
}

// Some of the options: chips, and a menu of checkboxes.
function several(options, value, changed, label, words) {
  const labels = new Map(options.map(([key, text]) => [key, text]));
  let chosen = asList(value).filter((key) => labels.has(key));
  const box = el("span", { className: "picks" });
  const opener = el("summary", { className: "btn small" });
  const list = el("div", { className: "menu-list builder-menu" });
  const boxes = options.map(([key, text]) => {
    const check = el("input", { type: "checkbox", checked: chosen.includes(key) });
    check.addEventListener("change", () => set(check.checked ? [...chosen, key] : chosen.filter((one) => one !== key)));
    return { key, check, row: el("label", { className: "check" }, check, el("span", { textContent: text })) };
  });
  const draw = () => {
    chips(box, chosen, (key) => labels.get(key), (key) => set(chosen.filter((one) => one !== key)), words);
    opener.textContent = chosen.length ? "+" : words.choose;
    opener.setAttribute("aria-label", `${label}. ${words.more}`);
    for (const one of boxes) one.check.checked = chosen.includes(one.key);
  };
  const set = (values) => { chosen = values; draw(); changed(chosen); };
  if (options.length > MANY_OPTIONS) {
    const find = el("input", { type: "search", placeholder: words.find });
    find.setAttribute("aria-label", words.find);
    find.addEventListener("input", () => {
      const wanted = find.value.trim().toLocaleLowerCase();
      for (const one of boxes) one.row.hidden = !one.row.textContent.toLocaleLowerCase().includes(wanted);
    });
    find.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    list.append(find);
  }
  list.append(...boxes.map((one) => one.row));
  box.append(el("details", { className: "menu" }, opener, list));
  draw();
  return box;
}

// Words of one's own: Enter or a comma makes a chip; what is still being typed counts too.
function wordList(value, changed, label, words) {
  let chosen = asList(value).map(String);
  const box = el("span", { className: "picks" });
  const field = el("input", { type: "text", className: "pick-input", placeholder: words.word, maxLength: 80 });
  field.setAttribute("aria-label", label);
  const typed = () => field.value.split(",").map((one) => one.trim()).filter(Boolean);
  const tell = () => changed([...new Set([...chosen, ...typed()])]);
  const draw = () => chips(box, chosen, (one) => one, (one) => { chosen = chosen.filter((other) => other !== one); draw(); tell(); }, words);
  const take = () => { chosen = [...new Set([...chosen, ...typed()])]; field.value = ""; draw(); tell(); };
  field.addEventListener("input", () => (field.value.includes(",") ? take() : tell()));
  field.addEventListener("blur", () => { if (typed().length) take(); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); take(); }
    if (event.key === "Backspace" && !field.value && chosen.length) { chosen = chosen.slice(0, -1); draw(); tell(); }
  });
  box.append(field);
  draw();
  return box;
}
