// @ts-check
/** The calls of a filter as files: tables and lists at once, what has to be measured first by a job. */

import { api, download } from "../lib/api.js";
import { html } from "../lib/html.js";
import { followAnswer } from "../lib/jobs.js";
import { navigate } from "../lib/router.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Icon } from "./icon.js";
import { Menu, MenuItem } from "./menu.js";

/** Name, label, hint, ending. @type {[string, [string, string, string, string][]][]} */
const GROUPS = [
  [t("Tables"), [
    ["csv", "CSV", t("17 columns"), "csv"], ["csv-full", "CSV", t("everything"), "csv"], ["xlsx", t("Excel"), t("17 columns"), "xlsx"],
    ["xlsx-full", t("Excel"), t("everything"), "xlsx"], ["csv-probabilities", "CSV", t("probabilities"), "csv"], ["json", "JSON", t("for scripts"), "json"],
  ]],
  [t("Other programs"), [["raven", t("Raven"), t("table"), "txt"], ["audacity", t("Audacity"), t("labels"), "txt"], ["textgrid", t("Praat"), t("TextGrid"), t("TextGrid")], ["aoef", "whombat", "AOEF", "json"]]],
  [t("Standards"), [["dwca", t("Darwin Core"), t("archive"), "zip"], ["camtrap-dp", t("Camtrap DP"), t("package"), "zip"]]],
  [t("Sound"), [["clips", t("Clips"), "ZIP", "zip"], ["clips-slow", t("Clips"), t("10 × slower"), "zip"]]],
];

/** One recording a file. */
const SINGLE = new Set(["audacity", "textgrid"]);

/** Made by a job from the calls of one project. @type {[string, string, string][]} */
const MEASURED = [["features", t("Measures"), t("27, CSV")], ["features-rich", t("Measures"), t("all, CSV")], ["hdf5", t("Measures"), "HDF5"]];

/** Filters a measured file knows too. */
const CHOICES = ["project_id", "site_id", "species_id", "recording_id", "label", "labelled", "from", "to"];

/** @param {{query: Record<string, any>}} props the filter of the calls on the page */
export function ExportMenu({ query }) {
  const save = async (name, ending) => {
    say("Writing the file");
    const format = name === "clips-slow" ? { format: "clips", time_expansion: 10 } : { format: name };
    await download("/results/calls/export", `calls.${ending}`, { query: { ...query, ...format } }).catch((error) => sayError(error, "Not written"));
  };
  const measure = async (kind) => {
    try {
      const made = await api.post("/exports", { kind, ...Object.fromEntries(CHOICES.filter((name) => query[name] !== undefined && query[name] !== "").map((name) => [name, query[name]])) });
      followAnswer(made);
      say("Measuring the calls", { action: { label: t("Show"), run: () => navigate(`/projects/${query.project_id}?tab=about`) } });
    } catch (error) {
      sayError(error, "Not begun");
    }
  };
  const item = (key, label, hint, act, close) => html`<${MenuItem} key=${key} icon="download" trail=${hint} onClick=${() => { close(); act(); }}>${label}<//>`;
  return html`<${Menu} label="Download what is filtered" align="end" class="button primary" face=${html`<${Icon} name="download" /><span>Download</span>`}>
    ${(close) => html`${GROUPS.map(([title, formats]) => {
      const fitting = formats.filter(([name]) => !SINGLE.has(name) || query.recording_id);
      return html`<p class="menu-title" key=${title}>${title}</p>${fitting.map(([name, label, hint, ending]) => item(name, label, hint, () => save(name, ending), close))}`;
    })}
    ${may("editor") && query.project_id && html`<p class="menu-title">Measured first</p>${MEASURED.map(([kind, label, hint]) => item(kind, label, hint, () => measure(kind), close))}`}`}
  <//>`;
}
