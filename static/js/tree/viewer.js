// @ts-check
/** The tree on a canvas: pan, zoom, pinch, keys, flying to a node. */

import { IconButton } from "../components/button.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { theme } from "../lib/store.js";
import { t } from "../lib/words.js";
import { branchInTheMiddle, paintTree, paletteOf } from "./painter.js";
import { tileStore } from "./tiles.js";

const FLIGHT_MS = 450;

/** @param {any} tree @param {"radial" | "tidy"} layout @param {number} width @returns {import("./painter.js").Shape} */
function shapeOf(tree, layout, width) {
  const depth = tree.ranks.length - 1;
  const margin = width < 600 ? 16 : 44;
  const room = Math.max(120, width - margin - (width < 600 ? 118 : 210));
  return { kind: layout, radius: tree.radius, low: tree.tidy.left, depth, column: room / depth, margin, total: Math.max(1, tree.n_species) };
}

/**
 * @param {{tree: any, scope: Record<string, any>, layout: "radial" | "tidy", chosen: any, onChoose: (node: any, nodes: Map<number, any>) => void, flight: any, onOther: () => void}} props
 *   flight: `{x, y, zoom, node}` to fly to
 */
export function TreeViewer({ tree, scope, layout, chosen, onChoose, flight, onOther }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const state = useRef(/** @type {any} */ (null));
  const [where, setWhere] = useState("");
  const latest = useRef({ chosen, onChoose });
  latest.current = { chosen, onChoose };
  useEffect(() => {
    const node = canvas.current;
    if (!node) return undefined;
    const bench = makeBench(node, tree, layout, scope, latest, onOther, setWhere);
    state.current = bench;
    return bench.stop;
  }, [tree.state, layout, JSON.stringify(scope)]);
  useEffect(() => { state.current?.draw(); }, [theme.value, chosen?.id]);
  useEffect(() => { if (flight) state.current?.fly(flight); }, [flight]);
  const act = (name, ...values) => () => state.current?.[name](...values);
  return html`<div class="tree-viewer">
    <canvas ref=${canvas} tabindex="0" role="application" aria-label=${t`Tree of life, ${tree.n_species} species; arrows move it, plus and minus change its scale, 0 shows all. Names can be found with the search.`}></canvas>
    ${where && html`<p class="tree-where" aria-hidden="true">${where}</p>`}
    <div class="map-tools"><${IconButton} icon="zoom-in" label="Closer" tone="" keys="+" onClick=${act("zoom", 1.6)} /><${IconButton} icon="zoom-out" label="Farther" tone="" keys="-" onClick=${act("zoom", 1 / 1.6)} /><${IconButton} icon="circle-dot" label="Show all" tone="" keys="0" onClick=${act("fit")} /></div>
  </div>`;
}

