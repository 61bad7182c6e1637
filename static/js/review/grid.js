// @ts-check
/** The tasks of a batch for the grid, page by page, and what is done with many of them. */

import { api } from "../lib/api.js";
import { useCallback, useEffect, useRef, useState } from "../lib/html.js";

/** Tasks of one page, the server's most. */
const A_PAGE = 500;

/**
 * @typedef {import("./wall.js").Shot} Shot
 * @typedef {{label: string | null, n: number}} Group
 * @typedef {{key: string | null, shots: Shot[], groups: Group[] | null, count: number, next: string | null, error: any}} State
 */

/** @type {State} */
const NOTHING = { key: null, shots: [], groups: null, count: 0, next: null, error: null };

/**
 * @param {string} batchId @param {{by: string, state: string, label: string | null}} query a null label: all types
 */
export function useGrid(batchId, { by, state: wanted, label }) {
  const path = `/task-batches/${batchId}/grid`;
  const key = JSON.stringify([batchId, by, wanted, label]);
  const [state, setState] = useState(NOTHING);
  const [round, setRound] = useState(0);
  const busy = useRef(false);
  useEffect(() => {
    const control = new AbortController();
    api.get(path, { query: { by, state: wanted, label: label === null ? undefined : label, limit: A_PAGE }, signal: control.signal }).then(
      (page) => setState({ key, shots: page.results, groups: page.groups, count: page.count, next: page.next, error: null }),
      (error) => !control.signal.aborted && setState((before) => ({ ...NOTHING, key, groups: before.groups, error })),
    );
    return () => control.abort();
  }, [key, round]);
  const more = useCallback(async () => {
    if (busy.current || !state.next || state.key !== key) return;
    busy.current = true;
    try {
      const page = await api.get(state.next);
      setState((before) => (before.key === key ? { ...before, shots: [...before.shots, ...page.results], next: page.next } : before));
    } catch (error) {
      setState((before) => ({ ...before, error }));
    } finally {
      busy.current = false;
    }
  }, [state.next, state.key, key]);
  const isCurrent = state.key === key;
  return {
    shots: isCurrent ? state.shots : [],
    count: isCurrent ? state.count : 0,
    groups: state.groups,
    hasMore: isCurrent && Boolean(state.next),
    error: state.error,
    loading: !isCurrent,
    more,
    reload: useCallback(() => setRound((n) => n + 1), []),
  };
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
