// @ts-check
/** Where the page stands below the group: the trail above it, and the nearest place on it that one can go to. */

import { computed, signal } from "./html.js";

/** @typedef {{label: string, href?: string}} Crumb */

/** The last is the page itself. @type {import("@preact/signals").Signal<Crumb[]>} */
export const crumbs = signal([]);

/** @type {import("@preact/signals").ReadonlySignal<Crumb | undefined>} */
export const above = computed(() => crumbs.value.slice(0, -1).findLast(({ href }) => href));
