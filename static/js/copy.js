// A button beside what is there to be copied: <code data-copy data-copy-label="Copy" data-copy-done="Copied">.
for (const source of document.querySelectorAll("[data-copy][data-copy-label]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn small";
  button.textContent = source.dataset.copyLabel;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      button.textContent = source.dataset.copyDone;
    } catch {
      // No permission, or no secure page: select it, so that the person's own keys do the rest.
      getSelection().selectAllChildren(source);
    }
  });
  source.after(" ", button);
}
