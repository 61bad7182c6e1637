// @ts-check
/** Decisions and boxes that wait for the station, on this device: a row each, so that no tab writes over another's. */

import { allOf, drop, put } from "../field/database.js";

/** @typedef {import("./outbox.js").Item} Item */

/** Where versions before this one kept them, in the browser's other storage: `fieldstation.decisions.user.batch.time.number`. */
const FORMER = "fieldstation.decisions.";

/** @param {string} userId @param {string} batchId @param {Item} item */
export const keepItem = (userId, batchId, item) => put("decisions", { ...item, user_id: userId, batch_id: batchId });

/** @param {string[]} places */
export const dropItems = (places) => drop("decisions", ...places);

/** What one person has decided in one batch and is kept here still, in its order. @param {string} userId @param {string} batchId @returns {Promise<Item[]>} */
export async function keptItems(userId, batchId) {
  return (await rows()).filter((row) => row.user_id === userId && row.batch_id === batchId);
}

/**
 * How much of what one person has decided is kept here still.
 * @param {string} userId @returns {Promise<{batch_id: string, n: number}[]>}
 */
export async function waitingByBatch(userId) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { user_id, batch_id } of await rows()) if (user_id === userId) counts.set(batch_id, (counts.get(batch_id) || 0) + 1);
  return [...counts].map(([batch_id, n]) => ({ batch_id, n }));
}

/** By place, which begins with the moment. @returns {Promise<any[]>} */
async function rows() {
  await moveFormer();
  return allOf("decisions");
}

/** Takes over what a former version kept; a row that is there twice has one place. */
async function moveFormer() {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(FORMER));
  for (const name of names) {
    const [user_id, batch_id, at, n] = name.slice(FORMER.length).split(".");
    try {
      await put("decisions", { ...JSON.parse(localStorage.getItem(name) || ""), place: `${at}.${n}.${batch_id.slice(0, 8)}`, user_id, batch_id });
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    localStorage.removeItem(name);
  }
}
