// How much still fits: characters near the channel's limit, parts of a text message while typing.
import { word } from "../words.js";
import { length } from "./lengths.js";
import { rules } from "./route.js";
import { count, fitted, hasPolish, plain } from "./segments.js";

const NEAR = 0.2; // of the limit

const form = () => document.getElementById("composer");
const area = () => form()?.querySelector("[data-text=reply]");

export function show() {
  const box = form()?.querySelector("[data-counter]");
  if (!box) return;
  const text = area().value.trim();
  const rule = rules();
  const template = form().dataset.mode === "template";
  const left = rule.max ? rule.max - length(text, rule.counter) : Infinity;
  const near = !template && text && left < Math.max(20, rule.max * NEAR);
  const sent = { sms: fitted, "sms-plain": plain }[rule.counter];
  const counted = sent && !template && text ? count(sent(text)) : null;
  const says = counted ? [word("parts", { n: counted.parts }), word("left", { n: counted.left })] : [];
  if (near) says.push(left < 0 ? word("chars_over", { n: -left }) : word("chars_left", { n: left }));
  box.textContent = says.join(" · ");
  box.classList.toggle("bad-text", near && left < 0);
  box.classList.toggle("warn-text", near && left >= 0);
  showParts(counted, counted ? sent(text) : "");
}

function showParts(counted, text) {
  const line = form().querySelector("[data-shorter]");
  line.hidden = counted?.encoding !== "ucs2";
  if (line.hidden) return;
  const polish = hasPolish(text);
  line.querySelector("[data-shorter-why]").textContent = word(polish ? "polish_shortens" : "signs_shorten");
  const button = line.querySelector("[data-write-plain]");
  button.textContent = word(polish ? "without_polish" : "without_signs");
  button.hidden = count(plain(text)).encoding !== "gsm";
}

document.addEventListener("input", (event) => { if (event.target === area()) show(); });
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-write-plain]")) return;
  const box = area();
  box.value = plain(box.value);
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
});
