// @ts-check
/** What an editor may change of a task batch: words, deadline, learning, closing, deleting. */

import { api } from "../lib/api.js";
import { html } from "../lib/html.js";
import { navigate } from "../lib/router.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { askFirst } from "./dialog.js";
import { CheckField, FormProblem, NumberField, TextField, useForm } from "./form.js";
import { Section } from "./page.js";

/** @param {{batch: any, save: (patch: any) => Promise<void>}} props */
export function BatchSettings({ batch, save }) {
  const form = useForm({
    name: batch.name, instructions: batch.instructions, deadline: batch.deadline ? batch.deadline.slice(0, 10) : "",
    is_blind: batch.is_blind, learns: Boolean(batch.learn_every), learn_every: batch.learn_every || 50,
  }, (values) => save({
    name: values.name.trim(), instructions: values.instructions, is_blind: values.is_blind,
    deadline: values.deadline ? new Date(`${values.deadline}T23:59:59`).toISOString() : null, learn_every: values.learns ? values.learn_every : null,
  }));
  const { values, set } = form;
  return html`<div>
    <${Section} title="Batch" why="What the annotators read.">
      <form class="form" onSubmit=${form.onSubmit}>
        <${FormProblem} form=${form} />
        <${TextField} label="Name" required ...${form.field("name")} />
        <${TextField} label="Instructions" multiline optional ...${form.field("instructions")} />
        <${TextField} label="Wanted by" type="date" optional ...${form.field("deadline")} />
        <${CheckField} label="Blind: hide what the model thinks" value=${values.is_blind} onValue=${(is_blind) => set({ is_blind })} />
        <${CheckField} label="A model learns along" value=${values.learns} onValue=${(learns) => set({ learns })} />
        ${values.learns && html`<${NumberField} label="Learns after every" unit="labels" min="5" step="1" ...${form.field("learn_every")} />`}
        <div class="actions"><${Button} type="submit" tone="primary" busy=${form.busy}>Save<//></div>
      </form>
    <//>
    <${Section} title=${batch.state === "closed" ? t("Open again") : t("Close")} why="A closed batch gives out no more tasks. Its labels stay.">
      <div><${Button} icon=${batch.state === "closed" ? "pen-line" : "lock"} onClick=${() => save({ state: batch.state === "closed" ? "open" : "closed" }).catch((error) => sayError(error, "Not changed"))}>${batch.state === "closed" ? t("Open the batch again") : t("Close the batch")}<//></div>
    <//>
    <${Section} title="Delete" why="The tasks go. What people named stays on the calls."><div><${Button} tone="danger" icon="trash-2" onClick=${() => remove(batch)}>Delete the batch<//></div><//>
  </div>`;
}

/** @param {any} batch */
async function remove(batch) {
  const yes = await askFirst({ title: t`Delete ${batch.name}`, tone: "danger", action: "Delete the batch", text: "Its tasks, decisions and learning rounds go with it. Labels given to calls stay. This cannot be undone." });
  if (!yes) return;
  try {
    await api.delete(`/task-batches/${batch.id}`);
    say(t`${batch.name} is deleted`);
    navigate("/batches");
  } catch (error) {
    sayError(error, "Not deleted");
  }
}
