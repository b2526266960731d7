// Fills the mail form with one of the examples. Everything else on the page is htmx.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-example]");
  if (!button) return;
  const form = document.getElementById("composer");
  for (const field of ["name", "address", "subject", "text"]) {
    form.elements.namedItem(field).value = button.dataset[field];
  }
  form.elements.namedItem("text").focus();
});

// The browser words the times in the page's language.
const words = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
const wordTimes = (root) => {
  for (const time of root.querySelectorAll("time[data-when]")) {
    time.textContent = words.format(new Date(time.dateTime));
  }
};
wordTimes(document);
document.addEventListener("htmx:load", (event) => wordTimes(event.detail.elt.parentElement ?? document));
