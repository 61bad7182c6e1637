// @ts-check
/** Making a task batch: which calls, for whom, in which order, and whether a model learns along. */

import { allRows, api } from "../lib/api.js";
import { html, useEffect, useState } from "../lib/html.js";
import { followAnswer } from "../lib/jobs.js";
import { asChoices, findIn, projects, species } from "../lib/names.js";
import { useResource } from "../lib/resource.js";
import { navigate } from "../lib/router.js";
import { activeGroup } from "../lib/store.js";
import { t } from "../lib/words.js";
import { SOURCE_FIELDS, SourceFields, isComplete, toSource } from "./batch_source.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { CheckField, FormProblem, NumberField, SelectField, TextField, useForm } from "./form.js";
import { WithProject } from "./with_project.js";

const ORDERS = [
  { value: "active", label: "What teaches the model most" },
  { value: "confidence", label: "Doubtful ones first" },
  { value: "time", label: "As they were recorded" },
  { value: "random", label: "At random" },
];
const PEOPLE = [{ value: "1", label: "One person" }, { value: "2", label: "Two, unseen by each other" }, { value: "3", label: "Three, unseen by each other" }];
const DEFAULTS = { name: "", instructions: "", species_id: "", order: "active", n_annotators: "1", is_blind: false, deadline: "", learns: false, learn_every: 50, assignee_ids: [] };

/** The end of a day in the browser's zone, in UTC. @param {string} day */
const endOf = (day) => new Date(`${day}T23:59:59`).toISOString();

/** @param {any} values */
export function toBatch(values) {
  return {
    name: values.name.trim(), instructions: values.instructions, species_id: values.species_id || null, source: values.source || toSource(values),
    project_id: values.project_id, order: values.order, n_annotators: Number(values.n_annotators), is_blind: values.is_blind,
    assignee_ids: values.assignee_ids, deadline: values.deadline ? endOf(values.deadline) : null,
    classifier_id: values.classifier_id || null, learn_every: values.learns ? values.learn_every : null,
  };
}

/** @param {{onClose: () => void, source?: any, projectId?: string, name?: string}} props `source` fixes which calls, e.g. a selection */
export function BatchDialog({ onClose, source, projectId = "", name = "" }) {
  const [more, setMore] = useState(false);
  const form = useForm({ ...SOURCE_FIELDS, ...DEFAULTS, name, project_id: projectId }, async (values) => {
    const made = await api.post("/task-batches", toBatch({ ...values, source }));
    followAnswer(made);
    onClose();
    navigate(`/batches/${made.id}`);
  });
  const { values, set } = form;
  useEffect(() => {
    if (!values.project_id && projects.value.length) set({ project_id: projects.value[0].id });
  }, [projects.value.length]);
  useEffect(() => {
    if (!values.species_id && species.value.length === 1) set({ species_id: species.value[0].id });
  }, [species.value.length]);
  const suggested = findIn(projects, values.project_id)?.name;
  const ready = values.name.trim() && (source ? values.project_id : isComplete(values));
  return html`<${Dialog} title="Make a batch" onClose=${onClose}>
    <${WithProject} why=${t("Calls are those of a project’s recordings: one survey, one season, one study.")}><form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      <${TextField} label="Name" required autofocus placeholder=${suggested ? t`${suggested}, first look` : ""} ...${form.field("name")} />
      ${source ? html`<p class="soft">${source.segment_ids?.length ? t`${source.segment_ids.length} chosen calls` : t("The chosen calls")}</p>` : html`<${SourceFields} form=${form} />`}
      <${SelectField} label="Repertoire" hint="Its call types become the keys" options=${asChoices(species.value, t("None: labels are typed"))} ...${form.field("species_id")} />
      <${CheckField} label="A model learns along" hint="It is trained anew after every few labels, puts the most telling calls first, and is judged on recordings kept apart." value=${values.learns} onValue=${(learns) => set({ learns, order: learns ? "active" : values.order })} />
      ${values.learns && html`<${NumberField} label="Learns after every" unit="labels" min="5" step="1" ...${form.field("learn_every")} />`}
      ${more ? html`<${MoreFields} form=${form} />` : html`<div><${Button} tone="quiet" icon="chevron-right" onClick=${() => setMore(true)}>Order, people, deadline<//></div>`}
      <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" busy=${form.busy} disabled=${!ready}>Make the batch<//></div>
    </form><//>
  <//>`;
}

/** @param {{form: any}} props */
function MoreFields({ form }) {
  const { values, set } = form;
  const group = activeGroup.value?.id;
  const members = useResource(group ? `members-${group}` : null, () => allRows(`/groups/${group}/members`, {}));
  const people = (members.data || []).filter((one) => one.role !== "viewer");
  const idOf = (one) => one.user?.id || one.user_id || one.id;
  const toggle = (id, wanted) => set({ assignee_ids: wanted ? [...values.assignee_ids, id] : values.assignee_ids.filter((one) => one !== id) });
  return html`<div class="stack">
    <div class="pair">
      <${SelectField} label="Order" options=${ORDERS} ...${form.field("order")} />
      <${SelectField} label="Each call is named by" options=${PEOPLE} ...${form.field("n_annotators")} />
    </div>
    <${CheckField} label="Blind: hide what the model thinks" value=${values.is_blind} onValue=${(is_blind) => set({ is_blind })} />
    <${TextField} label="Wanted by" type="date" optional ...${form.field("deadline")} />
    <${TextField} label="Instructions" multiline optional ...${form.field("instructions")} />
    ${people.length > 1 && html`<fieldset class="field"><legend class="label">For (nobody chosen: everyone)</legend>
      ${people.map((one) => html`<${CheckField} key=${idOf(one)} label=${one.user?.display_name || one.display_name || one.username} value=${values.assignee_ids.includes(idOf(one))} onValue=${(wanted) => toggle(idOf(one), wanted)} />`)}
    </fieldset>`}
  </div>`;
}
