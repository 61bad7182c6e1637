// @ts-check
/** What was made on this device and is not yet at the station, as numbers every page can show. */

import { computed, signal } from "../lib/html.js";

/**
 * @typedef {{key: string, user_id: string, group_id: string, made_at: string, name: string, fields: Record<string, any>,
 *   identification_id?: string, pictures: {name: string, blob?: Blob, image_id?: string}[], problem?: {code: string, detail: string}}} Sighting
 * @typedef {{key: string, user_id: string, batch_id: string, at: string, code: string, detail: string}} Refusal
 */

/** Sightings of the member, the oldest first. @type {import("@preact/signals").Signal<Sighting[]>} */
export const sightings = signal([]);

/** Labels of the member by batch. @type {import("@preact/signals").Signal<{batch_id: string, n: number}[]>} */
export const labels = signal([]);

/** Labels the station did not take. @type {import("@preact/signals").Signal<Refusal[]>} */
export const refusals = signal([]);

/** Things to send; what was refused waits for a person. */
export const nWaiting = computed(() => sightings.value.filter(({ problem }) => !problem).length + labels.value.reduce((sum, { n }) => sum + n, 0));

/** Things a person has to look at. */
export const nRefused = computed(() => sightings.value.filter(({ problem }) => problem).length + refusals.value.length);

/** Whether something is being sent now. */
export const isSending = signal(false);
