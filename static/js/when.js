// Words every <time data-when> in the page's language, again every 30 s (every second while a deadline is near), and
// colours chips by their deadline (amber within the hour, or within data-soon minutes).
// English here is European: the day before the month, 24 hours.
const page = document.documentElement.lang || "en";
export const lang = page === "en" ? "en-GB" : page;
const unit = (name) => new Intl.NumberFormat(lang, { style: "unit", unit: name, unitDisplay: "short" });
const units = { second: unit("second"), minute: unit("minute"), hour: unit("hour"), day: unit("day") };
const clock = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(lang, { day: "numeric", month: "short" });
const dayYear = new Intl.DateTimeFormat(lang, { day: "numeric", month: "short", year: "numeric" });
const full = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" });
const soon = new Intl.DateTimeFormat(lang, { weekday: "short", hour: "2-digit", minute: "2-digit" });
const now0 = new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(0, "second");
const SOON_MS = 60 * 60_000;
// A chat's first answer is promised in seconds.
const SECONDS_MS = 120_000;

function span(ms) {
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  if (minutes < 60) return units.minute.format(minutes);
  if (minutes < 48 * 60) return units.hour.format(Math.floor(minutes / 60));
  return units.day.format(Math.floor(minutes / 1440));
}

function phrase(moment, mode, now) {
  const ms = now - moment;
  if (mode === "clock") return clock.format(moment);
  if (mode === "full") return full.format(moment);
  if (mode === "due") return (ms > 0 ? "−" : "") + (Math.abs(ms) < SECONDS_MS ? units.second.format(Math.floor(Math.abs(ms) / 1000)) : span(ms));
  if (mode === "late") return span(ms);
  if (mode === "until") return Math.abs(ms) < 20 * 3_600_000 ? clock.format(moment) : Math.abs(ms) < 6 * 86_400_000 ? soon.format(moment) : day.format(moment);
  if (ms < 60_000) return now0;
  if (ms < 7 * 86_400_000) return span(Math.max(ms, 0));
  return (moment.getFullYear() === now.getFullYear() ? day : dayYear).format(moment);
}

let next = 0;

// Live to the second, for as long as something is close to its deadline.
function tickWhileNear(now) {
  clearTimeout(next);
  const near = [...document.querySelectorAll('time[data-when="due"]')].some((time) => Math.abs(new Date(time.dateTime) - now) < SECONDS_MS + 30_000);
  if (near && !document.hidden) next = setTimeout(wordTimes, 1000);
}

export function wordTimes(root = document) {
  const now = new Date();
  for (const time of root.querySelectorAll("time[data-when]")) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    const text = phrase(moment, time.dataset.when, now);
    if (time.textContent !== text) time.textContent = text;
    if (!time.title) time.title = full.format(moment);
  }
  for (const chip of root.querySelectorAll("[data-due]")) {
    const left = new Date(chip.dataset.due) - now;
    chip.classList.toggle("bad", left < 0);
    chip.classList.toggle("warn", left >= 0 && left < (chip.dataset.soon ? chip.dataset.soon * 60_000 : SOON_MS));
  }
  tickWhileNear(now);
}

wordTimes();
setInterval(wordTimes, 30_000);
document.addEventListener("htmx:afterSettle", () => wordTimes());
