// The toolbar writes the marks that the server turns into bold, italic, lists and links.
function edit(area, change) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const { text, select } = change(value.slice(from, to));
  area.setRangeText(text, from, to, "end");
  area.setSelectionRange(from + select[0], from + select[1]);
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-wrap], [data-prefix], [data-link]");
  const form = button?.closest("form");
  const area = form?.querySelector(`[data-text=${form.dataset.kind}]`);
  if (!area) return;
  if (button.dataset.wrap) {
    const mark = button.dataset.wrap;
    edit(area, (text) => ({ text: mark + text + mark, select: [mark.length, mark.length + text.length] }));
  } else if (button.dataset.prefix) {
    const mark = button.dataset.prefix;
    edit(area, (text) => {
      const lines = text.split("\n").map((line) => mark + line).join("\n");
      return { text: lines, select: [lines.length, lines.length] };
    });
  } else {
    edit(area, (text) => ({ text: `[${text}](https://)`, select: text ? [text.length + 3, text.length + 11] : [1, 1] }));
  }
});
