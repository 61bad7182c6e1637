// @ts-check
/** Answers of the station that were taken along: read from this device while the station cannot be reached. */

const PREFIX = "fieldstation.taken.";

/** Browsers keep answers over TLS and on the machine itself only. */
const canKeep = "caches" in globalThis;

let owner = "";
let isKeeping = false;

/** Whose answers they are; nobody reads another's. @param {string} userId "" when nobody is signed in */
export function setOwner(userId) {
  owner = userId;
}

/** From now on, what is read is kept as well, or no longer. @param {boolean} on */
export function keepAnswers(on) {
  isKeeping = on;
}

/** Keeps an answer if answers are being kept. @param {string} url @param {Response} response */
export async function keepAnswer(url, response) {
  if (!isKeeping || !canKeep || !owner) return;
  // Copied at once: whoever asked reads the answer next.
  const copy = response.clone();
  const cache = await caches.open(PREFIX + owner);
  await cache.put(url, copy);
}

/** @param {string} url @returns {Promise<Response | undefined>} */
export async function keptAnswer(url) {
  if (!canKeep || !owner || !(await caches.has(PREFIX + owner))) return undefined;
  return (await caches.open(PREFIX + owner)).match(url);
}

/** Forgets what was taken along. @param {string} [userId] whose; without one, everybody's */
export async function forgetAnswers(userId) {
  if (!canKeep) return;
  const names = (await caches.keys()).filter((name) => (userId ? name === PREFIX + userId : name.startsWith(PREFIX)));
  await Promise.all(names.map((name) => caches.delete(name)));
}
