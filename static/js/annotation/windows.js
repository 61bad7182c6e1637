// @ts-check
/** Which stretch of a recording is shown for a call: pure functions. */

/** Seconds before and after the middle of a call, where its species says nothing else. */
export const CONTEXT = { detail: 0.008, overview: 0.5 };

/** A call longer than the context still has this part of its length free to either side. */
const FREE = 0.35;

/**
 * The window around a call, as wide as its context and this person's zoom say.
 * @param {{onset_s: number, offset_s: number}} call @param {number} context_s to either side of its middle
 * @param {{zoom: number, f0: number | null, f1: number | null}} lens
 * @returns {(limits: import("../viewer/types.js").Limits) => import("../viewer/types.js").View}
 */
export function windowAround({ onset_s, offset_s }, context_s, lens) {
  const middle = (onset_s + offset_s) / 2;
  const half = Math.max(context_s, (offset_s - onset_s) * (0.5 + FREE)) * lens.zoom;
  return ({ nyquist }) => {
    const [f0, f1] = [lens.f0 ?? 0, Math.min(lens.f1 ?? nyquist, nyquist)];
    return { t0: middle - half, t1: middle + half, f0: f1 > f0 ? f0 : 0, f1: f1 > f0 ? f1 : nyquist };
  };
}

/**
 * What of a window a person chose that should hold for the next calls too.
 * @param {import("../viewer/types.js").View} view @param {{onset_s: number, offset_s: number}} call
 * @param {number} context_s @param {number} nyquist
 */
export function lensOf(view, { onset_s, offset_s }, context_s, nyquist) {
  const half = Math.max(context_s, (offset_s - onset_s) * (0.5 + FREE));
  const isWhole = view.f0 <= 0 && view.f1 >= nyquist - 1;
  return { zoom: (view.t1 - view.t0) / 2 / half, f0: isWhole ? null : view.f0, f1: isWhole ? null : view.f1 };
}

/** @returns {{zoom: number, f0: number | null, f1: number | null}} */
export const plainLens = () => ({ zoom: 1, f0: null, f1: null });

/**
 * The call and what lies around it, as the viewer draws them: solid what a person named, dashed what only a machine
 * found.
 * @param {any} task
 * @returns {import("../viewer/types.js").Segment[]}
 */
export function segmentsOf({ segment, neighbours, label }) {
  const own = { ...box(segment), label: label || "", source: /** @type {"person"} */ ("person") };
  const others = neighbours.filter(({ id }) => id !== segment.id).map((one) => ({
    ...box(one), label: one.label || "", source: /** @type {"person" | "model"} */ (one.label ? "person" : "model"),
  }));
  return [own, ...others];
}

/** @param {any} row */
const box = ({ id, onset_s, offset_s, low_hz, high_hz }) => ({ id: String(id), onset_s, offset_s, low_hz, high_hz });
