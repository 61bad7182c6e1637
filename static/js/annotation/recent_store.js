// @ts-check
/** The last decisions of a person on a batch, kept in the browser: after a reload they can still be taken back. */

/** As many as the screen shows. */
export const SHOWN = 5;

/** @param {string} userId @param {string} batchId */
const placeOf = (userId, batchId) => `fieldstation.recent.${userId}.${batchId}`;

/** @param {string} userId @param {string} batchId @returns {any[]} */
export function readRecent(userId, batchId) {
  try {
    const entries = JSON.parse(localStorage.getItem(placeOf(userId, batchId)) || "[]");
    return entries.map((entry, i) => ({ ...entry, id: i - entries.length }));
  } catch {
    return [];
  }
}

/** @param {string} userId @param {string} batchId @param {any[]} entries */
export function keepRecent(userId, batchId, entries) {
  try {
    localStorage.setItem(placeOf(userId, batchId), JSON.stringify(entries.slice(-SHOWN)));
  } catch {
    // Full or forbidden: undo works until the page is loaded again.
  }
}
