// @ts-check
/** Small spectrograms of calls: asked for together, the youngest wish first, kept while there is room. */

import { request } from "./api.js";
import { DEFAULT_DISPLAY, exposureFor, levelTable } from "../viewer/colormaps.js";

/** Thumbnails one request brings: drawn within a fraction of a second, and a few of them fill a screen. */
const A_REQUEST = 60;
/** Requests under way at once. */
const AT_ONCE = 2;
/** Bytes kept, some 6,000 thumbnails of 96 by 64. */
const KEPT_BYTES = 36_000_000;
/** Wishes are gathered this long, in ms: a screen of components is mounted within it. */
const GATHER_MS = 12;

/**
 * @typedef {{width?: number, height?: number, context?: number, topHz?: number | null}} Look
 * @typedef {{id: number, listeners: Set<(data: Uint8Array | null) => void>}} Wish
 */

/** Oldest use first. @type {Map<string, Uint8Array>} */
const kept = new Map();
let keptBytes = 0;
/** By the look's query, then by the thumbnail's key. @type {Map<string, Map<string, Wish>>} */
const wishes = new Map();
let underWay = 0;
let timer = 0;

/** What the picture looks like, as a query. @param {Look} look */
function queryOf({ width = 96, height = 64, context = 0.5, topHz = null }) {
  return { width, height, context, top_hz: topHz };
}

/** A thumbnail that is here already. @param {number | string} id @param {Look} [look] @returns {Uint8Array | undefined} */
export function keptThumbnail(id, look = {}) {
  const key = `${JSON.stringify(queryOf(look))} ${id}`;
  const data = kept.get(key);
  if (data) {
    kept.delete(key);
    kept.set(key, data);
  }
  return data;
}

/**
 * Asks for a thumbnail; `onReady` gets height rows of width bytes, or null when it could not be had.
 * @param {number | string} id of the segment @param {Look} look @param {(data: Uint8Array | null) => void} onReady
 * @returns {() => void} takes the wish back
 */
export function wantThumbnail(id, look, onReady) {
  const known = keptThumbnail(id, look);
  if (known) {
    onReady(known);
    return () => undefined;
  }
  const query = JSON.stringify(queryOf(look));
  const ofLook = wishes.get(query) || new Map();
  wishes.set(query, ofLook);
  const wish = ofLook.get(String(id)) || { id: Number(id), listeners: new Set() };
  // A wish named again is the youngest.
  ofLook.delete(String(id));
  ofLook.set(String(id), wish);
  wish.listeners.add(onReady);
  if (!timer) timer = setTimeout(sendNext, GATHER_MS);
  return () => {
    wish.listeners.delete(onReady);
    if (!wish.listeners.size && ofLook.get(String(id)) === wish) ofLook.delete(String(id));
  };
}

/** Calls whose box was moved look different now. @param {(number | string)[]} ids */
export function forgetThumbnails(ids) {
  const gone = new Set(ids.map(String));
  for (const [key, data] of kept) {
    if (!gone.has(key.slice(key.lastIndexOf(" ") + 1))) continue;
    kept.delete(key);
    keptBytes -= data.length;
  }
}

function sendNext() {
  timer = 0;
  while (underWay < AT_ONCE) {
    const [query, ofLook] = [...wishes].find(([, some]) => some.size) || [];
    if (!query || !ofLook) return;
    const batch = [...ofLook.values()].slice(-A_REQUEST);
    for (const { id } of batch) ofLook.delete(String(id));
    underWay += 1;
    ask(query, batch).finally(() => {
      underWay -= 1;
      sendNext();
    });
  }
}

/** @param {string} query @param {Wish[]} batch */
async function ask(query, batch) {
  const look = JSON.parse(query);
  const size = look.width * look.height;
  let bytes = new Uint8Array();
  try {
    const response = await request("GET", "/segment-thumbnails", { query: { ids: batch.map(({ id }) => id).join(","), ...look }, headers: { Accept: "*/*" } });
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch {
    // Each place shows that its picture is missing.
  }
  batch.forEach(({ id, listeners }, at) => {
    const data = bytes.length >= (at + 1) * size ? bytes.slice(at * size, (at + 1) * size) : null;
    if (data) keep(`${query} ${id}`, data);
    for (const listener of listeners) listener(data);
  });
}

/** @param {string} key @param {Uint8Array} data */
function keep(key, data) {
  kept.set(key, data);
  keptBytes += data.length;
  for (const [oldest, { length }] of kept) {
    if (keptBytes <= KEPT_BYTES) return;
    kept.delete(oldest);
    keptBytes -= length;
  }
}

/** Whether there is nothing in it: the call is gone, or its file could not be read. @param {Uint8Array} data */
export const isBlank = (data) => data.every((byte) => byte === 0);

/**
 * Paints a thumbnail with a colour map, exposed to suit its own loudness.
 * @param {HTMLCanvasElement | OffscreenCanvas} canvas @param {Uint8Array} data @param {number} width @param {string} [colormap]
 */
export function paintThumbnail(canvas, data, width, colormap = DEFAULT_DISPLAY.colormap) {
  const height = data.length / width;
  canvas.width = width;
  canvas.height = height;
  const colours = new Uint32Array(levelTable({ ...DEFAULT_DISPLAY, ...exposureFor([data]), colormap }).buffer);
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = colours[data[i]];
  /** @type {any} */ (canvas.getContext("2d")).putImageData(image, 0, 0);
}
