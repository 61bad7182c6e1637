// @ts-check
/** Members of a clustering run as columns, and what is asked of them: by cluster, by place, by label. */

import { t } from "../lib/words.js";

/**
 * @typedef {{n: number, ids: number[], numbers: Int32Array, x: Float32Array, y: Float32Array, labels: (string | null)[],
 *   silhouettes: (number | null)[], indexOf: Map<number, number>}} Members
 */

/** @param {any} answer of GET …/members @returns {Members} */
export function toMembers(answer) {
  return {
    n: answer.n,
    ids: answer.segment_id,
    numbers: Int32Array.from(answer.number),
    x: Float32Array.from(answer.x),
    y: Float32Array.from(answer.y),
    labels: answer.label,
    silhouettes: answer.silhouette,
    indexOf: new Map(answer.segment_id.map((id, i) => [id, i])),
  };
}

/** Indices of a cluster's members, those that fit best first. @param {Members} members @param {number} number */
export function membersOf(members, number) {
  const found = [];
  for (let i = 0; i < members.n; i += 1) if (members.numbers[i] === number) found.push(i);
  return found.sort((a, b) => (members.silhouettes[b] ?? -2) - (members.silhouettes[a] ?? -2));
}

/** A cluster as people call it. @param {{number: number, label?: string | null}} cluster */
export function nameOf({ number, label }) {
  if (number < 0) return label ? t`Nowhere (${label})` : t("Belongs nowhere");
  return label ? `${number + 1} · ${label}` : t`Cluster ${number + 1}`;
}

/** What stands on a marker. @param {number} number */
export const shortName = (number) => (number < 0 ? "–" : String(number + 1));

/**
 * Whether each point lies in a polygon, by the even-odd rule.
 * @param {Members} members @param {[number, number][]} polygon in the map's own units
 * @returns {number[]} indices
 */
export function inside(members, polygon) {
  const [xs, ys] = [polygon.map(([x]) => x), polygon.map(([, y]) => y)];
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const found = [];
  for (let i = 0; i < members.n; i += 1) {
    const [x, y] = [members.x[i], members.y[i]];
    if (x >= left && x <= right && y >= low && y <= high && isIn(x, y, xs, ys)) found.push(i);
  }
  return found;
}

/** @param {number} x @param {number} y @param {number[]} xs @param {number[]} ys */
function isIn(x, y, xs, ys) {
  let isOdd = false;
  for (let i = 0, j = xs.length - 1; i < xs.length; j = i, i += 1) {
    if (ys[i] > y !== ys[j] > y && x < ((xs[j] - xs[i]) * (y - ys[i])) / (ys[j] - ys[i]) + xs[i]) isOdd = !isOdd;
  }
  return isOdd;
}

/**
 * Points in square cells, so that the nearest to the pointer is found without looking at all.
 * @param {Members} members
 */
export function createFinder(members) {
  const side = Math.max(1, Math.round(Math.sqrt(members.n / 4)));
  const spans = [spanOf(members.x), spanOf(members.y)];
  /** @type {Map<number, number[]>} */
  const cells = new Map();
  const cell = (value, [low, span]) => Math.min(side - 1, Math.max(0, Math.floor(((value - low) / span) * side)));
  for (let i = 0; i < members.n; i += 1) {
    const key = cell(members.x[i], spans[0]) * side + cell(members.y[i], spans[1]);
    const held = cells.get(key);
    if (held) held.push(i);
    else cells.set(key, [i]);
  }
  /** Indices within a box. @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
  function within(x0, y0, x1, y1) {
    const found = [];
    for (let a = cell(x0, spans[0]); a <= cell(x1, spans[0]); a += 1) {
      for (let b = cell(y0, spans[1]); b <= cell(y1, spans[1]); b += 1) {
        for (const i of cells.get(a * side + b) || []) {
          if (members.x[i] >= x0 && members.x[i] <= x1 && members.y[i] >= y0 && members.y[i] <= y1) found.push(i);
        }
      }
    }
    return found;
  }
  return {
    within,
    /** The nearest within a reach, or -1. @param {number} x @param {number} y @param {number} reach */
    nearest(x, y, reach) {
      let best = -1;
      let least = reach * reach;
      for (const i of within(x - reach, y - reach, x + reach, y + reach)) {
        const distance = (members.x[i] - x) ** 2 + (members.y[i] - y) ** 2;
        if (distance <= least) [best, least] = [i, distance];
      }
      return best;
    },
  };
}

/** @param {Float32Array} values @returns {[number, number]} the lowest, and how far the others reach above */
function spanOf(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, Math.max(1e-9, high - low)];
}
