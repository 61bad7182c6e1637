// @ts-check
/** Data of a page as state: loading, there, failed; kept while it is asked for again. */

import { api } from "./api.js";
import { useCallback, useEffect, useRef, useState } from "./html.js";

/**
 * @template T
 * @typedef {{data: T | null, error: any, loading: boolean, reload: () => void,
 *   set: (next: T | ((before: T | null) => T | null)) => void}} Resource
 */

/**
 * Loads when the key changes; a null key loads nothing. A stale answer never replaces a newer one.
 * @template T
 * @param {string | null} key
 * @param {(signal: AbortSignal) => Promise<T>} load
 * @returns {Resource<T>}
 */
export function useResource(key, load) {
  const [state, setState] = useState(/** @type {{key: string | null, data: any, error: any}} */ ({ key: null, data: null, error: null }));
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (key === null) return undefined;
    const control = new AbortController();
    load(control.signal).then(
      (data) => !control.signal.aborted && setState({ key, data, error: null }),
      (error) => !control.signal.aborted && setState((before) => ({ key, data: before.key === key ? before.data : null, error })),
    );
    return () => control.abort();
  }, [key, round]);
  const reload = useCallback(() => setRound((n) => n + 1), []);
  const set = useCallback(
    (next) => setState((before) => ({ ...before, data: typeof next === "function" ? next(before.data) : next })),
    [],
  );
  const current = state.key === key;
  return {
    data: current ? state.data : null,
    error: current ? state.error : null,
    loading: key !== null && !current,
    reload,
    set,
  };
}

/** A GET as a resource. @param {string | null} path @param {Record<string, any>} [query] */
export function useGet(path, query) {
  const key = path === null ? null : path + JSON.stringify(query || {});
  return useResource(key, (signal) => api.get(/** @type {string} */ (path), { query, signal }));
}

/** How many rows a list asks for at a time. */
const PAGE_ROWS = 100;
/** The server's most; asked for when a long list that is on the screen is refreshed. */
const MOST_ROWS = 500;

/**
 * A paged list: the first page, and the next ones as `more` is called. `page`: the first page as it came, with what it
 * says beside its rows; kept while another is asked for.
 * @param {string | null} path @param {Record<string, any>} query
 */
export function useList(path, query) {
  const key = path === null ? null : path + JSON.stringify(query);
  const [state, setState] = useState(/** @type {{key: string | null, rows: any[], count: number, next: string | null, page: any, error: any}} */ ({ key: null, rows: [], count: 0, next: null, page: null, error: null }));
  const [round, setRound] = useState(0);
  const busy = useRef(false);
  const loaded = useRef(0);
  loaded.current = state.key === key ? state.rows.length : 0;
  useEffect(() => {
    if (key === null || path === null) return undefined;
    const control = new AbortController();
    const limit = Math.min(MOST_ROWS, Math.max(PAGE_ROWS, loaded.current));
    api.get(path, { query: { limit, ...query }, signal: control.signal }).then(
      (page) => setState({ key, rows: page.results, count: page.count, next: page.next, page, error: null }),
      (error) => !control.signal.aborted && setState((before) => ({ key, rows: [], count: 0, next: null, page: before.page, error })),
    );
    return () => control.abort();
  }, [key, round]);
  const more = useCallback(async () => {
    if (busy.current || !state.next || state.key !== key) return;
    busy.current = true;
    try {
      const page = await api.get(state.next);
      setState((before) => (before.key === key ? { ...before, rows: [...before.rows, ...page.results], next: page.next } : before));
    } catch (error) {
      setState((before) => ({ ...before, error }));
    } finally {
      busy.current = false;
    }
  }, [state.next, state.key, key]);
  const current = state.key === key;
  return {
    rows: current ? state.rows : [],
    count: current ? state.count : 0,
    hasMore: current && Boolean(state.next),
    error: current ? state.error : null,
    page: state.page,
    loading: key !== null && !current,
    more,
    reload: useCallback(() => setRound((n) => n + 1), []),
    setRows: useCallback((change) => setState((before) => ({ ...before, rows: change(before.rows) })), []),
  };
}

/** A value that follows another after a pause, for searching while someone types. @param {any} value @param {number} [pauseMs] */
export function useSettled(value, pauseMs = 250) {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value, pauseMs]);
  return settled;
}
