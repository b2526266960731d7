// What everybody will read is shown once more before it goes.
const dialog = () => document.getElementById("publish");

// Resolves to whether the agent said that it may be public.
export function confirmed(text, where) {
  const box = dialog();
  if (box.open) return Promise.resolve(false);
  box.querySelector("[data-publish-text]").textContent = text;
  box.querySelector("[data-publish-where]").textContent = where;
  box.returnValue = "";
  box.showModal();
  return new Promise((resolve) => box.addEventListener("close", () => resolve(box.returnValue === "yes"), { once: true }));
}

document.addEventListener("click", (event) => { if (event.target.closest("[data-publish-yes]")) dialog().close("yes"); });
