// @ts-check
/** Marks on the map: what would cover each other stands as one, with a count. */

import { screenOf } from "./mercator.js";

/** Marks whose middles are nearer than this are one. */
const NEAR_PX = 30;
const SITE_NEAR_PX = 18;
const HIT_PX = 14;
/** From the middle of a site's mark to its points. */
const SITE_PX = 7;
/** From the middle of a site's mark to its name. */
const AWAY_PX = 11;

/**
 * A place with a number of things. `thing`: what it stands for, for whoever put it there.
 * @typedef {{longitude: number, latitude: number, n: number, nRough?: number, kind: "site" | "sighting", label: string, thing: any}} Mark
 * @typedef {{x: number, y: number, n: number, nRough: number, radius: number, kind: "site" | "sighting", marks: Mark[], foot?: number}} Cluster
 *   `foot`: of a site raised above the sightings around it, the y of its place
 * @typedef {{left: number, right: number, top: number, bottom: number}} Box
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
  for (const cluster of clusters) cluster.radius = cluster.kind === "site" ? SITE_PX : 6 + 2.6 * Math.log2(cluster.n);
  raiseSites(clusters);
  return clusters;
}

/** A site would cover the number of the sightings around it: it stands on a staff above them. @param {Cluster[]} clusters */
function raiseSites(clusters) {
  const counted = clusters.filter(({ kind, n }) => kind === "sighting" && n > 1);
  for (const site of clusters) {
    if (site.kind !== "site") continue;
    const under = counted.filter((one) => Math.hypot(one.x - site.x, one.y - site.y) < one.radius + SITE_PX);
    if (!under.length) continue;
    site.foot = site.y;
    site.y = Math.min(...under.map((one) => one.y - one.radius)) - SITE_PX - 3;
  }
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
  for (const cluster of clusters) if (cluster.foot !== undefined) drawStaff(sheet, cluster, cluster.foot);
  for (const cluster of clusters) if (cluster.kind === "sighting") drawSighting(sheet, cluster, isChosen(cluster));
  const taken = clusters.map(({ x, y, radius }) => ({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius }));
  for (const cluster of clusters) if (cluster.kind === "site") drawSite(sheet, cluster, isChosen(cluster), taken);
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

/** From a raised site down to its place, below the discs. @param {import("./ground.js").Sheet} sheet @param {Cluster} cluster @param {number} foot */
function drawStaff({ pen, colour }, { x, y }, foot) {
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x, foot);
  pen.lineWidth = 2;
  pen.strokeStyle = colour("--ink");
  pen.stroke();
  pen.lineWidth = 1;
}

/** A mark with a name, where there is room for it. @param {import("./ground.js").Sheet} sheet @param {Cluster} cluster @param {boolean} chosen @param {Box[]} taken */
function drawSite({ pen, colour }, cluster, chosen, taken) {
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
  const at = roomFor(x, y, pen.measureText(text).width, taken) || (chosen ? boxAt(x + AWAY_PX, y, 0) : null);
  if (!at) return;
  taken.push(at);
  pen.lineWidth = 3;
  pen.strokeText(text, at.left, y + 4);
  pen.fillStyle = colour("--ink");
  pen.fillText(text, at.left, y + 4);
  pen.lineWidth = 1;
}

/** @param {number} left @param {number} y of its middle @param {number} width @returns {Box} */
const boxAt = (left, y, width) => ({ left, right: left + width, top: y - 7, bottom: y + 7 });

/** Where a name fits beside a mark, right or left of it. @param {number} x @param {number} y @param {number} width @param {Box[]} taken */
function roomFor(x, y, width, taken) {
  return [boxAt(x + AWAY_PX, y, width), boxAt(x - AWAY_PX - width, y, width)].find((box) => !taken.some((one) => meet(one, box)));
}

/** @param {Box} a @param {Box} b */
const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** @param {number} n */
const short = (n) => (n < 1000 ? String(n) : `${(n / 1000).toFixed(n < 10_000 ? 1 : 0)}k`);
