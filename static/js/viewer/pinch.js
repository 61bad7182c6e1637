// @ts-check
/** Two fingers: their distance zooms, their middle pans. */

import { clampView } from "./view.js";

/** Fingers nearer than this along an axis do not zoom it. */
const LEAST_SPREAD = 40;

/** @param {import("./stage.js").Stage} stage */
export function createPinch(stage) {
  /** @type {Map<number, {x: number, y: number}>} */
  const fingers = new Map();
  /** @type {{view: import("./types.js").View, a: {x: number, y: number}, b: {x: number, y: number}} | null} */
  let start = null;

  const pair = () => {
    const [a, b] = fingers.values();
    return { a: { ...a }, b: { ...b } };
  };

  return {
    /** True once two fingers are down. @param {PointerEvent} event */
    down(event) {
      if (event.pointerType !== "touch") return false;
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (fingers.size !== 2) return fingers.size > 2;
      start = { view: stage.view(), ...pair() };
      stage.setSelection(null);
      return true;
    },
    /** @param {PointerEvent} event */
    move(event) {
      const finger = fingers.get(event.pointerId);
      if (finger) Object.assign(finger, { x: event.clientX, y: event.clientY });
      if (!start || fingers.size < 2) return false;
      stage.setView(pinched(start, pair(), stage));
      return true;
    },
    /** @param {PointerEvent} event */
    up(event) {
      fingers.delete(event.pointerId);
      if (fingers.size < 2) start = null;
    },
  };
}

/** @param {{view: import("./types.js").View, a: {x: number, y: number}, b: {x: number, y: number}}} start @param {{a: {x: number, y: number}, b: {x: number, y: number}}} now @param {import("./stage.js").Stage} stage */
function pinched({ view, a, b }, now, stage) {
  const plot = stage.plot();
  const time = axis([a.x, b.x], [now.a.x, now.b.x], view.t0, view.t1, plot.width);
  const band = axis([-a.y, -b.y], [-now.a.y, -now.b.y], view.f0, view.f1, plot.height);
  return clampView({ t0: time[0], t1: time[1], f0: band[0], f1: band[1] }, stage.limits());
}

/** @param {number[]} before @param {number[]} now @param {number} low @param {number} high @param {number} length */
function axis(before, now, low, high, length) {
  const spread = Math.abs(before[0] - before[1]);
  const factor = spread < LEAST_SPREAD ? 1 : spread / Math.max(LEAST_SPREAD, Math.abs(now[0] - now[1]));
  const span = (high - low) * factor;
  const moved = (now[0] + now[1] - before[0] - before[1]) / 2;
  const middle = (low + high) / 2 - (moved / length) * span;
  return [middle - span / 2, middle + span / 2];
}
