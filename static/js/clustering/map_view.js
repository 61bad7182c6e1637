// @ts-check
/** What part of the plane the map shows: pan, zoom, and between pixels and the plane. */

/** How near one may come, as a multiple of the whole. */
const MOST_ZOOM = 400;
/** Room around the whole, in pixels. */
const MARGIN = 28;

/**
 * @param {import("./members.js").Members} members
 */
export function createMapView(members) {
  const whole = boundsOf(members);
  let size = { width: 1, height: 1 };
  /** Centre in the plane, and pixels per unit. */
  let centre = { x: whole.x, y: whole.y };
  let scale = 1;
  let isWhole = true;

  const fitScale = () => Math.max(1e-6, Math.min((size.width - 2 * MARGIN) / whole.width, (size.height - 2 * MARGIN) / whole.height));

  /** A canvas that is not laid out yet shows nothing, and will show the whole. */
  const isLaidOut = () => size.width > 2 * MARGIN && size.height > 2 * MARGIN;

  function fit() {
    centre = { x: whole.x, y: whole.y };
    scale = fitScale();
    isWhole = true;
  }

  return {
    fit,
    /** @param {number} width @param {number} height */
    resize(width, height) {
      size = { width, height };
      if (isWhole) fit();
    },
    /** The canvas's y grows downwards, the plane's upwards. @param {number} x @param {number} y @returns {[number, number]} */
    toPixels: (x, y) => [size.width / 2 + (x - centre.x) * scale, size.height / 2 - (y - centre.y) * scale],
    /** @param {number} px @param {number} py @returns {[number, number]} */
    toPlane: (px, py) => [centre.x + (px - size.width / 2) / scale, centre.y - (py - size.height / 2) / scale],
    /** @param {number} factor @param {number} px @param {number} py what stays where it is */
    zoom(factor, px = size.width / 2, py = size.height / 2) {
      if (!isLaidOut()) return;
      const least = fitScale();
      const next = Math.min(least * MOST_ZOOM, Math.max(least * 0.6, scale * factor));
      const [x, y] = [centre.x + (px - size.width / 2) / scale, centre.y - (py - size.height / 2) / scale];
      centre = { x: x - (px - size.width / 2) / next, y: y + (py - size.height / 2) / next };
      scale = next;
      isWhole = false;
    },
    /** @param {number} dx @param {number} dy in pixels */
    pan(dx, dy) {
      centre = { x: centre.x - dx / scale, y: centre.y + dy / scale };
      isWhole = false;
    },
    /** Shows these members. @param {number[]} indices */
    show(indices) {
      if (!isLaidOut()) return;
      const box = boundsOf(members, indices);
      centre = { x: box.x, y: box.y };
      const wanted = Math.min((size.width - 4 * MARGIN) / box.width, (size.height - 4 * MARGIN) / box.height);
      scale = Math.min(fitScale() * MOST_ZOOM, Math.max(fitScale(), wanted));
      isWhole = false;
    },
    size: () => size,
    scale: () => scale,
    /** How near it is, 1 for the whole. */
    nearness: () => scale / fitScale(),
  };
}

/** @typedef {ReturnType<typeof createMapView>} MapView */

/** Middle and extent. @param {import("./members.js").Members} members @param {number[]} [indices] */
function boundsOf(members, indices) {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  const take = (i) => {
    left = Math.min(left, members.x[i]);
    right = Math.max(right, members.x[i]);
    low = Math.min(low, members.y[i]);
    high = Math.max(high, members.y[i]);
  };
  if (indices) indices.forEach(take);
  else for (let i = 0; i < members.n; i += 1) take(i);
  if (left > right) [left, right, low, high] = [-1, 1, -1, 1];
  return { x: (left + right) / 2, y: (low + high) / 2, width: Math.max(1e-6, right - left), height: Math.max(1e-6, high - low) };
}
