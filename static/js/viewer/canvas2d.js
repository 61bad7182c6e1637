// @ts-check
/** Draws tiles without WebGL, pixel by pixel, at one pixel of the page each. */

/** @typedef {import("./types.js").Quad} Quad @typedef {import("./webgl.js").Scene} Scene */

/** @param {HTMLCanvasElement} canvas @returns {import("./webgl.js").Renderer} */
export function createCanvasRenderer(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
  let colours = new Uint32Array(256);
  return {
    kind: "canvas2d",
    setColours(table) {
      colours = new Uint32Array(table.slice().buffer);
    },
    draw(scene) {
      const image = context.createImageData(canvas.width, canvas.height);
      const pixels = new Uint32Array(image.data.buffer).fill(0xff000000);
      for (const quad of scene.quads) paintQuad(quad, scene, pixels, canvas, colours);
      context.putImageData(image, 0, 0);
    },
    forget() {},
    destroy() {},
  };
}

/** @param {Quad} quad @param {Scene} scene @param {Uint32Array} pixels @param {HTMLCanvasElement} canvas @param {Uint32Array} colours */
function paintQuad(quad, scene, pixels, canvas, colours) {
  const ratio = canvas.width / scene.width;
  const first = Math.max(0, Math.ceil(quad.x0 * ratio - 0.5));
  const stop = Math.min(canvas.width, Math.ceil(quad.x1 * ratio - 0.5));
  const perPixel = (quad.c1 - quad.c0) / (quad.x1 - quad.x0) / ratio;
  const rows = binRows(scene, quad.tile.nBins, canvas.height);
  const excess = scene.whitening > 0 ? scene.excessOf(quad.tile.rung) : null;
  const loudest = new Uint8Array(quad.tile.nBins);
  for (let x = first; x < stop; x += 1) {
    const at = quad.c0 + (x + 0.5 - quad.x0 * ratio) * perPixel;
    poolColumns(quad.tile, Math.floor(at - perPixel / 2), Math.ceil(at + perPixel / 2), loudest);
    for (let y = 0; y < canvas.height; y += 1) {
      let level = 0;
      for (let bin = rows[2 * y]; bin <= rows[2 * y + 1]; bin += 1) {
        const whitened = excess ? loudest[bin] - scene.whitening * excess[bin] : loudest[bin];
        if (whitened > level) level = whitened;
      }
      pixels[y * canvas.width + x] = colours[Math.min(255, level) | 0];
    }
  }
}

/** First and last bin beneath each row of pixels. @param {Scene} scene @param {number} nBins @param {number} height */
function binRows({ view, nyquist }, nBins, height) {
  const perHertz = (nBins - 1) / nyquist;
  const perRow = ((view.f1 - view.f0) * perHertz) / height;
  const rows = new Int32Array(2 * height);
  for (let y = 0; y < height; y += 1) {
    const middle = view.f1 * perHertz - (y + 0.5) * perRow;
    const low = Math.round(middle - Math.max(0, perRow / 2 - 0.5));
    const high = Math.round(middle + Math.max(0, perRow / 2 - 0.5));
    rows[2 * y] = Math.min(nBins - 1, Math.max(0, low));
    rows[2 * y + 1] = Math.min(nBins - 1, Math.max(0, high));
  }
  return rows;
}

/** @param {import("./types.js").Tile} tile @param {number} first @param {number} stop @param {Uint8Array} loudest */
function poolColumns(tile, first, stop, loudest) {
  const begin = Math.min(tile.nColumns - 1, Math.max(0, first));
  const end = Math.min(tile.nColumns, Math.max(begin + 1, stop));
  loudest.set(tile.data.subarray(begin * tile.nBins, (begin + 1) * tile.nBins));
  for (let column = begin + 1; column < end; column += 1) {
    const offset = column * tile.nBins;
    for (let bin = 0; bin < tile.nBins; bin += 1) {
      if (tile.data[offset + bin] > loudest[bin]) loudest[bin] = tile.data[offset + bin];
    }
  }
}
