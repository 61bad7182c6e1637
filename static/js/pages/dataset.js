// @ts-check
/** One dataset: its chart, the steps that can be tried on it, its versions as a tree, the account of every change. */

import { Page, Panel } from "../components/page.js";
import { Button } from "../components/button.js";
import { JobProgress } from "../components/job_progress.js";
import { Later } from "../components/later.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { Tabs, openTab } from "../components/tabs.js";
import { loadStyle } from "../lib/assets.js";
import { count } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { jobs } from "../lib/jobs.js";
import { findIn, projects } from "../lib/names.js";
import { place } from "../lib/router.js";
import { may } from "../lib/store.js";
import { t } from "../lib/words.js";
import { DatasetActions } from "../series/dataset_actions.js";
import { DatasetChart } from "../series/dataset_chart.js";
import { StepsTab } from "../series/steps_tab.js";
import { useDataset } from "../series/use_dataset.js";
import { useDraft } from "../series/use_draft.js";
import { VersionTree } from "../series/version_tree.js";
import { versionFacts } from "../series/facts.js";

loadStyle("/static/css/series.css");

const TRAIL = [{ label: "Datasets", href: "/datasets" }];

export default function DatasetPage() {
  const { id } = place.value.params;
  const desk = useDataset(id);
  const draft = useDraft(id);
  const { dataset, version, versions } = desk;
  if (desk.error && !dataset) return html`<${Page} title="Dataset" trail=${TRAIL}><${Failure} error=${desk.error} retry=${desk.reload} /><//>`;
  if (!dataset || !versions) return html`<${Page} title="Dataset" trail=${TRAIL}><${SkeletonRows} /><//>`;
  const project = findIn(projects, dataset.project_id);
  const trail = project ? [{ label: project.name, href: `/projects/${project.id}` }, ...TRAIL] : TRAIL;
  const lede = version ? html`Version ${version.number}${version.id === dataset.current_version_id ? "" : t(" (not the current one)")} · ${versionFacts(version) || version.title}` : t("Not imported yet");
  return html`<${Page} title=${dataset.name} trail=${trail} shape="full" lede=${lede} actions=${html`<${DatasetActions} desk=${desk} />`}>
    <div class="series-desk">
      <div class="stack">
        ${version?.state === "ready" ? html`<${Work} key=${version.id} ...${{ desk, draft }} />` : html`<${NotReady} version=${version} />`}
      </div>
      <aside class="stack" aria-label="Versions"><${VersionTree} desk=${desk} /></aside>
    </div>
  <//>`;
}

/** @param {{desk: any, draft: any}} props */
function Work({ desk, draft }) {
  const { version } = desk;
  const tabs = [
    ...(may("editor") ? [{ id: "steps", label: "Steps" }] : []),
    { id: "findings", label: "Findings", count: version.n_findings ? count(version.n_findings) : undefined },
    { id: "rows", label: "Rows" }, { id: "plots", label: "Plots" }, { id: "about", label: "About" },
  ];
  const open = openTab(tabs);
  useEffect(() => {
    if (open !== "steps") draft.stop();
  }, [open]);
  if (!version.columns.length) return html`<${Empty} icon="chart-line" title="No column of values">Import the file again and choose at least one column as a value.<//>`;
  return html`
    <${DatasetChart} desk=${desk} draft=${draft} />
    <${Tabs} label="Parts of the dataset" tabs=${tabs} />
    ${open === "steps" && html`<${StepsTab} desk=${desk} draft=${draft} />`}
    ${open === "findings" && html`<${Later} name="findings" load=${() => import("../series/findings_tab.js")}>${({ FindingsTab }) => html`<${FindingsTab} desk=${desk} />`}<//>`}
    ${open === "rows" && html`<${Later} name="rows" load=${() => import("../series/rows_tab.js")}>${({ RowsTab }) => html`<${RowsTab} desk=${desk} />`}<//>`}
    ${open === "plots" && html`<${Later} name="plots" load=${() => import("../series/plots_tab.js")}>${({ PlotsTab }) => html`<${PlotsTab} desk=${desk} />`}<//>`}
    ${open === "about" && html`<${Later} name="about" load=${() => import("../series/about_tab.js")}>${({ AboutTab }) => html`<${AboutTab} desk=${desk} />`}<//>`}`;
}

/** @param {{version: any}} props */
function NotReady({ version }) {
  if (!version || version.state === "waiting") {
    const job = version?.job_id ? jobs.value[version.job_id] : null;
    return html`<${Panel}><div class="stack"><p>${version ? t`${version.title} is being made. You may leave this page.` : t("The first version is being made.")}</p>${job && html`<div class="row"><${JobProgress} job=${job} /></div>`}</div><//>`;
  }
  return html`<${Empty} icon="circle-alert" title="This version could not be made" action=${version.parent_id && html`<${Button} href=${place.value.path}>Back to the current version<//>`}>${version.problem?.detail || version.problem?.code}<//>`;
}
