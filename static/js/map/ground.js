// @ts-check
/** What lies under the marks: sea and land, borders and names, lines of latitude and longitude, a scale. */

import { locale, t } from "../lib/words.js";
import { latitudeOf, longitudeOf, metresPerPixel, nearest, xOf, yOf, zoomOf } from "./mercator.js";
import { outlineFor } from "./outline.js";

const STEPS_DEG = [90, 60, 30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
/** Lines of the grid are at most this far apart. */
const GRID_PX = 160;
/** Closer than this the outline, true to some kilometres, would put ponds into the sea. */
export const OUTLINE_UNTIL = 11;
const NAMES_FROM_PX = 70;
const SCALE_BAR_PX = 110;

/**
 * @typedef {{pen: CanvasRenderingContext2D, view: import("./mercator.js").View, size: import("./mercator.js").Size,
 *   colour: (name: string) => string}} Sheet
 */

/** @param {Sheet} sheet @param {import("./tiles.js").Tiles | null} tiles */
export function drawGround(sheet, tiles) {
  const { pen, view, size, colour } = sheet;
  const zoom = zoomOf(view);
  const outline = outlineFor(zoom);
  const hasOutline = outline && zoom < OUTLINE_UNTIL;
  pen.fillStyle = colour(hasOutline ? "--sunken" : "--raised");
  pen.fillRect(0, 0, size.width, size.height);
  if (hasOutline) drawOutline(sheet, outline);
  if (tiles) tiles.draw(sheet);
  else drawGrid(sheet);
  if (hasOutline && !tiles) drawNames(sheet, outline);
  drawScale(sheet);
}

/** The sheet as seen from the worlds to the west and east too: rings may reach beyond a side of theirs. @param {Sheet} sheet @returns {Sheet[]} */
const worlds = (sheet) => [-1, 0, 1].map((turn) => ({ ...sheet, view: { ...sheet.view, x: sheet.view.x + turn } }));

/** @param {Sheet} sheet @param {import("./outline.js").Outline} outline */
function drawOutline(sheet, outline) {
  const { pen, colour } = sheet;
  const all = worlds(sheet);
  pen.fillStyle = colour("--raised");
  pen.beginPath();
  for (const one of all) for (const ring of shown(one, outline.land)) trace(one, clipped(one, ring), true);
  pen.fill("evenodd");
  pen.lineWidth = 1;
  pen.lineJoin = "round";
  pen.strokeStyle = colour("--line-strong");
  pen.beginPath();
  for (const one of all) for (const line of shown(one, outline.coasts)) trace(one, line.points, false);
  pen.stroke();
  pen.strokeStyle = colour("--line-strong");
  pen.globalAlpha = 0.55;
  pen.setLineDash([3, 3]);
  pen.beginPath();
  for (const one of all) for (const line of shown(one, outline.borders)) trace(one, line.points, false);
  pen.stroke();
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

/** Lines whose box touches what shows. @param {Sheet} sheet @param {import("./outline.js").Line[]} lines */
function shown({ view, size }, lines) {
  const [dx, dy] = [size.width / view.scale / 2, size.height / view.scale / 2];
  return lines.filter((line) => line.east >= view.x - dx && line.west <= view.x + dx && line.south >= view.y - dy && line.north <= view.y + dy);
}

/** @param {Sheet} sheet @param {ArrayLike<number>} points @param {boolean} isRing */
function trace({ pen, view, size }, points, isRing) {
  let [lastX, lastY] = [NaN, NaN];
  for (let i = 0; i < points.length; i += 2) {
    const x = (points[i] - view.x) * view.scale + size.width / 2;
    const y = (points[i + 1] - view.y) * view.scale + size.height / 2;
    if (i === 0) pen.moveTo(x, y);
    else if (i >= points.length - 2 || Math.abs(x - lastX) + Math.abs(y - lastY) >= 0.7) pen.lineTo(x, y);
    else continue;
    [lastX, lastY] = [x, y];
  }
  if (isRing) pen.closePath();
}

/**
 * A ring cut to a box around what shows (Sutherland and Hodgman 1974): a browser's pen loses its way with
 * points that lie millions of pixels outside.
 * @param {Sheet} sheet @param {import("./outline.js").Line} ring @returns {ArrayLike<number>}
 */
function clipped({ view, size }, ring) {
  const [dx, dy] = [(size.width / view.scale) * 1.5, (size.height / view.scale) * 1.5];
  const isInside = ring.west >= view.x - dx && ring.east <= view.x + dx && ring.north >= view.y - dy && ring.south <= view.y + dy;
  if (isInside) return ring.points;
  const sides = [[0, view.x - dx, 1], [0, view.x + dx, -1], [1, view.y - dy, 1], [1, view.y + dy, -1]];
  /** @type {ArrayLike<number>} */
  let points = ring.points;
  for (const [axis, edge, sign] of sides) {
    /** @type {number[]} */
    const kept = [];
    for (let i = 0; i < points.length; i += 2) {
      const before = (i + points.length - 2) % points.length;
      const [here, there] = [sign * (points[i + axis] - edge), sign * (points[before + axis] - edge)];
      if (here >= 0 !== there >= 0) {
        const share = there / (there - here);
        for (const k of [0, 1]) kept.push(points[before + k] + share * (points[i + k] - points[before + k]));
      }
      if (here >= 0) kept.push(points[i], points[i + 1]);
    }
    points = kept;
    if (!points.length) break;
  }
  return points;
}

/** @param {Sheet} sheet @param {import("./outline.js").Outline} outline */
function drawNames({ pen, view, size, colour }, outline) {
  pen.fillStyle = colour("--ink-faint");
  pen.textAlign = "center";
  for (const { name, x, y, width } of outline.names) {
    const room = width * view.scale;
    if (room < NAMES_FROM_PX || room < 7 * name.length) continue;
    pen.fillText(name, nearest(x, view.x) * view.scale + size.width / 2, (y - view.y) * view.scale + size.height / 2);
  }
  pen.textAlign = "left";
}

/** A longitude between 180° W and 180° E. @param {number} degrees */
const within = (degrees) => degrees - 360 * Math.round(degrees / 360);

/** @param {Sheet} sheet */
function drawGrid({ pen, view, size, colour }) {
  const step = STEPS_DEG.find((degrees) => (degrees / 360) * view.scale < GRID_PX) || STEPS_DEG[STEPS_DEG.length - 1];
  const digits = step < 1 ? Math.ceil(-Math.log10(step)) : 0;
  const text = (/** @type {number} */ degrees, /** @type {string} */ plus, /** @type {string} */ minus) => `${Math.abs(degrees).toFixed(digits)}°${degrees % 180 ? ` ${degrees < 0 ? minus : plus}` : ""}`;
  const from = (/** @type {number} */ low) => Math.ceil(low / step - 1e-9) * step;
  const [dx, dy] = [size.width / view.scale / 2, size.height / view.scale / 2];
  pen.strokeStyle = colour("--line");
  pen.fillStyle = colour("--ink-faint");
  pen.beginPath();
  for (let degrees = from(longitudeOf(view.x - dx)); degrees <= longitudeOf(view.x + dx); degrees += step) {
    const x = Math.round((xOf(degrees) - view.x) * view.scale + size.width / 2) + 0.5;
    pen.moveTo(x, 0);
    pen.lineTo(x, size.height);
    pen.fillText(text(within(degrees), t("E§east"), t("W§west")), x + 4, size.height - 6);
  }
  for (let degrees = from(Math.max(-85, latitudeOf(view.y + dy))); degrees <= Math.min(85, latitudeOf(view.y - dy)); degrees += step) {
    const y = Math.round((yOf(degrees) - view.y) * view.scale + size.height / 2) + 0.5;
    pen.moveTo(0, y);
    pen.lineTo(size.width, y);
    if (y < size.height - 24) pen.fillText(text(degrees, t("N§north"), t("S§south")), 6, y - 4);
  }
  pen.stroke();
}

/** A bar of a round length at the lower right. @param {Sheet} sheet */
function drawScale({ pen, view, size, colour }) {
  const metres = metresPerPixel(view) * SCALE_BAR_PX;
  const unit = 10 ** Math.floor(Math.log10(metres));
  const round = ([5, 2, 1].find((n) => n * unit <= metres) || 1) * unit;
  const width = round / metresPerPixel(view);
  const [right, y] = [size.width - 12, size.height - 30];
  pen.strokeStyle = pen.fillStyle = colour("--ink-soft");
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(right - width, y - 4);
  pen.lineTo(right - width, y);
  pen.lineTo(right, y);
  pen.lineTo(right, y - 4);
  pen.stroke();
  pen.lineWidth = 1;
  pen.textAlign = "right";
  pen.fillText(round >= 1000 ? `${(round / 1000).toLocaleString(locale)} km` : `${round} m`, right, y - 8);
  pen.textAlign = "left";
}
