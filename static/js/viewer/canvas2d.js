// @ts-check
/**
 * Draws tiles without a graphics card: neighbouring tiles are coloured into one strip, which the browser then
 * scales into place. Panning and zooming reuse the strip; a change of display colours it again.
 */

/** @typedef {import("./types.js").Quad} Quad @typedef {import("./webgl.js").Scene} Scene */

/** Strips kept: the wanted resolution, what lies beneath it, and the last few. */
const KEPT_STRIPS = 8;

/** @param {HTMLCanvasElement} canvas @returns {import("./webgl.js").Renderer} */
export function createCanvasRenderer(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
  let colours = new Uint32Array(256);
  let revision = 0;
  /** Oldest use first. @type {Map<string, HTMLCanvasElement>} */
  const strips = new Map();

  /** @param {Quad[]} run @param {number} pool @param {Scene} scene */
  function stripOf(run, pool, scene) {
    const key = [revision, scene.whitening, pool, ...run.map(({ tile }) => `${tile.key}${tile.isFinal ? "" : "~"}`)].join(" ");
    const strip = strips.get(key) ?? paintStrip(run, pool, scene, colours);
    strips.delete(key);
    strips.set(key, strip);
    for (const oldest of strips.keys()) {
      if (strips.size <= KEPT_STRIPS) break;
      strips.delete(oldest);
    }
    return strip;
  }

  return {
    kind: "canvas2d",
    setColours(table) {
      colours = new Uint32Array(table.slice().buffer);
      revision += 1;
    },
    draw(scene) {
      context.fillStyle = "#000";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.imageSmoothingEnabled = true;
      for (const run of runs(scene.quads)) {
        const pool = poolFor(run[0], scene);
        placeStrip(context, stripOf(run, pool, scene), run, pool, scene);
      }
    },
    forget() {},
    destroy: () => strips.clear(),
  };
}

/** Quads of one rung that follow one another. @param {Quad[]} quads @returns {Quad[][]} */
function runs(quads) {
  /** @type {Quad[][]} */
  const found = [];
  for (const quad of quads) {
    const before = found[found.length - 1]?.at(-1);
    const isNext = before && before.tile.rung.key === quad.tile.rung.key && before.tile.index + 1 === quad.tile.index;
    if (isNext) found[found.length - 1].push(quad);
    else found.push([quad]);
  }
  return found;
}

/** Bins to one row, so that the browser never has to average loud ones away. @param {Quad} quad @param {Scene} scene */
function poolFor({ tile }, { view, nyquist, height }) {
  return Math.max(1, Math.floor((((view.f1 - view.f0) / nyquist) * (tile.nBins - 1)) / height));
}

/** @param {Quad[]} run @param {number} pool @param {Scene} scene @param {Uint32Array} colours */
function paintStrip(run, pool, scene, colours) {
  const strip = document.createElement("canvas");
  const nRows = Math.ceil(run[0].tile.nBins / pool);
  strip.width = run.reduce((sum, { tile }) => sum + tile.nColumns, 0);
  strip.height = nRows;
  const image = new ImageData(strip.width, nRows);
  const pixels = new Uint32Array(image.data.buffer);
  const excess = scene.whitening > 0 ? scene.excessOf(run[0].tile.rung) : null;
  let left = 0;
  for (const { tile } of run) {
    paintTile(tile, pool, excess, scene.whitening, colours, pixels, strip.width, left);
    left += tile.nColumns;
  }
  /** @type {CanvasRenderingContext2D} */ (strip.getContext("2d")).putImageData(image, 0, 0);
  return strip;
}

/**
 * @param {import("./types.js").Tile} tile @param {number} pool @param {Float32Array | null} excess
 * @param {number} whitening @param {Uint32Array} colours @param {Uint32Array} pixels @param {number} width
 * @param {number} left
 */
function paintTile({ data, nBins, nColumns }, pool, excess, whitening, colours, pixels, width, left) {
  const nRows = Math.ceil(nBins / pool);
  for (let row = 0; row < nRows; row += 1) {
    const last = Math.min(nBins, (row + 1) * pool);
    let at = (nRows - 1 - row) * width + left;
    for (let column = 0; column < nColumns; column += 1, at += 1) {
      let loudest = 0;
      for (let bin = row * pool; bin < last; bin += 1) {
        const level = data[column * nBins + bin];
        const whitened = excess ? level - whitening * excess[bin] : level;
        if (whitened > loudest) loudest = whitened;
      }
      pixels[at] = colours[Math.min(255, loudest) | 0];
    }
  }
}

/**
 * Draws the part of a strip that the window shows. Row r from the bottom is centred on bin r·pool + (pool − 1) / 2.
 * @param {CanvasRenderingContext2D} context @param {HTMLCanvasElement} strip @param {Quad[]} run @param {number} pool
 * @param {Scene} scene
 */
function placeStrip(context, strip, run, pool, { view, nyquist, width, height }) {
  const [first] = run;
  const ratio = context.canvas.width / width;
  const perColumn = (first.x1 - first.x0) / (first.c1 - first.c0);
  const x0 = first.x0 - first.c0 * perColumn;
  const perBin = nyquist / (first.tile.nBins - 1);
  const top = (strip.height * pool - 0.5) * perBin;
  const perRow = perBin * pool;
  const sx = Math.max(0, -x0 / perColumn);
  const sw = Math.min(strip.width, (width - x0) / perColumn) - sx;
  const sy = Math.max(0, (top - view.f1) / perRow);
  const sh = Math.min(strip.height, (top - view.f0) / perRow) - sy;
  if (sw <= 0 || sh <= 0) return;
  const perHertz = height / (view.f1 - view.f0);
  const dx = x0 + sx * perColumn;
  const dy = (view.f1 - (top - sy * perRow)) * perHertz;
  context.drawImage(
    strip, sx, sy, sw, sh, dx * ratio, dy * ratio, sw * perColumn * ratio, sh * perRow * perHertz * ratio,
  );
}
