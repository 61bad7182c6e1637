// @ts-check
/** What the station finds for a text, under a heading for each kind of thing. */

import { api } from "../lib/api.js";
import { dateTime } from "../lib/format.js";
import { useResource, useSettled } from "../lib/resource.js";
import { navigate } from "../lib/router.js";
import { t } from "../lib/words.js";

/** Letters from which on the station is asked. */
const SHORTEST = 2;
const PAUSE_MS = 120;
const EACH = 5;

/** Heading and icon of each kind. @type {Record<string, [string, string]>} */
const KINDS = {
  recording: [t("Recordings"), "audio-lines"], "call-type": [t("Call types"), "tag"], classifier: [t("Classifiers"), "microscope"], batch: [t("Task batches"), "pen-line"],
  clustering: [t("Clusters"), "chart-scatter"], species: [t("Species§many"), "leaf"], picture: [t("Pictures"), "image"], entry: [t("Entries of collections"), "binoculars"],
  channel: [t("Channels"), "monitor"], source: [t("Feeds"), "rss"], detector: [t("Detectors"), "target"], dashboard: [t("Dashboards"), "layout-grid"],
  dataset: [t("Datasets"), "chart-line"], person: [t("People"), "user"], project: [t("Projects"), "folder"], site: [t("Sites"), "map-pin"], job: [t("Jobs"), "activity"],
  timeline: [t("Timelines"), "chart-line"], forecast: [t("Forecasts"), "chart-line"],
};

/**
 * @param {string} text
 * @returns {{sections: {id: string, title: string, best: number, commands: import("./commands.js").Command[]}[], isLooking: boolean, error: any}}
 */
export function useFound(text) {
  const wanted = text.trim();
  const settled = useSettled(wanted, PAUSE_MS);
  const isAsked = settled.length >= SHORTEST;
  const found = useResource(isAsked ? settled : null, (signal) => api.get("/search", { query: { q: settled, limit: EACH }, signal }));
  return {
    sections: isAsked && found.data ? sectionsOf(found.data) : [],
    isLooking: wanted.length >= SHORTEST && (wanted !== settled || found.loading),
    error: found.error,
  };
}

/** @param {any} data */
function sectionsOf({ results, kinds }) {
  return kinds.map(({ kind, has_more, href }) => {
    const [title, icon] = KINDS[kind] || [kind, "search"];
    const own = results.filter((one) => one.kind === kind);
    const commands = own.map((one) => ({
      id: `${kind} ${one.id}`, section: title, label: one.title, icon, detail: one.detail || (one.at ? dateTime(one.at) : ""), isScientific: one.is_scientific, href: one.href, run: () => navigate(one.href),
    }));
    if (has_more && href) commands.push({ id: `all ${kind}`, section: title, label: t("Show all of these"), icon: "list", detail: title, isScientific: false, href, run: () => navigate(href) });
    return { id: kind, title, best: own[0]?.score || 0, commands };
  });
}
