// @ts-check
/** A map one can move: the ground, marks on it, mouse, fingers and keys. */

import { Button, IconButton } from "../components/button.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "../lib/html.js";
import { theme } from "../lib/store.js";
import { t } from "../lib/words.js";
import { drawGround } from "./ground.js";
import { clusterAt, clustersOf, drawMarks } from "./marks.js";
import { fitted, held, zoomed } from "./mercator.js";
import { outlines } from "./outline.js";
import { usePointers } from "./pointers.js";
import { createTiles } from "./tiles.js";

const STEP_PX = 80;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @typedef {import("./mercator.js").View} View
 * @typedef {import("./marks.js").Mark} Mark
 * @typedef {import("./marks.js").Cluster} Cluster
 */

/**
 * @param {{marks: Mark[], label: string, first?: View | null, background?: any, goTo?: View | null,
 *   isChosen?: (cluster: Cluster) => boolean, onPick: (cluster: Cluster | null) => void,
 *   onView?: (view: View, size: {width: number, height: number}) => void, children?: any}} props
 *   `first`: the view to begin with, else one that shows all marks; `goTo`: a view to go to when it changes
 */
export function MapCanvas({ marks, label, first, background, goTo, isChosen = () => false, onPick, onView, children }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const view = useRef(/** @type {View | null} */ (first || null));
  const drawn = useRef(/** @type {Cluster[]} */ ([]));
  const frame = useRef(0);
  const at = useRef(-1);
  const [told, setTold] = useState("");
  const [tiles, setTiles] = useState(/** @type {import("./tiles.js").Tiles | null} */ (null));
  const latest = useRef({ marks, isChosen, tiles, onView });
  latest.current = { marks, isChosen, tiles, onView };

  const sizeOf = () => {
    const box = /** @type {HTMLCanvasElement} */ (canvas.current).getBoundingClientRect();
    return { width: box.width, height: box.height };
  };
  const draw = () => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      if (!canvas.current || !view.current) return;
      drawn.current = paint(canvas.current, view.current, latest.current);
    });
  };
  const move = (/** @type {View} */ to) => {
    view.current = held(to, sizeOf());
    draw();
    latest.current.onView?.(view.current, sizeOf());
  };
  const showAll = () => move(fitted(latest.current.marks, sizeOf()));
  const zoom = (/** @type {number} */ factor, x = 0, y = 0) => view.current && move(zoomed(view.current, sizeOf(), factor, x, y));
  const pick = (/** @type {number} */ x, /** @type {number} */ y) => onPick(clusterAt(drawn.current, x, y));

  useLayoutEffect(() => {
    const node = /** @type {HTMLCanvasElement} */ (canvas.current);
    move(view.current || fitted(marks, sizeOf()));
    const sized = new ResizeObserver(() => view.current && move(view.current));
    sized.observe(node);
    return () => {
      sized.disconnect();
      cancelAnimationFrame(frame.current);
    };
  }, []);
  useEffect(() => setTiles(createTiles(background, draw)), [background?.tile_url]);
  useEffect(() => { if (goTo) move(goTo); }, [goTo]);
  useEffect(draw, [marks, isChosen, tiles, theme.value, outlines.value]);
  usePointers(canvas, { view, move, zoom, pick });

  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !view.current) return;
    const step = ARROWS[event.key];
    if (step) move({ ...view.current, x: view.current.x + (step[0] * STEP_PX) / view.current.scale, y: view.current.y + (step[1] * STEP_PX) / view.current.scale });
    else if (event.key === "+" || event.key === "=") zoom(1.5);
    else if (event.key === "-") zoom(1 / 1.5);
    else if (event.key === "0") showAll();
    else if (event.key === "j" || event.key === "k") walk(event.key === "j" ? 1 : -1);
    else if (event.key === "Enter" && drawn.current[at.current]) onPick(drawn.current[at.current]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const walk = (/** @type {number} */ step) => {
    const order = drawn.current;
    if (!order.length) return;
    at.current = (at.current + step + order.length) % order.length;
    const cluster = order[at.current];
    setTold(cluster.marks.length > 1 || cluster.n > 1 ? `${cluster.n}: ${cluster.marks[0].label}` : cluster.marks[0].label);
    onPick(cluster);
  };
  return html`<div class="map">
    <canvas ref=${canvas} tabindex="0" role="application" aria-label=${t`${label}. Arrows move it, plus and minus change its scale, 0 shows all, j and k go from mark to mark.`} onKeyDown=${onKeyDown}></canvas>
    <div class="map-tools">
      <${IconButton} icon="zoom-in" label="Closer" tone="" onClick=${() => zoom(1.6)} />
      <${IconButton} icon="zoom-out" label="Farther" tone="" onClick=${() => zoom(1 / 1.6)} />
      <${Button} small onClick=${showAll}>All<//>
    </div>
    ${tiles?.attribution && html`<p class="map-attribution">${tiles.attribution}</p>`}
    <p class="sr-only" role="status">${told}</p>
    ${children}
  </div>`;
}

/** @param {HTMLCanvasElement} canvas @param {View} view @param {{marks: Mark[], isChosen: (cluster: Cluster) => boolean, tiles: any}} what */
function paint(canvas, view, { marks, isChosen, tiles }) {
  const box = canvas.getBoundingClientRect();
  const ratio = devicePixelRatio || 1;
  const [width, height] = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  const css = getComputedStyle(canvas);
  /** @type {Map<string, string>} */
  const known = new Map();
  const colour = (/** @type {string} */ name) => {
    if (!known.has(name)) known.set(name, css.getPropertyValue(name).trim());
    return /** @type {string} */ (known.get(name));
  };
  pen.font = `12px ${css.fontFamily}`;
  const size = { width: box.width, height: box.height };
  drawGround({ pen, view, size, colour }, tiles);
  const clusters = clustersOf(marks, view, size);
  drawMarks({ pen, view, size, colour }, clusters, isChosen);
  return clusters;
}
