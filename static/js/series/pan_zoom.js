// @ts-check
/** Moving about in a chart: wheel zooms at the pointer, dragging pans, two fingers pinch, keys do the same. */

const ZOOM_A_NOTCH = 1.2;
const SHORTEST_MS = 1000;

/**
 * @param {HTMLElement} surface what is pointed at @param {HTMLElement} focus what has the keyboard
 * @param {{view: () => import("./types.js").View, extent: () => import("./types.js").View, move: (view: import("./types.js").View) => void}} at
 */
export function panZoom(surface, focus, at) {
  /** @type {Map<number, number>} */
  const fingers = new Map();
  const share = (x) => {
    const box = surface.getBoundingClientRect();
    return Math.max(0, Math.min(1, (x - box.left) / box.width));
  };
  const go = (from, to) => at.move(within(from, to, at.extent()));
  const zoom = (factor, where) => {
    const [from, to] = at.view();
    const pivot = from + (to - from) * where;
    go(pivot - (pivot - from) * factor, pivot + (to - pivot) * factor);
  };
  const pan = (part) => {
    const [from, to] = at.view();
    go(from + (to - from) * part, to + (to - from) * part);
  };

  const onWheel = (event) => {
    event.preventDefault();
    const notches = event.deltaY / (event.deltaMode === 0 ? 100 : 3);
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return pan(((event.deltaX || event.deltaY) / surface.clientWidth) * 1.2);
    return zoom(ZOOM_A_NOTCH ** Math.max(-4, Math.min(4, notches)), share(event.clientX));
  };
  const onDown = (event) => {
    if (event.button) return;
    fingers.set(event.pointerId, event.clientX);
    surface.setPointerCapture(event.pointerId);
  };
  const onMove = (event) => {
    const before = fingers.get(event.pointerId);
    if (before === undefined) return;
    const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, x]) => x);
    fingers.set(event.pointerId, event.clientX);
    if (!others.length) return pan((before - event.clientX) / surface.clientWidth);
    const [other] = others;
    const wide = Math.max(20, Math.abs(event.clientX - other));
    return zoom(Math.max(20, Math.abs(before - other)) / wide, share((event.clientX + other) / 2));
  };
  const onUp = (event) => fingers.delete(event.pointerId);
  const onDouble = () => at.move(at.extent());
  const onKey = (event) => {
    const keys = { ArrowLeft: () => pan(-0.2), ArrowRight: () => pan(0.2), "+": () => zoom(1 / 1.5, 0.5), "=": () => zoom(1 / 1.5, 0.5), "-": () => zoom(1.5, 0.5), "0": onDouble, Home: () => pan(-1e6), End: () => pan(1e6) };
    const run = keys[event.key];
    if (!run || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    run();
  };
  /** @type {[HTMLElement, string, any, any?][]} */
  const table = [
    [surface, "wheel", onWheel, { passive: false }], [surface, "pointerdown", onDown], [surface, "pointermove", onMove],
    [surface, "pointerup", onUp], [surface, "pointercancel", onUp], [surface, "dblclick", onDouble], [focus, "keydown", onKey],
  ];
  for (const [node, name, run, options] of table) node.addEventListener(name, run, options);
  surface.style.touchAction = "pan-y";
  return () => {
    for (const [node, name, run] of table) node.removeEventListener(name, run);
  };
}

/** Keeps a view inside the data, and not shorter than can be told apart. @param {number} from @param {number} to @param {import("./types.js").View} extent @returns {import("./types.js").View} */
export function within(from, to, extent) {
  const whole = Math.max(extent[1] - extent[0], SHORTEST_MS);
  const span = Math.min(whole, Math.max(SHORTEST_MS, to - from));
  const middle = (from + to) / 2;
  const start = Math.max(extent[0], Math.min(extent[0] + whole - span, middle - span / 2));
  return [start, start + span];
}
