// @ts-check
/** The lower half of api.js: one request, and problem documents turned into a typed error. */

import { fieldText } from "./station_words.js";
import { t } from "./words.js";

export const BASE = "/api/v1";

/**
 * @typedef {{pointer: string, message: string, code?: string}} FieldProblem
 */

/** What the server said when it could not do something (RFC 9457), or what the network said. */
export class ApiError extends Error {
  /**
   * @param {{status: number, code: string, title?: string, detail?: string, errors?: FieldProblem[],
   *   request_id?: string, retryAfterS?: number, location?: string, extra?: object}} facts
   */
  constructor(facts) {
    super(facts.detail || facts.title || facts.code);
    this.name = "ApiError";
    this.status = facts.status;
    this.code = facts.code;
    this.title = facts.title || "";
    this.detail = facts.detail || facts.title || "";
    this.errors = facts.errors || [];
    this.requestId = facts.request_id || "";
    this.retryAfterS = facts.retryAfterS;
    this.location = facts.location || "";
    this.extra = facts.extra || {};
  }

  /** The message for one form field, by the last part of its JSON pointer. @param {string} name */
  fieldMessage(name) {
    const found = this.errors.find((problem) => lastPart(problem.pointer) === name);
    return found ? fieldText(found) : "";
  }
}

/** @param {string} pointer */
function lastPart(pointer) {
  return String(pointer || "").split(/[/.]/).pop();
}

/**
 * Turns a path below the API, or a full path the server handed out (`next`, `href`), into a URL.
 * @param {string} path
 * @param {Record<string, any>} [query]
 */
export function apiUrl(path, query) {
  const base = path.startsWith("/api/") || path.startsWith("http") ? path : BASE + path;
  const pairs = Object.entries(query || {}).filter(([, value]) => value !== undefined && value !== null && value !== "");
  if (!pairs.length) return base;
  const params = new URLSearchParams();
  for (const [name, value] of pairs) {
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one));
  }
  return base + (base.includes("?") ? "&" : "?") + params;
}

/**
 * Sends one request; answers the response when it is a success and throws ApiError otherwise.
 * @param {string} url
 * @param {RequestInit} init
 * @returns {Promise<Response>}
 */
export async function send(url, init) {
  let response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...init });
    isGone = false;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError({
      status: 0,
      code: "unreachable",
      title: t("The station does not answer"),
      detail: t("The station could not be reached. Nothing was changed; try again when the connection is back."),
    });
  }
  if (response.ok) return response;
  throw await readProblem(response);
}

/** Waits between tries of a request that changes nothing, in ms. */
const AGAIN_MS = [300, 900, 2500];

/** Whether the station was asked patiently in vain since it last answered: then nobody waits for it again. */
let isGone = false;

/**
 * Sends again what failed for a passing reason: no answer, a busy database, a restart.
 * @template T
 * @param {() => Promise<T>} attempt @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
export async function patiently(attempt, signal) {
  for (const pause of AGAIN_MS) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ApiError) || ![0, 502, 503, 504].includes(error.status) || signal?.aborted) throw error;
      if (error.status === 0 && (isGone || !navigator.onLine)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  try {
    return await attempt();
  } catch (error) {
    isGone ||= error instanceof ApiError && error.status === 0;
    throw error;
  }
}

/** @param {Response} response */
async function readProblem(response) {
  const text = await response.text();
  let body = {};
  try {
    body = JSON.parse(text);
  } catch {
    body = { title: response.statusText || t`Answer ${response.status}` };
  }
  const retry = Number(response.headers.get("Retry-After"));
  return new ApiError({
    code: "unknown",
    ...body,
    status: response.status,
    request_id: body.request_id || response.headers.get("X-Request-ID") || "",
    retryAfterS: Number.isFinite(retry) && retry > 0 ? retry : undefined,
    location: response.headers.get("Location") || "",
    extra: body,
  });
}
