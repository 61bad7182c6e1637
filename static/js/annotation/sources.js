// @ts-check
/** One source for the sound of many recordings: the file a request names says which. */

import { createHttpSource } from "../viewer/http_source.js";
import { fetchForViewer } from "../lib/segments.js";

/** Grids remembered; both views ask for the same. */
const MOST_GRIDS = 256;

/** @returns {import("../viewer/types.js").Source} */
export function createRecordingsSource() {
  /** @type {Map<string, Promise<any>>} */
  const grids = new Map();
  const of = (/** @type {string | undefined} */ file) => createHttpSource(String(file), fetchForViewer);
  return {
    grid(wish) {
      const key = `${wish.file}/${wish.channel}/${wish.n_fft}/${wish.hop}`;
      const known = grids.get(key);
      if (known) return known;
      const asked = of(wish.file).grid(wish, new AbortController().signal);
      asked.catch(() => grids.delete(key));
      grids.set(key, asked);
      if (grids.size > MOST_GRIDS) grids.delete(/** @type {string} */ (grids.keys().next().value));
      return asked;
    },
    // The grid's own address of its tiles names the recording.
    tile: (grid, level, index, signal) => of("").tile(grid, level, index, signal),
    waveform: (wish, signal) => of("").waveform(wish, signal),
    audio: (wish, signal) => of(wish.file).audio(wish, signal),
  };
}
