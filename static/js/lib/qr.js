// @ts-check
/** QR codes (ISO/IEC 18004): text in byte mode, error correction level M, versions 1 to 10. */

/** By version: code words in all, check words of a block, blocks. Table 9 of the standard, level M. */
const VERSIONS = [[26, 10, 1], [44, 16, 1], [70, 26, 1], [100, 18, 2], [134, 24, 2], [172, 16, 4], [196, 18, 4], [242, 22, 4], [292, 22, 5], [346, 26, 5]];
/** Centres of alignment patterns by version. */
const ALIGNMENT = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];

const EXP = new Uint8Array(512);
const LOG = new Uint8Array(256);
for (let i = 0, x = 1; i < 255; i += 1) {
  EXP[i] = EXP[i + 255] = x;
  LOG[x] = i;
  x = (x << 1) ^ (x & 0x80 ? 0x11d : 0);
}

/** @param {number} a @param {number} b */
const times = (a, b) => (a && b ? EXP[LOG[a] + LOG[b]] : 0);

/** Check words of a block (Reed–Solomon). @param {number[]} data @param {number} n */
function checkWords(data, n) {
  let generator = [1];
  for (let i = 0; i < n; i += 1) {
    const next = [...generator, 0];
    generator.forEach((g, k) => { next[k + 1] ^= times(g, EXP[i]); });
    generator = next;
  }
  const rest = [...data, ...Array(n).fill(0)];
  for (let i = 0; i < data.length; i += 1) {
    const lead = rest[i];
    if (lead) generator.forEach((g, k) => { rest[i + k] ^= times(g, lead); });
  }
  return rest.slice(data.length);
}

