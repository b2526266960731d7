// -- start
const start = async () => {
  try {
    const answer = await fetch(`${origin}/chat/config/${encodeURIComponent(inbox)}/?language=${encodeURIComponent(language)}`, { credentials: "omit" });
    if (!answer.ok) { console.warn("Helpdesk chat: there is no such inbox, or it is switched off."); return; }
    config = await answer.json();
  } catch { setTimeout(start, 15000); return; }
  build();
  const before = stored();
  ui.input.value = before.draft || "";
  if (before.talked || queue().length) connect();
  if (before.open && before.talked && !isPhone()) toggle(true, false);
  redraw();
  window.addEventListener("online", () => { tries = 0; if (!socket) connect(); });
  window.addEventListener("offline", () => { if (socket) socket.close(); });
  window.addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    if (stored().talked && !socket) connect();
    else if (ready && stored().token !== greeted) socket.close();
    redraw();
  });
  document.addEventListener("visibilitychange", () => { markRead(); if (!document.hidden && !socket && stored().talked) { tries = 0; connect(); } });
};
if (document.body) start(); else document.addEventListener("DOMContentLoaded", start);
