// @ts-check
/** Where the next calls come from: locked for whoever labels, only looked at by whoever may not. */

import { api } from "../lib/api.js";

/** Calls asked for at a time. */
export const LOT = 10;

/** Calls that stand ready, pictures and all: enough for a minute without the network. */
export const AHEAD = 20;

/**
 * Calls to label, each kept for this person for half an hour.
 * @param {string} batchId
 */
export function labellingFeed(batchId) {
  return {
    isLabelling: true,
    /** @param {number | null} after last task at hand @returns {Promise<{tasks: any[], progress: any}>} */
    async more(after) {
      const body = after === null ? { n: LOT } : { n: LOT, after };
      const { results, progress } = await api.post(`/task-batches/${batchId}/next`, body);
      return { tasks: results, progress };
    },
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