/** Data words with mode, length, end and filling. @param {Uint8Array} bytes @param {number} version @param {number} room */
function dataWords(bytes, version, room) {
  /** @type {number[]} */
  const bits = [];
  const put = (/** @type {number} */ value, /** @type {number} */ n) => { for (let i = n - 1; i >= 0; i -= 1) bits.push((value >> i) & 1); };
  put(4, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  bytes.forEach((byte) => put(byte, 8));
  put(0, Math.min(4, room * 8 - bits.length));
  while (bits.length % 8) bits.push(0);
  const words = [];
  for (let i = 0; i < bits.length; i += 8) words.push(parseInt(bits.slice(i, i + 8).join(""), 2));
  for (let i = 0; words.length < room; i += 1) words.push(i % 2 ? 0x11 : 0xec);
  return words;
}

/** All code words, blocks woven into each other. @param {Uint8Array} bytes @param {number} version */
function codeWords(bytes, version) {
  const [total, n, blocks] = VERSIONS[version - 1];
  const data = dataWords(bytes, version, total - n * blocks);
  const short = Math.floor(data.length / blocks);
  const nShort = blocks - (data.length % blocks);
  const parts = [];
  for (let i = 0, at = 0; i < blocks; i += 1) {
    const size = short + (i >= nShort ? 1 : 0);
    parts.push(data.slice(at, at + size));
    at += size;
  }
  const checks = parts.map((part) => checkWords(part, n));
  const woven = [];
  for (let i = 0; i <= short; i += 1) parts.forEach((part) => { if (i < part.length) woven.push(part[i]); });
  for (let i = 0; i < n; i += 1) checks.forEach((check) => woven.push(check[i]));
  return woven;
}

const MASKS = [
  (x, y) => (x + y) % 2 === 0, (x, y) => y % 2 === 0, (x) => x % 3 === 0, (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0, (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0, (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** Appends the check bits of a BCH code. @param {number} value @param {number} generator @param {number} n */
function withCheck(value, generator, n) {
  let rest = value << n;
  for (let i = 31 - Math.clz32(rest); i >= n; i -= 1) if ((rest >> i) & 1) rest ^= generator << (i - n);
  return (value << n) | rest;
}

/** The fixed patterns; cells that are null are for the data. @param {number} version @returns {(boolean | null)[][]} rows */
function frame(version) {
  const size = 17 + 4 * version;
  /** @type {(boolean | null)[][]} */
  const cells = Array.from({ length: size }, () => Array(size).fill(null));
  const finder = (/** @type {number} */ left, /** @type {number} */ top) => {
    for (let y = -1; y <= 7; y += 1) {
      for (let x = -1; x <= 7; x += 1) {
        if (cells[top + y]?.[left + x] === undefined) continue;
        const ring = Math.max(Math.abs(x - 3), Math.abs(y - 3));
        cells[top + y][left + x] = ring !== 2 && ring !== 4;
      }
    }
  };
  finder(0, 0);
  finder(size - 7, 0);
  finder(0, size - 7);
  for (const cy of ALIGNMENT[version - 1]) {
    for (const cx of ALIGNMENT[version - 1]) {
      if (cells[cy][cx] !== null) continue;
      for (let y = -2; y <= 2; y += 1) for (let x = -2; x <= 2; x += 1) cells[cy + y][cx + x] = Math.max(Math.abs(x), Math.abs(y)) !== 1;
    }
  }
  for (let i = 8; i < size - 8; i += 1) {
    cells[6][i] ??= i % 2 === 0;
    cells[i][6] ??= i % 2 === 0;
  }
  for (let i = 0; i < 9; i += 1) {
    if (cells[8][i] === null) cells[8][i] = false;
    if (cells[i][8] === null) cells[i][8] = false;
    if (i < 8) cells[8][size - 1 - i] = cells[size - 1 - i][8] = false;
  }
  cells[size - 8][8] = true;
  if (version >= 7) {
    const bits = withCheck(version, 0x1f25, 12);
    for (let i = 0; i < 18; i += 1) {
      const on = ((bits >> i) & 1) === 1;
      cells[Math.floor(i / 3)][size - 11 + (i % 3)] = cells[size - 11 + (i % 3)][Math.floor(i / 3)] = on;
    }
  }
  return cells;
}

/** @param {(boolean | null)[][]} fixed @param {number[]} words @param {number} mask @returns {boolean[][]} */
function filled(fixed, words, mask) {
  const size = fixed.length;
  const cells = fixed.map((row) => row.map(Boolean));
  let at = 0;
  for (let right = size - 1, up = true; right > 0; right -= 2, up = !up) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const y = up ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (fixed[y][x] !== null) continue;
        const bit = at < words.length * 8 ? (words[at >> 3] >> (7 - (at & 7))) & 1 : 0;
        cells[y][x] = (bit === 1) !== MASKS[mask](x, y);
        at += 1;
      }
    }
  }
  const format = withCheck(mask, 0x537, 10) ^ 0x5412;
  for (let i = 0; i < 15; i += 1) {
    const on = ((format >> i) & 1) === 1;
    cells[i < 6 ? i : i < 8 ? i + 1 : size - 15 + i][8] = on;
    cells[8][i < 8 ? size - 1 - i : i < 9 ? 15 - i : 14 - i] = on;
  }
  cells[size - 8][8] = true;
  return cells;
}

/** How hard a pattern is to read (section 7.8.3 of the standard). @param {boolean[][]} cells */
function penalty(cells) {
  const size = cells.length;
  let found = 0;
  let dark = 0;
  const lines = [...cells, ...cells.map((_, x) => cells.map((row) => row[x]))];
  for (const line of lines) {
    for (let i = 0, run = 1; i < size; i += 1, run += 1) {
      if (line[i] === line[i + 1]) continue;
      if (run >= 5) found += run - 2;
      run = 0;
    }
    const text = line.map((on) => (on ? "1" : "0")).join("");
    for (let i = 0; i + 11 <= size; i += 1) if (/^(10111010000|00001011101)/.test(text.slice(i, i + 11))) found += 40;
  }
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (cells[y][x]) dark += 1;
      if (y && x && cells[y][x] === cells[y - 1][x] && cells[y][x] === cells[y][x - 1] && cells[y][x] === cells[y - 1][x - 1]) found += 3;
    }
  }
  return found + 10 * Math.floor(Math.abs((dark / size / size) * 100 - 50) / 5);
}

/**
 * The code of a text, as rows of cells, true for dark; without the quiet zone of four cells around it.
 * @param {string} text up to 213 bytes of UTF-8 @returns {boolean[][]}
 */
export function qrCode(text) {
  const bytes = new TextEncoder().encode(text);
  const version = 1 + VERSIONS.findIndex(([total, n, blocks], i) => bytes.length + (i < 9 ? 2 : 3) <= total - n * blocks);
  if (!version) throw new Error(`${bytes.length} bytes are too many for a QR code of this size`);
  const fixed = frame(version);
  const words = codeWords(bytes, version);
  const choices = MASKS.map((_, mask) => filled(fixed, words, mask));
  return choices.reduce((best, one) => (penalty(one) < penalty(best) ? one : best));
}
