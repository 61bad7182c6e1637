// @ts-check
/** The window of time and frequency that is shown: pure functions from one window to the next. */

/** @typedef {import("./types.js").View} View @typedef {import("./types.js").Limits} Limits @typedef {import("./types.js").Plot} Plot */

/** The least a fitted call leaves free to either side, as a part of its length. */
const FIT_MARGIN = 1.2;

/** @param {number} low @param {number} high @param {number} least @param {number} most @returns {[number, number]} */
function clampSpan(low, high, least, most) {
  const span = Math.min(most, Math.max(least, high - low));
  const middle = (low + high) / 2;
  const start = Math.min(Math.max(0, middle - span / 2), most - span);
  return [start, start + span];
}

/** @param {View} view @param {Limits} limits @returns {View} */
export function clampView(view, limits) {
  const [t0, t1] = clampSpan(view.t0, view.t1, Math.min(limits.minSpan, limits.duration), limits.duration);
  const [f0, f1] = clampSpan(view.f0, view.f1, Math.min(limits.minBand, limits.nyquist), limits.nyquist);
  return { t0, t1, f0, f1 };
}

/** @param {Limits} limits @returns {View} */
export function wholeView(limits) {
  return { t0: 0, t1: limits.duration, f0: 0, f1: limits.nyquist };
}

/** Zooms time so that `at` stays beneath the pointer; `factor` below 1 comes closer. @param {View} view @param {number} factor @param {number} at @param {Limits} limits */
export function zoomTime(view, factor, at, limits) {
  const span = view.t1 - view.t0;
  const wanted = Math.min(limits.duration, Math.max(Math.min(limits.minSpan, limits.duration), span * factor));
  const t0 = at - ((at - view.t0) / span) * wanted;
  return clampView({ ...view, t0, t1: t0 + wanted }, limits);
}

/** @param {View} view @param {number} factor @param {number} at @param {Limits} limits */
export function zoomFrequency(view, factor, at, limits) {
  const band = view.f1 - view.f0;
  const wanted = Math.min(limits.nyquist, Math.max(limits.minBand, band * factor));
  const f0 = at - ((at - view.f0) / band) * wanted;
  return clampView({ ...view, f0, f1: f0 + wanted }, limits);
}

/** @param {View} view @param {number} seconds @param {number} hertz @param {Limits} limits */
export function pan(view, seconds, hertz, limits) {
  return clampView(
    { t0: view.t0 + seconds, t1: view.t1 + seconds, f0: view.f0 + hertz, f1: view.f1 + hertz },
    limits,
  );
}

/** The window that shows one call with room around it. @param {import("./types.js").Segment} segment @param {Limits} limits @returns {View} */
export function fitSegment(segment, limits) {
  const length = Math.max(segment.offset_s - segment.onset_s, limits.minSpan / 4);
  const low = segment.low_hz ?? 0;
  const high = segment.high_hz ?? limits.nyquist;
  const band = Math.max(high - low, limits.minBand / 4);
  return clampView(
    {
      t0: segment.onset_s - length * FIT_MARGIN,
      t1: segment.offset_s + length * FIT_MARGIN,
      f0: low - band * 0.5,
      f1: high + band * 0.5,
    },
    limits,
  );
}

/** Moves the window, without zooming, so that a call lies inside. @param {View} view @param {import("./types.js").Segment} segment @param {Limits} limits */
export function reveal(view, segment, limits) {
  const span = view.t1 - view.t0;
  const inside = segment.onset_s >= view.t0 + span * 0.05 && segment.offset_s <= view.t1 - span * 0.05;
  if (inside) return view;
  const middle = (segment.onset_s + segment.offset_s) / 2;
  return clampView({ ...view, t0: middle - span / 2, t1: middle + span / 2 }, limits);
}

/** Between the window and the screen. @param {View} view @param {Plot} plot */
export function scaleOf(view, plot) {
  const perSecond = plot.width / (view.t1 - view.t0);
  const perHertz = plot.height / (view.f1 - view.f0);
  return {
    perSecond,
    perHertz,
    x: (/** @type {number} */ t) => plot.x + (t - view.t0) * perSecond,
    y: (/** @type {number} */ f) => plot.y + (view.f1 - f) * perHertz,
    t: (/** @type {number} */ x) => view.t0 + (x - plot.x) / perSecond,
    f: (/** @type {number} */ y) => view.f1 - (y - plot.y) / perHertz,
  };
}

/** @typedef {ReturnType<typeof scaleOf>} Scale */
