// @ts-check
/** The access token: in memory only, renewed through the cookie by one tab at a time. */

import { apiUrl, patiently, send } from "./http.js";

/** Renew this long before the token ends, so that no request is sent with one that dies on the way. */
const EARLY_S = 60;
const SIGNED_IN = "fieldstation.signed-in";

let access = "";
let endsAt = 0;
/** @type {Promise<string> | null} */
let renewing = null;
/** @type {Set<(token: string) => void>} */
const listeners = new Set();

const tabs = new BroadcastChannel("fieldstation.session");
tabs.addEventListener("message", ({ data }) => {
  if (data.kind === "token") keep(data.token, data.endsAt);
  if (data.kind === "signed-out") drop();
});

/** @param {string} token @param {number} until milliseconds since 1970 */
function keep(token, until) {
  access = token;
  endsAt = until;
  localStorage.setItem(SIGNED_IN, "1");
  listeners.forEach((listener) => listener(token));
}

function drop() {
  if (!access && !localStorage.getItem(SIGNED_IN)) return;
  access = "";
  endsAt = 0;
  localStorage.removeItem(SIGNED_IN);
  listeners.forEach((listener) => listener(""));
}

/** Called with the new token after each change, with "" when signed out. @param {(token: string) => void} listener */
export function onToken(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether this browser was signed in when it was last open; saves a request that could only fail. */
export function wasSignedIn() {
  return localStorage.getItem(SIGNED_IN) === "1";
}

/** Takes the tokens out of a sign-in answer. @param {{access_token: string, expires_in: number}} answer */
export function acceptTokens(answer) {
  const until = Date.now() + (answer.expires_in || 3600) * 1000;
  keep(answer.access_token, until);
  tabs.postMessage({ kind: "token", token: answer.access_token, endsAt: until });
}

/** Forgets the token here and in the other tabs. */
export function forgetTokens() {
  drop();
  tabs.postMessage({ kind: "signed-out" });
}

/** A token that is still good, or "" for a visitor. */
export async function validToken() {
  if (access && Date.now() < endsAt - EARLY_S * 1000) return access;
  if (!access && !wasSignedIn()) return "";
  return renewToken(access);
}

/**
 * Renews through the refresh cookie. However many requests ask, one is sent; another tab that renewed
 * while this one waited for the lock has already told us its token.
 * @param {string} stale the token that no longer serves
 */
export function renewToken(stale) {
  renewing ??= withLock(() => renewOnce(stale)).finally(() => {
    renewing = null;
  });
  return renewing;
}

/** @param {() => Promise<string>} work */
function withLock(work) {
  return navigator.locks ? /** @type {Promise<string>} */ (/** @type {any} */ (navigator.locks.request("fieldstation.refresh", work))) : work();
}

/** @param {string} stale */
async function renewOnce(stale) {
  if (access && access !== stale && Date.now() < endsAt) return access;
  try {
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    const response = await patiently(() => send(apiUrl("/auth/refresh"), { method: "POST", headers, body: "{}" }));
    acceptTokens(await response.json());
    return access;
  } catch (error) {
    if (error.status === 401 || error.status === 403 || error.status === 422) {
      forgetTokens();
      return "";
    }
    throw error;
  }
}
