// @ts-check
/** A collection on a map of lines of latitude and longitude: no tiles from outside, so it works without a network. */

import { Button, IconButton } from "../components/button.js";
import { Empty, Loaded } from "../components/states.js";
import { plural } from "../lib/format.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { navigate, place } from "../lib/router.js";
import { theme } from "../lib/store.js";
import { t } from "../lib/words.js";
import { dayOf } from "./kinds.js";

const RAD = Math.PI / 180;
/** Mercator, 0 to 1 from west to east and north to south. @param {number} longitude */
const xOf = (longitude) => (longitude + 180) / 360;
/** @param {number} latitude */
const yOf = (latitude) => 0.5 - Math.log(Math.tan(Math.PI / 4 + (Math.max(-85, Math.min(85, latitude)) * RAD) / 2)) / (2 * Math.PI);
/** @param {number} y */
const latitudeOf = (y) => (2 * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - Math.PI / 2) / RAD;

const STEPS = [30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];

/** @param {{ownerId?: string}} props */
export function MapView({ ownerId }) {
  const { query } = place.value;
  const data = useGet("/dex/map", { owner_id: ownerId, family: query.family, species_id: query.species_id });
  return html`<${Loaded} of=${data} what="The map could not be loaded">${(shown) => (shown.results.length
    ? html`<${Chart} points=${shown.results} without=${shown.n_without_place} />`
    : html`<${Empty} icon="map-pin" title="No places yet">Entries with coordinates stand here.<//>`)}<//>`;
}

/** The view that shows all points. @param {any[]} points @param {number} width @param {number} height */
function fitted(points, width, height) {
  const xs = points.map((point) => xOf(point.longitude));
  const ys = points.map((point) => yOf(point.latitude));
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min(width / Math.max(east - west, 2e-4), height / Math.max(south - north, 2e-4)) * 0.8;
  return { x: (west + east) / 2, y: (north + south) / 2, scale };
}

/** Points with a place, name, day and entry. @param {{points: any[], without: number}} props */
export function Chart({ points, without }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const view = useRef({ x: 0.5, y: 0.5, scale: 500 });
  const drawn = useRef(/** @type {any[]} */ ([]));
  const [picked, setPicked] = useState(/** @type {any} */ (null));
  const draw = () => canvas.current && (drawn.current = paint(canvas.current, points, view.current));
  const zoom = (factor, x = 0, y = 0) => {
    const before = view.current.scale;
    const scale = Math.max(200, Math.min(5e7, before * factor));
    view.current.x += x / before - x / scale;
    view.current.y += y / before - y / scale;
    view.current.scale = scale;
    draw();
  };
  const fit = () => {
    const box = canvas.current?.getBoundingClientRect();
    if (box) view.current = fitted(points, box.width, box.height);
    draw();
  };
  useEffect(() => {
    const node = canvas.current;
    if (!node) return undefined;
    const sized = new ResizeObserver(() => draw());
    sized.observe(node);
    fit();
    const wheel = (event) => {
      event.preventDefault();
      const box = node.getBoundingClientRect();
      zoom(Math.exp(-event.deltaY * 0.0015), event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2);
    };
    node.addEventListener("wheel", wheel, { passive: false });
    return () => {
      sized.disconnect();
      node.removeEventListener("wheel", wheel);
    };
  }, [points]);
  useEffect(() => { draw(); }, [theme.value]);
  const drag = usePan(view, draw, (x, y) => setPicked(nearest(drawn.current, x, y)));
  const keys = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const onKeyDown = (event) => {
    const step = keys[event.key];
    if (step) { view.current.x += (step[0] * 60) / view.current.scale; view.current.y += (step[1] * 60) / view.current.scale; draw(); event.preventDefault(); }
    if (event.key === "+" || event.key === "=") zoom(1.5);
    if (event.key === "-") zoom(1 / 1.5);
  };
  return html`<div class="dex-map">
    <canvas ref=${canvas} tabindex="0" role="application" aria-label=${t`Map of ${plural(points.length, "entry", "entries")}; arrows move it, plus and minus change its scale`} onKeyDown=${onKeyDown} ...${drag}></canvas>
    <div class="map-tools"><${IconButton} icon="zoom-in" label="Closer" tone="" onClick=${() => zoom(1.6)} /><${IconButton} icon="zoom-out" label="Farther" tone="" onClick=${() => zoom(1 / 1.6)} /><${Button} small onClick=${fit}>All<//></div>
    ${picked && html`<div class="map-card" role="status">
      <strong>${picked.points.length > 1 ? plural(picked.points.length, "entry", "entries") : picked.points[0].name}</strong>
      <ul>${picked.points.slice(0, 6).map((point) => html`<li key=${point.id}><a href=${`/collection/${point.id}`} onClick=${(event) => { event.preventDefault(); navigate(`/collection/${point.id}`); }}>${point.name}</a> <span class="faint">${dayOf(point.observed_at)}${point.is_obscured ? t(", shown roughly") : ""}</span></li>`)}</ul>
    </div>`}
    ${without > 0 && html`<p class="soft small-text">${plural(without, "entry has", "entries have")} no place.</p>`}
  </div>`;
}

