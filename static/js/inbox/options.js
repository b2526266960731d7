// A list of options that a text field steers: the field keeps the focus, one option is active.
export class Options {
  constructor(list, field) {
    this.list = list;
    this.field = field;
    list.addEventListener("pointermove", (event) => {
      const option = event.target.closest("[role=option]");
      if (option && option !== this.active) this.activate(option, { scroll: false });
    });
    list.addEventListener("pointerdown", (event) => { if (event.target.closest("[role=option]")) event.preventDefault(); });
  }

  get all() { return [...this.list.querySelectorAll("[role=option]")]; }

  get active() { return this.list.querySelector("[aria-selected=true]"); }

  // False when the answer came too late to be `wanted` or there is nothing to choose.
  async load(url, wanted) {
    const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return false;
    const html = await answer.text();
    if (!wanted()) return false;
    this.list.innerHTML = html;
    this.list.scrollTop = 0;
    this.activate(this.all[0] || null);
    return this.all.length > 0;
  }

  activate(option, { scroll = true } = {}) {
    for (const other of this.all) other.setAttribute("aria-selected", String(other === option));
    if (option) this.field.setAttribute("aria-activedescendant", option.id); else this.field.removeAttribute("aria-activedescendant");
    if (scroll) option?.scrollIntoView({ block: "nearest" });
  }

  move(by) {
    const all = this.all;
    if (all.length) this.activate(all[(all.indexOf(this.active) + by + all.length) % all.length]);
  }

  clear() {
    this.list.replaceChildren();
    this.field?.removeAttribute("aria-activedescendant");
  }
}
