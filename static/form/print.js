const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => print());
// Another paper or language shows at once.
for (const select of document.querySelectorAll(".settings select")) select.addEventListener("change", () => select.form.requestSubmit());
