// @ts-check
/** Calls taken along: a batch one can go on labelling where there is no network, after a reload too. */

import { allOf, drop, oneOf, put } from "../field/database.js";
import { forgetAnswers, keepAnswers } from "../lib/kept_answers.js";

const FLAG = "fieldstation.taken-along.";

/** Calls at hand of a batch that is taken along: what the station keeps for one person at a time. */
export const TAKEN = 100;

/** @param {string} batchId */
export const isTakenAlong = (batchId) => localStorage.getItem(FLAG + batchId) !== null;

/** @param {string} userId @param {string} batchId */
const placeOf = (userId, batchId) => `${userId}.${batchId}`;

/** Turns it on or off; the page then fetches everything anew and keeps it. @param {string} userId @param {string} batchId @param {boolean} on */
export async function takeAlong(userId, batchId, on) {
  localStorage.removeItem(FLAG + batchId);
  await drop("calls", placeOf(userId, batchId));
  // What only this batch needed goes with it.
  if (!Object.keys(localStorage).some((name) => name.startsWith(FLAG))) await forgetAnswers(userId);
  if (on) localStorage.setItem(FLAG + batchId, "1");
}

/** Keeps what the station answers from now on, while the batch is open here. @param {string} batchId @returns {() => void} stops it */
export function keepWhatComes(batchId) {
  if (!isTakenAlong(batchId)) return () => undefined;
  keepAnswers(true);
  return () => keepAnswers(false);
}

/** @param {string} userId @param {any} batch @param {any[]} tasks open ones, in their order */
export async function keepCalls(userId, batch, tasks) {
  await put("calls", { place: placeOf(userId, batch.id), user_id: userId, batch_id: batch.id, name: batch.name, tasks, at: new Date().toISOString() });
}

/** @param {string} userId @param {string} batchId @returns {Promise<any[]>} */
export async function keptCalls(userId, batchId) {
  return (await oneOf("calls", placeOf(userId, batchId)))?.tasks || [];
}

/** What a person has taken along. @param {string} userId @returns {Promise<{batch_id: string, name: string, n: number, at: string}[]>} */
export async function takenBatches(userId) {
  const rows = (await allOf("calls")).filter((row) => row.user_id === userId);
  return rows.map(({ batch_id, name, tasks, at }) => ({ batch_id, name, at, n: tasks.length }));
}
