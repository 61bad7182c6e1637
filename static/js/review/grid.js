// @ts-check
/** The tasks of a batch for the grid, page by page, and what is done with many of them. */

import { api } from "../lib/api.js";
import { useList } from "../lib/resource.js";

/** Tasks of one page, the server's most. */
const A_PAGE = 500;

/**
 * @typedef {import("./wall.js").Shot} Shot
 * @typedef {{label: string | null, n: number}} Group
 */

/**
 * @param {string} batchId @param {{by: string, state: string, label: string | null}} query a null label: all types
 */
export function useGrid(batchId, { by, state, label }) {
  const { rows, page, ...list } = useList(`/task-batches/${batchId}/grid`, { by, state, label: label ?? undefined, limit: A_PAGE });
  return { ...list, shots: /** @type {Shot[]} */ (rows), groups: /** @type {Group[] | null} */ (page ? page.groups : null) };
}

/**
 * Decides about many tasks.
 * @param {string} batchId
 * @param {{action: string, task_ids?: number[], filter?: any, label?: string, call_type_id?: string}} body
 * @returns {Promise<{action_id: string, n_changed: number, n_left_out: number, n_left: number}>}
 */
export const decideMany = (batchId, body) => api.post(`/task-batches/${batchId}/bulk`, body);

/** @param {string} batchId @param {string} actionId @returns {Promise<{n_changed: number}>} */
export const undoMany = (batchId, actionId) => api.post(`/task-batches/${batchId}/bulk/${actionId}/undo`);
