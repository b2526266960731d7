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

// Who closes the shop, or opens it in a window of its own, is no longer in the chat here: the frame's socket ends with it.
const shop = document.querySelector("[data-shop]");
const left = document.querySelector(".demo-left");
const address = shop.src;
const be = (inside) => {
  if (inside) left.before(shop);
  else shop.remove();
  shop.src = address;
  left.hidden = inside;
  document.querySelector("[data-leave-shop]").hidden = !inside;
};
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-leave-shop]")) { be(false); document.querySelector("[data-enter-shop]").focus(); }
  else if (event.target.closest("[data-enter-shop]")) { be(true); document.querySelector("[data-leave-shop]").focus(); }
  else if (event.target.closest(`a[href="${new URL(address).pathname}"]`)) be(false);
});

// The browser words the times in the page's language.
const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, { timeStyle: "short" });
const words = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short" });
const wordTimes = (root) => {
  for (const time of root.querySelectorAll("time[data-when]")) {
    const at = new Date(time.dateTime);
    time.textContent = (at.toDateString() === new Date().toDateString() ? clock : words).format(at);
  }
};
wordTimes(document);
document.addEventListener("htmx:load", (event) => wordTimes(event.detail.elt.parentElement ?? document));
