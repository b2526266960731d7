// -- where to answer when they have to go
const maybeAsk = () => {
  if (asked || !config.askEmail || contact.known || stored().declined) return;
  asked = true;
  const name = el("input", { type: "text", autocomplete: "name", maxlength: 80 }), email = el("input", { type: "email", autocomplete: "email", maxlength: 254, required: true });
  name.value = contact.name || "";
  const form = el("form", { class: "card ask", novalidate: true, "aria-label": say("askTitle"), onsubmit: (event) => {
    event.preventDefault();
    if (!email.checkValidity()) { contactError(say("badEmail")); return; }
    emit({ type: "contact", email: email.value.trim(), name: name.value.trim() });
  } }, el("h3", { text: say("askTitle") }), el("p", { text: say("askWhy") }), el("label", { text: say("name") }, name), el("label", { text: say("email") }, email),
  el("p", { class: "error", role: "alert", hidden: true }),
  el("div", { class: "row" }, el("button", { class: "main", text: say("save") }), el("button", { class: "quiet", text: say("notNow"), onclick: () => { keep((s) => { s.declined = true; }); form.remove(); ui.input.focus(); } })));
  ui.log.append(form);
  toEnd();
};
const askCard = () => ui.log.querySelector(".card.ask");
const contactError = (sentence) => {
  const form = askCard(), error = form && form.querySelector(".error");
  if (!error) return;
  error.textContent = sentence; error.hidden = false;
  const email = form.querySelector("[type=email]");
  email.setAttribute("aria-invalid", "true"); email.focus();
};
const thankForContact = () => {
  const form = askCard();
  if (!form) return;
  const thanks = el("p", { class: "line card ask", role: "status", text: say("contactSaved", { email: contact.email }) });
  form.replaceWith(thanks);
  ui.input.focus();
};
