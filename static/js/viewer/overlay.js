// @ts-check
/** What lies over the spectrogram: boxes, the selection, the cursor and the playhead. */

import { isRejected } from "./autosave.js";
import { boxOf } from "./hit.js";

/** @typedef {import("./types.js").Segment} Segment @typedef {import("./types.js").Plot} Plot @typedef {import("./view.js").Scale} Scale */

/** On the black of the spectrogram the same in both themes. */
export const ON_BLACK = {
  person: "#cfeab8",
  model: "#8dbcf2",
  selected: "#ffce6b",
  box: "#ffffff",
  cursor: "rgb(255 255 255 / 55%)",
  playhead: "#ff9d85",
  halo: "rgb(0 0 0 / 65%)",
};

/** More boxes than this on the screen are drawn as marks along the top, one a pixel at most. */
const MOST_BOXES = 1500;

/** How strongly boxes are drawn that people say are no calls. */
const REJECTED_ALPHA = 0.45;

/** Boxes narrower than this carry no label unless they are selected. */
const LABEL_WIDTH = 22;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{plot: Plot, scale: Scale, segments: import("./segments.js").Segments, selected: Set<string>,
 *   view: import("./types.js").View, mono: string, activeEdge: string | null, isEditable: boolean}} scene
 */
export function drawSegments(context, { plot, scale, segments, selected, view, mono, activeEdge, isEditable }) {
  const count = segments.countWithin(view.t0, view.t1);
  if (count > MOST_BOXES) {
    drawMarks(context, plot, scale, segments);
    return;
  }
  context.font = `600 11px ${mono}`;
  let labelEnd = -Infinity;
  for (const segment of segments.within(view.t0, view.t1)) {
    const isSelected = selected.has(segment.id);
    const box = boxOf(segment, scale, plot);
    const isNoCall = isRejected(segment);
    if (isNoCall && !isSelected) context.globalAlpha = REJECTED_ALPHA;
    strokeBox(context, box, segment.source === "model", isSelected ? ON_BLACK.selected : colourOf(segment), isSelected);
    if (isNoCall) strikeBox(context, box, isSelected ? ON_BLACK.selected : ON_BLACK.person);
    context.globalAlpha = 1;
    if (isSelected && selected.size === 1 && isEditable) drawHandles(context, box, activeEdge);
    if (box.x0 > labelEnd || isSelected) {
      const width = drawLabel(context, segment, box, plot, isSelected);
      if (width) labelEnd = box.x0 + width + 4;
    }
  }
}

/** @param {Segment} segment */
const colourOf = (segment) => (segment.source === "model" ? ON_BLACK.model : ON_BLACK.person);

/** @param {CanvasRenderingContext2D} context @param {ReturnType<typeof boxOf>} box @param {boolean} isDashed @param {string} colour @param {boolean} isBold */
function strokeBox(context, { x0, x1, y0, y1 }, isDashed, colour, isBold) {
  const width = Math.max(1.5, x1 - x0);
  context.setLineDash([]);
  context.lineWidth = isBold ? 4 : 3;
  context.strokeStyle = ON_BLACK.halo;
  context.strokeRect(x0, y0, width, y1 - y0);
  context.setLineDash(isDashed ? [5, 4] : []);
  context.lineWidth = isBold ? 2 : 1.5;
  context.strokeStyle = colour;
  context.strokeRect(x0, y0, width, y1 - y0);
  context.setLineDash([]);
}

