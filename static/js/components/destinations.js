// @ts-check
/** The places of the station, once: for the rail, the bottom bar, the palette and the `g` keys. */

import { user } from "../lib/store.js";

const always = () => true;

/**
 * @typedef {{id: string, label: string, href: string, icon: string, keys?: string, part: "work" | "series" | "group" | "station",
 *   onBar?: boolean, visible: () => boolean}} Destination
 */

/** @type {Destination[]} */
export const DESTINATIONS = [
  { id: "home", label: "Home", href: "/", icon: "house", keys: "g h", part: "work", onBar: true, visible: always },
  { id: "projects", label: "Projects", href: "/projects", icon: "folder", keys: "g p", part: "work", visible: always },
  { id: "recordings", label: "Recordings", href: "/recordings", icon: "audio-lines", keys: "g s", part: "work", onBar: true, visible: always },
  { id: "arrivals", label: "Arrivals", href: "/uploads", icon: "inbox", keys: "g a", part: "work", visible: always },
  { id: "batches", label: "Labelling", href: "/batches", icon: "pen-line", keys: "g l", part: "work", onBar: false, visible: always },
  { id: "calls", label: "Calls", href: "/calls", icon: "table-2", keys: "g c", part: "work", onBar: true, visible: always },
  { id: "results", label: "Results", href: "/results", icon: "chart-column", keys: "g r", part: "work", visible: always },
  { id: "clusterings", label: "Clusters", href: "/clusterings", icon: "chart-scatter", keys: "g k", part: "work", visible: always },
  { id: "classifiers", label: "Classifiers", href: "/classifiers", icon: "microscope", keys: "g m", part: "work", visible: always },
  { id: "identify", label: "Identify", href: "/identify", icon: "scan-search", keys: "g n", part: "work", visible: always },
  { id: "pictures", label: "Pictures", href: "/pictures", icon: "images", keys: "g v", part: "work", visible: always },
  { id: "collection", label: "Collection", href: "/collection", icon: "binoculars", keys: "g d", part: "work", visible: always },
  { id: "tree", label: "Tree of life", href: "/tree", icon: "trees", keys: "g t", part: "work", visible: always },
  { id: "feed", label: "Feed", href: "/feed", icon: "rss", keys: "g f", part: "work", visible: always },
  { id: "friends", label: "Friends", href: "/friends", icon: "heart", keys: "g o", part: "work", visible: always },
  { id: "repertoires", label: "Repertoires", href: "/repertoires", icon: "book-open", keys: "g e", part: "work", visible: always },
  { id: "species", label: "Species", href: "/species", icon: "leaf", keys: "g y", part: "work", visible: always },
  { id: "datasets", label: "Datasets", href: "/datasets", icon: "chart-line", keys: "g d", part: "series", visible: always },
  { id: "alignments", label: "Align", href: "/alignments", icon: "merge", keys: "g n", part: "series", visible: always },
  { id: "clouds", label: "Cloud", href: "/clouds", icon: "chart-scatter", keys: "g o", part: "series", visible: always },
  { id: "series-recipes", label: "Recipes", href: "/series-recipes", icon: "book-open", keys: "g e", part: "series", visible: always },
  { id: "jobs", label: "Jobs", href: "/jobs", icon: "activity", keys: "g j", part: "work", onBar: true, visible: always },
  { id: "group", label: "Group", href: "/group", icon: "users", keys: "g u", part: "group", visible: always },
  { id: "profile", label: "Profile", href: "/profile", icon: "user", keys: "g i", part: "group", visible: always },
  { id: "keys", label: "API keys", href: "/api-keys", icon: "key-round", part: "group", visible: always },
  { id: "status", label: "Station", href: "/status", icon: "server", part: "station", visible: () => Boolean(user.value?.is_operator ?? user.value?.is_admin ?? true) },
];
