// Rules are put in order by dragging their grip; the buttons beside it do the same.
function start(list) {
  let dragged = null;
  const rows = () => [...list.querySelectorAll("[data-rule]")];

  function clear() {
    for (const row of rows()) row.classList.remove("drop-before", "drop-after", "dragged");
  }

  // Where it would come to lie: before the first row whose middle is below the pointer.
  function placeAt(y) {
    const others = rows().filter((row) => row !== dragged);
    const next = others.findIndex((row) => { const box = row.getBoundingClientRect(); return y < box.top + box.height / 2; });
    return { others, place: next === -1 ? others.length : next };
  }

  list.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button !== 0) return;
    event.preventDefault();
    dragged = grip.closest("[data-rule]");
    grip.setPointerCapture(event.pointerId);
  });
  list.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    clear();
    dragged.classList.add("dragged");
    const { others, place } = placeAt(event.clientY);
    if (place < others.length) others[place].classList.add("drop-before");
    else others.at(-1)?.classList.add("drop-after");
  });
  list.addEventListener("pointercancel", () => { dragged = null; clear(); });
  list.addEventListener("pointerup", (event) => {
    if (!dragged) return;
    const { place } = placeAt(event.clientY);
    const was = rows().indexOf(dragged);
    const form = dragged.querySelector("[data-move]");
    dragged = null;
    clear();
    if (place === was) return;
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "place", value: String(place) });
    form.append(field);
    form.submit();
  });
}

document.querySelectorAll("[data-rules]").forEach(start);
