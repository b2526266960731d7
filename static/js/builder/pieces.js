// Small pieces of the builder.
export function el(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export const say = (text, values) => Object.entries(values).reduce((all, [name, value]) => all.replaceAll(`%(${name})s`, value), text);

export function button(text, label, act) {
  const made = el("button", { type: "button", className: "builder-x" }, el("span", { textContent: text, ariaHidden: "true" }));
  made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}

// A native select over [key, label]; keys keep their type. `blank` is offered while nothing is chosen.
export function choose(options, value, label, act, blank = null) {
  const made = el("select", { className: "builder-select" });
  made.setAttribute("aria-label", label);
  if (blank !== null) made.append(el("option", { value: "", textContent: blank, disabled: true, selected: true, hidden: true }));
  for (const [key, text] of options) made.append(el("option", { value: String(key), textContent: text, selected: key === value }));
  made.addEventListener("change", () => act(options.find(([key]) => String(key) === made.value)?.[0] ?? null));
  return made;
}
