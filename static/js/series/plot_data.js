// @ts-check
/** Lines with times of their own, put on one common row of times as uPlot wants them. */

/** @param {import("./types.js").DrawnLine[]} lines @returns {any[]} times, then the values of each line; undefined: none of its own, null: a gap */
export function aligned(lines) {
  if (!lines.length) return [[]];
  if (lines.length === 1) return [lines[0].time, lines[0].value];
  if (lines.every(({ time }) => sameTimes(time, lines[0].time))) return [lines[0].time, ...lines.map(({ value }) => value)];
  const times = merged(lines.map(({ time }) => time));
  return [times, ...lines.map((line) => spread(times, line))];
}

/** @param {number[]} a @param {number[]} b */
function sameTimes(a, b) {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/** @param {number[][]} lists each ascending */
function merged(lists) {
  const all = new Float64Array(lists.reduce((n, list) => n + list.length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  all.sort();
  const out = [];
  for (let i = 0; i < all.length; i += 1) if (i === 0 || all[i] !== all[i - 1]) out.push(all[i]);
  return out;
}

/** A break reaches from the value before it to the one after it, whatever other lines have in between. @param {number[]} times @param {import("./types.js").DrawnLine} line */
function spread(times, line) {
  const out = new Array(times.length);
  let isBroken = false;
  for (let i = 0, at = 0; i < times.length; i += 1) {
    if (line.time[at] === times[i]) {
      out[i] = line.value[at];
      at += 1;
      isBroken = out[i] === null;
      for (let back = i - 1; isBroken && back >= 0 && out[back] === undefined; back -= 1) out[back] = null;
    } else if (isBroken) {
      out[i] = null;
    }
  }
  return out;
}

/** The value drawn at a moment: of the last point at or before it, unless the line is broken there. @param {import("./types.js").Line} line @param {number} time */
export function valueAt(line, time) {
  let low = 0;
  let high = line.time.length - 1;
  if (high < 0 || time < line.time[0]) return null;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (line.time[middle] <= time) low = middle;
    else high = middle - 1;
  }
  const next = line.time[low + 1];
  const nearest = next !== undefined && next - time < time - line.time[low] ? low + 1 : low;
  return line.value[nearest];
}