/** @param {HTMLCanvasElement} canvas @param {any} tree @param {"radial" | "tidy"} layout @param {Record<string, any>} scope @param {any} latest @param {() => void} onOther @param {(where: string) => void} tell */
function makeBench(canvas, tree, layout, scope, latest, onOther, tell) {
  const view = { x: 0, y: 0, scale: 1, width: 1, height: 1 };
  let shape = shapeOf(tree, layout, 800);
  /** @type {Map<number, any>} */
  let nodes = new Map();
  /** @type {any[]} */
  let hits = [];
  let asked = 0;
  let flight = 0;
  const store = tileStore({ ...scope, layout }, draw, onOther);

  function draw() {
    if (!asked) asked = requestAnimationFrame(() => { asked = 0; paint(); });
  }

  function paint() {
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const ratio = devicePixelRatio || 1;
    if (canvas.width !== Math.round(view.width * ratio) || canvas.height !== Math.round(view.height * ratio)) {
      canvas.width = Math.round(view.width * ratio);
      canvas.height = Math.round(view.height * ratio);
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const zoom = Math.max(tree.min_zoom, Math.min(6, Math.floor(Math.log2(view.scale) + 0.2)));
    nodes = store.nodes(zoom, windowBox(), tree.tile_px, tree.min_zoom);
    hits = paintTree(pen, view, shape, nodes, paletteOf(canvas), latest.current.chosen?.id ?? null);
    tell(wayTo(branchInTheMiddle(view, shape, nodes), nodes));
  }

  function windowBox() {
    const half = { x: view.width / 2 / view.scale, y: view.height / 2 / view.scale };
    const bounds = tree[layout];
    const box = layout === "tidy"
      ? { left: view.y - half.y, right: view.y + half.y, top: 0, bottom: 0.5 }
      : { left: view.x - half.x, right: view.x + half.x, top: view.y - half.y, bottom: view.y + half.y };
    return { left: Math.max(box.left, bounds.left), right: Math.min(box.right, bounds.right), top: Math.max(box.top, bounds.top), bottom: Math.min(box.bottom, bounds.bottom) };
  }

  function fitScale() {
    if (layout === "tidy") return (view.height * 0.94) / (tree.tidy.right - tree.tidy.left);
    return (Math.min(view.width, view.height) / 2 / tree.radius) * (tree.n_species > 400 ? 0.94 : 0.66);
  }

  function fit() {
    cancelAnimationFrame(flight);
    view.x = 0;
    view.y = layout === "tidy" ? (tree.tidy.left + tree.tidy.right) / 2 : 0;
    view.scale = Math.min(fitScale(), layout === "tidy" ? 26 : 2 ** 7);
    draw();
  }

  const most = () => Math.max(2 ** 6.5, fitScale());
  function zoomAt(factor, sx = view.width / 2, sy = view.height / 2) {
    const before = view.scale;
    view.scale = Math.max(fitScale() * 0.5, Math.min(most(), before * factor));
    const shift = 1 / before - 1 / view.scale;
    if (layout === "radial") view.x += (sx - view.width / 2) * shift;
    view.y += (sy - view.height / 2) * shift;
    draw();
  }

  function pan(dx, dy) {
    if (layout === "radial") view.x -= dx / view.scale;
    view.y -= dy / view.scale;
    draw();
  }

  function fly(to) {
    const from = { ...view };
    const target = { x: layout === "radial" ? to.x : 0, y: layout === "radial" ? to.y : to.x, scale: Math.min(most(), Math.max(fitScale(), 2 ** to.zoom)) };
    const begun = performance.now();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    cancelAnimationFrame(flight);
    const step = (now) => {
      const t = still ? 1 : Math.min(1, (now - begun) / FLIGHT_MS);
      const ease = t * t * (3 - 2 * t);
      view.scale = from.scale * (target.scale / from.scale) ** ease;
      view.x = from.x + (target.x - from.x) * ease;
      view.y = from.y + (target.y - from.y) * ease;
      draw();
      if (t < 1) flight = requestAnimationFrame(step);
    };
    flight = requestAnimationFrame(step);
  }

  function choose(x, y) {
    const found = hits.map((hit) => ({ hit, far: Math.hypot(hit.x - x, hit.y - y) })).sort((a, b) => a.far - b.far)[0];
    latest.current.onChoose(found && found.far < 24 ? found.hit.node : null, nodes);
  }

  const listeners = listen(canvas, { zoomAt, pan, choose, fit });
  const sized = new ResizeObserver(([entry]) => {
    const isFirst = view.width === 1;
    view.width = entry.contentRect.width;
    view.height = entry.contentRect.height;
    shape = shapeOf(tree, layout, view.width);
    if (isFirst) fit();
    else draw();
  });
  sized.observe(canvas);
  return { draw, fit, fly, zoom: (factor) => zoomAt(factor), stop: () => { listeners(); sized.disconnect(); store.stop(); cancelAnimationFrame(asked); cancelAnimationFrame(flight); } };
}

/** Names from the kingdom down to a node. @param {any} node @param {Map<number, any>} nodes */
function wayTo(node, nodes) {
  const names = [];
  for (let at = node; at && at.depth > 0; at = nodes.get(at.parent)) if (at.name) names.unshift(at.name);
  return names.join(" › ");
}

/** Mouse, fingers and keys. @param {HTMLCanvasElement} canvas @param {any} act @returns {() => void} */
function listen(canvas, { zoomAt, pan, choose, fit }) {
  /** @type {Map<number, {x: number, y: number}>} */
  const fingers = new Map();
  let moved = 0;
  const at = (event) => { const box = canvas.getBoundingClientRect(); return { x: event.clientX - box.left, y: event.clientY - box.top }; };
  const table = {
    wheel: (event) => { event.preventDefault(); const { x, y } = at(event); if (event.shiftKey) pan(-event.deltaY, 0); else zoomAt(Math.exp(-event.deltaY * 0.0016), x, y); },
    pointerdown: (event) => { canvas.setPointerCapture(event.pointerId); fingers.set(event.pointerId, at(event)); moved = 0; },
    pointermove: (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const now = at(event);
      moved += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      if (other) zoomAt(Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y)), other.x, other.y);
      else pan(now.x - before.x, now.y - before.y);
      fingers.set(event.pointerId, now);
    },
    pointerup: (event) => { fingers.delete(event.pointerId); if (moved < 5) { const { x, y } = at(event); choose(x, y); } },
    pointercancel: (event) => fingers.delete(event.pointerId),
    dblclick: (event) => { const { x, y } = at(event); zoomAt(2, x, y); },
    keydown: (event) => {
      const steps = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
      if (steps[event.key]) pan(...steps[event.key]);
      else if (event.key === "+" || event.key === "=") zoomAt(1.5);
      else if (event.key === "-") zoomAt(1 / 1.5);
      else if (event.key === "0") fit();
      else return;
      event.preventDefault();
    },
  };
  Object.entries(table).forEach(([name, run]) => canvas.addEventListener(name, run, { passive: false }));
  return () => Object.entries(table).forEach(([name, run]) => canvas.removeEventListener(name, run));
}
