// @ts-check
/** Coasts and borders of the world, from files the station has itself: coarse for the whole, finer for a part. */

import { signal } from "../lib/html.js";
import { language, locale } from "../lib/words.js";
import { xOf, yOf } from "./mercator.js";

/**
 * A line or ring as x, y, x, y … of the square world, with the box around it.
 * @typedef {{points: Float64Array, west: number, east: number, north: number, south: number}} Line
 * @typedef {{land: Line[], coasts: Line[], borders: Line[], names: {name: string, x: number, y: number, width: number}[]}} Outline
 */

const FILES = { coarse: "/static/vendor/world-atlas/countries-110m.json", fine: "/static/vendor/world-atlas/countries-50m.json" };
/** The southern and eastern edge of the square world, but for rounding. */
const EDGE = 1 - 1e-6;

/** Its ring runs around the pole and has no middle. */
const POLAR = "Antarctica";
/** Arcs decoded in one go. */
const ARCS_AT_ONCE = 400;
/** From this zoom on the finer outline is fetched. */
const FINE_FROM = 3.5;

/** What has been read so far; a map draws itself again when more comes. @type {import("@preact/signals").Signal<{coarse?: Outline, fine?: Outline}>} */
export const outlines = signal({});
const asked = new Set();

/** The best outline there is for a zoom; asks for a better one. @param {number} zoom @returns {Outline | undefined} */
export function outlineFor(zoom) {
  const wanted = zoom >= FINE_FROM ? "fine" : "coarse";
  ask("coarse");
  ask(wanted);
  return outlines.value[wanted] || outlines.value.coarse;
}

/** @param {"coarse" | "fine"} kind */
async function ask(kind) {
  if (asked.has(kind)) return;
  asked.add(kind);
  try {
    const answer = await fetch(FILES[kind]);
    if (answer.ok) outlines.value = { ...outlines.value, [kind]: await read(await answer.json()) };
  } catch {
    // Without a network and a copy there are still the lines of latitude and longitude; the next map asks again.
    asked.delete(kind);
  }
}

/** Lets the page go on between the parts of longer work. */
const breathe = () => new Promise((resolve) => setTimeout(resolve));

/** @param {any} topology @returns {Promise<Outline>} */
async function read(topology) {
  /** @type {Float64Array[]} */
  const arcs = [];
  for (const arc of topology.arcs) {
    arcs.push(decoded(arc, topology.transform));
    if (arcs.length % ARCS_AT_ONCE === 0) await breathe();
  }
  const { land, countries } = topology.objects;
  const users = new Map();
  for (const country of countries.geometries) for (const arc of ringsOf(country).flat()) users.set(plain(arc), (users.get(plain(arc)) || 0) + 1);
  const rings = ringsOf(land.type === "GeometryCollection" ? land.geometries[0] : land);
  const coastal = new Set(rings.flat().map(plain));
  await breathe();
  const surfaces = rings.map((ring) => boxed(unbroken(joined(ring, arcs))));
  await breathe();
  const coasts = [...coastal].flatMap((arc) => withoutEdge(arcs[arc])).map(boxed);
  const borders = [...users].filter(([arc, n]) => n > 1 && !coastal.has(arc)).map(([arc]) => boxed(arcs[arc]));
  await breathe();
  const names = countries.geometries.filter(({ properties }) => properties?.name && properties.name !== POLAR).map((country) => named(country, arcs));
  return { land: surfaces, coasts, borders, names };
}

/** An arc that runs backwards is named by its complement. @param {number} arc */
const plain = (arc) => (arc < 0 ? ~arc : arc);

/** @param {any} geometry @returns {number[][]} */
function ringsOf(geometry) {
  if (geometry.type === "Polygon") return geometry.arcs;
  return geometry.type === "MultiPolygon" ? geometry.arcs.flat() : [];
}

/** Steps from point to point, as longitudes and latitudes, as x and y. @param {number[][]} arc @param {{scale: number[], translate: number[]}} transform */
function decoded(arc, transform) {
  const points = new Float64Array(arc.length * 2);
  let [column, row] = [0, 0];
  arc.forEach(([dx, dy], i) => {
    column += dx;
    row += dy;
    points[2 * i] = xOf(column * transform.scale[0] + transform.translate[0]);
    points[2 * i + 1] = yOf(row * transform.scale[1] + transform.translate[1]);
  });
  return points;
}

