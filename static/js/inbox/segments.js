// How many parts a text message takes: GSM 03.38 with its extension table, else UCS-2; joined parts give room to a header
// (3GPP TS 23.040). No pair (an escaped character, a surrogate pair) is torn apart. The same rules as on the server.
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENDED = new Set("^{}\\[~]|€\f");
const POLISH = /[ąćęłńóśźż]/i;
// Signs of typesetting that nobody misses in a text message.
const TYPOGRAPHIC = new Map([..."“”„‟«»″"].map((char) => [char, '"']).concat(
  [..."‘’‚‛‹›′´`"].map((char) => [char, "'"]),
  [..."‐‑‒–—―−•·"].map((char) => [char, "-"]),
  [..."\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t"].map((char) => [char, " "]),
  [..."\u200b\u2060\ufeff\u00ad"].map((char) => [char, ""]),
  [["…", "..."], ["×", "x"], ["\u2028", "\n"], ["\u2029", "\n"]],
));
// Letters that Unicode doesn't take apart.
const LETTERS = { ł: "l", Ł: "L", đ: "d", Đ: "D", ı: "i", œ: "oe", Œ: "OE", ẞ: "ß" };

const isPlain = (text) => [...text].every((char) => BASIC.has(char) || EXTENDED.has(char));

export const hasPolish = (text) => POLISH.test(text);

// encoding ("gsm" or "ucs2"), units used, parts, and how many units the last part still takes.
export function count(text) {
  const gsm = isPlain(text);
  const sizes = [...text].map((char) => (gsm ? (EXTENDED.has(char) ? 2 : 1) : char.length));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const [single, joined] = gsm ? [160, 153] : [70, 67];
  const encoding = gsm ? "gsm" : "ucs2";
  if (units <= single) return { encoding, units, parts: units ? 1 : 0, left: single - units };
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > joined) { parts += 1; used = 0; }
    used += size;
  }
  return { encoding, units, parts, left: joined - used };
}

const withoutTypography = (text) => [...text.normalize("NFC")].map((char) => TYPOGRAPHIC.get(char) ?? char).join("");

// As the server sends it: without what makes it longer and nobody misses, where that is enough to make it short.
export function fitted(text) {
  const straight = withoutTypography(text);
  return !isPlain(text) && isPlain(straight) ? straight : text;
}

// The same words in plain letters and quotes, as far as there are any; the rest (an emoji) stays.
export function plain(text) {
  return [...withoutTypography(text)].map((char) => {
    if (isPlain(char)) return char;
    const bare = (LETTERS[char] ?? char).normalize("NFKD").replace(/\p{M}/gu, "");
    return bare && isPlain(bare) ? bare : char;
  }).join("");
}
