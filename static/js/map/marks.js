// @ts-check
/** Marks on the map: what would cover each other stands as one, with a count. */

import { screenOf } from "./mercator.js";

/** Marks whose middles are nearer than this are one. */
const NEAR_PX = 30;
const SITE_NEAR_PX = 18;
const HIT_PX = 14;

/**
 * A place with a number of things. `thing`: what it stands for, for whoever put it there.
 * @typedef {{longitude: number, latitude: number, n: number, nRough?: number, kind: "site" | "sighting", label: string, thing: any}} Mark
 * @typedef {{x: number, y: number, n: number, nRough: number, radius: number, kind: "site" | "sighting", marks: Mark[]}} Cluster
 */

/**
 * Clusters of the marks that show, sites and sightings apart; the fullest gather the others around them.
 * @param {Mark[]} marks @param {import("./mercator.js").View} view @param {import("./mercator.js").Size} size
 * @returns {Cluster[]}
 */
export function clustersOf(marks, view, size) {
  const margin = 40;
  const placed = [];
  for (const mark of marks) {
    const at = screenOf(view, size, mark.longitude, mark.latitude);
    if (at.x > -margin && at.y > -margin && at.x < size.width + margin && at.y < size.height + margin) placed.push({ mark, ...at });
  }
  placed.sort((a, b) => b.mark.n - a.mark.n);
  /** @type {Map<string, Cluster[]>} */
  const cells = new Map();
  /** @type {Cluster[]} */
  const clusters = [];
  for (const { mark, x, y } of placed) {
    const near = mark.kind === "site" ? SITE_NEAR_PX : NEAR_PX;
    const [column, row] = [Math.floor(x / near), Math.floor(y / near)];
    const home = nearest(cells, mark.kind, column, row, x, y, near);
    if (home) {
      home.marks.push(mark);
      home.n += mark.n;
      home.nRough += mark.nRough || 0;
      continue;
    }
    const made = { x, y, n: mark.n, nRough: mark.nRough || 0, radius: 0, kind: mark.kind, marks: [mark] };
    clusters.push(made);
    const key = `${mark.kind}:${column}:${row}`;
    cells.set(key, [...(cells.get(key) || []), made]);
  }
  for (const cluster of clusters) cluster.radius = cluster.kind === "site" ? 7 : 6 + 2.6 * Math.log2(cluster.n);
  return clusters;
}

/** @param {Map<string, Cluster[]>} cells @param {string} kind @param {number} column @param {number} row @param {number} x @param {number} y @param {number} near */
function nearest(cells, kind, column, row, x, y, near) {
  for (let i = -1; i <= 1; i += 1) {
    for (let j = -1; j <= 1; j += 1) {
      const found = cells.get(`${kind}:${column + i}:${row + j}`)?.find((one) => Math.hypot(one.x - x, one.y - y) < near);
      if (found) return found;
    }
  }
  return undefined;
}

/** The cluster under a point of the screen; sites lie above. @param {Cluster[]} clusters @param {number} x @param {number} y */
export function clusterAt(clusters, x, y) {
  const found = clusters
    .map((one) => ({ one, far: Math.hypot(one.x - x, one.y - y) - one.radius - (one.kind === "site" ? 4 : 0) }))
    .sort((a, b) => a.far - b.far)[0];
  return found && found.far < HIT_PX ? found.one : null;
}

/** @param {import("./ground.js").Sheet} sheet @param {Cluster[]} clusters @param {(cluster: Cluster) => boolean} isChosen */
export function drawMarks(sheet, clusters, isChosen) {
  for (const cluster of clusters) if (cluster.kind === "sighting") drawSighting(sheet, cluster, isChosen(cluster));
  const written = [];
  for (const cluster of clusters) if (cluster.kind === "site") drawSite(sheet, cluster, isChosen(cluster), written);
}

/** A disc; dashed and pale where places are shown only roughly. @param {import("./ground.js").Sheet} sheet @param {Cluster} cluster @param {boolean} chosen */
function drawSighting({ pen, colour }, cluster, chosen) {
  const isRough = cluster.nRough === cluster.n;
  pen.beginPath();
  pen.arc(cluster.x, cluster.y, cluster.radius, 0, 2 * Math.PI);
  pen.fillStyle = colour(isRough ? "--moss-soft" : "--moss");
  pen.fill();
  pen.lineWidth = chosen ? 3 : 1.5;
  pen.strokeStyle = colour(chosen ? "--ink" : isRough ? "--moss" : "--raised");
  if (isRough && !chosen) pen.setLineDash([4, 3]);
  pen.stroke();
  pen.setLineDash([]);
  if (cluster.n > 1) {
    pen.fillStyle = colour(isRough ? "--ink" : "--on-accent");
    pen.textAlign = "center";
    pen.fillText(short(cluster.n), cluster.x, cluster.y + 4);
    pen.textAlign = "left";
  }
}

/** A pennant with a name, where there is room for it. @param {import("./ground.js").Sheet} sheet @param {Cluster} cluster @param {boolean} chosen @param {{x: number, y: number, width: number}[]} written */
function drawSite({ pen, colour }, cluster, chosen, written) {
  const { x, y } = cluster;
  const reach = chosen ? 8 : 6;
  pen.beginPath();
  pen.moveTo(x, y - reach);
  pen.lineTo(x + reach, y);
  pen.lineTo(x, y + reach);
  pen.lineTo(x - reach, y);
  pen.closePath();
  pen.fillStyle = colour(chosen ? "--moss-strong" : "--ink");
  pen.fill();
  pen.lineWidth = 2;
  pen.strokeStyle = colour("--raised");
  pen.stroke();
  const text = cluster.marks.length > 1 ? `${cluster.marks[0].label} +${cluster.marks.length - 1}` : cluster.marks[0].label;
  const width = pen.measureText(text).width;
  if (!chosen && written.some((one) => Math.abs(one.y - y) < 14 && x + 10 < one.x + one.width && one.x < x + 10 + width)) return;
  written.push({ x: x + 10, y, width });
  pen.lineWidth = 3;
  pen.strokeText(text, x + 11, y + 4);
  pen.fillStyle = colour("--ink");
  pen.fillText(text, x + 11, y + 4);
  pen.lineWidth = 1;
}

/** @param {number} n */
const short = (n) => (n < 1000 ? String(n) : `${(n / 1000).toFixed(n < 10_000 ? 1 : 0)}k`);
