// @ts-check
/** One forecast session: what it expects, its models against each other, its windows, its plan. */

import { Button, IconButton } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { Later } from "../components/later.js";
import { Page } from "../components/page.js";
import { Failure, SkeletonRows } from "../components/states.js";
import { Tabs, openTab } from "../components/tabs.js";
import { api } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { count } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { follow } from "../lib/jobs.js";
import { onAnyEvent } from "../lib/live.js";
import { findIn, projects } from "../lib/names.js";
import { useGet } from "../lib/resource.js";
import { navigate, place } from "../lib/router.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { ForecastsTab } from "../forecast/forecasts_tab.js";
import { ModelsTab } from "../forecast/models_tab.js";
import { skillWords, spanWords, targetsOf } from "../forecast/words.js";

loadStyle("/static/css/series.css");
loadStyle("/static/css/forecast.css");

const TRAIL = [{ label: "Forecasts", href: "/forecasts" }];

export default function ForecastPage() {
  const { id } = place.value.params;
  const session = useGet(`/forecast-sessions/${id}`);
  const runs = useGet(`/forecast-sessions/${id}/runs`);
  const reload = () => { session.reload(); runs.reload(); };
  useEffect(() => onAnyEvent((event, payload) => event === "forecast-session.changed" && payload.id === id && reload()), [id]);
  const data = session.data;
  const open = runs.data?.results.find((run) => run.state === "waiting" || run.state === "training");
  useEffect(() => {
    if (open?.job_id) follow(open.job_id, undefined, reload);
  }, [open?.job_id]);
  if (session.error && !data) return html`<${Page} title="Forecast" trail=${TRAIL}><${Failure} error=${session.error} retry=${session.reload} /><//>`;
  if (!data || !runs.data) return html`<${Page} title="Forecast" trail=${TRAIL}>${runs.error ? html`<${Failure} error=${runs.error} retry=${reload} />` : html`<${SkeletonRows} />`}<//>`;
  const desk = { session: data, runs: runs.data.results, openRun: open, reload };
  const tabs = tabsOf(desk);
  const project = findIn(projects, data.project_id);
  const trail = project ? [{ label: project.name, href: `/projects/${project.id}` }, ...TRAIL] : TRAIL;
  const lede = html`${targetsOf(data.plan).join(", ")}, ${spanWords(data.plan.horizon, data.plan.step_s)} ahead${data.chosen ? html` · ${data.chosen.title}, ${skillWords(data.chosen.scores)} than the best baseline` : ""}`;
  const tab = openTab(tabs);
  return html`<${Page} title=${data.name} trail=${trail} shape="full" lede=${lede} actions=${html`<${Actions} desk=${desk} />`}>
    <${Tabs} label="Parts of the session" tabs=${tabs} />
    ${tab === "models" && html`<${ModelsTab} desk=${desk} />`}
    ${tab === "forecasts" && html`<${ForecastsTab} desk=${desk} />`}
    ${tab === "windows" && html`<${Later} name="windows" load=${() => import("../forecast/windows_tab.js")}>${({ WindowsTab }) => html`<${WindowsTab} desk=${desk} />`}<//>`}
    ${tab === "plan" && html`<${Later} name="plan" load=${() => import("../forecast/plan_tab.js")}>${({ PlanTab }) => html`<${PlanTab} desk=${desk} />`}<//>`}
    ${tab === "predict" && html`<${Later} name="predict" load=${() => import("../forecast/predict_tab.js")}>${({ PredictTab }) => html`<${PredictTab} desk=${desk} />`}<//>`}
  <//>`;
}

/** A session without a model begins with its models, one with a model with what it forecasts. @param {any} desk */
function tabsOf({ session, runs }) {
  const models = { id: "models", label: "Models", count: runs.length ? count(runs[0].models.length) : undefined };
  const rest = [{ id: "windows", label: "Windows" }, { id: "plan", label: "Plan" }];
  return session.chosen ? [{ id: "forecasts", label: "Forecasts" }, models, ...rest, { id: "predict", label: "From a program" }] : [models, ...rest];
}

/** @param {{desk: any}} props */
function Actions({ desk }) {
  const { session, openRun, reload } = desk;
  if (!may("editor")) return null;
  const train = async () => {
    try {
      const run = await api.post(`/forecast-sessions/${session.id}/runs`);
      follow(run.job_id, undefined, reload);
      reload();
      navigate(`/forecasts/${session.id}?tab=models`);
    } catch (error) {
      sayError(error, "Not started");
    }
  };
  const remove = async () => {
    if (!(await askFirst({ title: t`Delete ${session.name}`, tone: "danger", action: "Delete", text: "Its models and forecasts go with it. The series stay." }))) return;
    try {
      await api.delete(`/forecast-sessions/${session.id}`);
      say(t`${session.name} is deleted`);
      navigate("/forecasts");
    } catch (error) {
      sayError(error, "Not deleted");
    }
  };
  return html`<${IconButton} icon="trash-2" label="Delete the session" onClick=${remove} />
    <${Button} tone=${session.chosen ? "" : "primary"} icon="flask-conical" disabled=${Boolean(openRun)} onClick=${train}>${session.n_runs ? t("Train anew") : t("Train")}<//>`;
}
