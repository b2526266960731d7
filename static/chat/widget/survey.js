// -- the survey: something to tap, then what belongs to that score
const STAR = ["M12 3.2l2.7 5.6 6.1.8-4.5 4.3 1.1 6.1-5.4-3-5.4 3 1.1-6.1-4.5-4.3 6.1-.8z"];
const THUMBS = {
  5: ["M7 10.5v9.5M7 11.5l3.8-8a2.4 2.4 0 0 1 2.4 2.4V9h5.3a2 2 0 0 1 2 2.3l-1.2 7a2 2 0 0 1-2 1.7H4.5v-9.5z"],
  1: ["M17 13.5V4M17 12.5l-3.8 8a2.4 2.4 0 0 1-2.4-2.4V15H5.5a2 2 0 0 1-2-2.3l1.2-7a2 2 0 0 1 2-1.7h12.8v9.5z"],
};
const surveyMark = (look, score) => {
  if (look === "faces") return face(score - 1);
  if (look === "stars") return svg(STAR);
  if (look === "thumbs") return svg(THUMBS[score]);
  return el("b", { text: String(score) });
};
const surveyCard = (survey) => {
  const url = new URL(survey.url, origin).href;
  const card = el("div", { class: "card", role: "group", "aria-label": survey.question }, el("h3", { text: survey.question }));
  const result = el("div", { role: "status" });
  const buttons = new Map(survey.choices.map(({ score, label }) => [score, el("button", { "aria-label": label, title: label, "aria-pressed": "false", onclick: () => answer(score) }, surveyMark(survey.look, score))]));
  const show = (score) => buttons.forEach((button, own) => {
    button.setAttribute("aria-pressed", String(own === score));
    button.classList.toggle("on", survey.look === "stars" ? own <= score : own === score);
  });
  const post = async (fields) => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ via: "chat", ...fields })) for (const one of [].concat(value)) body.append(name, one);
    const reply = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "omit" });
    return reply.json();
  };
  const elsewhere = (score) => window.open(`${url}?score=${score}`, "_blank", "noopener");
  const answer = async (score) => {
    show(score);
    try {
      const reply = await post({ score });
      if (!reply.ok) { result.replaceChildren(el("p", { class: "error", text: reply.error || "" })); return; }
      result.replaceChildren(el("p", { text: reply.thanks || say("thanks") }), more(score, reply));
      toEnd();
    } catch { elsewhere(score); }
  };
  const more = (score, reply) => {
    const area = el("textarea", { rows: 2, maxlength: 2000 });
    area.value = reply.comment || "";
    const ticks = (reply.offered || []).map(({ key, label }) => {
      const box = el("input", { type: "checkbox", value: key });
      box.checked = (reply.reasons || []).includes(key);
      return el("label", { class: "tick" }, box, document.createTextNode(label));
    });
    const done = () => {
      form.remove();
      if (reply.review_url) result.append(el("p", {}, el("a", { href: reply.review_url, target: "_blank", rel: "noopener noreferrer", text: say("review") })));
    };
    const form = el("form", { class: "card", onsubmit: async (event) => {
      event.preventDefault();
      const reasons = [...form.querySelectorAll("input:checked")].map((box) => box.value);
      if (area.value.trim() || reasons.length || reply.comment || (reply.reasons || []).length) try { await post({ action: "more", score, comment: area.value, reasons }); } catch { elsewhere(score); return; }
      done();
    } }, ...ticks, el("label", { text: reply.comment_label || say("comment") }, area), el("div", { class: "row" }, el("button", { class: "main", text: say("send") })));
    return form;
  };
  fetch(url, { headers: { Accept: "application/json" }, credentials: "omit" }).then((r) => r.json()).then((data) => {
    if (data.score != null) { show(data.score); result.replaceChildren(el("p", { text: data.thanks || say("thanks") })); }
    if (data.expired) buttons.forEach((b) => { b.disabled = true; });
  }).catch(() => {});
  card.append(el("div", { class: survey.choices.length > 7 ? "faces many" : "faces" }, ...buttons.values()), result);
  if (survey.look === "numbers") card.insertBefore(el("p", { class: "ends", "aria-hidden": "true" }, el("span", { text: survey.low }), el("span", { text: survey.high })), result);
  return card;
};
