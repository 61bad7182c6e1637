// @ts-check
/** Pages someone was on last, by their titles; kept in this browser, for one person, until they sign out. */

import { effect } from "../lib/html.js";
import { place } from "../lib/router.js";
import { sessionState, user } from "../lib/store.js";
import { crumbs } from "../lib/trail.js";

const KEPT = "fieldstation.recent";
const MOST = 8;
/** Titles that tell nothing without their page. */
const UNTOLD = new Set(["", "Home"]);

/** @typedef {{href: string, title: string, trail: string}} Recent */

/** @returns {Recent[]} */
export function recentPlaces() {
  const kept = JSON.parse(localStorage.getItem(KEPT) || "null");
  return kept?.person === user.value?.id ? kept.places : [];
}

/** Begins keeping them. */
export function startRecent() {
  const stops = [
    effect(() => {
      const trail = crumbs.value;
      const last = trail[trail.length - 1];
      // Only pages of one thing: a list is found by its name anyway.
      if (!last || UNTOLD.has(last.label) || !Object.keys(place.peek().params).length || !user.peek()) return;
      const seen = { href: place.peek().path, title: last.label, trail: trail.slice(0, -1).map(({ label }) => label).join(" · ") };
      const others = recentPlaces().filter(({ href }) => href !== seen.href);
      localStorage.setItem(KEPT, JSON.stringify({ person: user.peek().id, places: [seen, ...others].slice(0, MOST) }));
    }),
    effect(() => { if (sessionState.value === "visitor") localStorage.removeItem(KEPT); }),
  ];
  return () => stops.forEach((stop) => stop());
}
