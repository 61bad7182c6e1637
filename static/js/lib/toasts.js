// @ts-check
/** Short messages that come and go, with one action such as undo. */

import { signal } from "./html.js";
import { problemText } from "./station_words.js";
import { t } from "./words.js";

/** Long enough to read and reach; a message with an action stays longer. */
const SHOWN_MS = 5000;
const SHOWN_WITH_ACTION_MS = 10_000;

/**
 * @typedef {{id: number, text: string, tone?: "brick", action?: {label: string, run: () => void}}} Toast
 */

/** @type {import("@preact/signals").Signal<Toast[]>} */
export const toasts = signal([]);
let nextId = 1;

/** @param {string} text @param {{tone?: "brick", action?: Toast["action"]}} [options] */
export function say(text, { tone, action } = {}) {
  const toast = { id: nextId, text: t(text), tone, action };
  nextId += 1;
  toasts.value = [...toasts.value.slice(-2), toast];
  setTimeout(() => dismiss(toast.id), action ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
}

/** Says what went wrong, in the server's words. @param {any} error @param {string} [what] what was being done */
export function sayError(error, what) {
  if (error?.name === "AbortError") return;
  const detail = problemText(error);
  say(what ? `${t(what)}: ${detail}` : detail, { tone: "brick" });
}

/** @param {number} id */
export function dismiss(id) {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}
