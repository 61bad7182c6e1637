// @ts-check
/** Draws the map of members: points as stamped discs, pictures of calls where there is room, the lasso. */

import { keptThumbnail, isBlank, paintThumbnail, wantThumbnail } from "../lib/thumbnails.js";
import { colourOf } from "./palette.js";
import { shortName } from "./members.js";
import { createRaster } from "./point_raster.js";

/** Pixels of a thumbnail on the map. */
const PICTURE = { width: 64, height: 40 };
/** Pictures are drawn in cells of this many pixels, one each, so that they never cover one another. */
const CELL = { width: 74, height: 50 };
/** From this nearness on there is room for pictures. */
const PICTURES_FROM = 1.8;
const MOST_PICTURES = 160;
const LOOK = { width: PICTURE.width, height: PICTURE.height };

/**
 * @typedef {{members: import("./members.js").Members, view: import("./map_view.js").MapView, finder: ReturnType<typeof import("./members.js").createFinder>,
 *   theme: import("./palette.js").MapTheme, colourIndex: Int32Array, selection: Set<number>, hovered: number,
 *   lasso: [number, number][], colormap: string | undefined, centres: Map<number, [number, number]>}} Scene `selection` holds indices
 */

/** @param {HTMLCanvasElement} canvas @param {() => void} onPictures when pictures came that were not there */
export function createMapPainter(canvas, onPictures) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const raster = createRaster();
  /** @type {Map<number, HTMLCanvasElement>} */
  const pictures = new Map();
  /** @type {Map<number, () => void>} */
  let asked = new Map();
  let shownColormap;

  /** @param {Scene} scene */
  function draw(scene) {
    const { view } = scene;
    const { width, height } = view.size();
    const ratio = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    if (shownColormap !== scene.colormap) pictures.clear();
    shownColormap = scene.colormap;
    const [x0, y1] = view.toPlane(-8, -8);
    const [x1, y0] = view.toPlane(width + 8, height + 8);
    const visible = scene.finder.within(x0, y0, x1, y1);
    drawPoints(scene, visible, ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (view.nearness() >= PICTURES_FROM) drawPictures(scene, visible);
    else giveUp(new Set());
    drawNames(scene);
    drawLasso(scene);
    drawHovered(scene);
  }

  /** @param {Scene} scene @param {number[]} visible @param {number} ratio */
  function drawPoints({ members, view, theme, colourIndex, selection }, visible, ratio) {
    const radius = ratio * Math.min(6, Math.max(1.8, (visible.length > 4000 ? 1.6 : 2.6) + Math.log2(view.nearness()) * 0.5));
    const opacity = selection.size ? 0.22 : 0.9;
    raster.begin(canvas.width, canvas.height, theme.ground);
    const colours = new Map();
    const colour = (i) => {
      const n = colourIndex[i];
      if (!colours.has(n)) colours.set(n, colourOf(n, theme));
      return colours.get(n);
    };
    for (const i of visible) {
      if (selection.has(i)) continue;
      const [px, py] = view.toPixels(members.x[i], members.y[i]);
      raster.disc(px * ratio, py * ratio, radius, colour(i), opacity);
    }
    // Those that are chosen lie on top.
    for (const i of selection.size ? visible : []) {
      if (!selection.has(i)) continue;
      const [px, py] = view.toPixels(members.x[i], members.y[i]);
      raster.disc(px * ratio, py * ratio, radius + 1.5 * ratio, theme.ink, 1);
      raster.disc(px * ratio, py * ratio, radius, colour(i), 1);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.putImageData(raster.image(), 0, 0);
  }

  /** One picture a cell of the screen, of the member nearest to its middle. @param {Scene} scene @param {number[]} visible */
  function drawPictures(scene, visible) {
    const { members, view, theme } = scene;
    const { width, height } = view.size();
    /** @type {Map<string, {i: number, px: number, py: number, off: number}>} */
    const cells = new Map();
    for (const i of visible) {
      const [px, py] = view.toPixels(members.x[i], members.y[i]);
      if (px < 0 || py < 0 || px > width || py > height) continue;
      const [column, row] = [Math.floor(px / CELL.width), Math.floor(py / CELL.height)];
      const off = (px - (column + 0.5) * CELL.width) ** 2 + (py - (row + 0.5) * CELL.height) ** 2;
      const held = cells.get(`${column} ${row}`);
      if (!held || off < held.off) cells.set(`${column} ${row}`, { i, px: (column + 0.5) * CELL.width, py: (row + 0.5) * CELL.height, off });
    }
    const chosen = [...cells.values()].slice(0, MOST_PICTURES);
    giveUp(new Set(chosen.map(({ i }) => members.ids[i])));
    for (const { i, px, py } of chosen) {
      const picture = pictureOf(members.ids[i], scene.colormap);
      if (!picture) continue;
      const [left, top] = [px - PICTURE.width / 2, py - PICTURE.height / 2];
      context.drawImage(picture, left, top, PICTURE.width, PICTURE.height);
      context.lineWidth = scene.selection.has(i) ? 3 : 2;
      context.strokeStyle = scene.selection.has(i) ? theme.ink : colourOf(scene.colourIndex[i], theme);
      context.strokeRect(left, top, PICTURE.width, PICTURE.height);
    }
  }

  /** The painted thumbnail, or null while it is on its way. @param {number} id @param {string | undefined} colormap */
  function pictureOf(id, colormap) {
    const known = pictures.get(id);
    if (known) return known;
    const data = keptThumbnail(id, LOOK);
    if (data) {
      if (isBlank(data)) return null;
      const picture = document.createElement("canvas");
      paintThumbnail(picture, data, PICTURE.width, colormap);
      pictures.set(id, picture);
      return picture;
    }
    if (!asked.has(id)) {
      asked.set(id, () => undefined);
      asked.set(id, wantThumbnail(id, LOOK, (came) => came && onPictures()));
    }
    return null;
  }

  /** Wishes for pictures that are no longer on the screen are taken back. @param {Set<number>} wanted */
  function giveUp(wanted) {
    for (const [id, cancel] of asked) {
      if (wanted.has(id)) continue;
      cancel();
      asked.delete(id);
    }
    if (pictures.size > 1200) pictures.clear();
  }

  /** @param {Scene} scene */
  function drawNames({ view, centres, theme }) {
    context.font = "600 12px sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const [number, [x, y]] of centres) {
      if (number < 0) continue;
      const [px, py] = view.toPixels(x, y);
      const text = shortName(number);
      const width = context.measureText(text).width + 10;
      context.fillStyle = theme.raised;
      context.strokeStyle = colourOf(number, theme);
      context.lineWidth = 1.5;
      context.beginPath();
      context.roundRect(px - width / 2, py - 9, width, 18, 9);
      context.fill();
      context.stroke();
      context.fillStyle = theme.ink;
      context.fillText(text, px, py + 0.5);
    }
  }

  /** @param {Scene} scene */
  function drawLasso({ lasso, theme }) {
    if (lasso.length < 2) return;
    context.beginPath();
    lasso.forEach(([px, py], i) => (i ? context.lineTo(px, py) : context.moveTo(px, py)));
    context.closePath();
    context.globalAlpha = 0.12;
    context.fillStyle = theme.moss;
    context.fill();
    context.globalAlpha = 1;
    context.setLineDash([5, 4]);
    context.lineWidth = 1.5;
    context.strokeStyle = theme.moss;
    context.stroke();
    context.setLineDash([]);
  }

  /** @param {Scene} scene */
  function drawHovered({ members, view, hovered, theme, colourIndex }) {
    if (hovered < 0) return;
    const [px, py] = view.toPixels(members.x[hovered], members.y[hovered]);
    context.beginPath();
    context.arc(px, py, 6, 0, 2 * Math.PI);
    context.fillStyle = colourOf(colourIndex[hovered], theme);
    context.strokeStyle = theme.ink;
    context.lineWidth = 2;
    context.fill();
    context.stroke();
  }

  return { draw, close: () => giveUp(new Set()) };
}
