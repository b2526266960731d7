// -- drawing: one node an item, replaced only when it changed
const put = (data) => {
  if (data.client) for (const [id, other] of items) if (other.data.client === data.client && id !== data.id) items.delete(id);
  const old = items.get(data.id);
  const same = old && JSON.stringify({ ...old.data, read: 0 }) === JSON.stringify({ ...data, read: 0 });
  items.set(data.id, { data, node: same ? old.node : null });
};
const redraw = () => {
  const wanted = [...items.values()].sort((a, b) => (a.data.at < b.data.at ? -1 : a.data.at > b.data.at ? 1 : a.data.n - b.data.n));
  const nodes = wanted.map((entry) => (entry.node = entry.node || draw(entry.data)));
  const known = new Set(data().map((i) => i.client));
  const waiting = queue().filter((m) => !known.has(m.id)).map(drawWaiting);
  const top = hasMore ? [el("button", { class: "quiet more", text: say("earlier"), onclick: () => emit({ type: "earlier", before: Math.min(...data().map((i) => i.n || Infinity)) }) })] : [];
  const greeting = hasMore ? [] : [...ui.log.querySelectorAll(".greeting")].slice(0, 1);
  const cards = [...ui.log.querySelectorAll(".card.ask")];
  const next = [...top, ...greeting, ...nodes, ...waiting, ...cards];
  const now = [...ui.log.children];
  if (next.length !== now.length || next.some((node, i) => node !== now[i])) place(next);
};
// Move as little as possible: the screen reader's log announces what is added, and focus stays where it is.
const place = (next) => {
  const set = new Set(next);
  for (const node of [...ui.log.children]) if (!set.has(node)) node.remove();
  next.forEach((node, i) => { if (ui.log.children[i] !== node) ui.log.insertBefore(node, ui.log.children[i] || null); });
};
const fileLinks = (list) => (list || []).map((f) => el("a", { class: "file", href: new URL(f.url, origin).href, download: f.name, rel: "noopener" }, svg(ICONS.file), el("span", { text: `${f.name} · ${size(f.size)}` })));
const draw = (item) => {
  if (item.from === "line") return el("p", { class: "line", text: item.text });
  const mine = item.from === "me";
  const bubble = el("div", { class: "bubble" });
  if (mine) bubble.textContent = item.text; else if (!item.survey) bubble.append(...safeNodes(item.html));
  const meta = [mine ? say("delivered") : item.name, time(item.at)];
  if (item.mailed) meta.push(say("mailed"));
  return el("div", { class: "item" + (mine ? " me" : ""), "data-n": item.n },
    item.survey ? surveyCard(item.survey) : bubble.hasChildNodes() && bubble, ...fileLinks(item.files),
    el("span", { class: "meta", text: meta.join(" · ") }));
};
const drawWaiting = (m) => {
  const sentence = failed.get(m.id);
  const node = el("div", { class: "item me" + (sentence ? " bad" : ""), "data-waiting": m.id }, m.text && el("div", { class: "bubble", text: m.text }),
    ...(m.names || []).map((name) => el("span", { class: "file", text: name })),
    el("span", { class: "meta", text: sentence ? `${say("failed")}: ${sentence}` : say("sending") }));
  if (sentence) node.append(el("button", { class: "again", text: say("retry"), onclick: () => { failed.delete(m.id); redraw(); flush(); } }));
  return node;
};
