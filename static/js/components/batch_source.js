// @ts-check
/** Which calls go into a task batch: a choice of ways, each with its few fields. */

import { html } from "../lib/html.js";
import { asChoices, findIn, projects } from "../lib/names.js";
import { useGet } from "../lib/resource.js";
import { t } from "../lib/words.js";
import { CheckField, NumberField, SelectField } from "./form.js";

export const WAYS = [
  { value: "active", label: "Those the model would learn most from" },
  { value: "run", label: "Those a classifier is unsure of" },
  { value: "random", label: "A random sample" },
  { value: "segments", label: "Every call of a project" },
  { value: "cluster", label: "A cluster" },
];

export const STRATEGIES = [
  { value: "mixed", label: "Doubtful and varied" },
  { value: "uncertain", label: "Most doubtful" },
  { value: "diverse", label: "Most varied" },
];

/** What the fields begin with. */
export const SOURCE_FIELDS = { way: "active", project_id: "", classifier_id: "", max_confidence: 0.8, only_unlabelled: true, n: 200, strategy: "mixed", clustering_run_id: "", cluster: "" };

/** The source as the API takes it. @param {any} values */
export function toSource(values) {
  const { way, project_id } = values;
  const only_unlabelled = Boolean(values.only_unlabelled);
  if (way === "active") return { kind: "active", project_id, classifier_id: values.classifier_id || null, n: values.n, strategy: values.strategy };
  if (way === "run") return { kind: "run", project_id, classifier_id: values.classifier_id, max_confidence: values.max_confidence };
  if (way === "random") return { kind: "random", project_id, n: values.n, only_unlabelled };
  if (way === "cluster") return { kind: "cluster", clustering_run_id: values.clustering_run_id, numbers: [Number(values.cluster)] };
  return { kind: "segments", project_id, only_unlabelled };
}

/** Whether enough is chosen. @param {any} values */
export function isComplete(values) {
  if (values.way === "cluster") return Boolean(values.clustering_run_id && values.cluster !== "");
  if (values.way === "run") return Boolean(values.project_id && values.classifier_id);
  return Boolean(values.project_id) && (values.way === "segments" || values.n > 0);
}

/** @param {{form: any}} props */
export function SourceFields({ form }) {
  const { values, set } = form;
  const classifiers = useGet("/classifiers", { limit: 200, state: "ready" });
  const ready = asChoices(classifiers.data?.results || []);
  return html`<div class="stack">
    <${SelectField} label="Calls" options=${WAYS} ...${form.field("way")} />
    <${SelectField} label="Project" options=${asChoices(projects.value)} ...${form.field("project_id")} />
    ${values.way === "active" && html`<div class="pair">
      <${NumberField} label="How many" min="1" ...${form.field("n")} />
      <${SelectField} label="Which first" options=${STRATEGIES} ...${form.field("strategy")} /></div>`}
    ${(values.way === "active" || values.way === "run") && html`<${SelectField} label="Classifier" optional=${values.way === "active"}
      hint=${values.way === "active" ? t("Without one, the most varied calls come first.") : ""}
      options=${[{ value: "", label: values.way === "active" ? "None yet" : "Choose one" }, ...ready]} ...${form.field("classifier_id")} />`}
    ${values.way === "run" && html`<${NumberField} label="At most this sure" hint="1 takes every call, 0.5 only the doubtful ones" min="0" max="1" step="0.05" ...${form.field("max_confidence")} />`}
    ${values.way === "random" && html`<${NumberField} label="How many" min="1" ...${form.field("n")} />`}
    ${values.way === "cluster" && html`<${ClusterFields} form=${form} />`}
    ${(values.way === "random" || values.way === "segments") && html`<${CheckField} label="Only calls nobody has named yet" value=${values.only_unlabelled} onValue=${(only_unlabelled) => set({ only_unlabelled })} />`}
  </div>`;
}

/** @param {{form: any}} props */
function ClusterFields({ form }) {
  const { values } = form;
  const runs = useGet(values.project_id ? "/clustering-runs" : null, { project_id: values.project_id, limit: 200 });
  const run = useGet(values.clustering_run_id ? `/clustering-runs/${values.clustering_run_id}` : null);
  const clusters = (run.data?.clusters || []).map((one) => ({ value: String(one.number), label: `${one.number < 0 ? t("Belongs nowhere") : one.label || t`Cluster ${one.number + 1}`} (${one.n_members})` }));
  const none = runs.data && !runs.data.results.length;
  return html`<div class="pair">
    <${SelectField} label="Clusters" hint=${none ? t`${findIn(projects, values.project_id)?.name || t("This project")} has not been clustered yet` : ""}
      options=${[{ value: "", label: "Choose" }, ...asChoices(runs.data?.results || [])]} ...${form.field("clustering_run_id")} />
    <${SelectField} label="Cluster" options=${[{ value: "", label: "Choose" }, ...clusters]} ...${form.field("cluster")} />
  </div>`;
}
