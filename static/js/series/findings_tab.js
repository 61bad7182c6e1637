// @ts-check
/** The account of a version: rows read, kept, dropped, values changed, each with its reason and examples. */

import { Button } from "../components/button.js";
import { Figure } from "../components/figure.js";
import { Empty, Loaded } from "../components/states.js";
import { Tag } from "../components/text.js";
import { download } from "../lib/api.js";
import { count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { findingText, told } from "../lib/station_words.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { momentIn, zoneOf } from "./facts.js";
import { useStepKinds } from "./step_words.js";

const TONES = { info: "", warning: "ochre", error: "brick" };

/** @param {{desk: any}} props */
export function FindingsTab({ desk }) {
  const { version, dataset } = desk;
  const kinds = useStepKinds();
  const found = useGet(`/dataset-versions/${version.id}/findings`);
  const fetchAll = () => download(`/dataset-versions/${version.id}/findings/file`, `${dataset.name}-v${version.number}-findings.csv`).catch((error) => sayError(error, "Not fetched"));
  return html`<${Loaded} of=${found} rows=${4}>${(data) => html`<section class="stack" aria-label="Findings">
    <div class="row spread start">
      <div class="figures account">
        <${Figure} name=${version.origin === "import" ? t("rows read") : t("rows of the version before")} value=${count(data.n_read)} />
        <${Figure} name="rows kept" value=${count(data.n_rows)} />
        <${Figure} name="rows dropped" value=${count(data.n_dropped)} />
        <${Figure} name="values changed" value=${count(data.n_changed)} />
      </div>
      ${data.has_file && html`<${Button} icon="download" onClick=${fetchAll} title="Every single row, with its time, its value and the reason">Every row as CSV<//>`}
    </div>
    ${data.results.length
      ? html`<ul class="panel rule-list">${data.results.map((finding, i) => html`<${FindingRow} key=${i} ...${{ finding, version, kinds }} zone=${zoneOf(dataset)} />`)}</ul>`
      : html`<${Empty} icon="check-check" title="Nothing to report">Every row that was read is here as it was, and no value was changed.<//>`}
  </section>`}<//>`;
}

/** A moment on the clock of the series; what was read from a file as it stands there. @param {string | null} time @param {string} zone */
function timeText(time, zone) {
  if (!time) return "–";
  return /(Z|[+-]\d\d:\d\d)$/.test(time) ? momentIn(time, zone, true) : time.replace("T", " ");
}

/** @param {{finding: any, version: any, kinds: Map<string, any>, zone: string}} props */
function FindingRow({ finding, version, kinds, zone }) {
  const step = version.steps[finding.step_index];
  return html`<li><details class="finding">
    <summary class="row">
      <${Tag} tone=${TONES[finding.severity] || ""}>${kinds.get(finding.code)?.title || told(finding.code.replaceAll("-", " "))}<//>
      <span class="grow">${findingText(finding.message)}</span>
      <span class="faint small-text nowrap">${[step ? t`step ${finding.step_index + 1}` : "", finding.n_dropped ? t`${count(finding.n_dropped)} dropped` : "", finding.n_changed ? t`${count(finding.n_changed)} changed` : ""].filter(Boolean).join(" · ")}</span>
    </summary>
    ${finding.examples.length
      ? html`<div class="table-scroll" tabindex="0" role="region" aria-label=${t`Examples of ${finding.code}`}><table class="plain-table"><thead><tr><th class="number">Row</th><th>Time</th><th>What stood there</th></tr></thead>
        <tbody>${finding.examples.map((one, i) => html`<tr key=${i}><td class="number">${one.row === null ? "–" : count(one.row)}</td><td class="mono nowrap">${timeText(one.time, zone)}</td><td class="mono">${one.value === "" || one.value === null ? html`<span class="faint">empty</span>` : one.value}</td></tr>`)}</tbody></table></div>
        ${finding.n > finding.examples.length && html`<p class="faint small-text finding-more">The first ${finding.examples.length} of ${count(finding.n)}; the file above has all of them.</p>`}`
      : html`<p class="faint small-text finding-more">It is about the file as a whole.</p>`}
  </details></li>`;
}
