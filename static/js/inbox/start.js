// A new ticket's form shows what its inbox can use: a subject for mails, an approved template where nothing else may begin.
const form = document.querySelector("form[data-starts]");
const starts = form ? JSON.parse(form.dataset.starts) : {};
const fieldOf = (name) => form.querySelector(`[name=${name}]`)?.closest(".field, p, div");
const box = form?.querySelector("[data-template-fields]");

function show(name, wanted) {
  const field = name === "files" ? form.querySelector("[data-start=files]") : fieldOf(name);
  if (field && field !== form) field.hidden = !wanted;
}

function suit() {
  const start = starts[form.elements.inbox.value] || { subject: true, files: true, templates: null };
  show("subject", start.subject);
  show("cc", start.subject);
  show("files", start.files);
  show("text", !start.templates);
  show("template", Boolean(start.templates));
  if (start.templates) {
    const select = form.elements.template;
    for (const option of select.options) option.hidden = Boolean(option.value) && !start.templates.some((one) => one.key === option.value);
    if (select.selectedOptions[0]?.hidden) select.value = "";
    if (!select.value && start.templates.length === 1) select.value = start.templates[0].key;
  }
  template(start);
}

// The template's text with a labelled line for each of its fields, and how it will read.
function template(start) {
  const chosen = start.templates?.find((one) => one.key === form.elements.template.value);
  box.hidden = !chosen;
  if (!chosen || box.dataset.key === chosen.key) { if (!chosen) { box.replaceChildren(); delete box.dataset.key; } return; }
  box.dataset.key = chosen.key;
  const preview = document.createElement("blockquote");
  const inputs = chosen.fields.map((name, index) => {
    const label = document.createElement("label");
    const input = document.createElement("input");
    label.textContent = name;
    input.name = "value";
    input.id = `template-value-${index}`;
    label.htmlFor = input.id;
    input.required = true;
    const field = document.createElement("div");
    field.className = "field";
    field.append(label, input);
    return field;
  });
  const draw = () => {
    const given = inputs.map((field) => field.querySelector("input").value);
    preview.textContent = chosen.body.replace(/\{\{\s*(\d+)\s*\}\}/g, (found, number) => given[number - 1] || found);
  };
  box.replaceChildren(...inputs, preview);
  box.oninput = draw;
  draw();
}

if (form) {
  form.elements.inbox.addEventListener("change", suit);
  form.elements.template.addEventListener("change", suit);
  suit();
}
