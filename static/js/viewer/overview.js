// @ts-check
/** The whole file in one strip: picture, detections as ticks, and the window as a frame to drag. */

import { context2d } from "./dom.js";
import { ON_BLACK } from "./overlay.js";

/** @typedef {import("./types.js").View} View */

/** How near to the frame's side counts as on it. */
const REACH = 8;

/** The frame is at least this wide, so that it can be seen and grasped on a file of a day. */
const LEAST_FRAME = 10;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{getView: () => View, duration: () => number, setSpan: (t0: number, t1: number) => void}} host
 */
export function createOverview(canvas, host) {
  const picture = document.createElement("canvas");
  /** @type {{revision: number, width: number, ticks: Uint8Array} | null} */
  let known = null;

  /** @param {import("./types.js").Tile[]} tiles every tile of one coarse rung, by index @param {Uint8ClampedArray} colours @param {number} whitening @param {Float32Array | null} excess */
  function paint(tiles, colours, whitening, excess) {
    const nColumns = tiles.reduce((sum, tile) => sum + tile.nColumns, 0);
    if (!nColumns) return;
    const { nBins } = tiles[0];
    const image = new ImageData(nColumns, nBins);
    const pixels = new Uint32Array(image.data.buffer);
    const table = new Uint32Array(colours.slice().buffer);
    let x = 0;
    for (const tile of tiles) {
      for (let column = 0; column < tile.nColumns; column += 1, x += 1) {
        for (let bin = 0; bin < nBins; bin += 1) {
          const level = tile.data[column * nBins + bin] - (excess ? whitening * excess[bin] : 0);
          pixels[(nBins - 1 - bin) * nColumns + x] = table[Math.max(0, Math.min(255, level)) | 0];
        }
      }
    }
    picture.width = nColumns;
    picture.height = nBins;
    /** @type {CanvasRenderingContext2D} */ (picture.getContext("2d")).putImageData(image, 0, 0);
  }

  /** @param {number} width */
  function frame(width) {
    const { t0, t1 } = host.getView();
    const x0 = (t0 / host.duration()) * width;
    const x1 = (t1 / host.duration()) * width;
    const grow = Math.max(0, LEAST_FRAME - (x1 - x0)) / 2;
    return { x0: x0 - grow, x1: x1 + grow };
  }

  /** @param {import("./segments.js").Segments} segments @param {number | null} playhead in seconds */
  function draw(segments, playhead) {
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    if (!width) return;
    const context = context2d(canvas, width, height);
    context.fillStyle = "#000";
    context.fillRect(0, 0, width, height);
    context.imageSmoothingEnabled = true;
    if (picture.width > 1) context.drawImage(picture, 0, 7, width, height - 7);
    drawTicks(context, segments, width);
    drawFrame(context, frame(width), width, height);
    if (playhead !== null) {
      context.fillStyle = ON_BLACK.playhead;
      context.fillRect((playhead / host.duration()) * width - 0.75, 0, 1.5, height);
    }
  }

  /** @param {CanvasRenderingContext2D} context @param {import("./segments.js").Segments} segments @param {number} width */
  function drawTicks(context, segments, width) {
    if (!known || known.revision !== segments.revision() || known.width !== width) {
      known = { revision: segments.revision(), width, ticks: tickMarks(segments, width, host.duration()) };
    }
    for (let x = 0; x < width; x += 1) {
      if (!known.ticks[x]) continue;
      context.fillStyle = known.ticks[x] > 1 ? ON_BLACK.person : ON_BLACK.model;
      context.fillRect(x, 0, 1, 6);
    }
  }

  canvas.addEventListener("pointerdown", (event) => startDrag(event, canvas, host, frame));
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons) return;
    const { x0, x1 } = frame(canvas.clientWidth);
    const onSide = Math.abs(event.offsetX - x0) < REACH || Math.abs(event.offsetX - x1) < REACH;
    canvas.style.cursor = onSide && x1 - x0 > 3 * REACH ? "ew-resize" : "grab";
  });
  return { paint, draw };
}

/** 0 nothing, 1 only a model's, 2 a person's, for each pixel. @param {import("./segments.js").Segments} segments @param {number} width @param {number} duration */
function tickMarks(segments, width, duration) {
  const ticks = new Uint8Array(width);
  for (const { onset_s, source } of segments.all()) {
    const x = Math.min(width - 1, Math.floor((onset_s / duration) * width));
    ticks[x] = Math.max(ticks[x], source === "model" ? 1 : 2);
  }
  return ticks;
}

/** @param {CanvasRenderingContext2D} context @param {{x0: number, x1: number}} frame @param {number} width @param {number} height */
function drawFrame(context, { x0, x1 }, width, height) {
  context.fillStyle = "rgb(0 0 0 / 55%)";
  context.fillRect(0, 0, Math.max(0, x0), height);
  context.fillRect(x1, 0, Math.max(0, width - x1), height);
  context.strokeStyle = ON_BLACK.selected;
  context.lineWidth = 1.5;
  context.strokeRect(x0 + 0.75, 0.75, x1 - x0 - 1.5, height - 1.5);
}

/** @param {PointerEvent} down @param {HTMLCanvasElement} canvas @param {Parameters<typeof createOverview>[1]} host @param {(width: number) => {x0: number, x1: number}} frame */
function startDrag(down, canvas, host, frame) {
  const width = canvas.clientWidth;
  const { x0, x1 } = frame(width);
  const { t0, t1 } = host.getView();
  const perPixel = host.duration() / width;
  const isWide = x1 - x0 > 3 * REACH;
  const atStart = isWide && Math.abs(down.offsetX - x0) < REACH;
  const atEnd = isWide && Math.abs(down.offsetX - x1) < REACH;
  const isInside = down.offsetX >= x0 && down.offsetX <= x1;
  const middle = isInside ? (t0 + t1) / 2 : down.offsetX * perPixel;
  const half = (t1 - t0) / 2;
  if (!isInside && !atStart && !atEnd) host.setSpan(middle - half, middle + half);
  canvas.setPointerCapture(down.pointerId);
  const move = (/** @type {PointerEvent} */ event) => {
    const dt = (event.clientX - down.clientX) * perPixel;
    if (atStart) host.setSpan(Math.min(t0 + dt, t1), t1);
    else if (atEnd) host.setSpan(t0, Math.max(t1 + dt, t0));
    else host.setSpan(middle - half + dt, middle + half + dt);
  };
  const stop = () => {
    canvas.removeEventListener("pointermove", move);
    canvas.removeEventListener("lostpointercapture", stop);
  };
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("lostpointercapture", stop);
}
