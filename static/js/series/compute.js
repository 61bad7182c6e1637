// @ts-check
/** Questions that change nothing but need a body: no key, so that the station keeps no copy of the answer. */

import { request } from "../lib/api.js";

/** @param {string} path @param {any} body @param {AbortSignal} [signal] */
export async function compute(path, body, signal) {
  const response = await request("POST", path, { body, signal });
  return response.json();
}

/** Saves what a computation answers as a file. @param {string} path @param {any} body @param {string} name */
export async function saveAnswer(path, body, name) {
  const response = await request("POST", path, { body, headers: { Accept: "*/*" } });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
