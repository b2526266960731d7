// A week that can be painted: cells of half an hour follow the day's text, and write it. The text is what is sent.
const SLOT = 30;
const DAY = 1440;
const box = document.querySelector("[data-week]");
const field = (day) => box.querySelector(`[data-day="${day}"]`);
const cellsOf = (day) => [...box.querySelector(`[data-cells="${day}"]`).children];

const minutes = (text) => { const [hours, rest] = text.trim().split(/[:.]/); return Number(hours) * 60 + Number(rest || 0); };
const clock = (value) => `${Math.floor(value / 60)}:${String(value % 60).padStart(2, "0")}`;

function spans(text) {
  return text.split(/[,;]/).map((part) => part.split(/[-–—]/)).filter((pair) => pair.length === 2).map(([from, to]) => {
    const start = minutes(from);
    const end = minutes(to);
    return [start, end <= start ? end + DAY : end];
  }).filter(([start, end]) => Number.isFinite(start) && Number.isFinite(end));
}

// A night's second half is shown on its own day only in the text: it belongs to the evening it began.
function draw(day) {
  const open = spans(field(day).value);
  cellsOf(day).forEach((cell, index) => {
    const middle = index * SLOT + SLOT / 2;
    cell.toggleAttribute("data-on", open.some(([start, end]) => start <= middle && middle < end));
  });
}

function write(day) {
  const on = cellsOf(day).map((cell) => cell.hasAttribute("data-on"));
  const found = [];
  on.forEach((is, index) => {
    if (is && !on[index - 1]) found.push([index * SLOT, 0]);
    if (is && !on[index + 1]) found.at(-1)[1] = (index + 1) * SLOT;
  });
  // What goes on after midnight can't be painted: it is kept while its evening is.
  const night = spans(field(day).value).find(([, end]) => end > DAY);
  if (night && found.length && found.at(-1)[1] === DAY) found.at(-1)[1] = night[1];
  field(day).value = found.map(([start, end]) => `${clock(start)}–${clock(end > DAY ? end - DAY : end)}`).join(", ");
}

// A stroke paints from where it began to where the pointer is, days and hours alike, however fast it goes.
let stroke = null;

function placeAt(event) {
  const rows = [...box.querySelectorAll("[data-cells]")].map((row) => row.getBoundingClientRect());
  const away = (row) => Math.max(row.top - event.clientY, event.clientY - row.bottom, 0);
  const day = rows.reduce((best, row, at) => (away(row) < away(rows[best]) ? at : best), 0);
  const { left, width } = rows[day];
  const cells = DAY / SLOT;
  return { day, index: Math.min(cells - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * cells))) };
}

function paint(event) {
  if (!stroke) return;
  const { day, index } = placeAt(event);
  const within = (value, one, other) => value >= Math.min(one, other) && value <= Math.max(one, other);
  for (let each = 0; each < 7; each += 1) {
    const touched = within(each, stroke.day, day);
    // What a stroke that came back leaves behind is as it was, to the letter.
    field(each).value = stroke.texts[each];
    draw(each);
    if (!touched) continue;
    cellsOf(each).forEach((cell, at) => { if (within(at, stroke.index, index)) cell.toggleAttribute("data-on", stroke.on); });
    write(each);
  }
}

if (box) {
  for (let day = 0; day < 7; day += 1) {
    const row = box.querySelector(`[data-cells="${day}"]`);
    for (let index = 0; index < DAY / SLOT; index += 1) {
      const cell = document.createElement("span");
      cell.className = "week-cell";
      cell.title = clock(index * SLOT);
      row.append(cell);
    }
    row.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !event.target.matches(".week-cell")) return;
      event.preventDefault();
      row.setPointerCapture(event.pointerId);
      const on = !event.target.hasAttribute("data-on");
      stroke = { ...placeAt(event), on, texts: [...Array(7).keys()].map((one) => field(one).value) };
      paint(event);
    });
    row.addEventListener("pointermove", paint);
    field(day).addEventListener("input", () => draw(day));
    draw(day);
  }
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { stroke = null; });
  const scale = document.createElement("div");
  scale.className = "week-hours";
  scale.setAttribute("aria-hidden", "true");
  const hours = document.createElement("span");
  hours.append(...["0", "6", "12", "18", "24"].map((text) => { const one = document.createElement("span"); one.textContent = text; return one; }));
  scale.append(document.createElement("span"), hours, document.createElement("span"));
  box.prepend(scale);
}
