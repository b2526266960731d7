// The contact form inside a page: a frame as high as the form, where the script stands.
//   <script src="https://helpdesk.example/static/form/embed.js" data-inbox="ID" async></script>
// data-language, data-topic, data-theme ("light", "dark", "auto") and data-known are optional.
(() => {
  "use strict";
  const tag = document.currentScript;
  if (!tag?.dataset.inbox) return;
  const { origin } = new URL(tag.src);
  const { inbox, language, topic, theme, known } = tag.dataset;
  const query = new URLSearchParams({ frame: "1" });
  const passed = { lang: language || document.documentElement.lang, topic, theme, known };
  for (const [name, value] of Object.entries(passed)) if (value) query.set(name, value);

  const frame = document.createElement("iframe");
  frame.src = `${origin}/c/form/${encodeURIComponent(inbox)}/?${query}`;
  frame.title = tag.dataset.title || (passed.lang?.startsWith("pl") ? "Formularz kontaktowy" : "Contact form");
  // What was passed stays out of other pages' logs.
  frame.referrerPolicy = "strict-origin";
  Object.assign(frame.style, { display: "block", width: "100%", height: "640px", border: "0", colorScheme: "normal" });
  tag.after(frame);

  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== origin || event.data?.helpdeskForm !== inbox) return;
    const height = Number(event.data.height);
    if (height > 0) frame.style.height = `${Math.min(height, 10000)}px`;
    if (event.data.top && frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
  });
})();
