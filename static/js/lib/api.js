// @ts-check
/** Every request of the page: bearer token, silent renewal, JSON, entity tags, idempotency keys, paging. */

import { ApiError, apiUrl, patiently, send } from "./http.js";
import { inOurWords } from "./station_words.js";
import { keepAnswer, keptAnswer } from "./kept_answers.js";
import { renewToken, validToken } from "./token.js";

export { ApiError, apiUrl };

/**
 * @typedef {{query?: Record<string, any>, body?: any, signal?: AbortSignal, ifMatch?: string,
 *   headers?: Record<string, string>, idempotencyKey?: string, anonymous?: boolean, keepalive?: boolean}} Options
 *   `keepalive` lets a request outlive the page that sends it
 */

/**
 * Sends one request with the session's token. What is only read and was taken along comes from this device while the
 * station cannot be reached.
 * @param {string} method
 * @param {string} path below /api/v1, or a full path the server handed out
 * @param {Options} [options]
 * @returns {Promise<Response>}
 */
export async function request(method, path, options = {}) {
  const url = apiUrl(path, options.query);
  try {
    const response = await ask(method, url, options);
    if (method === "GET") keepAnswer(url, response);
    return response;
  } catch (error) {
    const isAway = method === "GET" && error instanceof ApiError && error.status === 0;
    const kept = isAway ? await keptAnswer(url) : undefined;
    if (kept) return kept;
    throw error;
  }
}

/** Renews the token once if the server refuses it. @param {string} method @param {string} url @param {Options} options */
async function ask(method, url, options) {
  const token = options.anonymous ? "" : await validToken();
  const init = requestInit(method, options, token);
  try {
    const isRepeatable = method === "GET" || Boolean(options.idempotencyKey);
    return await (isRepeatable ? patiently(() => send(url, init), options.signal) : send(url, init));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401 || !token) throw error;
    const renewed = await renewToken(token);
    if (!renewed) throw error;
    return send(url, requestInit(method, options, renewed));
  }
}

/** @param {string} method @param {Options} options @param {string} token */
function requestInit(method, options, token) {
  const headers = new Headers({ Accept: "application/json", ...options.headers });
  if (token) headers.set("Authorization", `Bearer ${token}`);
  if (options.ifMatch) headers.set("If-Match", options.ifMatch);
  if (options.idempotencyKey) headers.set("Idempotency-Key", options.idempotencyKey);
  /** @type {RequestInit} */
  const init = { method, headers, signal: options.signal, keepalive: options.keepalive };
  if (options.body instanceof FormData || options.body instanceof Blob) {
    init.body = options.body;
  } else if (options.body !== undefined) {
    headers.set("Content-Type", "application/json");
    init.body = JSON.stringify(options.body);
  }
  return init;
}

/** @param {Response} response */
async function readBody(response) {
  if (response.status === 204) return null;
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

/** @param {string} method */
function jsonCall(method) {
  return async (/** @type {string} */ path, /** @type {Options} */ options = {}) =>
    inOurWords(path, await readBody(await request(method, path, options)));
}

/** JSON calls by verb. POST gets an idempotency key of its own unless the caller repeats one. */
export const api = {
  get: jsonCall("GET"),
  patch: jsonCall("PATCH"),
  put: jsonCall("PUT"),
  delete: jsonCall("DELETE"),
  /** @param {string} path @param {any} [body] @param {Options} [options] */
  async post(path, body, options = {}) {
    const idempotencyKey = options.idempotencyKey || newKey();
    return inOurWords(path, await readBody(await request("POST", path, { ...options, body: body === undefined ? {} : body, idempotencyKey })));
  },
};

/**
 * A resource with its entity tag, for editing together.
 * @param {string} path @param {Options} [options]
 * @returns {Promise<{data: any, etag: string}>}
 */
export async function getTagged(path, options = {}) {
  const response = await request("GET", path, options);
  return { data: inOurWords(path, await readBody(response)), etag: response.headers.get("ETag") || "" };
}

/**
 * Posts with If-Match and hands back the new entity tag.
 * @param {"POST"|"PATCH"} method @param {string} path @param {any} body @param {string} etag
 */
export async function writeTagged(method, path, body, etag) {
  const response = await request(method, path, { body, ifMatch: etag, idempotencyKey: newKey() });
  return { data: inOurWords(path, await readBody(response)), etag: response.headers.get("ETag") || etag };
}

/**
 * Every row of a list, page after page; `most` keeps a picker from loading an archive.
 * @param {string} path @param {Record<string, any>} [query] @param {number} [most]
 * @returns {Promise<any[]>}
 */
export async function allRows(path, query = {}, most = 1000) {
  let page = await api.get(path, { query: { limit: Math.min(most, 500), ...query } });
  const rows = [...page.results];
  while (page.next && rows.length < most) {
    page = await api.get(page.next);
    rows.push(...page.results);
  }
  return rows;
}

/**
 * Saves a protected file: fetched with the token, handed over as a download.
 * @param {string} path @param {string} fileName used when the server names none @param {Options} [options]
 */
export async function download(path, fileName, options = {}) {
  const response = await request("GET", path, { ...options, headers: { Accept: "*/*" } });
  const named = /filename\*?=(?:UTF-8'')?"?([^";]+)/i.exec(response.headers.get("Content-Disposition") || "");
  saveBlob(await response.blob(), named ? decodeURIComponent(named[1]) : fileName);
}

/** Hands a file over as a download. @param {Blob} blob @param {string} name */
export function saveBlob(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Lets the browser fetch a large file by a link that needs no token; the page stays where it is. @param {string} url */
export function downloadByLink(url) {
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  link.click();
}

/** A key that makes a repeated POST the same POST. */
export function newKey() {
  return crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(36).slice(2)}`;
}
