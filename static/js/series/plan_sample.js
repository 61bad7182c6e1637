// @ts-check
/** The first hundred rows of a file: as they stand, and as they are read. */

import { Segmented } from "../components/form.js";
import { percent } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { t } from "../lib/words.js";
import { stepText, valueText } from "./facts.js";

const VIEWS = [{ value: "parsed", label: "As read" }, { value: "sample", label: "As it stands" }];

/** @param {{detection: any, plan: any, busy: boolean}} props */
export function PlanSample({ detection, plan, busy }) {
  const [view, setView] = useState("parsed");
  const values = detection.plan.columns.filter(({ role }) => role === "value");
  const heads = view === "parsed" ? [t("Time (UTC)"), ...values.map(({ name, unit }) => (unit ? `${name} (${unit})` : name))] : plan.columns.map(({ name }) => name);
  const rows = view === "parsed" ? detection.parsed : detection.sample;
  const share = detection.usable_share;
  return html`<section class=${busy ? "panel busy" : "panel"} aria-label="First rows" aria-busy=${busy ? "true" : "false"}>
    <header class="panel-head">
      <span class="plain-segmented"><${Segmented} label="First rows" options=${VIEWS} value=${view} onValue=${setView} /></span>
      <span class="row push">
        <span class=${share >= 0.999 ? "tag moss" : "tag ochre"} title="Rows with a readable time and at least one value, of those looked at">${percent(share)} of the rows can be used</span>
        ${detection.step_s !== null && html`<span class="tag">every ${stepText(detection.step_s)}</span>`}
      </span>
    </header>
    <div class="table-scroll sample-rows" tabindex="0" role="region" aria-label=${view === "parsed" ? t("The first rows as read") : t("The first rows as they stand")}>
      <table class="plain-table"><thead><tr><th class="number">Row</th>${heads.map((name, i) => html`<th key=${i} class=${view === "parsed" && i ? "number" : ""}>${name}</th>`)}</tr></thead>
        <tbody>${rows.map((row, n) => html`<tr key=${n}><td class="number faint">${n + 1}</td>${row.map((cell, i) => html`<td key=${i} class=${view === "parsed" ? (i ? "number" : "mono nowrap") : "mono nowrap"}>${view === "parsed" ? parsedCell(cell, i) : cell}</td>`)}</tr>`)}</tbody>
      </table>
      ${!rows.length && html`<p class="faint" style=${{ padding: "16px" }}>No row of data was found.</p>`}
    </div>
  </section>`;
}

/** @param {any} cell @param {number} i */
function parsedCell(cell, i) {
  if (cell === null || cell === undefined) return html`<span class="missing" title="Missing, or not readable">${i ? t("missing") : t("no time")}</span>`;
  return typeof cell === "number" ? valueText(cell) : String(cell).replace("T", " ").replace("Z", "");
}