/** @param {number[]} ring @param {Float64Array[]} arcs */
function joined(ring, arcs) {
  const parts = ring.map((arc) => (arc < 0 ? reversed(arcs[~arc]) : arcs[arc]));
  const points = new Float64Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    points.set(part, at);
    at += part.length;
  }
  return points;
}

/** @param {Float64Array} points */
function reversed(points) {
  const turned = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 2) {
    turned[i] = points[points.length - 2 - i];
    turned[i + 1] = points[points.length - 1 - i];
  }
  return turned;
}

/** Whether a line leaves the map at one side and comes back at the other between two points; along the pole it does not. @param {Float64Array} points @param {number} i number of the second */
const isLeap = (points, i) => Math.abs(points[2 * i] - points[2 * i - 2]) > 0.5 && points[2 * i + 1] < EDGE && points[2 * i - 1] < EDGE;

/** A ring across the 180th meridian as one, which then reaches beyond a side of the map. @param {Float64Array} points */
function unbroken(points) {
  const whole = Float64Array.from(points);
  let turns = 0;
  for (let i = 1; i < points.length / 2; i += 1) {
    if (isLeap(points, i)) turns -= Math.sign(points[2 * i] - points[2 * i - 2]);
    whole[2 * i] += turns;
  }
  return whole;
}

/** A coast without the stretches along the edge of the map, which are no shore. @param {Float64Array} points */
function withoutEdge(points) {
  const isEdge = (/** @type {number} */ i) => points[2 * i] < 1 - EDGE || points[2 * i] > EDGE || points[2 * i + 1] > EDGE;
  const lines = [];
  let start = 0;
  for (let i = 1; i < points.length / 2; i += 1) {
    if (!isLeap(points, i) && !(isEdge(i - 1) && isEdge(i))) continue;
    if (i - start > 1) lines.push(points.subarray(2 * start, 2 * i));
    start = i;
  }
  if (points.length / 2 - start > 1) lines.push(points.subarray(2 * start));
  return lines;
}

/** @param {Float64Array} points @returns {Line} */
function boxed(points) {
  let [west, east, north, south] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    west = Math.min(west, points[i]);
    east = Math.max(east, points[i]);
    north = Math.min(north, points[i + 1]);
    south = Math.max(south, points[i + 1]);
  }
  return { points, west, east, north, south };
}

const regions = language === "en" ? null : new Intl.DisplayNames([locale], { type: "region" });

/** In the page's language as the browser has it; the outline itself knows English only. @param {any} country with its number of ISO 3166 */
function nameOf({ id, properties }) {
  if (!regions || !id) return properties.name;
  const region = new Intl.Locale(`und-${id}`).region || "";
  return /^[A-Z]{2}$/.test(region) ? regions.of(region) : properties.name;
}

/** A country's name at the middle of its largest part. @param {any} country @param {Float64Array[]} arcs */
function named(country, arcs) {
  let best = { x: 0, y: 0, width: 0, area: -1 };
  for (const ring of ringsOf(country)) {
    const found = centred(unbroken(joined(ring, arcs)));
    if (found.area > best.area) best = found;
  }
  return { name: nameOf(country), x: best.x, y: best.y, width: best.width };
}

/** Area and centre of a ring. @param {Float64Array} points */
function centred(points) {
  let [twice, x, y] = [0, 0, 0];
  for (let i = 0; i < points.length - 2; i += 2) {
    const cross = points[i] * points[i + 3] - points[i + 2] * points[i + 1];
    twice += cross;
    x += (points[i] + points[i + 2]) * cross;
    y += (points[i + 1] + points[i + 3]) * cross;
  }
  const { west, east } = boxed(points);
  return twice ? { x: x / (3 * twice), y: y / (3 * twice), width: east - west, area: Math.abs(twice) / 2 } : { x: points[0], y: points[1], width: 0, area: 0 };
}
