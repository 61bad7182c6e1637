// @ts-check
/** What lies beneath the pointer: an edge, the inside of a box, or nothing. */

/** @typedef {import("./types.js").Segment} Segment @typedef {import("./view.js").Scale} Scale */

/** How near to an edge counts as on it, for a mouse and for a finger. */
export const REACH = { mouse: 6, pen: 10, touch: 18 };

/**
 * @typedef {"move" | "onset" | "offset" | "low" | "high" | "onset-low" | "onset-high" | "offset-low" | "offset-high"} Grip
 */

/** Corners of a segment on the screen. @param {Segment} segment @param {Scale} scale @param {import("./types.js").Plot} plot */
export function boxOf(segment, scale, plot) {
  const y0 = segment.high_hz === null ? plot.y : scale.y(segment.high_hz);
  const y1 = segment.low_hz === null ? plot.y + plot.height : scale.y(segment.low_hz);
  return { x0: scale.x(segment.onset_s), x1: scale.x(segment.offset_s), y0, y1 };
}

/**
 * @param {Segment[]} candidates the ones on top last @param {number} x @param {number} y
 * @param {Scale} scale @param {import("./types.js").Plot} plot @param {number} reach
 * @returns {{segment: Segment, grip: Grip} | null}
 */
export function hitTest(candidates, x, y, scale, plot, reach) {
  /** @type {{segment: Segment, grip: Grip} | null} */
  let inside = null;
  for (const segment of [...candidates].reverse()) {
    const grip = gripOf(boxOf(segment, scale, plot), segment, x, y, reach);
    if (grip && grip !== "move") return { segment, grip };
    if (grip && !inside) inside = { segment, grip };
  }
  return inside;
}

/** @param {ReturnType<typeof boxOf>} box @param {Segment} segment @param {number} x @param {number} y @param {number} reach @returns {Grip | null} */
function gripOf({ x0, x1, y0, y1 }, segment, x, y, reach) {
  if (x < x0 - reach || x > x1 + reach || y < y0 - reach || y > y1 + reach) return null;
  // In a box narrower than two reaches the inner half of an edge still moves the box.
  const inward = (/** @type {number} */ size) => Math.min(reach, size / 4);
  const dx = inward(x1 - x0);
  const dy = inward(y1 - y0);
  const side = x <= x0 + dx ? "onset" : x >= x1 - dx ? "offset" : "";
  const level = segment.high_hz !== null && y <= y0 + dy ? "high" : segment.low_hz !== null && y >= y1 - dy ? "low" : "";
  if (side && level) return /** @type {Grip} */ (`${side}-${level}`);
  return /** @type {Grip} */ (side || level || "move");
}

/** @param {Grip | null} grip */
export function cursorFor(grip) {
  if (!grip) return "crosshair";
  if (grip === "move") return "move";
  if (grip === "onset" || grip === "offset") return "ew-resize";
  if (grip === "low" || grip === "high") return "ns-resize";
  return grip === "onset-high" || grip === "offset-low" ? "nwse-resize" : "nesw-resize";
}

/**
 * What a dragged grip makes of a segment; edges do not pass one another and stay in the file.
 * @param {Segment} segment @param {Grip} grip @param {number} dt @param {number} df
 * @param {import("./types.js").Limits} limits
 * @returns {Partial<Segment>}
 */
export function dragged(segment, grip, dt, df, limits) {
  const least = { s: limits.minSpan / 64, hz: limits.minBand / 64 };
  const { onset_s, offset_s, low_hz, high_hz } = segment;
  const clamp = (/** @type {number} */ v, /** @type {number} */ a, /** @type {number} */ b) => Math.min(b, Math.max(a, v));
  if (grip === "move") {
    const shift = clamp(dt, -onset_s, limits.duration - offset_s);
    if (low_hz === null || high_hz === null) return { onset_s: onset_s + shift, offset_s: offset_s + shift };
    const lift = clamp(df, -low_hz, limits.nyquist - high_hz);
    return { onset_s: onset_s + shift, offset_s: offset_s + shift, low_hz: low_hz + lift, high_hz: high_hz + lift };
  }
  /** @type {Partial<Segment>} */
  const changes = {};
  if (grip.startsWith("onset")) changes.onset_s = clamp(onset_s + dt, 0, offset_s - least.s);
  if (grip.startsWith("offset")) changes.offset_s = clamp(offset_s + dt, onset_s + least.s, limits.duration);
  if (grip.endsWith("low")) changes.low_hz = clamp((low_hz ?? 0) + df, 0, (high_hz ?? limits.nyquist) - least.hz);
  if (grip.endsWith("high")) {
    changes.high_hz = clamp((high_hz ?? limits.nyquist) + df, (low_hz ?? 0) + least.hz, limits.nyquist);
  }
  return changes;
}
