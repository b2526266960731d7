const box = document.getElementById("toasts");
const STAYS_MS = 6000;

export function toast(text, { error = false } = {}) {
  if (!box) return;
  const note = document.createElement("div");
  note.className = error ? "toast error" : "toast";
  note.append(text);
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", box.dataset.close);
  close.dataset.toastClose = "";
  note.append(close);
  box.append(note);
  leave(note);
}

const leave = (note) => setTimeout(() => note.remove(), note.classList.contains("error") ? STAYS_MS * 2 : STAYS_MS);

document.addEventListener("click", (event) => event.target.closest("[data-toast-close]")?.closest(".toast").remove());
box?.querySelectorAll(".toast").forEach(leave);
