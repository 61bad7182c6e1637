// @ts-check
/** What the station itself calls kinds of tracks, in the page's language; names that people gave stay. */

import { detectorName } from "../lib/station_words.js";
import { t } from "../lib/words.js";

/** Headings, titles, details and units of tracks that count. @type {Record<string, string>} */
const OWN = {
  Calls: t("Calls"), Sightings: t("Sightings"), Channels: t("Channels"), Series: t("Series"), Forecasts: t("Forecasts"), Events: t("Events"), Pictures: t("Pictures"),
  "All calls": t("All calls"), "All pictures": t("All pictures"), "All events": t("All events"), "Collection entries": t("Collection entries"), "Collection entries nearby": t("Collection entries nearby"),
  all: t("all"), species: t("species"), detector: t("detector"), "type, by people or the model": t("type, by people or the model"), "named by people": t("named by people"),
  "calls of the species": t("calls of the species"), "calls named by people": t("calls named by people"), "calls of this type": t("calls of this type"),
  "pictures of the species": t("pictures of the species"), "within 10 km": t("within 10 km"), "entries within 10 km": t("entries within 10 km"), "all detectors": t("all detectors"),
  calls: t("calls"), pictures: t("pictures"), entries: t("entries"), events: t("events"), "calls/min": t("calls/min"),
};

/** Kinds whose title, detail and unit are names and units that people gave. */
const NAMED = ["channel", "series", "forecast"];

/** @param {string} text */
export const ownWord = (text) => (Object.hasOwn(OWN, text) ? OWN[text] : text);

/** A track or a choice of one, as it is shown. @template {{title: string, detail: string, heading: string, form?: string}} T @param {T} row @param {string} [kind] @returns {T} */
export function inOwnWords(row, kind) {
  const isNamed = kind ? NAMED.includes(kind) : row.form !== "bars" && row.form !== "marks";
  const [, session] = /^forecast by (.+)$/.exec(row.detail) || [];
  const detail = session ? t`forecast by ${session}` : isNamed ? row.detail : ownWord(row.detail);
  return { ...row, heading: ownWord(row.heading), title: isNamed ? row.title : detectorName(ownWord(row.title)), detail };
}
