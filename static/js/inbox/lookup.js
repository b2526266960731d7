// Known customers as suggestions while an address is typed.
const field = document.querySelector("[data-lookup]");
const options = document.getElementById("customers-found");
const url = document.querySelector("[data-lookup-url]")?.dataset.lookupUrl;
let timer = null;

field?.addEventListener("input", () => {
  const known = [...options.options].find((option) => option.value === field.value);
  const name = document.querySelector("[name=name]");
  if (known) { if (name && !name.value) name.value = known.dataset.name || ""; return; }
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const answer = await fetch(`${url}?${new URLSearchParams({ q: field.value })}`);
    if (answer.ok) options.innerHTML = await answer.text();
  }, 200);
});
