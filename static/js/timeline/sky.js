// @ts-check
/** The sky above all lanes: day, twilight and night as one band, with the times of sunset and sunrise. */

import { t } from "../lib/words.js";
import { clockText } from "./ticks.js";

/** Room a night needs for its two times, and for the words before them. */
const TIMES_PX = 96;
const WORDS_PX = 220;
const PAD_PX = 6;

/**
 * @param {import("./types.js").Pen} pen @param {import("./types.js").Frame} frame
 * @param {{nights: import("./types.js").Night[], ink: import("./types.js").Ink, zone: string}} how
 */
export function paintSky(pen, frame, { nights, ink, zone }) {
  const { x, y, width, height, span } = frame;
  const across = (/** @type {number} */ at) => x + ((at - span[0]) / (span[1] - span[0])) * width;
  const held = (/** @type {number} */ px) => Math.max(x, Math.min(x + width, px));
  const shade = (/** @type {number | null} */ from, /** @type {number | null} */ to, /** @type {string} */ fill) => {
    if (from === null || to === null) return;
    const [left, right] = [held(across(from)), held(across(to))];
    if (right > left) pen.rect(left, y, right - left, height, fill);
  };
  pen.rect(x, y, width, height, ink.day);
  for (const night of nights) {
    const { sunset, dusk, dawn, sunrise } = night;
    shade(sunset, sunrise, ink.twilight);
    shade(dusk, dawn, ink.dark);
    if (sunset === null || sunrise === null) continue;
    // Where it never gets dark the words stand on twilight.
    const [from, to, fill] = dusk === null || dawn === null ? [sunset, sunrise, ink.ink] : [dusk, dawn, ink.moon];
    const [left, right] = [across(from), across(to)];
    if (right - left < TIMES_PX) continue;
    const hasWords = right - left > WORDS_PX;
    const set = clockText(sunset, zone, false);
    const rise = clockText(sunrise, zone, false);
    if (left >= x) pen.text(left + PAD_PX, y + height / 2 + 4, hasWords ? t`Sunset ${set}` : set, fill);
    if (right <= x + width) pen.text(right - PAD_PX, y + height / 2 + 4, hasWords ? t`Sunrise ${rise}` : rise, fill, { anchor: "end" });
  }
}
