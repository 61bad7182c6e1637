// @ts-check
/** Files that wait for a word, are being read, or could not be. */

import { Button, IconButton } from "../components/button.js";
import { Icon } from "../components/icon.js";
import { JobProgress } from "../components/job_progress.js";
import { Tag } from "../components/text.js";
import { api } from "../lib/api.js";
import { bytes } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { follow, jobs } from "../lib/jobs.js";
import { onAnyEvent } from "../lib/live.js";
import { useList } from "../lib/resource.js";
import { activeGroup, may } from "../lib/store.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

const OPEN = ["detecting", "detected", "importing", "failed"];

export function OpenImports() {
  const list = useList("/dataset-imports", { group_id: activeGroup.value?.id });
  useEffect(() => onAnyEvent((event) => event === "dataset-import.changed" && list.reload()), [list.reload]);
  const open = list.rows.filter(({ state }) => OPEN.includes(state));
  if (!open.length) return null;
  return html`<section class="panel" aria-label="Files on their way in">
    <header class="panel-head"><strong>On their way in</strong><span class="faint push">${open.filter(({ state }) => state === "detected").length ? t("Some wait for your word") : ""}</span></header>
    <ul class="rule-list import-rows">${open.map((row) => html`<${ImportRow} key=${row.id} row=${row} reload=${list.reload} />`)}</ul>
  </section>`;
}

/** @param {{row: any, reload: () => void}} props */
function ImportRow({ row, reload }) {
  useEffect(() => {
    if (["detecting", "importing"].includes(row.state) && row.job_id) follow(row.job_id, undefined, reload);
  }, [row.job_id, row.state]);
  const job = jobs.value[row.job_id];
  const remove = () => api.delete(`/dataset-imports/${row.id}`).then(reload, (error) => sayError(error, "Not given up"));
  return html`<li class="line-item">
    <${Icon} name=${row.state === "failed" ? "circle-alert" : "file-archive"} class=${row.state === "failed" ? "brick" : ""} />
    <span class="clip grow" title=${row.file_name}>${row.file_name} <span class="faint small-text">${bytes(row.size_bytes)}</span></span>
    ${row.state === "failed" && html`<span class="clip small-text" style=${{ color: "var(--brick)", flex: "2 1 120px" }} title=${row.problem?.detail}>${row.problem?.detail || row.problem?.code}</span>`}
    ${["detecting", "importing"].includes(row.state) && job && html`<span class="row" style=${{ flex: "1 1 160px" }}><${JobProgress} job=${job} /></span>`}
    ${row.state === "detected" && html`<${Tag} tone="ochre">${row.detection?.questions?.length ? t("asks something") : t("looked at")}<//>`}
    ${may("editor") && ["detected", "failed"].includes(row.state) && html`<${Button} small href=${`/datasets/import?id=${row.id}`}>${row.state === "failed" ? t("Correct") : t("Look at it")}<//>`}
    ${may("editor") && html`<${IconButton} small icon="x" label=${t`Give ${row.file_name} up`} onClick=${remove} />`}
  </li>`;
}
