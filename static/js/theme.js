// The viewer's choice of light or dark: at once on this device, and kept with their profile by the profile page.
const root = document.documentElement;
const kept = localStorage.getItem("theme");
if (kept) root.dataset.theme = kept;

function show() {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === root.dataset.theme));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice]");
  if (!button) return;
  root.dataset.theme = button.dataset.themeChoice;
  localStorage.setItem("theme", root.dataset.theme);
  show();
});
document.addEventListener("htmx:afterSettle", show);
show();
