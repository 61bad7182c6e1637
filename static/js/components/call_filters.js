// @ts-check
/** The filters by which calls are narrowed, wherever results are shown. */

import { asChoices, projects, sites, species } from "../lib/names.js";

const SURE = [["0.5", "50 %"], ["0.7", "70 %"], ["0.8", "80 %"], ["0.9", "90 %"], ["0.95", "95 %"]];

/** @returns {import("../components/filters.js").Filter[]} */
export function callFilters() {
  const sure = SURE.map(([value, label]) => ({ value, label }));
  return [
    { id: "project_id", label: "Project", options: asChoices(projects.value) },
    { id: "site_id", label: "Site", options: asChoices(sites.value) },
    { id: "species_id", label: "Species", options: asChoices(species.value) },
    { id: "label", label: "Type" },
    { id: "labelled", label: "Said by a person", options: [{ value: "true", label: "Yes" }, { value: "false", label: "No" }] },
    { id: "min_confidence", label: "Sure at least", options: sure },
    { id: "max_confidence", label: "Sure at most", options: sure },
    { id: "from", label: "Recorded from", type: "date" },
    { id: "to", label: "Recorded before", type: "date" },
    { id: "recording_id", label: "Recording" },
  ];
}
