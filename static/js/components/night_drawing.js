// @ts-check
/** A spectrogram that was never recorded: passing bats over a quiet background, drawn from a fixed seed. */

/** A small repeatable generator (mulberry32), so that the picture is the same each time. @param {number} seed */
function repeatable(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Dark to bright: night, moss, pale. */
const STOPS = [[8, 12, 10], [14, 28, 20], [38, 74, 44], [96, 148, 78], [196, 220, 140], [252, 248, 214]];

/** @param {number} level 0 to 1 */
function colour(level) {
  const x = Math.max(0, Math.min(0.9999, level)) * (STOPS.length - 1);
  const i = Math.floor(x);
  return STOPS[i].map((from, part) => from + (STOPS[i + 1][part] - from) * (x - i));
}

/** @param {HTMLCanvasElement} canvas */
export function drawNight(canvas) {
  const width = Math.max(1, Math.round(canvas.clientWidth / 2));
  const height = Math.max(1, Math.round(canvas.clientHeight / 2));
  canvas.width = width;
  canvas.height = height;
  const levels = background(width, height);
  for (const pass of passes(width)) addPass(levels, width, height, pass);
  paint(canvas, levels, width, height);
}

/** @param {number} width @param {number} height */
function background(width, height) {
  const random = repeatable(7);
  const levels = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const hum = 0.05 + 0.1 * Math.exp(-(height - y) / (height * 0.08)) + 0.02 * Math.sin(y / 9);
    for (let x = 0; x < width; x += 1) levels[y * width + x] = hum + 0.075 * random() * random();
  }
  return levels;
}

/** @param {number} width */
function passes(width) {
  const random = repeatable(41);
  const found = [];
  for (let x = width * 0.04, i = 0; x < width; i += 1) {
    const far = (i % 9) / 9;
    found.push({ x, top: 0.12 + 0.04 * random(), foot: 0.62 + 0.05 * Math.sin(i / 3), long: 13 + 7 * random(), level: 0.42 + 0.6 * Math.sin(Math.PI * far) ** 2, seed: i });
    if (i % 4 === 2) found.push({ x: x + 15, top: 0.34, foot: 0.86, long: 24 + 6 * random(), level: 0.3 + 0.18 * random(), seed: i + 500 });
    x += 30 + 12 * random();
  }
  return found;
}

/** A downward sweep that flattens out, with its echo behind it. @param {Float32Array} levels @param {number} width @param {number} height @param {any} pass */
function addPass(levels, width, height, pass) {
  const steps = Math.round(Math.max(pass.long * 4, (pass.foot - pass.top) * height * 2.6));
  for (let s = 0; s < steps; s += 1) {
    const t = s / steps;
    const y = (pass.top + (pass.foot - pass.top) * (1 - (1 - t) ** 2.6)) * height;
    const x = pass.x + t * pass.long;
    const strength = pass.level * Math.sin(Math.PI * Math.min(1, 0.12 + t * 0.88)) ** 0.6;
    stamp(levels, width, height, x, y, 1.3, strength);
    stamp(levels, width, height, x + 5 + 6 * t, y, 3, strength * 0.16);
    stamp(levels, width, height, x, y - (height - y) * 0.55, 1.2, strength * 0.12);
  }
}

/** @param {Float32Array} levels @param {number} width @param {number} height @param {number} x @param {number} y @param {number} spread @param {number} strength */
function stamp(levels, width, height, x, y, spread, strength) {
  const reach = Math.ceil(spread * 2.2);
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) {
      const px = Math.round(x) + dx;
      const py = Math.round(y) + dy;
      if (px < 0 || py < 0 || px >= width || py >= height) continue;
      const fall = Math.exp(-((px - x) ** 2 + (py - y) ** 2) / (2 * spread * spread));
      const at = py * width + px;
      levels[at] = Math.max(levels[at], levels[at] * 0.4 + strength * fall);
    }
  }
}

/** @param {HTMLCanvasElement} canvas @param {Float32Array} levels @param {number} width @param {number} height */
function paint(canvas, levels, width, height) {
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = context.createImageData(width, height);
  for (let i = 0; i < levels.length; i += 1) {
    const [r, g, b] = colour(levels[i]);
    image.data.set([r, g, b, 255], i * 4);
  }
  context.putImageData(image, 0, 0);
}
