// @ts-check
/** The places of the station, once: for the rail, the bottom bar, the palette and the `g` keys. */

import { user } from "../lib/store.js";

const always = () => true;

/**
 * @typedef {{id: string, label: string, href: string, icon: string, keys?: string, part: "work" | "group" | "station",
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
  { id: "telemetry", label: "Telemetry", href: "/telemetry", icon: "monitor", keys: "g t", part: "work", visible: always },
  { id: "channels", label: "Channels", href: "/telemetry/channels", icon: "layers", keys: "g v", part: "work", visible: always },
  { id: "charts", label: "Charts", href: "/telemetry/charts", icon: "chart-line", keys: "g x", part: "work", visible: always },
  { id: "dashboards", label: "Dashboards", href: "/telemetry/dashboards", icon: "layout-grid", keys: "g b", part: "work", visible: always },
  { id: "events", label: "Events", href: "/telemetry/events", icon: "flag", keys: "g e", part: "work", visible: always },
  { id: "detectors", label: "Detectors", href: "/telemetry/detectors", icon: "target", keys: "g d", part: "work", visible: always },
  { id: "announcements", label: "Announcements", href: "/telemetry/announcements", icon: "message-square", keys: "g n", part: "work", visible: always },
  { id: "species", label: "Species", href: "/species", icon: "leaf", keys: "g y", part: "work", visible: always },
  { id: "jobs", label: "Jobs", href: "/jobs", icon: "activity", keys: "g j", part: "work", onBar: true, visible: always },
  { id: "group", label: "Group", href: "/group", icon: "users", keys: "g u", part: "group", visible: always },
  { id: "profile", label: "Profile", href: "/profile", icon: "user", keys: "g i", part: "group", visible: always },
  { id: "keys", label: "API keys", href: "/api-keys", icon: "key-round", part: "group", visible: always },
  { id: "status", label: "Station", href: "/status", icon: "server", part: "station", visible: () => Boolean(user.value?.is_operator ?? user.value?.is_admin ?? true) },
];
