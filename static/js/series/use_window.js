// @ts-check
/** The points of the view one looks at: the whole version coarsely at once, the view and its surroundings finely soon. */

import { api } from "../lib/api.js";
import { useEffect, useMemo, useState } from "../lib/html.js";


const COARSE_POINTS = 1500;
const FINE_POINTS = 3600;
/** Waits so long after the last movement before it asks for finer points. */
const SETTLE_MS = 90;
/** The view is at least this share of what was fetched around it. */
const TOO_WIDE = 8;

/**
 * @param {string | null} versionId @param {number[]} columns @param {import("./types.js").View} extent @param {import("./types.js").View} view
 * @returns {{lines: import("./types.js").Line[], whole: import("./types.js").Line[], error: any, loading: boolean, busy: boolean, reload: () => void}}
 */
export function useWindow(versionId, columns, extent, view) {
  const key = versionId ? `${versionId}/${columns.join()}` : "";
  const [coarse, setCoarse] = useState(/** @type {any} */ (null));
  const [fine, setFine] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {any} */ (null));
  const [round, setRound] = useState(0);
  useEffect(() => {
    setFine(null);
    setError(null);
    if (!versionId || !columns.length) return undefined;
    const control = new AbortController();
    api.get(`/dataset-versions/${versionId}/window`, { query: { points: COARSE_POINTS, columns: columns.join() }, signal: control.signal })
      .then((data) => setCoarse({ key, ...data }), (problem) => !control.signal.aborted && setError(problem));
    return () => control.abort();
  }, [key, round]);

  const known = coarse?.key === key ? coarse : null;
  const usable = fine?.key === key && covers(fine, view) ? fine : null;
  const needsFiner = Boolean(known) && !usable && known.series.some((line) => !line.is_exact);
  useEffect(() => {
    if (!needsFiner || !versionId) return undefined;
    const span = view[1] - view[0];
    const from = Math.max(extent[0], view[0] - span);
    const to = Math.min(extent[1], view[1] + span);
    const control = new AbortController();
    const timer = setTimeout(() => {
      api.get(`/dataset-versions/${versionId}/window`, { query: { from: iso(from), to: iso(to + 1), points: FINE_POINTS, columns: columns.join() }, signal: control.signal })
        .then((data) => setFine({ key, ...data }), (problem) => !control.signal.aborted && setError(problem));
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [needsFiner, view[0], view[1], key]);

  const shown = usable || known;
  const lines = useMemo(() => shown?.series || [], [shown]);
  const whole = useMemo(() => known?.series || [], [known]);
  return { lines, whole, error, loading: !known && !error, busy: needsFiner, reload: () => setRound((n) => n + 1) };
}

/**
 * What the steps of a version changed in the view, of one column.
 * @param {any} version @param {number} column @param {import("./types.js").View} view
 * @returns {import("./types.js").Mark[]}
 */
export function useMarks(version, column, view) {
  const [found, setFound] = useState(/** @type {{key: string, marks: import("./types.js").Mark[]}} */ ({ key: "", marks: [] }));
  const key = version.n_changed + version.n_dropped > 0 && column >= 0 ? `${version.id}/${column}` : "";
  useEffect(() => {
    if (!key) return undefined;
    const control = new AbortController();
    const timer = setTimeout(() => {
      api.get(`/dataset-versions/${version.id}/marks`, { query: { from: iso(view[0]), to: iso(view[1] + 1), column }, signal: control.signal })
        .then((data) => setFound({ key, marks: data.marks.map((mark) => ({ time: mark.time, before: mark.value, after: null })) }), () => {});
    }, 2 * SETTLE_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [key, view[0], view[1]]);
  return found.key === key ? found.marks : NO_MARKS;
}

/** @type {import("./types.js").Mark[]} */
const NO_MARKS = [];

/** @param {any} fine @param {import("./types.js").View} view */
function covers(fine, view) {
  const span = view[1] - view[0];
  const isInside = fine.start <= view[0] + 1 && fine.stop >= view[1] - 1;
  return isInside && (fine.series.every((line) => line.is_exact) || fine.stop - fine.start <= TOO_WIDE * span);
}

/** @param {number} ms */
export const iso = (ms) => new Date(ms).toISOString();
