// @ts-check
/** Which calls are marked, and on which of them the frame stands: by keys, by pointer, in runs. */

import { useRef, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { t } from "../lib/words.js";

/** @typedef {import("./wall.js").Shot} Shot */

/** @param {Shot[]} shots @param {string} key what is shown; when it changes, the frame goes back to the first */
export function useMarks(shots, key) {
  const [marked, setMarked] = useState(/** @type {Set<number>} */ (new Set()));
  const [place, setPlace] = useState({ key, at: 0 });
  const columns = useRef(1);
  const anchor = useRef(0);
  // Keys come faster than the page is drawn: each must see where the one before it went.
  const now = useRef({ at: 0, marked });
  const stroke = useRef(marked);
  now.current.at = Math.min(place.key === key ? place.at : 0, Math.max(0, shots.length - 1));
  now.current.marked = marked;
  const goTo = (index) => {
    const at = Math.max(0, Math.min(shots.length - 1, index));
    now.current.at = at;
    setPlace({ key, at });
  };
  const change = (next) => {
    now.current.marked = next;
    setMarked(next);
  };
  const paint = (from, to, isMarked, isNew) => {
    if (isNew) stroke.current = now.current.marked;
    const next = new Set(stroke.current);
    for (const { task_id } of shots.slice(Math.min(from, to), Math.max(from, to) + 1)) {
      if (isMarked) next.add(task_id);
      else next.delete(task_id);
    }
    now.current.at = to;
    setPlace({ key, at: to });
    change(next);
  };
  const toggle = () => {
    const shot = shots[now.current.at];
    if (!shot) return;
    anchor.current = now.current.at;
    paint(now.current.at, now.current.at, !now.current.marked.has(shot.task_id), true);
  };
  const extend = (by) => {
    const from = now.current.at;
    goTo(from + by);
    paint(from, now.current.at, true, true);
  };
  const step = { ArrowRight: () => 1, ArrowLeft: () => -1, ArrowDown: () => columns.current, ArrowUp: () => -columns.current };
  const names = { ArrowRight: t("Next call"), ArrowLeft: t("Previous call"), ArrowDown: t("Call below"), ArrowUp: t("Call above") };
  const moves = Object.entries(step).flatMap(([name, by]) => [
    [name, [names[name], () => goTo(now.current.at + by())]],
    [`shift+${name}`, [t`${names[name]}, marking up to it`, () => extend(by())]],
  ]);
  useKeys("Calls", /** @type {any} */ (shots.length ? {
    ...Object.fromEntries(moves),
    Home: ["First call", () => goTo(0)],
    End: ["Last call", () => goTo(shots.length - 1)],
    x: ["Mark the call, or not", toggle],
    X: ["Mark all up to here", () => paint(anchor.current, now.current.at, true, true)],
    Escape: ["Mark none", () => change(new Set())],
  } : {}), [shots.length > 0]);
  return {
    marked,
    active: now.current.at,
    paint,
    goTo,
    keep: (isKept) => change(new Set([...now.current.marked].filter(isKept))),
    clear: () => change(new Set()),
    onLayout: (n) => { columns.current = n; },
  };
}
