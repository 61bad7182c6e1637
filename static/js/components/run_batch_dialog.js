// @ts-check
/** Using a classifier on all recordings of a project. */

import { api } from "../lib/api.js";
import { html } from "../lib/html.js";
import { followAnswer, trayOpen } from "../lib/jobs.js";
import { asChoices, projects } from "../lib/names.js";
import { say } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { CheckField, FormProblem, SelectField, useForm } from "./form.js";

/** @param {{classifier: any, onClose: () => void}} props */
export function RunBatchDialog({ classifier, onClose }) {
  const form = useForm({ project_id: projects.value[0]?.id || "", only_unclassified: true }, async (values) => {
    const answer = await api.post("/classification-runs/batch", { ...values, classifier_id: classifier.id });
    followAnswer(answer);
    trayOpen.value = true;
    say(t`${classifier.name} is at work`);
    onClose();
  });
  return html`<${Dialog} title=${t`Use ${classifier.name}`} onClose=${onClose}>
    <form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      <${SelectField} label="On the recordings of" options=${asChoices(projects.value)} ...${form.field("project_id")} />
      <${CheckField} label="Only calls that have no name yet" value=${form.values.only_unclassified} onValue=${(only_unclassified) => form.set({ only_unclassified })} />
      <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" icon="play" busy=${form.busy}>Classify<//></div>
    </form>
  <//>`;
}
