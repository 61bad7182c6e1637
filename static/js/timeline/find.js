// @ts-check
/** What a track shows at a moment, and the piece of time one means by pointing there. */

/** The last place in a rising list that is not behind a moment; -1 when all are. @param {number[]} list @param {number} at */
export function placeBefore(list, at) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The value shown at a moment: of the bin it lies in, held steps, or the nearest point of a line. @param {import("./types.js").Series} track @param {number[]} edges @param {number} at @returns {number | null} */
export function valueAt(track, edges, at) {
  if (track.form === "marks" || !track.at.length) return null;
  if (track.form === "bars") {
    const bin = placeBefore(edges, at);
    return bin < 0 || bin >= track.value.length ? null : track.value[bin];
  }
  const before = placeBefore(track.at, at);
  if (track.form === "steps") return before < 0 ? null : track.value[before];
  const after = Math.min(track.at.length - 1, before + 1);
  if (before < 0) return null;
  const nearer = at - track.at[before] <= track.at[after] - at ? before : after;
  return track.value[before] === null ? null : track.value[nearer];
}

/** The piece of a track behind a moment: its bin, or some pixels around it. @param {import("./types.js").Series} track @param {number[]} edges @param {number} at @param {number} pixelMs @returns {import("./types.js").Span} */
export function pieceAt(track, edges, at, pixelMs) {
  const bin = placeBefore(edges, at);
  if (track.form === "bars" && bin >= 0 && bin < edges.length - 1) return [edges[bin], edges[bin + 1]];
  const mark = track.form === "marks" ? nearestMark(track, at) : null;
  if (mark && Math.abs(mark.at - at) < pixelMs * 12) return [mark.at, mark.at + 1];
  return [at - pixelMs * 4, at + pixelMs * 4];
}

/** @param {import("./types.js").Series} track @param {number} at */
export function nearestMark(track, at) {
  return track.marks.reduce((/** @type {import("./types.js").Mark | null} */ best, mark) => (best === null || Math.abs(mark.at - at) < Math.abs(best.at - at) ? mark : best), null);
}

/** How many of what a track counts lie in a span, or its lowest and highest value. @param {import("./types.js").Series} track */
export function summary(track) {
  const known = track.value.filter((value) => value !== null);
  return { n: track.n, low: known.length ? Math.min(...known) : null, high: known.length ? Math.max(...known) : null };
}
