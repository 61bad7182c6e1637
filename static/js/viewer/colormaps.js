// @ts-check
/** Colour maps, and the table from a tile's byte to a colour. */

/**
 * Colours at even distances, as hexadecimal triples; between them the table is linear. Viridis, magma, inferno and
 * cividis are matplotlib's (CC0). `roseus` is our own in the manner of that map: violet, rose and cream, with
 * lightness rising evenly.
 * @type {Record<string, string>}
 */
const ANCHORS = {
  viridis:
    "440154470d6048186a482374472d7b4537814240863e49893b528b375b8d33638d2f6b8e2c728e297a8e26828e23898e" +
    "21918c1f988b1fa08822a78528ae8032b67a3fbc734ec36b5ec96270cf5784d44b98d83eaddc30c2df23d8e219ece51bfde725",
  magma:
    "0000040303120a0822130d341d114729115a36106b440f7651127c5d177f6a1c81762181832681902a819c2e7faa337d" +
    "b73779c43c75d0416fdc4869e75263ef5d5ef56b5cf9795dfc8961fd9869fea772feb67cfec488fed395fde2a3fcf0b2fcfdbf",
  inferno:
    "0000040403120b0724150b37210c4a2f0a5b3d09654a0c6b57106e64156e71196e7d1e6d8a226a972766a32c61b0315b" +
    "bc3754c73e4cd24644db503be45a31eb6628f1731df68013f98e09fb9d07fcac11fbbc21f9cb35f5db4cf2ea69f3f68afcffa4",
  cividis:
    "00224e00285b002e6a0533711a386f273e6e32436d3b496c434e6c4b546c535a6d5a5f6e61656f686a716f7073767676" +
    "7d7c788482798c8878938e789b9476a39a74aba072b4a76fbcae6cc4b468cdbb63d5c25edec958e7d150f0d846f9e03afee838",
  grey: "000000ffffff",
  roseus: "01010207112514224d2f2d72533188782f919b2e8fbc3486d84679ee6069fb7f5cffa158fec466f7e58af3fbbefffff4",
};

/** Names to choose from, in the order shown. */
export const COLORMAPS = Object.keys(ANCHORS);

/** Decibels from black to the brightest colour at contrast 1. */
export const RANGE_DB = 70;

/** @type {import("./types.js").Display} */
export const DEFAULT_DISPLAY = {
  gain_db: 0,
  floor_db: -90,
  contrast: 1,
  gamma: 1,
  whitening: 0,
  colormap: "viridis",
};

/** Decibels of a tile's byte. @param {number} byte */
export const decibelsOf = (byte) => (byte / 255 - 1) * 120;

/** Byte of a level. @param {number} decibels */
export const byteOf = (decibels) => Math.min(255, Math.max(0, Math.round((decibels / 120 + 1) * 255)));

/**
 * 256 colours (RGBA) for the 256 levels: gain, floor, contrast, gamma and the map in one table, so that changing
 * any of them is an upload of a kilobyte.
 * @param {import("./types.js").Display} display
 */
export function levelTable(display) {
  const table = new Uint8ClampedArray(1024);
  const anchors = parse(ANCHORS[display.colormap] || ANCHORS.viridis);
  const span = RANGE_DB / display.contrast;
  for (let byte = 0; byte < 256; byte += 1) {
    const raised = (decibelsOf(byte) + display.gain_db - display.floor_db) / span;
    const shown = Math.min(1, Math.max(0, raised)) ** display.gamma;
    const at = shown * (anchors.length - 1);
    const low = Math.min(Math.floor(at), anchors.length - 2);
    for (let part = 0; part < 3; part += 1) {
      table[byte * 4 + part] = anchors[low][part] + (anchors[low + 1][part] - anchors[low][part]) * (at - low);
    }
    table[byte * 4 + 3] = 255;
  }
  return table;
}

/** @param {string} hex */
function parse(hex) {
  const colours = hex.match(/.{6}/g) || [];
  return colours.map((colour) => [0, 2, 4].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)));
}

/** How far below the background black lies: a pooled view is some 7 dB above a close one, and both should show it. */
const BACKGROUND_DB = 6;

/**
 * Floor and contrast that suit what is on the screen: background just above black, the loudest just below white.
 * @param {Uint8Array[]} tiles
 * @returns {{floor_db: number, contrast: number, gain_db: number}}
 */
export function exposureFor(tiles) {
  const counts = new Float64Array(256);
  for (const data of tiles) for (let i = 0; i < data.length; i += 7) counts[data[i]] += 1;
  const background = decibelsOf(quantile(counts, 0.5));
  const loudest = decibelsOf(quantile(counts, 0.9995));
  const floor_db = Math.max(-118, Math.round(background - BACKGROUND_DB));
  const contrast = RANGE_DB / Math.min(100, Math.max(30, loudest - floor_db));
  return { floor_db, contrast: Math.round(contrast * 20) / 20, gain_db: 0 };
}

/** @param {Float64Array} counts @param {number} part */
function quantile(counts, part) {
  const target = counts.reduce((sum, n) => sum + n, 0) * part;
  let sum = 0;
  return Math.max(0, counts.findIndex((n) => (sum += n) >= target));
}
