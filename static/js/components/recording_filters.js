// @ts-check
/** What recordings can be narrowed down by. */

import { asChoices, sites, species } from "../lib/names.js";

const YES_NO = [{ value: "true", label: "Yes" }, { value: "false", label: "No" }];

/** @param {any[]} projects @returns {import("./filters.js").Filter[]} */
export function recordingFilters(projects) {
  return [
    ...(projects.length ? [{ id: "project_id", label: "Project", options: projects.map(({ id, name }) => ({ value: id, label: name })) }] : []),
    { id: "site_id", label: "Site", options: asChoices(sites.value) },
    { id: "species_id", label: "Species", options: asChoices(species.value) },
    { id: "state", label: "State", options: [{ value: "ready", label: "Ready" }, { value: "processing", label: "Processing" }, { value: "failed", label: "Failed" }] },
    { id: "segmented", label: "Searched for calls", options: YES_NO },
    { id: "classified", label: "Classified", options: YES_NO },
    { id: "from", label: "Recorded from", type: "date" },
    { id: "to", label: "Recorded until", type: "date" },
    { id: "min_sr_hz", label: "Rate at least", type: "number", unit: "Hz" },
    { id: "min_duration_s", label: "Length at least", type: "number", unit: "s" },
    { id: "max_duration_s", label: "Length at most", type: "number", unit: "s" },
    { id: "parts", label: "Parts of split files", options: [{ value: "include", label: "Shown too" }, { value: "only", label: "Only parts" }] },
  ];
}
