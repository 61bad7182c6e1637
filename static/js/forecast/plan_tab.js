// @ts-check
/** The plan of a session, to be read and changed; runs keep the plan they were started with. */

import { Button } from "../components/button.js";
import { FormProblem, SelectField, TextField, useForm } from "../components/form.js";
import { Section } from "../components/page.js";
import { Failure, SkeletonRows } from "../components/states.js";
import { writeTagged } from "../lib/api.js";
import { html } from "../lib/html.js";
import { asChoices, findIn, sites } from "../lib/names.js";
import { may } from "../lib/store.js";
import { say } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { PlanEditor } from "./plan_editor.js";
import { useStudio } from "./use_studio.js";

/** @param {{desk: any}} props */
export function PlanTab({ desk }) {
  const studio = useStudio();
  if (studio.error && !studio.datasets) return html`<${Failure} error=${studio.error} retry=${studio.reload} />`;
  if (!studio.datasets || !studio.methods) return html`<${SkeletonRows} />`;
  return html`<${Editor} key=${desk.session.version} desk=${desk} studio=${studio} />`;
}

/** @param {{desk: any, studio: any}} props */
function Editor({ desk, studio }) {
  const { session, reload } = desk;
  const form = useForm({ name: session.name, description: session.description, site_id: session.site_id || "", plan: session.plan }, async (values) => {
    await writeTagged("PATCH", `/forecast-sessions/${session.id}`, { ...values, site_id: values.site_id || null }, `"${session.version}"`);
    say("The plan is saved");
    reload();
  });
  const { values, set } = form;
  const ownSites = sites.value.filter((site) => site.project_id === session.project_id);
  return html`<form class="forecast-plan" onSubmit=${form.onSubmit}>
    <${FormProblem} form=${form} />
    <${Section} title="What for" why="Models that are trained already keep the plan they were trained by.">
      <${TextField} label="Name" required ...${form.field("name")} />
      <${TextField} label="Notes" optional multiline ...${form.field("description")} />
      <${SelectField} label="Site" optional options=${asChoices(ownSites, t("None"))} ...${form.field("site_id")} />
    <//>
    <${PlanEditor} plan=${values.plan} datasets=${studio.datasets} methods=${studio.methods} zone=${findIn(sites, values.site_id)?.time_zone || "UTC"} change=${(patch) => set({ plan: { ...values.plan, ...patch } })} />
    ${may("editor") && html`<div class="actions end forecast-foot"><${Button} type="submit" tone="primary" icon="check" busy=${form.busy}>Save the plan<//></div>`}
  </form>`;
}
