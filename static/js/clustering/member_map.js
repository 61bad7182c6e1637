// @ts-check
/** The map on the page: drag pans or lassos, the wheel zooms, a click chooses, hovering shows the call. */

import { loadStyle } from "../lib/assets.js";
import { html, useEffect, useMemo, useRef, useState } from "../lib/html.js";
import { preferences, theme as themeName } from "../lib/store.js";
import { Thumbnail } from "../components/thumbnail.js";
import { createFinder, inside, shortName } from "./members.js";
import { createMapPainter } from "./map_painter.js";
import { createMapView } from "./map_view.js";
import { readTheme } from "./palette.js";

loadStyle("/static/css/clustering.css");

/** A pointer nearer than this to a point means it, in pixels. */
const REACH = 12;
/** A drag shorter than this is a click. */
const CLICK_PX = 4;

/**
 * @param {{members: import("./members.js").Members, colourIndex: Int32Array, selection: Set<number>,
 *   centres: Map<number, [number, number]>, isLasso: boolean, onSelection: (next: Set<number>) => void, onOpen: (index: number) => void,
 *   onMove: (target: string) => void, controls: {current: any}, label: string}} props
 *   `onMove` is told the cluster card that chosen points were dropped on
 */
export function MemberMap(props) {
  const { members, controls } = props;
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const latest = useRef(props);
  latest.current = props;
  const view = useMemo(() => createMapView(members), [members]);
  const finder = useMemo(() => createFinder(members), [members]);
  const [hover, setHover] = useState(/** @type {{i: number, x: number, y: number} | null} */ (null));
  const hovered = useRef(-1);
  const lasso = useRef(/** @type {[number, number][]} */ ([]));
  const repaint = useRef(() => undefined);
  const shades = useMemo(readTheme, [themeName.value]);

  useEffect(() => {
    const node = /** @type {HTMLCanvasElement} */ (canvas.current);
    let request = 0;
    const painter = createMapPainter(node, () => repaint.current());
    const paint = () => {
      request = 0;
      const { colourIndex, selection, centres } = latest.current;
      painter.draw({ members, view, finder, theme: readThemeOnce(), colourIndex, selection, centres, hovered: hovered.current, lasso: lasso.current, colormap: preferences.value.colormap });
    };
    const readThemeOnce = () => shadesRef.current;
    repaint.current = () => {
      if (!request) request = requestAnimationFrame(paint);
    };
    const sizes = new ResizeObserver(() => {
      view.resize(node.clientWidth, node.clientHeight);
      repaint.current();
    });
    sizes.observe(node);
    const stopPointer = listen(node, { view, finder, members, latest, hovered, lasso, setHover, repaint: () => repaint.current() });
    return () => {
      sizes.disconnect();
      stopPointer();
      painter.close();
      cancelAnimationFrame(request);
      repaint.current = () => undefined;
    };
  }, [members, view, finder]);

  const shadesRef = useRef(shades);
  shadesRef.current = shades;
  const moved = (move) => {
    move();
    hovered.current = -1;
    setHover(null);
    repaint.current();
  };
  controls.current = {
    fit: () => moved(view.fit),
    zoom: (factor) => moved(() => view.zoom(factor)),
    show: (indices) => indices.length && moved(() => view.show(indices)),
  };
  useEffect(() => repaint.current());
  return html`<div class=${`member-map${props.isLasso ? " lassoing" : ""}`}>
    <canvas ref=${canvas} role="img" aria-label=${props.label}></canvas>
    ${hover && html`<${HoverCard} key=${members.ids[hover.i]} at=${hover} members=${members} size=${view.size()} />`}
  </div>`;
}

/** @param {{at: {i: number, x: number, y: number}, members: import("./members.js").Members, size: {width: number, height: number}}} props */
function HoverCard({ at, members, size }) {
  const isRight = at.x > size.width / 2;
  const isLow = at.y > size.height / 2;
  const place = {
    ...(isRight ? { right: `${size.width - at.x + 14}px` } : { left: `${at.x + 14}px` }),
    ...(isLow ? { bottom: `${size.height - at.y + 14}px` } : { top: `${at.y + 14}px` }),
  };
  const number = members.numbers[at.i];
  return html`<div class="map-hover" style=${place}>
    <${Thumbnail} segmentId=${members.ids[at.i]} width=${176} height=${110} label="The call under the pointer" />
    <span class="row spread"><span>${number < 0 ? "nowhere" : `cluster ${shortName(number)}`}</span>${members.labels[at.i] ? html`<strong class="clip">${members.labels[at.i]}</strong>` : html`<span class="faint">no label</span>`}</span>
  </div>`;
}

/** @param {HTMLCanvasElement} node @param {any} parts */
function listen(node, { view, finder, members, latest, hovered, lasso, setHover, repaint }) {
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
    view.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0022)), event.offsetX, event.offsetY);
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
