// A textarea as high as its text. CSS does it where field-sizing is known.
const native = CSS.supports("field-sizing", "content");

export function fit(area) {
  if (!area.offsetParent) return;
  area.style.setProperty("height", "auto");
  area.style.setProperty("height", `${area.scrollHeight}px`);
}

if (native) document.documentElement.classList.add("field-sizing");
else document.addEventListener("input", (event) => { if (event.target.matches?.("[data-behaviour=autosize]")) fit(event.target); });
