// @ts-check
/** Newest readings of the channels in view: the rooms of those shown, and no others. */

import { useEffect, useRef, useState } from "../lib/html.js";
import { join } from "../lib/live.js";

/**
 * Follows channels while they are shown. `onPoints` hears every point that comes, `onGap` that some were missed.
 * @param {number[]} ids
 * @param {(id: number, points: [number, any][]) => void} onPoints
 * @param {(id: number) => void} [onGap]
 */
export function useChannelFeed(ids, onPoints, onGap) {
  const listeners = useRef({ onPoints, onGap });
  listeners.current = { onPoints, onGap };
  const joined = useRef(/** @type {Map<number, () => void>} */ (new Map()));
  const key = ids.join(",");
  useEffect(() => {
    const wanted = new Set(ids);
    for (const [id, leave] of joined.current) {
      if (wanted.has(id)) continue;
      leave();
      joined.current.delete(id);
    }
    for (const id of wanted) {
      if (joined.current.has(id)) continue;
      const readings = (payload) => listeners.current.onPoints(id, payload.points);
      joined.current.set(id, join(`channel:${id}`, { readings }, () => listeners.current.onGap?.(id)));
    }
  }, [key]);
  useEffect(() => () => {
    joined.current.forEach((leave) => leave());
    joined.current.clear();
  }, []);
}

/** The newest reading by channel, as it comes. @param {number[]} ids @returns {Map<number, [number, any]>} */
export function useNewest(ids) {
  const newest = useRef(/** @type {Map<number, [number, any]>} */ (new Map()));
  const [, redraw] = useState(0);
  const waiting = useRef(false);
  useChannelFeed(ids, (id, points) => {
    const last = points.reduce((best, point) => (point[0] >= best[0] ? point : best), points[0]);
    const before = newest.current.get(id);
    if (before && before[0] > last[0]) return;
    newest.current.set(id, last);
    if (waiting.current) return;
    waiting.current = true;
    requestAnimationFrame(() => {
      waiting.current = false;
      redraw((n) => n + 1);
    });
  });
  return newest.current;
}
