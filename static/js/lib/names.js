// @ts-check
/** Names behind ids: projects, sites and species of the group, asked for once and shared by the lists. */

import { allRows } from "./api.js";
import { effect, signal } from "./html.js";
import { activeGroup } from "./store.js";

/** @type {import("@preact/signals").Signal<any[]>} */
export const projects = signal([]);
/** @type {import("@preact/signals").Signal<any[]>} */
export const sites = signal([]);
/** @type {import("@preact/signals").Signal<any[]>} */
export const species = signal([]);

/** Asks again, after one was made, renamed or deleted. */
export async function reloadNames() {
  const group_id = activeGroup.value?.id;
  if (!group_id) return;
  const [theProjects, theSites, theSpecies] = await Promise.all(
    ["/projects", "/sites", "/species"].map((path) => allRows(path, { group_id }).catch(() => [])),
  );
  projects.value = theProjects;
  sites.value = theSites;
  species.value = theSpecies;
}

let loadedFor = "";
effect(() => {
  const id = activeGroup.value?.id || "";
  if (id === loadedFor) return;
  loadedFor = id;
  projects.value = [];
  sites.value = [];
  species.value = [];
  reloadNames();
});

/** @param {import("@preact/signals").Signal<any[]>} list @param {string | null | undefined} id */
export function findIn(list, id) {
  return id ? list.value.find((row) => row.id === id) : undefined;
}

/** Choices for a select. @param {any[]} rows @param {string} [empty] label of "none" */
export function asChoices(rows, empty) {
  const known = rows.map((row) => ({ value: row.id, label: row.name || row.scientific_name }));
  return empty === undefined ? known : [{ value: "", label: empty }, ...known];
}
