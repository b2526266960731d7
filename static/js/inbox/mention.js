// An at sign and the beginning of a name in a note offers colleagues who may see the ticket.
import { offer } from "./offer.js";

const colleagues = () => document.getElementById("ticket")?.dataset.colleagues;

offer({
  area: "#composer textarea[data-text=note]",
  list: "colleagues",
  // Not within an address; a name and the beginning of a surname.
  asked: /(?<![\p{L}\p{N}_.@+-])@((?:\p{L}[\p{L}'’-]*(?: [\p{L}'’-]*)?)?)$/u,
  url: (words) => colleagues() && `${colleagues()}?${new URLSearchParams({ q: words })}`,
  put: (option) => `@${option.dataset.name} `,
});
