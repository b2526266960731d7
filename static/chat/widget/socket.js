// -- socket
const connect = () => {
  clearTimeout(timer);
  if (hopeless || (socket && socket.readyState < 2)) return;
  connectTimer = setTimeout(showState, 1200);
  const mine = (socket = new WebSocket(socketUrl));
  socket.onopen = () => {
    said = stored().token || "";
    emit({ type: "hello", inbox, token: said, language: config.language, page: location.href.split("#")[0].slice(0, 500) });
  };
  socket.onmessage = (event) => { if (mine === socket) receive(JSON.parse(event.data)); };
  socket.onclose = (event) => {
    if (mine !== socket) return;
    ready = false; inFlight = null; socket = null;
    clearInterval(pinger); clearTimeout(pongTimer); clearTimeout(ackTimer);
    hopeless = event.code === 4404 || event.code === 4403;
    if (hopeless) { ui.frame.remove(); return; }
    const wait = Math.min(30000, 500 * 2 ** tries++) * (0.5 + Math.random() / 2);
    timer = setTimeout(connect, event.code === 4429 ? Math.max(wait, 10000) : wait);
    showState(); redraw();
  };
};
const emit = (frame) => {
  if (!socket || socket.readyState !== 1) return false;
  socket.send(JSON.stringify(frame));
  return true;
};
const showState = () => {
  clearTimeout(connectTimer);
  ui.state.hidden = ready;
  if (!ready) ui.state.textContent = say(tries > 1 || !navigator.onLine ? "offline" : "connecting");
};
const ping = () => {
  if (!emit({ type: "ping" })) return;
  clearTimeout(pongTimer);
  pongTimer = setTimeout(() => socket && socket.close(), PONG_MS);
};

const receive = (frame) => {
  clearTimeout(pongTimer);
  switch (frame.type) {
    case "ready": {
      const known = stored().token;
      // Another tab may have been given a token meanwhile: that one counts for both.
      if (known && known !== said && known !== frame.token) { socket.close(); return; }
      keep((s) => { s.token = frame.token; });
      greeted = frame.token; ready = true; tries = 0;
      told.delivered.clear(); told.read.clear();
      clearInterval(pinger); pinger = setInterval(ping, PING_MS);
      state(frame); showState(); flush();
      break;
    }
    case "sync": state(frame); break;
    case "notices": showNotices(frame.notices); break;
    case "items": frame.items.forEach(put); after(frame.items); break;
    case "earlier": {
      const height = ui.log.scrollHeight;
      hasMore = frame.more; frame.items.forEach(put); redraw();
      ui.log.scrollTop += ui.log.scrollHeight - height;
      break;
    }
    case "ack":
      clearTimeout(ackTimer);
      if (frame.contact) contact = frame.contact;
      done(frame.id, frame.item);
      break;
    case "typing":
      ui.typing.textContent = say("typing", { name: frame.name });
      clearTimeout(typingTimer);
      typingTimer = setTimeout(() => { ui.typing.textContent = ""; }, 5000);
      break;
    case "contact": contact = frame.contact; thankForContact(); break;
    case "error": onError(frame); break;
  }
};
const state = (frame) => {
  contact = frame.contact; hasMore = frame.more;
  showNotices(frame.notices);
  frame.items.forEach(put);
  redraw(); after(frame.items, true);
};
const after = (fresh, whole) => {
  const end = whole || nearEnd();
  redraw();
  if (fresh.some((item) => item.from === "team")) { ui.typing.textContent = ""; }
  const ids = fresh.filter((i) => i.from === "team" && i.n && !i.read && !told.delivered.has(i.n)).map((i) => i.n);
  if (ids.length && emit({ type: "delivered", ids })) ids.forEach((n) => told.delivered.add(n));
  markRead(); count();
  if (end) toEnd();
};
const markRead = () => {
  if (!isOpen || document.hidden || !ready) return;
  const ids = unread();
  if (ids.length && emit({ type: "read", ids })) ids.forEach((n) => told.read.add(n));
  count();
};
const count = () => {
  const n = isOpen ? 0 : unread().length;
  ui.badge.hidden = !n;
  ui.badge.textContent = n > 9 ? "9+" : n || "";
  const words = n ? say("unread", { n }) : "";
  if (ui.alerts.textContent !== words) ui.alerts.textContent = words;
};
