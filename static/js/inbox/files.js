// Files of the answer: picked, dropped or pasted; shown by name, removable until sent.
import { word } from "../words.js";

export class Files {
  constructor(form, changed = () => {}) {
    this.list = [];
    this.changed = changed;
    this.form = form;
    this.box = form.querySelector("[data-picked]");
    this.input = form.querySelector("input[type=file]");
    form.querySelector("[data-attach]").addEventListener("click", () => this.input.click());
    this.input.addEventListener("change", () => { this.add(this.input.files); this.input.value = ""; });
    form.addEventListener("paste", (event) => { if (event.clipboardData.files.length) { event.preventDefault(); this.add(event.clipboardData.files); } });
    form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("dropping"); });
    form.addEventListener("dragleave", () => form.classList.remove("dropping"));
    form.addEventListener("drop", (event) => { event.preventDefault(); form.classList.remove("dropping"); this.add(event.dataTransfer.files); });
  }

  get size() { return this.list.length; }

  get names() { return this.list.map((file) => file.name).join(", "); }

  add(files) { this.list.push(...files); this.show(); }

  clear() { this.list = []; this.show(); }

  addTo(body) { for (const file of this.list) body.append("files", file); }

  show() {
    this.changed();
    this.box.hidden = !this.list.length;
    this.box.replaceChildren(...this.list.map((file) => {
      const item = document.createElement("li");
      item.className = "file";
      const name = document.createElement("span");
      name.className = "clip";
      name.textContent = file.name;
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "link";
      remove.textContent = word("remove");
      remove.addEventListener("click", () => { this.list = this.list.filter((other) => other !== file); this.show(); });
      item.append(name, remove);
      return item;
    }));
  }
}
