// @ts-check
/** One file on its way in: what was detected, what can be corrected, and the import itself. */

import { Button } from "../components/button.js";
import { Select } from "../components/form.js";
import { JobProgress } from "../components/job_progress.js";
import { Page, Panel } from "../components/page.js";
import { Failure, SkeletonRows } from "../components/states.js";
import { api } from "../lib/api.js";
import { bytes } from "../lib/format.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { follow, jobs, lookSoon } from "../lib/jobs.js";
import { onAnyEvent } from "../lib/live.js";
import { useGet } from "../lib/resource.js";
import { may } from "../lib/store.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { ImportForm } from "./import_form.js";
import { likelyZones, zoneChoices } from "./zones.js";
import { PlanEditor } from "./plan_editor.js";
import { PlanSample } from "./plan_sample.js";

const TRAIL = [{ label: "Datasets", href: "/datasets" }, { label: "Import", href: "/datasets/import" }];
/** A correction is sent this long after the last change. */
const SETTLE_MS = 450;

/** @param {{id: string}} props */
export function ImportDesk({ id }) {
  const file = useGet(`/dataset-imports/${id}`);
  const row = file.data;
  useEffect(() => onAnyEvent((event, payload) => event === "dataset-import.changed" && payload.id === id && file.reload()), [id]);
  useEffect(() => {
    if (row && ["detecting", "importing"].includes(row.state) && row.job_id) follow(row.job_id, undefined, file.reload);
  }, [row?.job_id, row?.state]);
  if (file.error && !row) return html`<${Page} title="Import a series" trail=${TRAIL}><${Failure} error=${file.error} retry=${file.reload} /><//>`;
  if (!row) return html`<${Page} title="Import a series" trail=${TRAIL}><${SkeletonRows} /><//>`;
  return html`<${Page} title=${row.file_name} trail=${TRAIL} shape="full" lede=${`${bytes(row.size_bytes)}. ${WORDS[row.state]}`}>
    ${row.state === "failed" && html`<${Failure} what="This file could not be read" error=${row.problem} />`}
    ${row.state === "done" && html`<${Done} row=${row} />`}
    ${row.state === "importing" && html`<${Working} row=${row} text="The file is being read. You may leave this page." />`}
    ${row.state === "detecting" && !row.detection && html`<${Working} row=${row} text="The file is being looked at." />`}
    ${row.detection && row.state !== "importing" && html`<${Desk} row=${row} reload=${file.reload} />`}
  <//>`;
}

const WORDS = {
  detecting: t("It is being looked at."),
  detected: t("See how it is read, correct what is wrong, then import it."),
  importing: t("It is being imported."),
  done: t("It has been imported."),
  failed: t("It was not imported."),
};

/** @param {{row: any, text: string}} props */
function Working({ row, text }) {
  const job = jobs.value[row.job_id];
  return html`<${Panel}><div class="stack"><p>${text}</p>${job && html`<div class="row"><${JobProgress} job=${job} /></div>`}</div><//>`;
}

/** @param {{row: any}} props */
function Done({ row }) {
  return html`<div class="notice moss"><div class="grow row spread">
    <p>This file is a dataset. It can be imported once more with other settings; that makes another one.</p>
    ${row.dataset_id && html`<${Button} tone="primary" icon="chart-line" href=${`/datasets/${row.dataset_id}`}>Open the dataset<//>`}
  </div></div>`;
}

/** @param {{row: any, reload: () => void}} props */
function Desk({ row, reload }) {
  const detected = row.detection;
  const [plan, setPlan] = useState(detected.plan);
  const timer = useRef(0);
  const waiting = useRef(false);
  useEffect(() => {
    if (!waiting.current && row.state !== "detecting") setPlan(detected.plan);
  }, [row.detection, row.state]);
  const change = (patch) => {
    const next = { ...plan, ...patch };
    setPlan(next);
    waiting.current = true;
    clearTimeout(timer.current);
    timer.current = setTimeout(async () => {
      try {
        await api.post(`/dataset-imports/${row.id}/detection`, { plan: next });
        lookSoon();
      } catch (error) {
        sayError(error, "Not corrected");
      } finally {
        waiting.current = false;
        reload();
      }
    }, SETTLE_MS);
  };
  const isBusy = row.state === "detecting" || waiting.current;
  return html`<div class="import-desk">
    <div class="stack">
      ${detected.questions.map((question) => html`<${QuestionBox} key=${question.field} question=${question} plan=${plan} change=${change} />`)}
      <${PlanSample} detection=${detected} plan=${plan} busy=${isBusy} />
    </div>
    <aside class="stack" aria-label="How the file is read">
      ${may("editor") && html`<${ImportForm} row=${row} plan=${plan} nAsked=${detected.questions.length} busy=${isBusy} reload=${reload} />`}
      <${PlanEditor} plan=${plan} detection=${detected} change=${change} disabled=${!may("editor")} />
    </aside>
  </div>`;
}

/** Which comes first, for those who do not read patterns. @param {string} pattern */
const ORDER_WORDS = (pattern) => {
  const [day, month] = [pattern.search(/%d/), pattern.search(/%m/)];
  if (day < 0 || month < 0) return "";
  return day < month ? t("Day first") : t("Month first");
};

/** What the file leaves open, with the answers that fit every row. @param {{question: any, plan: any, change: (patch: any) => void}} props */
function QuestionBox({ question, plan, change }) {
  const answer = (option) => {
    const [name, position] = question.field.split(":");
    if (position === undefined) return change({ [name]: option });
    return change({ columns: plan.columns.map((column) => (String(column.position) === position ? { ...column, [name]: option } : column)) });
  };
  return html`<div class="notice ochre"><div class="grow stack tight">
    <div><strong>The file leaves this open</strong><p class="soft">${question.message}</p></div>
    <div class="actions">${(question.field === "zone" ? likelyZones() : question.options.slice(0, 8)).map((option) => html`<${Button} small key=${option} onClick=${() => answer(option)}>${ORDER_WORDS(option)} <span class="mono">${option}</span><//>`)}
      ${question.field === "zone" && html`<${Select} aria-label="Another zone" class="input zone-pick" options=${zoneChoices(t("Another zone …"))} value="" onValue=${(zone) => zone && answer(zone)} />`}</div>
  </div></div>`;
}
