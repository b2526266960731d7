// A mail as it was written, in a frame without scripts or an origin; pictures from elsewhere only when asked for.
import { word } from "../words.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-show-original]");
  if (!button) return;
  const url = button.dataset.showOriginal;
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
  frame.title = word("original");
  frame.src = url;
  const pictures = document.createElement("button");
  pictures.type = "button";
  pictures.className = "link";
  pictures.textContent = word("load_pictures");
  pictures.addEventListener("click", () => { frame.src = `${url}?images=1`; pictures.remove(); });
  const box = document.createElement("div");
  box.className = "original";
  box.append(pictures, frame);
  button.closest(".body").append(box);
  button.remove();
});
