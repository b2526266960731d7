// A slash and the beginning of a name in an answer or a note offers the texts of macros.
import { fields, post } from "../http.js";
import { offer } from "./offer.js";

const macros = () => document.getElementById("ticket")?.dataset.macros;

offer({
  area: "#composer textarea[data-text]",
  list: "canned",
  asked: /(?:^|\s)\/([^\s/]{0,30})$/,
  url: (words) => macros() && `${macros()}?${new URLSearchParams({ text: "1", q: words })}`,
  put(option) {
    // It counts as a use of the macro.
    post(`${macros()}${option.dataset.macro}/`, fields({ text: "1" })).catch(() => {});
    return option.querySelector(".macro-text").textContent;
  },
});
