// @ts-check
/** A small drawing of lines over a number: errors by step, an example of a forecast. */

import { html, useLayoutEffect, useRef, useState } from "../lib/html.js";
import { ticks } from "../series/plane.js";
import { valueText } from "../series/facts.js";

/** Width of an element as it is now, so that text in a drawing keeps its size. @param {number} first */
export function useWidth(first) {
  const ref = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [width, setWidth] = useState(first);
  useLayoutEffect(() => {
    const node = ref.current;
    if (!node) return undefined;
    const look = () => node.clientWidth && setWidth(node.clientWidth);
    const observer = new ResizeObserver(look);
    observer.observe(node);
    look();
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}

/**
 * @typedef {{name: string, values: (number | null)[], from?: number, kind: string}} Drawn  `kind`: a class of the stylesheet; `from`: place of the first value
 * @param {{label: string, lines: Drawn[], band?: {low: (number | null)[], high: (number | null)[], from: number} | null, x: string, y?: string, height?: number,
 *   zero?: boolean, now?: number | null, xWords?: (at: number) => string}} props
 */
export function LineFigure({ label, lines, band, x, y = "", height = 210, zero = false, now = null, xWords }) {
  const { ref, width } = useWidth(560);
  const size = { left: 56, right: 8, top: 10, bottom: 36 };
  const drawn = lines.filter(({ values }) => values.some((value) => value !== null));
  const all = [...drawn.flatMap(({ values }) => values), ...(band ? [...band.low, ...band.high] : [])].filter((value) => value !== null && Number.isFinite(value));
  if (!all.length) return html`<div ref=${ref} class="soft">Nothing to draw.</div>`;
  const first = Math.min(...drawn.map(({ from = 0 }) => from));
  const last = Math.max(first + 1, ...drawn.map(({ from = 0, values }) => from + values.length - 1));
  const low = zero ? Math.min(0, ...all) : Math.min(...all);
  const high = Math.max(...all);
  const room = (high - low || Math.abs(high) || 1) * 0.05;
  const range = /** @type {[number, number]} */ ([zero ? low : low - room, high + room]);
  const across = (at) => size.left + ((at - first) / (last - first)) * (width - size.left - size.right);
  const up = (value) => height - size.bottom - ((value - range[0]) / (range[1] - range[0])) * (height - size.bottom - size.top);
  const xTicks = ticks([first, last], Math.max(2, width / (xWords ? 130 : 90))).filter((at) => Number.isInteger(at));
  return html`<div ref=${ref} class="line-figure"><svg class="svg-chart" viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${label}>
    ${ticks(range, height / 45).map((tick) => html`<g key=${tick}><path class="axis" d=${`M${size.left} ${up(tick)}H${width - size.right}`} /><text x=${size.left - 6} y=${up(tick) + 4} text-anchor="end">${valueText(tick)}</text></g>`)}
    ${xTicks.map((at) => html`<text key=${at} x=${across(at)} y=${height - size.bottom + 16} text-anchor="middle">${xWords ? xWords(at) : at}</text>`)}
    <text x=${width - size.right} y=${height - 4} text-anchor="end">${x}</text>${y && html`<text x=${size.left + 4} y=${size.top + 8}>${y}</text>`}
    ${band && html`<path class="band" d=${bandPath(band, across, up)} />`}
    ${now !== null && html`<path class="now" d=${`M${across(now)} ${size.top}V${height - size.bottom}`} />`}
    ${drawn.map(({ name, kind, values, from = 0 }) => html`<path key=${name} class=${`line ${kind}`} d=${linePath(values, from, across, up)}><title>${name}</title></path>`)}
  </svg></div>`;
}

/** @param {(number | null)[]} values @param {number} from @param {(n: number) => number} across @param {(n: number) => number} up */
function linePath(values, from, across, up) {
  let path = "";
  let isDown = false;
  values.forEach((value, i) => {
    if (value === null || !Number.isFinite(value)) isDown = false;
    else {
      path += `${isDown ? "L" : "M"}${across(from + i).toFixed(1)} ${up(value).toFixed(1)}`;
      isDown = true;
    }
  });
  return path;
}

/** @param {any} band @param {(n: number) => number} across @param {(n: number) => number} up */
function bandPath({ low, high, from }, across, up) {
  const known = low.map((value, i) => (value === null || high[i] === null ? -1 : i)).filter((i) => i >= 0);
  if (!known.length) return "";
  const there = known.map((i) => `${across(from + i).toFixed(1)} ${up(high[i]).toFixed(1)}`);
  const back = known.map((i) => `${across(from + i).toFixed(1)} ${up(low[i]).toFixed(1)}`).reverse();
  return `M${[...there, ...back].join("L")}Z`;
}

/** What the lines are. @param {{lines: [string, string][]}} props pairs of name and kind */
export function LineLegend({ lines }) {
  return html`<ul class="legend">${lines.map(([name, kind]) => html`<li key=${name}><span class=${`line-swatch ${kind}`}></span>${name}</li>`)}</ul>`;
}
