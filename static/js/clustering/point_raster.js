// @ts-check
/** Many discs into one image: a browser without a graphics card draws ten thousands of them in a few milliseconds. */

/** Steps of a radius that share a mask, in pixels. */
const STEP = 0.25;

/** @typedef {{dx: Int8Array, dy: Int8Array, cover: Float32Array}} Mask */

/** @type {Map<number, Mask>} */
const masks = new Map();

/** The pixels of a disc and how much of each it covers. @param {number} radius @returns {Mask} */
function maskOf(radius) {
  const key = Math.max(1, Math.round(radius / STEP));
  const known = masks.get(key);
  if (known) return known;
  const exact = key * STEP;
  const reach = Math.ceil(exact + 0.5);
  /** @type {number[][]} */
  const [dx, dy, cover] = [[], [], []];
  for (let y = -reach; y <= reach; y += 1) {
    for (let x = -reach; x <= reach; x += 1) {
      const share = Math.min(1, Math.max(0, exact + 0.5 - Math.hypot(x, y)));
      if (share <= 0) continue;
      dx.push(x);
      dy.push(y);
      cover.push(share);
    }
  }
  const mask = { dx: Int8Array.from(dx), dy: Int8Array.from(dy), cover: Float32Array.from(cover) };
  masks.set(key, mask);
  return mask;
}

/** @param {string} hex @returns {[number, number, number]} */
const partsOf = (hex) => /** @type {[number, number, number]} */ ([1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));

/** A sheet of device pixels. */
export function createRaster() {
  let image = new ImageData(1, 1);
  /** @type {Map<string, [number, number, number]>} */
  const colours = new Map();
  const colourOf = (hex) => {
    let found = colours.get(hex);
    if (!found) colours.set(hex, (found = partsOf(hex)));
    return found;
  };

  return {
    /** @param {number} width @param {number} height @param {string} ground */
    begin(width, height, ground) {
      if (image.width !== width || image.height !== height) image = new ImageData(width, height);
      const [red, green, blue] = colourOf(ground);
      new Uint32Array(image.data.buffer).fill(((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0);
    },
    /** @param {number} px @param {number} py @param {number} radius @param {string} colour @param {number} opacity */
    disc(px, py, radius, colour, opacity) {
      const { data, width, height } = image;
      const { dx, dy, cover } = maskOf(radius);
      const [red, green, blue] = colourOf(colour);
      const [left, top] = [Math.round(px), Math.round(py)];
      for (let k = 0; k < cover.length; k += 1) {
        const x = left + dx[k];
        const y = top + dy[k];
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        const at = (y * width + x) * 4;
        const share = cover[k] * opacity;
        data[at] += (red - data[at]) * share;
        data[at + 1] += (green - data[at + 1]) * share;
        data[at + 2] += (blue - data[at + 2]) * share;
      }
    },
    image: () => image,
  };
}
