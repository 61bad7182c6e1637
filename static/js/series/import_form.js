// @ts-check
/** The last step of an import: a name, a place, and what the file continues. */

import { Button } from "../components/button.js";
import { FormProblem, SelectField, TextField, useForm } from "../components/form.js";
import { Panel } from "../components/page.js";
import { api } from "../lib/api.js";
import { html } from "../lib/html.js";
import { followAnswer } from "../lib/jobs.js";
import { asChoices, sites } from "../lib/names.js";
import { useList } from "../lib/resource.js";
import { t } from "../lib/words.js";

/** @param {{row: any, plan: any, nAsked: number, busy: boolean, reload: () => void}} props */
export function ImportForm({ row, plan, nAsked, busy, reload }) {
  const others = useList("/datasets", { project_id: row.project_id, ordering: "name" });
  const initial = { name: row.file_name.replace(/\.(csv|tsv|txt|gz|zip|xlsx?|parquet|ndjson|json)+$/i, ""), description: "", site_id: row.site_id || "", dataset_id: "" };
  const form = useForm(initial, async (values) => {
    const columns = Object.fromEntries(plan.columns.filter(({ role, unit }) => role === "value" && unit).map(({ name, unit }) => [name, { unit }]));
    const answer = await api.post(`/dataset-imports/${row.id}/run`, {
      plan, columns, description: values.description, name: values.dataset_id ? null : values.name.trim() || null,
      site_id: values.site_id || null, dataset_id: values.dataset_id || null,
    });
    followAnswer(answer);
    reload();
  });
  const mine = sites.value.filter((site) => site.project_id === row.project_id);
  const n = plan.columns.filter(({ role }) => role === "value").length;
  return html`<${Panel} title="Import">
    <form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      <${SelectField} label="Into" options=${asChoices(others.rows, t("A new dataset"))} ...${form.field("dataset_id")} hint=${form.values.dataset_id ? t("The file continues this dataset; the result is a new version of it") : ""} />
      ${!form.values.dataset_id && html`<${TextField} label="Name" ...${form.field("name")} />
        <${SelectField} label="Site" optional options=${asChoices(mine, t("None"))} ...${form.field("site_id")} />`}
      <${Button} type="submit" tone="primary" icon="check" class="wide" busy=${form.busy} disabled=${busy || !n || nAsked > 0}>Import ${n === 1 ? t("1 column") : t`${n} columns`}<//>
      ${nAsked > 0 && html`<p class="hint">First say what the file leaves open.</p>`}
      ${!n && html`<p class="hint">No column is chosen as a value yet.</p>`}
    </form>
  <//>`;
}