/** A line through what a person says is no call. @param {CanvasRenderingContext2D} context @param {ReturnType<typeof boxOf>} box @param {string} colour */
function strikeBox(context, { x0, x1, y0, y1 }, colour) {
  context.lineWidth = 1.5;
  context.strokeStyle = colour;
  context.beginPath();
  context.moveTo(x0, y1);
  context.lineTo(x1, y0);
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {ReturnType<typeof boxOf>} box @param {string | null} activeEdge */
function drawHandles(context, { x0, x1, y0, y1 }, activeEdge) {
  const middles = { onset: [x0, (y0 + y1) / 2], offset: [x1, (y0 + y1) / 2], low: [(x0 + x1) / 2, y1], high: [(x0 + x1) / 2, y0] };
  for (const [edge, [x, y]] of Object.entries(middles)) {
    const isActive = edge === activeEdge;
    const size = isActive ? 6 : 3;
    context.fillStyle = isActive ? ON_BLACK.playhead : ON_BLACK.selected;
    context.fillRect(x - size, y - size, 2 * size, 2 * size);
    context.strokeStyle = "#000";
    context.lineWidth = 1;
    context.strokeRect(x - size, y - size, 2 * size, 2 * size);
  }
}

/** @param {CanvasRenderingContext2D} context @param {Segment} segment @param {ReturnType<typeof boxOf>} box @param {Plot} plot @param {boolean} isSelected */
function drawLabel(context, segment, box, plot, isSelected) {
  const sure = segment.confidence !== null && segment.confidence !== undefined && segment.source === "model";
  const text = segment.label ? segment.label + (sure ? ` ${Math.round(Number(segment.confidence) * 100)} %` : "") : "";
  if (!text || (box.x1 - box.x0 < LABEL_WIDTH && !isSelected)) return 0;
  const width = context.measureText(text).width + 8;
  const x = Math.max(plot.x, box.x0 - 1);
  const y = box.y0 - 16 < plot.y ? Math.min(box.y0 + 2, plot.y + plot.height - 16) : box.y0 - 16;
  context.fillStyle = "rgb(0 0 0 / 78%)";
  context.fillRect(x, y, width, 15);
  context.fillStyle = isSelected ? ON_BLACK.selected : colourOf(segment);
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText(text, x + 4, y + 8);
  return width;
}

/** @param {CanvasRenderingContext2D} context @param {Plot} plot @param {Scale} scale @param {import("./segments.js").Segments} segments */
function drawMarks(context, plot, scale, segments) {
  context.fillStyle = ON_BLACK.person;
  let place = segments.placeOf(scale.t(plot.x));
  for (let x = plot.x; x < plot.x + plot.width; x += 1) {
    const next = segments.placeOf(scale.t(x + 1));
    const height = next > place ? 4 + 4 * Math.log2(1 + next - place) : 0;
    if (height) context.fillRect(x, plot.y, 1, height);
    place = next;
  }
}

/** A box being drawn, or a part chosen to listen to and measure. @param {CanvasRenderingContext2D} context @param {{t0: number, t1: number, f0: number, f1: number}} box @param {Scale} scale */
export function drawSelection(context, box, scale) {
  const [x0, x1, y0, y1] = [scale.x(box.t0), scale.x(box.t1), scale.y(box.f1), scale.y(box.f0)];
  context.fillStyle = "rgb(255 255 255 / 10%)";
  context.fillRect(x0, y0, x1 - x0, y1 - y0);
  context.strokeStyle = ON_BLACK.box;
  context.lineWidth = 1;
  context.strokeRect(x0 + 0.5, y0 + 0.5, x1 - x0, y1 - y0);
}

/** @param {CanvasRenderingContext2D} context @param {{x: number, y: number}} pointer @param {Plot} plot */
export function drawCursor(context, { x, y }, plot) {
  context.strokeStyle = ON_BLACK.cursor;
  context.lineWidth = 1;
  context.setLineDash([2, 3]);
  context.beginPath();
  context.moveTo(Math.round(x) + 0.5, plot.y);
  context.lineTo(Math.round(x) + 0.5, plot.y + plot.height);
  context.moveTo(plot.x, Math.round(y) + 0.5);
  context.lineTo(plot.x + plot.width, Math.round(y) + 0.5);
  context.stroke();
  context.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {Plot} plot */
export function drawPlayhead(context, x, plot) {
  if (x < plot.x || x > plot.x + plot.width) return;
  context.fillStyle = ON_BLACK.playhead;
  context.fillRect(x - 0.75, plot.y, 1.5, plot.height);
  context.beginPath();
  context.moveTo(x - 5, plot.y);
  context.lineTo(x + 5, plot.y);
  context.lineTo(x, plot.y + 7);
  context.fill();
}
