// @ts-check
/** Where the next calls come from: locked for whoever labels, only looked at by whoever may not. */

import { api } from "../lib/api.js";
import { user } from "../lib/store.js";
import { TAKEN, isTakenAlong, keptCalls } from "./taken.js";

/** Calls asked for at a time. */
export const LOT = 10;

/** Calls that stand ready, pictures and all: enough for a minute without the network. */
const AHEAD = 20;

/**
 * Calls to label, each kept for this person for half an hour.
 * @param {string} batchId
 */
export function labellingFeed(batchId) {
  return {
    isLabelling: true,
    ahead: isTakenAlong(batchId) ? TAKEN : AHEAD,
    /** @param {number | null} after last task at hand @returns {Promise<{tasks: any[], progress: any}>} */
    async more(after) {
      const body = after === null ? { n: LOT } : { n: LOT, after };
      const { results, progress } = await api.post(`/task-batches/${batchId}/next`, body);
      return { tasks: results, progress };
    },
    /** Calls on this device, for when the station cannot be asked. @returns {Promise<any[]>} */
    kept: () => keptCalls(user.value.id, batchId),
    /** @param {number | string} id */
    open: (id) => api.post(`/tasks/${id}/open`),
  };
}

/**
 * Calls to look at: nothing is locked, nothing can be decided.
 * @param {string} batchId
 */
export function lookingFeed(batchId) {
  let next = `/task-batches/${batchId}/tasks?limit=${LOT}`;
  return {
    isLabelling: false,
    ahead: AHEAD,
    kept: async () => /** @type {any[]} */ ([]),
    /** @returns {Promise<{tasks: any[], progress: any}>} */
    async more() {
      if (!next) return { tasks: [], progress: null };
      const page = await api.get(next);
      const tasks = await Promise.all(page.results.map(({ id }) => api.get(`/tasks/${id}`)));
      next = page.next || "";
      return { tasks, progress: null };
    },
    /** @param {number | string} id */
    open: (id) => api.get(`/tasks/${id}`),
  };
}

/** @typedef {ReturnType<typeof labellingFeed> | ReturnType<typeof lookingFeed>} Feed */
