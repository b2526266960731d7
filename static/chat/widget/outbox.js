// -- sending: one at a time, kept until the helpdesk has it
let sendWanted = false;
const submit = () => {
  const text = ui.input.value.trim();
  const ready_ = files.filter((f) => f.token);
  // Sent as soon as the last file is up: nobody has to press twice.
  sendWanted = files.some((f) => f.waiting);
  if ((!text && !ready_.length) || sendWanted) return;
  const message = { id: newId(), text, at: new Date().toISOString(), files: ready_.map((f) => f.token), names: ready_.map((f) => f.name) };
  keep((s) => { s.queue = [...(s.queue || []), message]; s.talked = true; s.draft = ""; });
  ui.input.value = ""; files = []; typedAt = 0; grow(); drawChips();
  redraw(); toEnd(); flush();
  if (!socket) connect();
};
const flush = () => {
  if (!ready || inFlight) return;
  const next = queue().find((m) => !failed.has(m.id));
  if (!next) return;
  if (stored().token !== greeted) { socket.close(); return; }
  inFlight = next.id;
  emit({ type: "message", id: next.id, text: next.text, files: next.files || [] });
  ackTimer = setTimeout(() => socket && socket.close(), ACK_MS);
};
const done = (id, item) => {
  const message = queue().find((m) => m.id === id);
  keep((s) => { s.queue = (s.queue || []).filter((m) => m.id !== id); });
  if (inFlight === id) inFlight = null;
  if (item) put(item);
  else if (message && !data().some((i) => i.client === id)) put({ id: "c" + id, n: 0, from: "me", at: message.at, text: message.text, client: id, files: [] });
  redraw(); toEnd(); maybeAsk(); flush();
};
const onError = (frame) => {
  if (frame.code === "email" || frame.code === "contact") { contactError(frame.text); return; }
  clearTimeout(ackTimer);
  inFlight = null;
  if (!frame.id) { setTimeout(() => { told.delivered.clear(); told.read.clear(); after(data()); }, (frame.again || 3) * 1000); return; }
  if (frame.again) setTimeout(flush, frame.again * 1000);
  else if (frame.id) failed.set(frame.id, frame.text);
  redraw();
  if (!frame.again) flush();
};

const onInput = () => {
  grow();
  keep((s) => { s.draft = ui.input.value; });
  const now = Date.now(), n = ui.input.value.length;
  if (ready && (now - typedAt > 2000 || !n)) { typedAt = n ? now : 0; emit({ type: "typing", n }); }
};
const onKey = (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
};
const grow = () => { ui.input.style.height = "auto"; ui.input.style.height = ui.input.scrollHeight + 2 + "px"; };

const onPick = async () => {
  const file = ui.picker.files[0];
  ui.picker.value = "";
  if (!file || files.length >= 5) return;
  const entry = { name: file.name, waiting: true };
  files.push(entry); drawChips();
  if (file.size > 10485760) { entry.error = say("tooLarge"); entry.waiting = false; drawChips(); return; }
  const body = new FormData();
  for (const [name, value] of Object.entries({ inbox, token: stored().token || "", language: config.language, file })) body.append(name, value);
  try {
    const answer = await fetch(origin + "/chat/upload/", { method: "POST", body, credentials: "omit" });
    const data = await answer.json();
    if (answer.ok) { entry.token = data.file; entry.name = data.name; } else entry.error = data.error || say("uploadFailed");
  } catch { entry.error = say("uploadFailed"); }
  entry.waiting = false;
  drawChips(); ui.input.focus();
  if (sendWanted && !entry.error && !files.some((f) => f.waiting)) submit();
};
const drawChips = () => {
  ui.chips.hidden = !files.length;
  ui.chips.replaceChildren(...files.map((f) => el("span", { class: f.error ? "file error" : "file", role: f.error ? "alert" : false }, el("span", { text: f.error ? `${f.name}: ${f.error}` : f.waiting ? `${f.name} · ${say("uploading")}` : f.name }),
    el("button", { "aria-label": say("remove") + " " + f.name, onclick: () => { files = files.filter((other) => other !== f); drawChips(); } }, svg(ICONS.close)))));
};
