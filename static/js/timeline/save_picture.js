// @ts-check
/** The timeline as a file: SVG and PNG as it is seen, with titles, times and what the sun was taken from. */

import { t } from "../lib/words.js";
import { momentIn } from "../series/facts.js";
import { AXIS_PX, inkOfPage, paintAxis, paintLane } from "./paint.js";
import { canvasPen, svgDocument, svgPen } from "./pens.js";
import { paintSky } from "./sky.js";
import { perStep } from "./spec.js";

const WIDTH = 1200;
const MARGIN = 24;
const HEAD = 58;
const TITLE = 24;
const LANE = 130;
const SKY = 26;
const SCALE = 2;

/** @param {import("./types.js").View} view */
const heightOf = (view) => HEAD + (view.nights.length ? SKY : 0) + view.tracks.length * (TITLE + LANE) + AXIS_PX + MARGIN;

/** @param {import("./types.js").Pen} pen @param {import("./types.js").View} view @param {import("./types.js").Span} span @param {string} title */
function paintAll(pen, view, span, title) {
  const ink = inkOfPage();
  const width = WIDTH - 2 * MARGIN;
  pen.rect(0, 0, WIDTH, heightOf(view), ink.paper);
  pen.text(MARGIN, 24, title, ink.ink, { bold: true });
  const sun = view.nights.length ? t(", grey from sunset to sunrise") : "";
  pen.text(MARGIN, 42, `${momentIn(span[0], view.time_zone)} – ${momentIn(span[1], view.time_zone)}, ${view.time_zone}${sun}`, ink.soft);
  let y = HEAD;
  if (view.nights.length) {
    paintSky(pen, { x: MARGIN, y, width, height: SKY, span }, { nights: view.nights, ink, zone: view.time_zone });
    y += SKY;
  }
  view.tracks.forEach((track, i) => {
    const colour = ink.series[i % 8];
    pen.rect(MARGIN, y + 6, 10, 10, colour);
    pen.text(MARGIN + 16, y + 15, [track.title, track.detail, perStep(track, view.step_s)].filter(Boolean).join(" · "), ink.ink);
    paintLane(pen, track, { x: MARGIN, y: y + TITLE, width, height: LANE, span }, { colour, ink, nights: view.nights, edges: view.edges, zone: view.time_zone, hasLabels: true });
    y += TITLE + LANE;
  });
  // Lines run a little beyond the frame.
  for (const x of [0, WIDTH - MARGIN]) pen.rect(x, HEAD, MARGIN, y - HEAD, ink.paper);
  paintAxis(pen, { x: MARGIN, y, width, height: AXIS_PX, span }, { ink, zone: view.time_zone });
}

/** @param {import("./types.js").View} view @param {import("./types.js").Span} span @param {string} title @returns {string} */
export function asSvg(view, span, title) {
  /** @type {string[]} */
  const pieces = [];
  paintAll(svgPen(pieces), view, span, title);
  return svgDocument(WIDTH, heightOf(view), pieces, title);
}

/** @param {import("./types.js").View} view @param {import("./types.js").Span} span @param {string} title @returns {Promise<Blob | null>} */
export function asPng(view, span, title) {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH * SCALE;
  canvas.height = heightOf(view) * SCALE;
  const context = canvas.getContext("2d");
  if (!context) return Promise.resolve(null);
  context.scale(SCALE, SCALE);
  paintAll(canvasPen(context), view, span, title);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}
