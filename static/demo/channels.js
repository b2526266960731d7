// /demo/: two columns at a time (one on a phone), talks that look for news while they are seen, messages that go with Enter.
const column = (kind) => document.querySelector(`[data-column="${kind}"]`);
const picks = [...document.querySelectorAll("[data-pick]")];
const isSeen = (element) => !document.hidden && element.offsetParent !== null;
let shown = [...document.querySelectorAll("[data-column]:not([hidden])")].map((one) => one.dataset.column);
shown.sort((one) => (column(one).classList.contains("is-newest") ? 1 : -1));

const look = (talk) => window.htmx?.trigger(talk, "look");
const toEnd = (talk) => { talk.scrollTop = talk.scrollHeight; };

const show = (kind) => {
  shown = [...shown.filter((one) => one !== kind), kind].slice(-2);
  for (const one of document.querySelectorAll("[data-column]")) {
    one.hidden = !shown.includes(one.dataset.column);
    one.classList.toggle("is-newest", one.dataset.column === kind);
  }
  for (const pick of picks) {
    if (shown.includes(pick.dataset.pick)) pick.setAttribute("aria-current", "true");
    else pick.removeAttribute("aria-current");
    pick.classList.toggle("is-newest", pick.dataset.pick === kind);
  }
  // An iframe that came back keeps its conversation; a talk that wasn't seen asks what it missed.
  column(kind).querySelectorAll("[data-talk]").forEach((talk) => { look(talk); toEnd(talk); });
  const address = new URL(location.href);
  address.searchParams.set("show", shown.join(","));
  history.replaceState(null, "", address.href.replaceAll("%2C", ","));
};

document.addEventListener("click", (event) => {
  const pick = event.target.closest("[data-pick]");
  if (pick && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault();
    show(pick.dataset.pick);
    return;
  }
  const tap = event.target.closest("[data-say]");
  if (!tap) return;
  const form = tap.closest("[data-play]"), put = (name, value = "") => { form.elements.namedItem(name).value = value; };
  put("text", tap.dataset.say);
  put("tap", tap.dataset.tap);
  put("under", tap.dataset.under);
  form.requestSubmit();
  put("tap");
  put("under");
});

// Enter sends, Shift+Enter begins a line; a word being composed (dead keys, other scripts) is finished first.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("[data-play] textarea")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

document.addEventListener("demo-said", (event) => {
  const form = event.target.closest("[data-play]");
  if (form) form.elements.namedItem("text").value = "";
});
document.addEventListener("htmx:afterSwap", (event) => { if (event.target.matches("[data-talk]")) toEnd(event.target); });

for (const talk of document.querySelectorAll("[data-talk]")) toEnd(talk);
setInterval(() => { for (const talk of document.querySelectorAll("[data-talk]")) if (isSeen(talk)) look(talk); }, 1500);
