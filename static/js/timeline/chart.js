// @ts-check
/** Lanes below each other on one clock: one span, one cursor, the keyboard for all of them. */

import { html, useEffect, useRef, useSignal } from "../lib/html.js";
import { momentIn } from "../series/facts.js";
import { panZoom } from "../series/pan_zoom.js";
import { CursorLine, Lane, usePainted } from "./lane.js";
import { AXIS_PX, inkOfPage, paintAxis } from "./paint.js";
import { paintSky } from "./sky.js";

/** How far the cursor keys move where bins say nothing: a share of the span. */
const CURSOR_SHARE = 1 / 60;

/**
 * @param {{view: import("./types.js").View, span: import("./types.js").Span, limits: import("./types.js").Span, onSpan: (span: import("./types.js").Span) => void,
 *   onPoint: (lane: number, at: number, pixelMs: number) => void, lane: number, setLane: (lane: number) => void,
 *   piece?: import("./types.js").Span | null, busy: boolean, menuOf?: (index: number) => any}} props
 */
export function TimelineChart({ view, span, limits, onSpan, onPoint, lane, setLane, piece = null, busy, menuOf }) {
  const cursor = useSignal(/** @type {number | null} */ (null));
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const chart = { view, span, limits, cursor, onSpan, onPoint };
  const latest = useRef(/** @type {any} */ (null));
  latest.current = { ...chart, lane, setLane, n: view.tracks.length };
  useEffect(() => (box.current ? followKeys(box.current, latest) : undefined), []);
  return html`<div class="tl-chart" ref=${box} style=${{ "--n": view.tracks.length }} tabindex="0" role="group" aria-busy=${busy ? "true" : "false"}
    aria-label="Timeline. Arrow keys pan, plus and minus zoom, 0 shows all, j and k choose a track, Shift with an arrow moves the cursor, Enter shows what is behind it.">
    <div class="tl-top"><p class="tl-clock small-text" role="status"><${CursorText} chart=${chart} /></p><${Sky} chart=${chart} /></div>
    ${view.tracks.map((track, index) => html`<${Lane} key=${index} ...${{ track, index, chart }} isChosen=${index === lane && view.tracks.length > 1} piece=${index === lane ? piece : null} menu=${menuOf?.(index)} />`)}
    <${Axis} chart=${chart} />
  </div>`;
}

/** @param {{chart: any}} props */
function Axis({ chart }) {
  const ref = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { span, view } = chart;
  usePainted(ref, (pen, width) => paintAxis(pen, { x: 0, y: 0, width, height: AXIS_PX, span }, { ink: inkOfPage(), zone: view.time_zone }), [span[0], span[1], view.time_zone]);
  return html`<canvas ref=${ref} class="tl-axis" aria-hidden="true"></canvas>`;
}

/** @param {{chart: any}} props */
function Sky({ chart }) {
  const ref = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { span, view } = chart;
  usePainted(ref, (pen, width, height) => paintSky(pen, { x: 0, y: 0, width, height, span }, { nights: view.nights, ink: inkOfPage(), zone: view.time_zone }), [span[0], span[1], view]);
  if (!view.nights.length) return null;
  return html`<div class="tl-plot"><canvas ref=${ref} class="tl-sky" role="img" aria-label="Day and night, with sunset and sunrise"></canvas><${CursorLine} chart=${chart} /></div>`;
}

/** @param {{chart: any}} props */
function CursorText({ chart }) {
  const { cursor, span, view } = chart;
  const at = cursor.value;
  const shown = at === null ? [`${momentIn(span[0], view.time_zone)} –`, momentIn(span[1], view.time_zone)] : [momentIn(at, view.time_zone, true)];
  return html`${shown.map((text) => html`<span key=${text}>${text} </span>`)}<span class="faint">${view.time_zone}</span>`;
}

/** @param {HTMLElement} box @param {{current: any}} latest */
function followKeys(box, latest) {
  const stepOf = ({ view, span }) => Math.max(view.step_s * 1000, (span[1] - span[0]) * CURSOR_SHARE);
  const moveCursor = (/** @type {number} */ way) => {
    const { cursor, span } = latest.current;
    const from = cursor.value ?? (span[0] + span[1]) / 2;
    cursor.value = Math.max(span[0], Math.min(span[1], from + way * stepOf(latest.current)));
  };
  const choose = (/** @type {number} */ way) => {
    const { lane, setLane, n } = latest.current;
    setLane((lane + way + n) % n);
  };
  const open = () => {
    const { cursor, span, lane, onPoint } = latest.current;
    onPoint(lane, cursor.value ?? (span[0] + span[1]) / 2, (span[1] - span[0]) / box.clientWidth);
  };
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.target !== box || event.ctrlKey || event.metaKey || event.altKey) return;
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const run = event.shiftKey && way ? () => moveCursor(way) : { j: () => choose(1), k: () => choose(-1), Enter: open }[event.key];
    if (!run) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    run();
  };
  const onPan = (/** @type {KeyboardEvent} */ event) => { if (event.target !== box) event.stopImmediatePropagation(); };
  box.addEventListener("keydown", onKey);
  box.addEventListener("keydown", onPan);
  const still = document.createElement("i");
  const stop = panZoom(still, box, { view: () => latest.current.span, extent: () => latest.current.limits, move: (next) => latest.current.onSpan(next) });
  return () => {
    stop();
    box.removeEventListener("keydown", onKey);
    box.removeEventListener("keydown", onPan);
  };
}