/** Dragging with mouse or finger, and clicks. @param {any} view @param {() => void} draw @param {(x: number, y: number) => void} onPick */
function usePan(view, draw, onPick) {
  const from = useRef(/** @type {any} */ (null));
  return {
    onPointerDown: (event) => { from.current = { x: event.clientX, y: event.clientY, moved: false }; event.currentTarget.setPointerCapture(event.pointerId); },
    onPointerMove: (event) => {
      const start = from.current;
      if (!start) return;
      const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
      if (Math.abs(dx) + Math.abs(dy) > 3) start.moved = true;
      view.current.x -= dx / view.current.scale;
      view.current.y -= dy / view.current.scale;
      Object.assign(start, { x: event.clientX, y: event.clientY });
      draw();
    },
    onPointerUp: (event) => {
      const box = event.currentTarget.getBoundingClientRect();
      if (from.current && !from.current.moved) onPick(event.clientX - box.left, event.clientY - box.top);
      from.current = null;
    },
  };
}

/** @param {any[]} drawn @param {number} x @param {number} y */
function nearest(drawn, x, y) {
  const found = drawn.map((one) => ({ one, far: Math.hypot(one.x - x, one.y - y) - one.radius })).sort((a, b) => a.far - b.far)[0];
  return found && found.far < 14 ? found.one : null;
}

/** Lines, then points; those that would cover each other stand as one. @param {HTMLCanvasElement} canvas @param {any[]} points @param {{x: number, y: number, scale: number}} view */
function paint(canvas, points, view) {
  const box = canvas.getBoundingClientRect();
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(box.width * ratio);
  canvas.height = Math.round(box.height * ratio);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.scale(ratio, ratio);
  const css = getComputedStyle(canvas);
  const colour = (name) => css.getPropertyValue(name).trim();
  pen.font = `11px ${css.fontFamily}`;
  grid(pen, view, box, colour);
  const clusters = new Map();
  for (const point of points) {
    const x = (xOf(point.longitude) - view.x) * view.scale + box.width / 2;
    const y = (yOf(point.latitude) - view.y) * view.scale + box.height / 2;
    if (x < -30 || y < -30 || x > box.width + 30 || y > box.height + 30) continue;
    const key = `${Math.round(x / 22)},${Math.round(y / 22)}`;
    const one = clusters.get(key);
    if (one) one.points.push(point);
    else clusters.set(key, { x, y, points: [point] });
  }
  return [...clusters.values()].map((one) => {
    const radius = 5 + 3 * Math.log2(one.points.length);
    pen.beginPath();
    pen.arc(one.x, one.y, radius, 0, 2 * Math.PI);
    pen.fillStyle = colour("--moss");
    pen.globalAlpha = one.points.every((point) => point.is_obscured) ? 0.45 : 0.9;
    pen.fill();
    pen.globalAlpha = 1;
    pen.lineWidth = 1.5;
    pen.strokeStyle = colour("--raised");
    pen.stroke();
    if (one.points.length > 1) {
      pen.fillStyle = colour("--on-accent");
      pen.textAlign = "center";
      pen.fillText(String(one.points.length), one.x, one.y + 4);
    }
    return { ...one, radius };
  });
}

/** @param {CanvasRenderingContext2D} pen @param {any} view @param {DOMRect} box @param {(name: string) => string} colour */
function grid(pen, view, box, colour) {
  const step = STEPS.find((degrees) => (degrees / 360) * view.scale < 160) || STEPS[STEPS.length - 1];
  const digits = step < 1 ? Math.ceil(-Math.log10(step)) : 0;
  pen.strokeStyle = colour("--line");
  pen.fillStyle = colour("--ink-faint");
  pen.lineWidth = 1;
  const left = (view.x - box.width / 2 / view.scale) * 360 - 180;
  const right = (view.x + box.width / 2 / view.scale) * 360 - 180;
  for (let degrees = Math.ceil(left / step) * step; degrees <= right; degrees += step) {
    const x = Math.round((xOf(degrees) - view.x) * view.scale + box.width / 2) + 0.5;
    line(pen, x, 0, x, box.height);
    pen.fillText(`${Math.abs(degrees).toFixed(digits)}° ${degrees < 0 ? "W" : "E"}`, x + 4, box.height - 6);
  }
  const top = latitudeOf(view.y - box.height / 2 / view.scale);
  const bottom = latitudeOf(view.y + box.height / 2 / view.scale);
  for (let degrees = Math.ceil(bottom / step) * step; degrees <= top; degrees += step) {
    const y = Math.round((yOf(degrees) - view.y) * view.scale + box.height / 2) + 0.5;
    line(pen, 0, y, box.width, y);
    pen.fillText(`${Math.abs(degrees).toFixed(digits)}° ${degrees < 0 ? "S" : "N"}`, 6, y - 4);
  }
}

/** @param {CanvasRenderingContext2D} pen @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
function line(pen, x0, y0, x1, y1) {
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
  pen.stroke();
}
