// @ts-check
/** The pointer on the map: a drag pans, lassos or moves calls to a card; a click chooses; two fingers zoom. */

import { inside } from "./members.js";

/** A pointer nearer than this to a point means it, in pixels. */
const REACH = 12;
/** A drag shorter than this is a click. */
const CLICK_PX = 4;
/** Zoom per unit the wheel turned: pixels, or lines. */
const PER_PIXEL = 0.0022;
const PER_LINE = 0.05;

/**
 * Listens until the returned function is called.
 * @param {HTMLCanvasElement} node
 * @param {{view: import("./map_view.js").MapView, finder: any, members: import("./members.js").Members, latest: {current: any},
 *   hovered: {current: number}, lasso: {current: [number, number][]}, setHover: (hover: any) => void, repaint: () => void}} parts
 */
export function listenToPointer(node, { view, finder, members, latest, hovered, lasso, setHover, repaint }) {
  /** @type {{x: number, y: number, kind: "pan" | "lasso" | "move", hasMoved: boolean} | null} */
  let drag = null;
  /** @type {Element | null} */
  let target = null;
  /** @type {Map<number, {x: number, y: number}>} */
  const touches = new Map();
  const at = (event) => ({ x: event.offsetX, y: event.offsetY });
  const nearest = ({ x, y }) => {
    const [px, py] = view.toPlane(x, y);
    return finder.nearest(px, py, REACH / view.scale());
  };
  const showHover = (i, place) => {
    if (hovered.current === i) return;
    hovered.current = i;
    setHover(i < 0 ? null : { i, ...place });
    repaint();
  };
  const onDown = (event) => {
    touches.set(event.pointerId, at(event));
    node.setPointerCapture(event.pointerId);
    showHover(-1, at(event));
    drag = touches.size > 1 ? null : { ...at(event), kind: kindOf(event), hasMoved: false };
  };
  /** Dragging a chosen point takes all that are chosen along. */
  const kindOf = (event) => {
    const i = nearest(at(event));
    if (i >= 0 && latest.current.selection.has(i) && !event.shiftKey) return "move";
    return latest.current.isLasso || event.shiftKey ? "lasso" : "pan";
  };
  const aim = (event) => {
    const under = event && document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-cluster]");
    if (target === under) return;
    target?.removeAttribute("data-aimed");
    target = under || null;
    target?.setAttribute("data-aimed", "");
  };
  const onMove = (event) => {
    const here = at(event);
    if (touches.size > 1) return pinch(event.pointerId, here);
    if (!drag) return event.pointerType !== "touch" && showHover(nearest(here), here);
    if (!drag.hasMoved && Math.hypot(here.x - drag.x, here.y - drag.y) < CLICK_PX) return undefined;
    drag.hasMoved = true;
    if (drag.kind === "move") {
      node.classList.add("moving");
      aim(event);
      return undefined;
    }
    if (drag.kind === "lasso") {
      if (!lasso.current.length) lasso.current.push([drag.x, drag.y]);
      lasso.current.push([here.x, here.y]);
    } else {
      view.pan(here.x - drag.x, here.y - drag.y);
      Object.assign(drag, here);
    }
    return repaint();
  };
  const pinch = (pointerId, here) => {
    const [other] = [...touches].filter(([id]) => id !== pointerId).map(([, place]) => place);
    const before = touches.get(pointerId);
    if (!other || !before) return;
    const factor = Math.hypot(here.x - other.x, here.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
    view.zoom(factor, (here.x + other.x) / 2, (here.y + other.y) / 2);
    touches.set(pointerId, here);
    repaint();
  };
  const onUp = (event) => {
    touches.delete(event.pointerId);
    const ended = drag;
    drag = null;
    node.classList.remove("moving");
    const dropped = target;
    aim(null);
    if (!ended) return;
    const { selection, onSelection, onMove } = latest.current;
    const isMore = event.shiftKey || event.ctrlKey || event.metaKey;
    if (ended.kind === "move" && ended.hasMoved) {
      if (dropped) onMove(dropped.getAttribute("data-cluster") || "");
    } else if (ended.kind === "lasso" && ended.hasMoved) {
      const found = inside(members, lasso.current.map(([x, y]) => view.toPlane(x, y)));
      lasso.current = [];
      onSelection(new Set(isMore ? [...selection, ...found] : found));
    } else if (!ended.hasMoved) {
      const i = nearest(at(event));
      if (i >= 0) onSelection(isMore ? toggled(selection, i) : new Set([i]));
      else if (!isMore) onSelection(new Set());
    }
    repaint();
  };
  const onCancel = (event) => {
    touches.delete(event.pointerId);
    drag = null;
    aim(null);
    node.classList.remove("moving");
    lasso.current = [];
    repaint();
  };
  const onWheel = (event) => {
    event.preventDefault();
    showHover(-1, at(event));
    view.zoom(Math.exp(-event.deltaY * (event.deltaMode ? PER_LINE : PER_PIXEL)), event.offsetX, event.offsetY);
    repaint();
  };
  const onDouble = (event) => {
    const i = nearest(at(event));
    if (i >= 0) latest.current.onOpen(i);
  };
  const onLeave = (event) => showHover(-1, at(event));
  const handlers = { pointerdown: onDown, pointermove: onMove, pointerup: onUp, pointercancel: onCancel, pointerleave: onLeave, dblclick: onDouble };
  for (const [name, handler] of Object.entries(handlers)) node.addEventListener(name, handler);
  node.addEventListener("wheel", onWheel, { passive: false });
  return () => {
    for (const [name, handler] of Object.entries(handlers)) node.removeEventListener(name, handler);
    node.removeEventListener("wheel", onWheel);
  };
}

/** @param {Set<number>} set @param {number} i */
function toggled(set, i) {
  const next = new Set(set);
  if (!next.delete(i)) next.add(i);
  return next;
}
