// The customer's panel and the ways an answer can go are read again when the customer did something.
const pane = () => document.getElementById("ticket");
let timer = null;

export function changed(hint) {
  if (Number(pane()?.dataset.ticket) !== hint.ticket || !/id="(m|e)-/.test(hint.html)) return;
  clearTimeout(timer);
  timer = setTimeout(refresh, 400);
}

// A chat window opened or closed for good: answers go another way now.
export function here(hint) {
  if (Number(pane()?.dataset.ticket) === hint.ticket) refresh();
}

async function part(url) {
  const answer = await fetch(url, { headers: { "HX-Request": "true" } });
  const holder = document.createElement("template");
  holder.innerHTML = answer.ok && !answer.redirected ? await answer.text() : "";
  return holder.content;
}

export async function refresh() {
  const now = pane();
  if (!now?.dataset.ticket) return;
  const [routes, panel] = await Promise.all([part(now.dataset.routes), part(now.dataset.customer)]);
  if (now !== pane()) return;
  swapRoutes(routes.querySelector("#routes"));
  const box = document.getElementById("customer");
  if (panel.firstElementChild && box && !box.contains(document.activeElement)) {
    box.replaceChildren(panel);
    window.htmx?.process(box);
    document.dispatchEvent(new CustomEvent("htmx:afterSettle"));
  }
}

function swapRoutes(fresh) {
  const old = document.getElementById("routes");
  if (!fresh || !old || old.innerHTML === fresh.innerHTML) return;
  const picked = old.querySelector("select")?.dataset.picked;
  const select = fresh.querySelector("select");
  const still = picked && [...(select?.options || [])].find((option) => option.value === picked && !option.disabled);
  if (still) { select.value = picked; select.dataset.picked = picked; }
  old.replaceWith(fresh);
  document.dispatchEvent(new CustomEvent("helpdesk:routes"));
}
