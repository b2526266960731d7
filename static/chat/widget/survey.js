// -- the survey: five faces, then an optional comment
const surveyCard = (survey) => {
  const url = new URL(survey.url, origin).href;
  const card = el("div", { class: "card", role: "group", "aria-label": survey.question }, el("h3", { text: survey.question }));
  const result = el("div", { role: "status" });
  const buttons = survey.faces.slice(0, 5).map((label, i) => el("button", { "aria-label": label, title: label, "aria-pressed": "false", onclick: () => answer(i + 1) }, face(i)));
  const show = (score) => buttons.forEach((b, i) => b.setAttribute("aria-pressed", String(i + 1 === score)));
  const post = async (fields) => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ via: "chat", ...fields })) body.append(name, value);
    const reply = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "omit" });
    return reply.json();
  };
  const answer = async (score) => {
    show(score);
    try {
      const reply = await post({ score });
      if (!reply.ok) { result.replaceChildren(el("p", { class: "error", text: reply.error || "" })); return; }
      const area = el("textarea", { rows: 2, maxlength: 2000 });
      const thanks = el("p", { text: reply.thanks || say("thanks") });
      const form = el("form", { class: "card", onsubmit: async (event) => {
        event.preventDefault();
        if (area.value.trim()) try { await post({ score, comment: area.value }); } catch { window.open(`${url}?score=${score}`, "_blank", "noopener"); return; }
        form.remove();
      } }, el("label", { text: reply.comment_label || say("comment") }, area), el("div", { class: "row" }, el("button", { class: "main", text: say("send") })));
      result.replaceChildren(thanks, form);
      toEnd();
    } catch { window.open(`${url}?score=${score}`, "_blank", "noopener"); }
  };
  fetch(url, { headers: { Accept: "application/json" }, credentials: "omit" }).then((r) => r.json()).then((data) => {
    if (data.score) { show(data.score); result.replaceChildren(el("p", { text: say("thanks") })); }
    if (data.expired) buttons.forEach((b) => { b.disabled = true; });
  }).catch(() => {});
  card.append(el("div", { class: "faces" }, ...buttons), result);
  return card;
};
