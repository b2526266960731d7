// A scorecard by keyboard: a digit scores the criterion that is at hand and goes to the next, Ctrl+Enter sends. What is
// filled in survives a reload in this tab.
const form = document.querySelector("[data-scorecard]");
const parts = [...form.querySelectorAll("[data-criterion]")];
const place = `scorecard:${location.pathname}`;
let current = 0;

function stand(index, focus) {
  current = Math.max(0, Math.min(parts.length - 1, index));
  parts.forEach((part, at) => part.classList.toggle("current", at === current));
  if (!focus) return;
  const radio = parts[current].querySelector("input:checked") || parts[current].querySelector("input[type=radio]");
  radio.focus({ preventScroll: true });
  parts[current].scrollIntoView({ block: "nearest" });
}

function score(value) {
  const radio = parts[current].querySelector(`input[type=radio][value="${value}"]`);
  radio.checked = true;
  parts[current].classList.remove("missing");
  keep();
  const open = parts.findIndex((part, at) => at > current && !part.querySelector("input:checked"));
  stand(open < 0 ? current : open, true);
}

function keep() {
  const data = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  sessionStorage.setItem(place, JSON.stringify(data));
}

function restore() {
  let kept;
  try { kept = JSON.parse(sessionStorage.getItem(place) ?? "[]"); } catch { kept = []; }
  for (const [name, value] of kept) {
    const field = form.elements[name];
    if (field && !field.value) field.value = value;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=radio]), textarea, select, dialog[open]")) return;
  if (/^[1-5]$/.test(event.key)) score(event.key);
  else if (event.key === "0") score("na");
  else if (event.key === "j") stand(current + 1, true);
  else if (event.key === "k") stand(current - 1, true);
  else return;
  event.preventDefault();
});
form.addEventListener("focusin", (event) => {
  const at = parts.indexOf(event.target.closest("[data-criterion]"));
  if (at >= 0) stand(at, false);
});
form.addEventListener("input", keep);

restore();
const missing = parts.findIndex((part) => !part.querySelector("input:checked"));
stand(missing < 0 ? 0 : missing, form.querySelector(".missing") !== null);
