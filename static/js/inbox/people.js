// Colleagues at the same ticket, and the customer who is writing right now.
import { word } from "../words.js";
import { scope } from "./scope.js";

const TYPING_MS = 6000;
let customerTimer = null;
let typingTimer = null;

const here = (hint) => Number(document.getElementById("ticket")?.dataset.ticket) === hint.ticket;

export function show(hint) {
  if (!here(hint)) return;
  const box = document.getElementById("watchers");
  if (!box) return;
  const others = hint.people.filter((person) => person.id !== scope.user);
  const writing = others.filter((person) => person.typing);
  const names = (list) => new Intl.ListFormat(document.documentElement.lang || "en").format(list.map((person) => person.name));
  const key = others.length > 1 ? "viewing_many" : "viewing";
  const text = writing.length ? word("answering", { names: names(writing) }) : others.length ? word(key, { names: names(others) }) : "";
  if (box.textContent !== text) { box.textContent = text; box.title = text; }
  clearTimeout(typingTimer);
  if (writing.length) {
    typingTimer = setTimeout(() => show({ ...hint, people: hint.people.map((person) => ({ ...person, typing: false })) }), TYPING_MS + 2000);
  }
}

export function customerTypes(hint) {
  const line = document.getElementById("customer-typing");
  if (!line || !here(hint) || hint.who !== "customer") return;
  const flow = document.getElementById("flow");
  const atEnd = flow.scrollHeight - flow.scrollTop - flow.clientHeight < 80;
  line.textContent = word("customer_typing");
  line.hidden = hint.length === 0;
  if (atEnd) flow.scrollTop = flow.scrollHeight;
  clearTimeout(customerTimer);
  customerTimer = setTimeout(() => { line.hidden = true; }, TYPING_MS);
}

export function clear() {
  clearTimeout(typingTimer);
  clearTimeout(customerTimer);
}
