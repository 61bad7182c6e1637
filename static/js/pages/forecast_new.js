// @ts-check
/** A new forecast session: its name, its place and its plan. */

import { Button } from "../components/button.js";
import { FormProblem, SelectField, TextField, useForm } from "../components/form.js";
import { Page, Section } from "../components/page.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { api } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { html } from "../lib/html.js";
import { asChoices, findIn, projects, sites } from "../lib/names.js";
import { navigate, place } from "../lib/router.js";
import { t } from "../lib/words.js";
import { PlanEditor } from "../forecast/plan_editor.js";
import { newPlan } from "../forecast/plan.js";
import { useStudio } from "../forecast/use_studio.js";

loadStyle("/static/css/series.css");
loadStyle("/static/css/forecast.css");

const TRAIL = [{ label: "Forecasts", href: "/forecasts" }];

export default function ForecastNew() {
  const studio = useStudio();
  if (studio.error && !studio.datasets) return html`<${Page} title="Plan a forecast" trail=${TRAIL}><${Failure} error=${studio.error} retry=${studio.reload} /><//>`;
  if (!studio.datasets || !studio.methods) return html`<${Page} title="Plan a forecast" trail=${TRAIL}><${SkeletonRows} /><//>`;
  if (!studio.datasets.length) {
    return html`<${Page} title="Plan a forecast" trail=${TRAIL}><${Empty} icon="chart-line" title="No series to forecast yet" action=${html`<${Button} tone="primary" icon="upload" href="/datasets/import">Import a series<//>`}>A forecast learns from a dataset: the file of a logger or a meter.<//><//>`;
  }
  return html`<${Page} title="Plan a forecast" trail=${TRAIL} lede="Nothing is computed before you say so; windows can be looked at first."><${Desk} studio=${studio} /><//>`;
}

/** @param {{studio: any}} props */
function Desk({ studio }) {
  const given = studio.datasets.find(({ id }) => id === place.value.query.dataset) || null;
  const start = newPlan(given);
  const form = useForm(
    { name: given ? given.name : "", project_id: given?.project_id || projects.value[0]?.id || "", site_id: given?.site_id || "", plan: { ...start, models: start.models.map((one) => ({ ...one, kind: studio.fallback })) } },
    async (values) => {
      const made = await api.post("/forecast-sessions", { name: values.name, project_id: values.project_id, site_id: values.site_id || null, plan: values.plan });
      navigate(`/forecasts/${made.id}?tab=windows`);
    },
  );
  const { values, set } = form;
  const change = (patch) => {
    const first = !values.plan.inputs.length && patch.inputs?.length ? studio.datasets.find(({ id }) => id === patch.inputs[0].dataset_id) : null;
    if (first) {
      const { step_s, look_back, horizon, calendar } = newPlan(first);
      set({ name: values.name || first.name, project_id: first.project_id, site_id: first.site_id || "", plan: { ...values.plan, step_s, look_back, horizon, calendar, ...patch } });
    } else set({ plan: { ...values.plan, ...patch } });
  };
  const ownSites = sites.value.filter((site) => site.project_id === values.project_id);
  return html`<form class="forecast-plan" onSubmit=${form.onSubmit}>
    <${FormProblem} form=${form} />
    <${Section} title="What for" why="Whatever it is called in lists; the site's time zone is that of the calendar.">
      <${TextField} label="Name" required ...${form.field("name")} />
      <div class="forecast-pair"><${SelectField} label="Project" options=${asChoices(projects.value)} ...${form.field("project_id")} />
        <${SelectField} label="Site" optional options=${asChoices(ownSites, t("None"))} ...${form.field("site_id")} /></div>
    <//>
    <${PlanEditor} plan=${values.plan} datasets=${studio.datasets} methods=${studio.methods} zone=${findIn(sites, values.site_id)?.time_zone || "UTC"} change=${change} />
    <div class="actions end forecast-foot"><${Button} href="/forecasts">Not now<//><${Button} type="submit" tone="primary" icon="check" busy=${form.busy} disabled=${!values.plan.inputs.some(({ role }) => role === "target") || !values.name}>Save the plan<//></div>
  </form>`;
}
