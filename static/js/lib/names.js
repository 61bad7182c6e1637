// @ts-check
/** Names behind ids: projects, sites and species of the group, asked for once and shared by the lists. */

import { allRows } from "./api.js";
import { ownZone } from "./format.js";
import { effect, signal } from "./html.js";
import { activeGroup } from "./store.js";

/** @type {import("@preact/signals").Signal<any[]>} */
export const projects = signal([]);
/** @type {import("@preact/signals").Signal<any[]>} */
export const sites = signal([]);
/** @type {import("@preact/signals").Signal<any[]>} */
export const species = signal([]);

/** Whether they came: a list that did not come is no empty one. @type {import("@preact/signals").Signal<{came: boolean, error: any}>} */
export const namesState = signal({ came: false, error: null });

/** Asks again, after one was made, renamed or deleted; what does not come stays as it was known. */
export async function reloadNames() {
  const group_id = activeGroup.value?.id;
  if (!group_id) return;
  const lists = Object.entries({ "/projects": projects, "/sites": sites, "/species": species });
  const ends = await Promise.allSettled(lists.map(([path]) => allRows(path, { group_id })));
  if (group_id !== loadedFor) return;
  ends.forEach((end, i) => {
    if (end.status === "fulfilled") lists[i][1].value = end.value;
  });
  const missing = ends.find(({ status }) => status === "rejected");
  namesState.value = { came: !missing, error: missing ? /** @type {PromiseRejectedResult} */ (missing).reason : null };
}

let loadedFor = "";
effect(() => {
  const id = activeGroup.value?.id || "";
  if (id === loadedFor) return;
  loadedFor = id;
  namesState.value = { came: false, error: null };
  projects.value = [];
  sites.value = [];
  species.value = [];
  reloadNames();
});

/** @param {import("@preact/signals").Signal<any[]>} list @param {string | null | undefined} id */
export function findIn(list, id) {
  return id ? list.value.find((row) => row.id === id) : undefined;
}

/**
 * The zone in which a moment of some place is told: its site's, else the offset its recorder wrote, else the reader's.
 * @param {any} row with `site_id`, `site` (itself, or its name and a `project_id`) or `utc_offset_min`
 */
export function zoneOf(row) {
  const named = typeof row?.site === "string" ? sites.value.find(({ name, project_id }) => name === row.site && project_id === row.project_id) : undefined;
  const site = findIn(sites, row?.site_id || row?.site?.id) || named;
  if (site?.time_zone) return site.time_zone;
  return Number.isFinite(row?.utc_offset_min) ? offsetZone(row.utc_offset_min) : ownZone;
}

/** The zone of a chart: that of the one site its channels stand at, else UTC. @param {any[]} rows with `site_id` */
export function sharedZone(rows) {
  const zones = new Set(rows.map((row) => findIn(sites, row?.site_id)?.time_zone));
  return zones.size === 1 ? [...zones][0] || "UTC" : "UTC";
}

/** "+05:30". @param {number} minutes east of Greenwich */
function offsetZone(minutes) {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${String(Math.floor(size / 60)).padStart(2, "0")}:${String(size % 60).padStart(2, "0")}`;
}

/** Choices for a select. @param {any[]} rows @param {string} [empty] label of "none" */
export function asChoices(rows, empty) {
  const known = rows.map((row) => ({ value: row.id, label: row.name || row.scientific_name }));
  return empty === undefined ? known : [{ value: "", label: empty }, ...known];
}
