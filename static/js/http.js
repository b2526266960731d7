// Requests of our own: with the CSRF token, and with one sentence for whatever goes wrong.
import { word } from "./words.js";

export const csrf = () => document.body.dataset.csrf || "";

export class Refused extends Error {}

export async function post(url, body, options = {}) {
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrf() }, ...options });
  } catch {
    throw new Refused(word("failed"));
  }
  if (answer.redirected || answer.status === 403) { location.reload(); throw new Refused(word("failed")); }
  if (answer.status === 204) return {};
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(data.error || (answer.status === 404 ? word("gone") : word("failed")));
  return data;
}

export function fields(values) {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.append(name, value);
  return form;
}
