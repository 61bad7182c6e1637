// @ts-check
/** When series run, and when all of them do. */

/** @param {any[]} rows @returns {[number, number] | null} */
export function commonSpan(rows) {
  if (!rows.length) return null;
  const from = Math.max(...rows.map((row) => Date.parse(row.current.start_at)));
  const to = Math.min(...rows.map((row) => Date.parse(row.current.end_at)));
  return from <= to ? [from, to] : null;
}

/** @param {[number, number]} span @param {number} step_s */
export const pointsOf = (span, step_s) => (step_s > 0 ? Math.floor((span[1] - span[0]) / 1000 / step_s) + 1 : 0);
