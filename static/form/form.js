// What a public form's page can do better with a script; without one it works too.
(() => {
  "use strict";
  const form = document.querySelector("form");
  const questions = document.getElementById("questions");
  const topic = form?.elements.namedItem("topic");

  // What was typed under a topic stays when somebody looks at another and comes back.
  const kept = new Map();
  let shown = topic?.value;
  topic?.addEventListener("change", () => {
    kept.set(shown, [...questions.childNodes]);
    shown = topic.value;
    const template = form.querySelector(`template[data-topic="${CSS.escape(shown)}"]`);
    questions.replaceChildren(...(kept.get(shown) ?? (template ? [template.content.cloneNode(true)] : [])));
  });

  const files = form?.elements.namedItem("files");
  files?.addEventListener("change", () => {
    const total = [...files.files].reduce((sum, file) => sum + file.size, 0);
    const wrong = files.files.length > 5 ? form.dataset.tooMany : total > 20 * 1024 * 1024 ? form.dataset.tooLarge : "";
    files.setCustomValidity(wrong);
    files.reportValidity();
  });

  // A second click sends nothing; back from the next page the button works again.
  const go = form?.querySelector("button.go");
  form?.addEventListener("submit", (event) => {
    if (go.getAttribute("aria-busy") === "true") event.preventDefault();
    else go.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => go?.removeAttribute("aria-busy"));

  // In a frame, the page around it is told how high we are; it learns nothing else.
  if (parent !== window) {
    const tell = (extra) => {
      const height = Math.ceil(document.body.getBoundingClientRect().height);
      parent.postMessage({ helpdeskForm: document.body.dataset.inbox, height, ...extra }, "*");
    };
    new ResizeObserver(() => tell()).observe(document.body);
    // After sending, or with an error, the top of the form is what matters.
    tell(document.querySelector("[role=alert], [role=status]") ? { top: true } : {});
  }
})();
