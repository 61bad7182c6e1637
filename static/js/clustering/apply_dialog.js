// @ts-check
/** Applying the mapping: what will change is counted before it changes. */

import { Button } from "../components/button.js";
import { Dialog } from "../components/dialog.js";
import { CheckField, FormProblem, Segmented, TextField, useForm } from "../components/form.js";
import { api } from "../lib/api.js";
import { count, plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { nameOf } from "./members.js";

const LEAST = [{ value: "0", label: "Every mapping" }, { value: "0.75", label: "Fairly sure" }, { value: "1", label: "Sure" }];

/**
 * How many calls get a label, keep theirs, or have it already, cluster by cluster.
 * @param {any[]} clusters @param {import("./members.js").Members} members @param {boolean} overwrite
 */
export function preview(clusters, members, overwrite) {
  const byNumber = new Map(clusters.map((cluster) => [cluster.number, { cluster, n_new: 0, n_kept: 0, n_same: 0 }]));
  for (let i = 0; i < members.n; i += 1) {
    const row = byNumber.get(members.numbers[i]);
    if (!row) continue;
    const label = members.labels[i];
    if (label === row.cluster.label) row.n_same += 1;
    else if (label && !overwrite) row.n_kept += 1;
    else row.n_new += 1;
  }
  const rows = [...byNumber.values()];
  const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
  return { rows, n_new: sum("n_new"), n_kept: sum("n_kept"), n_same: sum("n_same") };
}

/**
 * @param {{run: any, members: import("./members.js").Members, onClose: () => void, onApplied: (answer: any) => void, onBatch: (numbers: number[]) => void}} props
 */
export function ApplyDialog({ run, members, onClose, onApplied, onBatch }) {
  const form = useForm({ target: "segments", least: "0", overwrite: false, name: t`${run.name}, clusters` }, async (values) => {
    if (values.target === "batch") return onBatch(wanted.map(({ number }) => number));
    const body = { target: values.target, min_confidence: Number(values.least) || null, overwrite: values.overwrite };
    const answer = await api.post(`/clustering-runs/${run.id}/apply`, values.target === "training-set" ? { ...body, name: values.name } : body);
    onApplied({ ...answer, target: values.target });
    return onClose();
  });
  const { values } = form;
  const wanted = run.clusters.filter((one) => one.label && (one.mapping_confidence ?? 1) >= Number(values.least));
  const seen = preview(wanted, members, values.overwrite);
  const canGo = values.target === "batch" ? wanted.length > 0 : values.target === "segments" ? seen.n_new > 0 : wanted.length > 0;
  return html`<${Dialog} title="Apply the mapping" onClose=${onClose}>
    <form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      <${Segmented} label="To" value=${values.target} onValue=${(target) => form.set({ target })}
        options=${[{ value: "segments", label: "The calls" }, { value: "batch", label: "A task batch" }, { value: "training-set", label: "A training set" }]} />
      <${Segmented} label="Clusters that are mapped" value=${values.least} onValue=${(least) => form.set({ least })} options=${LEAST} />
      ${values.target === "segments" && html`<${CheckField} label="Replace labels that people gave before" value=${values.overwrite} onValue=${(overwrite) => form.set({ overwrite })} />`}
      ${values.target === "training-set" && html`<${TextField} label="Name of the training set" required ...${form.field("name")} />`}
      ${values.target === "batch" && html`<p class="soft">People look at each call of these clusters and name it.</p>`}
      <${Preview} seen=${seen} isLabels=${values.target === "segments"} />
      <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" icon="check" busy=${form.busy} disabled=${!canGo}>${values.target === "segments" ? t`Label ${plural(seen.n_new, "call")}` : t("Make it")}<//></div>
    </form>
  <//>`;
}

/** @param {{seen: ReturnType<typeof preview>, isLabels: boolean}} props */
function Preview({ seen, isLabels }) {
  if (!seen.rows.length) return html`<p class="notice ochre">No cluster is mapped this surely. Map one with the key of a call type.</p>`;
  const said = [t`${plural(seen.n_new, "call gets", "calls get")} a label`, seen.n_kept ? t`${count(seen.n_kept)} keep theirs` : "", seen.n_same ? t`${count(seen.n_same)} have it already` : ""];
  return html`<div class="stack tight">
    ${isLabels && html`<p role="status"><strong>${said.filter(Boolean).join(", ")}.</strong></p>`}
    <table class="compare-table">
      <thead><tr><th scope="col">Cluster</th><th scope="col">Label</th>${isLabels ? html`<th scope="col" class="num">New</th><th scope="col" class="num">Keep theirs</th>` : html`<th scope="col" class="num">Calls</th>`}</tr></thead>
      <tbody>${seen.rows.map(({ cluster, n_new, n_kept, n_same }) => html`<tr key=${cluster.number}><th scope="row">${nameOf({ number: cluster.number })}</th><td>${cluster.label}</td>
        ${isLabels ? html`<td class="num">${count(n_new)}</td><td class="num">${count(n_kept + n_same)}</td>` : html`<td class="num">${count(n_new + n_kept + n_same)}</td>`}</tr>`)}</tbody>
    </table>
  </div>`;
}
