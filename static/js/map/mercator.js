// @ts-check
/** The projection of the map: the world as a square, x and y from 0 to 1, west to east and north to south. */

const RAD = Math.PI / 180;
/** Beyond it the square has no place. */
export const MOST_LATITUDE = 85.0511;
/** Width of the world in pixels at zoom 0. */
const WORLD_PX = 256;
/** A place alone is shown with the country around it, several not beyond what the outline has. */
const ALONE_ZOOM = 7;
const MOST_ZOOM = 10.9;
const EARTH_M = 40_075_017;

/** Where the middle of the map is, and how many pixels wide the world. @typedef {{x: number, y: number, scale: number}} View */
/** @typedef {{width: number, height: number}} Size */

/** @param {number} longitude */
export const xOf = (longitude) => (longitude + 180) / 360;

/** @param {number} latitude */
export function yOf(latitude) {
  const held = Math.max(-MOST_LATITUDE, Math.min(MOST_LATITUDE, latitude)) * RAD;
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + held / 2)) / (2 * Math.PI);
}

/** @param {number} x */
export const longitudeOf = (x) => x * 360 - 180;

/** @param {number} y */
export const latitudeOf = (y) => (2 * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - Math.PI / 2) / RAD;

/** @param {View} view */
export const zoomOf = ({ scale }) => Math.log2(scale / WORLD_PX);

/** @param {number} zoom */
export const scaleOf = (zoom) => WORLD_PX * 2 ** zoom;

/** Metres on the ground under one pixel at the middle of the map. @param {View} view */
export const metresPerPixel = (view) => (EARTH_M * Math.cos(latitudeOf(view.y) * RAD)) / view.scale;

/** @param {View} view @param {Size} size @param {number} longitude @param {number} latitude */
export const screenOf = (view, size, longitude, latitude) => ({
  x: nearest(xOf(longitude), view.x) * view.scale + size.width / 2,
  y: (yOf(latitude) - view.y) * view.scale + size.height / 2,
});

/** How far east of the middle something lies, the short way around the world. @param {number} x @param {number} middle */
export const nearest = (x, middle) => x - middle - Math.round(x - middle);

/**
 * West, south, east and north of what shows. Across the 180th meridian west or east lies beyond it, so that west
 * stays the smaller. @param {View} view @param {Size} size @param {number} [margin] a share of the size around it
 */
export function boundsOf(view, size, margin = 0) {
  const dx = (size.width / view.scale) * (0.5 + margin);
  const dy = (size.height / view.scale) * (0.5 + margin);
  const isWhole = dx >= 0.5;
  return {
    west: isWhole ? -180 : longitudeOf(view.x - dx),
    east: isWhole ? 180 : longitudeOf(view.x + dx),
    north: view.y - dy <= 0 ? 90 : latitudeOf(view.y - dy),
    south: view.y + dy >= 1 ? -90 : latitudeOf(view.y + dy),
  };
}

/**
 * The view that shows all places, with air around them; the whole world when there is none.
 * @param {{longitude: number, latitude: number}[]} places @param {Size} size @param {number} [closest] zoom; else one at which there are still coasts to see
 * @returns {View}
 */
export function fitted(places, size, closest) {
  if (!places.length) return { x: 0.5, y: 0.42, scale: Math.max(size.width, 1.2 * size.height, 320) };
  const ys = places.map(({ latitude }) => yOf(latitude));
  const [north, south] = [Math.min(...ys), Math.max(...ys)];
  const [west, east] = aroundAll(places.map(({ longitude }) => xOf(longitude)));
  const most = closest ?? (west === east && north === south ? ALONE_ZOOM : MOST_ZOOM);
  const scale = 0.72 * Math.min(size.width / Math.max(east - west, 1e-9), size.height / Math.max(south - north, 1e-9));
  return held({ x: (west + east) / 2, y: (north + south) / 2, scale: Math.min(scale, scaleOf(most)) }, size);
}

/** The shortest stretch around the world that holds all of these: it leaves out their widest gap. @param {number[]} xs @returns {[number, number]} */
function aroundAll(xs) {
  const sorted = [...xs].sort((a, b) => a - b);
  let [west, east] = [sorted[0], sorted[sorted.length - 1]];
  for (let i = 1; i < sorted.length; i += 1) {
    if (1 + sorted[i - 1] - sorted[i] < east - west) [west, east] = [sorted[i], 1 + sorted[i - 1]];
  }
  return [west, east];
}

/** A view that cannot leave the world nor come closer than is of use. It goes around: no place shows twice. @param {View} view @param {Size} size @returns {View} */
export function held(view, size) {
  const scale = Math.max(size.width, size.height * 0.6, 256, Math.min(scaleOf(18), view.scale));
  return { x: view.x - Math.floor(view.x), y: Math.max(0, Math.min(1, view.y)), scale };
}

/** The view around a point of the screen at another scale: what is under the pointer stays there. @param {View} view @param {Size} size @param {number} factor @param {number} [x] from the middle @param {number} [y] @returns {View} */
export function zoomed(view, size, factor, x = 0, y = 0) {
  const { scale } = held({ ...view, scale: view.scale * factor }, size);
  return held({ x: view.x + x / view.scale - x / scale, y: view.y + y / view.scale - y / scale, scale }, size);
}

/** For the address: latitude, longitude and zoom, as exactly as the screen shows them. @param {View} view */
export function textOf(view) {
  const zoom = zoomOf(view);
  const digits = Math.max(1, Math.ceil(zoom * 0.302) + 1);
  return `${latitudeOf(view.y).toFixed(digits)},${longitudeOf(view.x).toFixed(digits)},${zoom.toFixed(1)}`;
}

/** @param {string | undefined} text @returns {View | null} */
export function viewOf(text) {
  const [latitude, longitude, zoom] = (text || "").split(",").map(Number);
  if (![latitude, longitude, zoom].every(Number.isFinite) || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  return { x: xOf(longitude), y: yOf(latitude), scale: scaleOf(Math.max(0, Math.min(18, zoom))) };
}
