// @ts-check
/** One lane: the name of its track with the value at the cursor, and the drawing below. */

import { Icon } from "../components/icon.js";
import { count, plural } from "../lib/format.js";
import { html, useEffect, useRef } from "../lib/html.js";
import { theme } from "../lib/store.js";
import { t } from "../lib/words.js";
import { valueText } from "../series/facts.js";
import { panZoom } from "../series/pan_zoom.js";
import { summary, valueAt } from "./find.js";
import { inkOfPage, paintLane, scaleOf, topOf } from "./paint.js";
import { canvasPen } from "./pens.js";
import { isSpecies, perStep } from "./spec.js";

/** What a note or problem of a track means. */
const WORDS = {
  "no-effort": t("Nobody knows when it was watched for: a bin without any may be an empty one or an unwatched one."),
  "track-gone": t("This track was removed, or belongs to another site."),
  "not-ready": t("It is still being made."),
};

/** Movement, in pixels, up to which a press is a click. */
const STILL_PX = 4;

/** @param {HTMLCanvasElement} canvas @param {(pen: import("./types.js").Pen, width: number, height: number) => void} draw */
export function fitAndDraw(canvas, draw) {
  const scale = devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (!width) return;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(scale, scale);
  draw(canvasPen(context), width, height);
}

/** Draws a canvas anew when its size or one of these changes. @param {any} ref @param {(pen: import("./types.js").Pen, width: number, height: number) => void} draw @param {any[]} changing */
export function usePainted(ref, draw, changing) {
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return undefined;
    const observer = new ResizeObserver(() => fitAndDraw(canvas, draw));
    observer.observe(canvas);
    return () => observer.disconnect();
  }, [...changing, theme.value]);
}

/**
 * @param {{track: import("./types.js").Series, index: number, chart: any, isChosen: boolean, piece: import("./types.js").Span | null,
 *   menu?: any}} props `chart`: what all lanes share
 */
export function Lane({ track, index, chart, isChosen, piece, menu }) {
  const { view } = chart;
  const about = track.problem ? WORDS[track.problem] || t("It cannot be shown.") : "";
  return html`<section class=${isChosen ? "tl-lane chosen" : "tl-lane"} aria-label=${`${track.title}${track.detail ? `, ${track.detail}` : ""}`}>
    <header class="tl-head">
      <span class="swatch" style=${{ background: `var(--series-${(index % 8) + 1})` }}></span>
      <strong class="clip">${isSpecies(track.spec) ? html`<i class="species-name">${track.title}</i>` : track.title}</strong>
      <span class="faint small-text clip">${[track.detail, perStep(track, view.step_s)].filter(Boolean).join(" · ")}</span>
      ${track.note && html`<span class="faint" title=${WORDS[track.note] || ""}><${Icon} name="info" /><span class="sr-only">${WORDS[track.note]}</span></span>`}
      <${Readout} track=${track} chart=${chart} />
      ${menu}
    </header>
    ${about ? html`<p class="tl-problem soft">${about}</p>` : html`<${Scale} track=${track} span=${chart.span} /><${LaneCanvas} ...${{ track, index, chart, piece }} />`}
  </section>`;
}

/** The values beside a lane. @param {{track: import("./types.js").Series, span: import("./types.js").Span}} props */
function Scale({ track, span }) {
  const scale = scaleOf(track, span);
  return html`<div class="tl-scale faint" aria-hidden="true">${scale.ticks.map((value) => html`<span key=${value} style=${{ top: topOf(value, scale) }}>${valueText(value)}</span>`)}</div>`;
}

/** @param {{track: import("./types.js").Series, chart: any}} props */
function Readout({ track, chart }) {
  const at = chart.cursor.value;
  const { n } = summary(track);
  const isCounted = track.form === "bars" || track.form === "marks";
  if (at === null || track.form === "marks") return html`<span class="push faint small-text mono nowrap">${track.problem ? "" : isCounted ? plural(n, track.unit.split("/")[0].replace(/s$/, "")) : plural(n, "value")}</span>`;
  const value = valueAt(track, chart.view.edges, at);
  const missing = track.form === "bars" ? t("nothing recorded") : t("no value");
  return html`<span class="push mono nowrap">${value === null ? html`<span class="faint small-text">${missing}</span>` : valueText(value, track.form === "bars" ? "" : track.unit)}</span>`;
}

/** @param {{track: import("./types.js").Series, index: number, chart: any, piece: import("./types.js").Span | null}} props */
function LaneCanvas({ track, index, chart, piece }) {
  const ref = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const latest = useRef(chart);
  latest.current = chart;
  const { view, span } = chart;
  usePainted(ref, (pen, width, height) => {
    const ink = inkOfPage();
    paintLane(pen, track, { x: 0, y: 0, width, height, span }, { colour: ink.series[index % 8], ink, nights: view.nights, edges: view.edges, zone: view.time_zone, chosen: piece });
  }, [track, span[0], span[1], view, piece?.[0], piece?.[1]]);
  useEffect(() => (ref.current ? listen(ref.current, index, latest) : undefined), [index]);
  const told = summary(track);
  const label = track.form === "marks" ? t`${count(track.marks.length)} events` : t`${count(told.n)} ${track.form === "bars" ? track.unit : t("values")}, ${valueText(told.low)} to ${valueText(told.high)}`;
  return html`<div class="tl-plot">
    <canvas ref=${ref} class="tl-canvas" role="img" aria-label=${`${track.title}: ${label}`}></canvas>
    ${track.n === 0 && html`<p class="tl-none faint">Nothing in this span</p>`}
    <${CursorLine} chart=${chart} />
  </div>`;
}

/** @param {{chart: any}} props */
export function CursorLine({ chart }) {
  const at = chart.cursor.value;
  const [from, to] = chart.span;
  if (at === null || at < from || at > to) return null;
  return html`<i class="tl-cursor" style=${{ left: `${((at - from) / (to - from)) * 100}%` }}></i>`;
}

/** Pointing moves the cursor, dragging and the wheel move the span, a click asks what is behind. @param {HTMLCanvasElement} canvas @param {number} index @param {{current: any}} latest */
function listen(canvas, index, latest) {
  let downX = 0;
  const timeAt = (/** @type {PointerEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    const [from, to] = latest.current.span;
    return from + ((event.clientX - box.left) / box.width) * (to - from);
  };
  const onMove = (/** @type {PointerEvent} */ event) => { latest.current.cursor.value = timeAt(event); };
  const onLeave = () => { latest.current.cursor.value = null; };
  const onDown = (/** @type {PointerEvent} */ event) => { downX = event.clientX; };
  const onUp = (/** @type {PointerEvent} */ event) => {
    if (event.button || Math.abs(event.clientX - downX) > STILL_PX) return;
    const [from, to] = latest.current.span;
    latest.current.onPoint(index, timeAt(event), (to - from) / canvas.clientWidth);
  };
  /** @type {[string, any][]} */
  const table = [["pointermove", onMove], ["pointerleave", onLeave], ["pointerdown", onDown], ["pointerup", onUp]];
  for (const [name, run] of table) canvas.addEventListener(name, run);
  const still = document.createElement("i");
  const stop = panZoom(canvas, still, { view: () => latest.current.span, extent: () => latest.current.limits, move: (next) => latest.current.onSpan(next) });
  return () => {
    stop();
    for (const [name, run] of table) canvas.removeEventListener(name, run);
  };
}
