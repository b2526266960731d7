// Conditions and effects put together as a sentence, a row each. What is chosen is written as JSON into the hidden field.
import { button, choose, el, say } from "./pieces.js";
import { conditionValue, effectValue } from "./values.js";

function start(root) {
  const hidden = root.querySelector("input[type=hidden]");
  const schema = JSON.parse(root.querySelector("script[type='application/json']").textContent);
  const isEffects = root.dataset.builder === "effects";
  const { words } = schema;
  const kinds = new Map((isEffects ? schema.effects : schema.fields).map((one) => [one.name, one]));
  const given = JSON.parse(hidden.value);
  const what = isEffects ? "effect" : "field";
  const items = (isEffects ? given : given.items || []).filter((item) => item && typeof item === "object");
  let match = given.match === "any" ? "any" : "all";

  const list = el("div", { className: "builder-rows" });
  const empty = el("p", { className: "muted dense", textContent: words.empty });
  const add = el("button", { type: "button", className: "btn small", textContent: `+ ${words.add}` });
  const matchSelect = isEffects ? null : choose([["all", words.all], ["any", words.any]], match, words.match, (value) => { match = value; joins(); save(); });

  function save() {
    hidden.value = JSON.stringify(isEffects ? items : { match, items });
    hidden.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function joins() {
    [...list.children].forEach((row, index) => {
      row.setAttribute("aria-label", say(words.row, { n: index + 1 }));
      row.querySelector(".builder-join").textContent = index ? (isEffects || match === "all" ? words.join_all : words.join_any) : "";
    });
    empty.hidden = items.length > 0;
    if (matchSelect) matchSelect.hidden = items.length < 2;
  }

  function row(item) {
    const line = el("div", { className: "builder-row" });
    line.setAttribute("role", "group");
    const body = el("div", { className: "builder-body" });
    const remove = button("×", say(words.remove, { what: "" }).trim(), () => {
      const at = items.indexOf(item);
      items.splice(at, 1);
      line.remove();
      joins();
      save();
      (list.children[Math.min(at, list.children.length - 1)]?.querySelector(".builder-remove") || add).focus();
    });
    remove.classList.add("builder-remove");
    const draw = () => {
      const kind = kinds.get(item[what]);
      const options = [...kinds.values()].map((one) => [one.name, one.label]);
      const changed = (value) => { item.value = value; save(); };
      const first = choose(options, kind?.name, words.what, (name) => {
        const before = kinds.get(item[what])?.kind;
        item[what] = name;
        const now = kinds.get(name);
        if (!isEffects) item.op = now.ops.some(([op]) => op === item.op) && before === now.kind ? item.op : now.ops[0][0];
        // Words stay words when another field of words is asked; everything else begins anew.
        if (!(before === now.kind && ["words", "number", "text", "flag"].includes(before))) item.value = now.kind === "flag" ? true : null;
        draw();
        save();
        body.querySelector("select").focus();
      }, kind ? null : words.choose);
      body.replaceChildren(first);
      remove.setAttribute("aria-label", say(words.remove, { what: kind?.label || "" }).trim());
      if (!kind) return;
      if (isEffects) body.append(...effectValue(kind, item, changed, words));
      else body.append(...conditionValue(kind, item, changed, save, words));
    };
    draw();
    line.append(el("span", { className: "builder-join" }), body, remove);
    list.append(line);
    return line;
  }

  add.addEventListener("click", () => {
    const item = isEffects ? { effect: "", value: null } : { field: "", op: "", value: null };
    items.push(item);
    row(item).querySelector("select").focus();
    joins();
    save();
  });
  if (isEffects && !items.length) items.push({ effect: "", value: null });
  items.forEach(row);
  root.append(...(matchSelect ? [matchSelect] : []), empty, list, add);
  joins();
  showErrors(root, list);
}

// What the server said of a row stands in that row.
function showErrors(root, list) {
  for (const error of root.closest("fieldset").querySelectorAll("[data-row-error^='row-']")) {
    const line = list.children[Number(error.dataset.rowError.slice(4))];
    if (!line) continue;
    error.id = `${root.dataset.builder}-${error.dataset.rowError}`;
    line.setAttribute("aria-describedby", error.id);
    line.classList.add("wrong");
    for (const control of line.querySelectorAll("select, input, textarea")) control.setAttribute("aria-invalid", "true");
    line.append(error);
  }
}

document.querySelectorAll("[data-builder]").forEach(start);
