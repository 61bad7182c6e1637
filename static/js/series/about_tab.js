// @ts-check
/** What a version holds and where it comes from: columns with units, steps with parameters, inputs, code. */

import { Panel } from "../components/page.js";
import { Moment } from "../components/text.js";
import { api } from "../lib/api.js";
import { bytes, count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { may } from "../lib/store.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { spanText, stepText, valueText } from "./facts.js";
import { StepList, useStepKinds } from "./step_words.js";

/** @param {{desk: any}} props */
export function AboutTab({ desk }) {
  const { version, dataset } = desk;
  const kinds = useStepKinds();
  return html`<div class="stack">
    <${Columns} desk=${desk} />
    <div class="split-two">
      <${Panel} title="This version"><dl class="facts">
        <dt>Made</dt><dd><${Moment} value=${version.created_at} /></dd>
        <dt>Rows</dt><dd>${count(version.n_rows)}, ${bytes(version.size_bytes)} as Parquet</dd>
        <dt>Span</dt><dd>${spanText(version.start_at, version.end_at)}, every ${stepText(version.step_s)}</dd>
        <dt>Made from</dt><dd>${version.inputs.map((input, i) => html`<div key=${i}>${input.name} <span class="mono faint small-text" title=${input.sha256}>${input.sha256.slice(0, 12)}…</span></div>`)}</dd>
        <dt>By the code</dt><dd class="mono">${version.code_version || "–"}</dd>
      </dl><//>
      <${Panel} title="How it was made">${version.steps.length
        ? html`<${StepList} steps=${version.steps} kinds=${kinds} />`
        : html`<p class="soft">${version.origin === "import" ? t("Read from a file as laid down in its plan.") : version.title}</p>`}
        ${version.settings?.plan && html`<details><summary class="soft small-text">The plan it was read by</summary><pre class="log">${JSON.stringify(version.settings.plan, null, 1)}</pre></details>`}
      <//>
    </div>
    ${dataset.description && html`<p class="soft">${dataset.description}</p>`}
  </div>`;
}

/** @param {{desk: any}} props */
function Columns({ desk }) {
  const { version, dataset } = desk;
  const note = async (column, patch) => {
    const before = { unit: column.unit, description: column.description };
    if (Object.entries(patch).every(([name, value]) => before[name] === value)) return;
    await api.patch(`/datasets/${dataset.id}`, { body: { columns: { [column.name]: { ...before, ...patch } } } }).then(desk.reload, (error) => sayError(error, "Not noted"));
  };
  const input = (column, name, label) => (may("editor")
    ? html`<input class="input" aria-label=${t`${label} of ${column.name}`} value=${column[name]} placeholder="–" onChange=${(event) => note(column, { [name]: event.currentTarget.value })} />`
    : column[name] || "–");
  return html`<div class="panel table-scroll" tabindex="0" role="region" aria-label="Columns"><table class="plain-table">
    <thead><tr><th>Column</th><th>Unit</th><th class="number">Values</th><th class="number">Missing</th><th class="number">Lowest</th><th class="number">Mean</th><th class="number">Highest</th><th class="wide-only">What it is</th></tr></thead>
    <tbody>${version.columns.map((column) => html`<tr key=${column.name}><th scope="row">${column.name}</th><td class="unit-cell">${input(column, "unit", t("Unit"))}</td>
      <td class="number">${count(column.n_valid)}</td><td class="number">${count(column.n_missing)}${column.n_text ? html`<span class="faint" title="of these, cells that hold text"> (${count(column.n_text)} text)</span>` : ""}</td>
      <td class="number">${valueText(column.minimum)}</td><td class="number">${valueText(column.mean)}</td><td class="number">${valueText(column.maximum)}</td><td class="wide-only">${input(column, "description", t("Meaning"))}</td></tr>`)}</tbody>
  </table></div>`;
}
