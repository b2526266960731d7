// How long a text is where a provider doesn't count characters. The same rules as on the server.

// X (https://docs.x.com/fundamentals/counting-characters): most letters weigh one, others and emoji two, an address 23.
const LIGHT = [[0x0000, 0x10ff], [0x2000, 0x200d], [0x2010, 0x201f], [0x2032, 0x2037]];
const ENDINGS =
  "com|org|net|edu|gov|info|biz|app|dev|shop|store|online|io|co|me|tv|eu|pl|de|uk|fr|it|es|cz|sk|nl|at|ch|ua|us";
const HOST = "(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+";
const PATH = "(?::\\d{1,5})?(?:[/?#][^\\s<>\"]*[^\\s<>\".,;:!?)\\]])?/?";
const WORD = "\\p{L}\\p{N}_";
const ADDRESS = new RegExp(
  `(?<![${WORD}@.#$/-])(?:https?://${HOST}[a-z]{2,}|${HOST}(?:${ENDINGS})(?![${WORD}@-]))${PATH}`, "giu",
);
const PICTURE =
  "[\u{1f000}-\u{1faff}\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff" +
  "\u203c\u2049\u2122\u2139\u3030\u303d\u3297\u3299\u00a9\u00ae]";
const TONE = "[\ufe0f\u{1f3fb}-\u{1f3ff}]";
const EMOJI = new RegExp([
  "[\u{1f1e6}-\u{1f1ff}]{2}",
  "[0-9#*]\ufe0f?\u20e3",
  `${PICTURE}${TONE}*[\u{e0020}-\u{e007f}]+`,
  `${PICTURE}${TONE}*(?:\u200d${PICTURE}${TONE}*)+`,
  `${PICTURE}${TONE}+`,
].join("|"), "gu");

function words(text) {
  let emojis = 0;
  const bare = text.replace(EMOJI, () => { emojis += 1; return ""; });
  const light = (char) => LIGHT.some(([first, last]) => char.codePointAt(0) >= first && char.codePointAt(0) <= last);
  return [...bare].reduce((sum, char) => sum + (light(char) ? 1 : 2), emojis * 2);
}

function weight(text) {
  let total = 0;
  const rest = text.normalize("NFC").replace(ADDRESS, () => { total += 23; return "\u0000"; });
  return rest.split("\u0000").reduce((sum, part) => sum + words(part), total);
}

const bytes = (text) => new TextEncoder().encode(text).length;

export const length = (text, counter) => ({ x: weight, bytes }[counter] || ((it) => [...it].length))(text);
