// @ts-check
/** The places of the station, once: for the rail, the bottom bar, the palette and the `g` keys. */

import { user } from "../lib/store.js";

const always = () => true;

/**
 * @typedef {"home" | "sound" | "sightings" | "telemetry" | "series" | "work" | "settings"} Part
 * @typedef {{id: string, label: string, href: string, icon: string, keys?: string, part: Part, onBar?: boolean,
 *   visible: () => boolean}} Destination
 * @typedef {{part: Part, label: string, href: string, icon: string}} Area
 */

/** What the station takes in, each with its places; a click on one opens its first place. @type {Area[]} */
export const AREAS = [
  { part: "sound", label: "Sound", href: "/recordings", icon: "audio-lines" },
  { part: "sightings", label: "Sightings", href: "/identify", icon: "binoculars" },
  { part: "telemetry", label: "Telemetry", href: "/telemetry", icon: "monitor" },
  { part: "series", label: "Series", href: "/datasets", icon: "chart-line" },
];

/** @type {Destination[]} */
export const DESTINATIONS = [
  { id: "home", label: "Home", href: "/", icon: "house", keys: "g h", part: "home", onBar: true, visible: always },
  { id: "projects", label: "Projects", href: "/projects", icon: "folder", keys: "g p", part: "home", visible: always },
  { id: "timeline", label: "Timelines", href: "/timeline", icon: "clock", keys: "g 1", part: "home", visible: always },
  { id: "map", label: "Map", href: "/map", icon: "map", keys: "g g", part: "home", visible: always },
  { id: "recordings", label: "Recordings", href: "/recordings", icon: "audio-lines", keys: "g s", part: "sound", onBar: true, visible: always },
  { id: "arrivals", label: "Arrivals", href: "/uploads", icon: "inbox", keys: "g a", part: "sound", visible: always },
  { id: "batches", label: "Labelling", href: "/batches", icon: "pen-line", keys: "g l", part: "sound", visible: always },
  { id: "calls", label: "Calls", href: "/calls", icon: "table-2", keys: "g c", part: "sound", onBar: true, visible: always },
  { id: "results", label: "Results", href: "/results", icon: "chart-column", keys: "g r", part: "sound", visible: always },
  { id: "clusterings", label: "Clusters", href: "/clusterings", icon: "chart-scatter", keys: "g k", part: "sound", visible: always },
  { id: "classifiers", label: "Classifiers", href: "/classifiers", icon: "microscope", keys: "g m", part: "sound", visible: always },
  { id: "repertoires", label: "Repertoires", href: "/repertoires", icon: "book-open", keys: "g e", part: "sound", visible: always },
  { id: "identify", label: "Identify", href: "/identify", icon: "scan-search", keys: "g n", part: "sightings", visible: always },
  { id: "pictures", label: "Pictures", href: "/pictures", icon: "images", keys: "g v", part: "sightings", visible: always },
  { id: "collection", label: "Collection", href: "/collection", icon: "binoculars", keys: "g d", part: "sightings", visible: always },
  { id: "field", label: "Field", href: "/field", icon: "tent", keys: "g .", part: "sightings", visible: always },
  { id: "tree", label: "Tree of life", href: "/tree", icon: "trees", keys: "g w", part: "sightings", visible: always },
  { id: "feed", label: "Feed", href: "/feed", icon: "rss", keys: "g f", part: "sightings", visible: always },
  { id: "friends", label: "Friends", href: "/friends", icon: "heart", keys: "g o", part: "sightings", visible: always },
  { id: "species", label: "Species§many", href: "/species", icon: "leaf", keys: "g y", part: "sightings", visible: always },
  { id: "telemetry", label: "Telemetry", href: "/telemetry", icon: "monitor", keys: "g t", part: "telemetry", visible: always },
  { id: "channels", label: "Channels", href: "/telemetry/channels", icon: "layers", part: "telemetry", visible: always },
  { id: "charts", label: "Charts", href: "/telemetry/charts", icon: "chart-line", keys: "g x", part: "telemetry", visible: always },
  { id: "dashboards", label: "Dashboards", href: "/telemetry/dashboards", icon: "layout-grid", keys: "g b", part: "telemetry", visible: always },
  { id: "events", label: "Events", href: "/telemetry/events", icon: "flag", keys: "g q", part: "telemetry", visible: always },
  { id: "detectors", label: "Detectors", href: "/telemetry/detectors", icon: "target", part: "telemetry", visible: always },
  { id: "announcements", label: "Announcements", href: "/telemetry/announcements", icon: "message-square", part: "telemetry", visible: always },
  { id: "datasets", label: "Datasets", href: "/datasets", icon: "chart-line", keys: "g z", part: "series", visible: always },
  { id: "alignments", label: "Align", href: "/alignments", icon: "merge", part: "series", visible: always },
  { id: "clouds", label: "Cloud", href: "/clouds", icon: "chart-scatter", part: "series", visible: always },
  { id: "forecasts", label: "Forecasts", href: "/forecasts", icon: "sunrise", part: "series", visible: always },
  { id: "series-recipes", label: "Recipes", href: "/series-recipes", icon: "book-open", part: "series", visible: always },
  { id: "jobs", label: "Jobs", href: "/jobs", icon: "activity", keys: "g j", part: "work", onBar: true, visible: always },
  { id: "group", label: "Group", href: "/group", icon: "users", keys: "g u", part: "settings", visible: always },
  { id: "public-links", label: "Public links", href: "/public-links", icon: "eye", part: "settings", visible: always },
  { id: "profile", label: "Profile", href: "/profile", icon: "user", keys: "g i", part: "settings", visible: always },
  { id: "keys", label: "API keys", href: "/api-keys", icon: "key-round", part: "settings", visible: always },
  { id: "audit", label: "Audit log", href: "/audit", icon: "shield", part: "settings", visible: () => Boolean(user.value?.is_operator) },
  { id: "status", label: "Station", href: "/status", icon: "server", part: "settings", visible: () => Boolean(user.value?.is_operator ?? user.value?.is_admin ?? true) },
];
