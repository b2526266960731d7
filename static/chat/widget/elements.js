// -- small helpers
const el = (tag, props = {}, ...children) => {
  const node = document.createElement(tag);
  if (tag === "button") node.type = props.class === "main" ? "submit" : "button";
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "text") node.textContent = value;
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter(Boolean));
  return node;
};
const svg = (paths, box = 24) => {
  const ns = "http://www.w3.org/2000/svg", root = document.createElementNS(ns, "svg");
  root.setAttribute("viewBox", `0 0 ${box} ${box}`);
  root.setAttribute("aria-hidden", "true");
  for (const d of paths) {
    const path = document.createElementNS(ns, "path");
    path.setAttribute("d", d);
    root.append(path);
  }
  return root;
};
const ICONS = {
  chat: ["M21 12a8 8 0 0 1-11.6 7.1L4 20.5l1.4-4.6A8 8 0 1 1 21 12Z"],
  close: ["M6 6l12 12M18 6 6 18"],
  send: ["M4 12 20 4l-5 16-4-7-7-1Z"],
  clip: ["M20 11.5 12 19.3a5 5 0 0 1-7-7l8.3-8.1a3.3 3.3 0 0 1 4.7 4.7l-8.2 8a1.6 1.6 0 0 1-2.3-2.3L15 7.2"],
  file: ["M14 3H6v18h12V7l-4-4Zm0 0v4h4"],
};
const MOUTHS = ["M7.5 17q4.5-5 9 0", "M8 16.5q4-2.5 8 0", "M8 16h8", "M8 15q4 2.5 8 0", "M7.5 14q4.5 5.5 9 0"];
const face = (n) => svg(["M12 2.8a9.2 9.2 0 1 0 0 18.4 9.2 9.2 0 0 0 0-18.4Z", "M9 9v1M15 9v1", MOUTHS[n]]);
let policy = null;
try { policy = window.trustedTypes && trustedTypes.createPolicy("helpdesk-chat", { createHTML: (html) => html }); } catch { /* page forbids it */ }
// Sanitised by the helpdesk (core/html.py); parsed in a document of its own, where nothing runs.
const safeNodes = (html) => {
  const parsed = new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html");
  for (const node of parsed.querySelectorAll("script,style,iframe,object,embed,form,link,svg")) node.remove();
  return [...parsed.body.childNodes].map((node) => document.importNode(node, true));
};
const time = (iso) => new Intl.DateTimeFormat([navigator.language, config.language].find((l) => l.startsWith(config.language)), { hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
const size = (bytes) => (bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + " kB" : (bytes / 1048576).toFixed(1) + " MB");
const say = (name, values = {}) => (config.words[name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

const CSS = `
:host{all:initial;position:fixed;inset:auto 0 0 auto;z-index:2147483000;color-scheme:light dark;--accent:light-dark(oklch(.49 .105 var(--hue)),oklch(.76 .11 var(--hue)));
--on:light-dark(#fff,oklch(.2 .03 var(--hue)));--soft:light-dark(oklch(.955 .022 var(--hue)),oklch(.3 .045 var(--hue)));--card:light-dark(#fff,oklch(.235 .009 250));
--paper:light-dark(oklch(.985 .003 90),oklch(.205 .008 250));--line:light-dark(oklch(.915 .005 90),oklch(.34 .01 250));--edge:light-dark(oklch(.6 .01 90),oklch(.58 .01 250));--ink:light-dark(oklch(.25 .015 250),oklch(.93 .006 250));
--ink2:light-dark(oklch(.45 .015 250),oklch(.75 .012 250));--warn:light-dark(oklch(.95 .05 85),oklch(.33 .05 75));--bad:light-dark(oklch(.5 .18 25),oklch(.78 .14 25));font:14px/1.45 ui-sans-serif,system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:var(--ink)}
*,*::before{box-sizing:border-box;margin:0}[hidden]{display:none!important}
button,input,textarea{font:inherit;color:inherit;background:none;border:0;padding:0}button{cursor:pointer}
svg{width:20px;height:20px;fill:none;stroke:currentColor;stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round;display:block}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:8px}
.launch{position:fixed;inset:auto 20px 20px auto;width:56px;height:56px;border-radius:50%;background:var(--accent);color:var(--on);display:grid;place-items:center;box-shadow:0 4px 18px oklch(0 0 0/.25)}
.launch:focus-visible{border-radius:50%}.launch svg{width:26px;height:26px}.left .launch{inset:auto auto 20px 20px}
.badge{position:absolute;inset:-3px -3px auto auto;min-width:20px;height:20px;border-radius:99px;padding:0 5px;background:oklch(.53 .18 25);color:#fff;font-size:12px;line-height:20px;font-weight:600}
.panel{position:fixed;inset:auto 20px 88px auto;width:376px;height:min(600px,calc(100dvh - 108px));display:flex;flex-direction:column;background:var(--card);border:1px solid var(--line);border-radius:14px;overflow:hidden;box-shadow:0 8px 40px oklch(0 0 0/.2)}
.left .panel{inset:auto auto 88px 20px}
header{display:flex;align-items:center;gap:8px;padding:12px 8px 12px 16px;background:var(--accent);color:var(--on)}header h2{flex:1;font-size:15px;font-weight:600;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.icon{width:36px;height:36px;border-radius:8px;display:grid;place-items:center;flex:none}.icon:hover{background:oklch(.5 0 0/.14)}header :focus-visible{outline-color:var(--on);outline-offset:-3px}
.state{padding:6px 16px;font-size:12px;background:var(--soft);color:var(--ink)}
.notices{display:grid;max-height:40%;overflow-y:auto;flex:none;background:var(--warn)}.notices p{padding:8px 16px;font-size:13px;overflow-wrap:anywhere;white-space:pre-line}.notices p+p{border-top:1px solid var(--line)}
.log{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:16px;display:flex;flex-direction:column;gap:10px;background:var(--paper)}
.log>:first-child{margin-top:auto}
.item{max-width:84%;display:flex;flex-direction:column;gap:3px;align-self:flex-start}.me{align-self:flex-end;align-items:flex-end}
.bubble{padding:8px 12px;border-radius:14px;background:var(--card);border:1px solid var(--line);overflow-wrap:anywhere}.me .bubble{background:var(--soft);border-color:transparent;white-space:pre-wrap}
.bubble>*+*{margin-top:6px}.bubble ul,.bubble ol{padding-left:20px}.bubble a{color:var(--accent)}.bubble pre{overflow-x:auto;font-size:12px}.bubble img{max-width:100%;height:auto}
.meta{font-size:12px;color:var(--ink2)}.item:has(.card){width:84%}.line{align-self:center;max-width:90%;font-size:12px;color:var(--ink2);text-align:center}
.file{display:flex;gap:6px;align-items:center;padding:6px 10px;border:1px solid var(--line);border-radius:10px;background:var(--card);color:var(--ink);text-decoration:none;max-width:100%;overflow-wrap:anywhere}.file svg{width:16px;height:16px;flex:none}
.typing{min-height:24px;padding:2px 16px;font-size:12px;color:var(--ink2);background:var(--paper)}
.card{padding:12px;border:1px solid var(--line);border-radius:12px;background:var(--card);display:flex;flex-direction:column;gap:8px;align-self:stretch}.card h3{font-size:14px;font-weight:600}.card p{color:var(--ink2);font-size:13px}
label{font-size:12px;color:var(--ink2);display:flex;flex-direction:column;gap:3px}
input,textarea{border:1px solid var(--edge);border-radius:8px;padding:8px 10px;background:var(--card);color:var(--ink);width:100%}
.row{display:flex;gap:8px}.main{background:var(--accent);color:var(--on);border-radius:8px;padding:8px 14px;font-weight:600}.quiet{padding:8px 10px;color:var(--ink2);border-radius:8px}.error{color:var(--bad);font-size:12px}.bad .meta{color:var(--bad)}
.again{color:var(--accent);text-decoration:underline;font-size:12px}.faces{display:flex;justify-content:space-between;gap:4px}.faces button{flex:1;padding:8px 0;border-radius:10px;display:grid;place-items:center;min-height:48px}.faces button:hover,.faces [aria-pressed=true]{background:var(--soft);color:var(--accent)}.faces svg{width:30px;height:30px}.faces .on svg{fill:color-mix(in oklch,currentColor 25%,transparent)}.faces.many{display:grid;grid-template-columns:repeat(6,1fr)}.faces.many button{min-height:40px;border:1px solid var(--line)}.ends{display:flex;justify-content:space-between;font-size:12px;color:var(--ink2)}.tick{display:flex;gap:8px;align-items:center;padding:4px 0}.tick input{width:18px;height:18px;accent-color:var(--accent);appearance:auto}
form.write{display:flex;align-items:flex-end;gap:4px;padding:8px;border-top:1px solid var(--line);background:var(--card)}form.write textarea{resize:none;max-height:132px;min-height:38px}.sendb{color:var(--accent)}.chips{display:flex;flex-wrap:wrap;gap:6px;padding:8px 8px 0}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.more{align-self:center}
@media(max-width:480px){.panel,.left .panel{inset:0;width:100%;height:100dvh;border:0;border-radius:0}.open .launch{display:none}input,textarea{font-size:16px}}
@media(prefers-reduced-motion:no-preference){.panel{animation:up .14s ease-out}@keyframes up{from{opacity:0;transform:translateY(8px)}}}
@media(forced-colors:active){.launch,.panel,.bubble{border:1px solid}}`;
