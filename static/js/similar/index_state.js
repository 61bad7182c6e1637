// @ts-check
/** Whether every call can be found: the state of the index of likeness, and bringing it up to date. */

import { Button } from "../components/button.js";
import { Icon } from "../components/icon.js";
import { ProgressBar, jobLine, jobShare } from "../components/progress.js";
import { Moment } from "../components/text.js";
import { api } from "../lib/api.js";
import { plural } from "../lib/format.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { ENDED, follow, followAnswer, jobs } from "../lib/jobs.js";
import { activeGroup, may } from "../lib/store.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

/** @typedef {{n_calls: number, built_at: string | null, is_stale: boolean, job_id: string | null}} Index */

/** @param {{index: Index, onBuilt: () => void}} props */
export function IndexState({ index, onBuilt }) {
  const [started, setStarted] = useState(/** @type {string | null} */ (null));
  const jobId = started || index.job_id;
  const job = jobId ? jobs.value[jobId] : null;
  const isBuilding = Boolean(job) && !ENDED.includes(job.state);
  const wasBuilding = useRef(false);
  useEffect(() => {
    if (index.job_id) follow(index.job_id);
  }, [index.job_id]);
  useEffect(() => {
    if (wasBuilding.current && !isBuilding) onBuilt();
    wasBuilding.current = isBuilding;
  }, [isBuilding]);
  const build = async () => {
    try {
      setStarted(followAnswer(await api.post("/similarity-index", { group_id: activeGroup.value?.id })));
    } catch (error) {
      sayError(error, "Not started");
    }
  };
  if (isBuilding) {
    return html`<div class="notice"><${Icon} name="activity" /><div class="grow stack tight"><span>Calls are being described, so that alike ones can be found.${job ? ` ${jobLine(job)}` : ""}</span>
      <${ProgressBar} share=${job ? jobShare(job) : null} label="Describing calls" /></div></div>`;
  }
  if (job?.state === "failed") {
    return html`<div class="notice brick" role="alert"><${Icon} name="circle-alert" /><div class="grow"><strong>The calls could not be described</strong><p class="soft">${job.error?.detail || job.error?.code}</p></div>
      <div class="actions"><${Button} small href=${`/jobs/${jobId}`}>The job<//>${may("editor") && html`<${Button} small icon="refresh-cw" onClick=${build}>Try again<//>`}</div></div>`;
  }
  if (!index.is_stale && index.built_at) return null;
  const text = index.built_at
    ? html`Calls that are newer than <${Moment} value=${index.built_at} relative /> are not found yet; ${plural(index.n_calls, "call")} can be.`
    : t("The calls of this group are not described yet, so alike ones cannot be found.");
  return html`<div class="notice ochre"><${Icon} name="triangle-alert" /><span class="grow">${text}</span>
    ${may("editor") && html`<${Button} small icon="refresh-cw" onClick=${build}>${index.built_at ? t("Bring up to date") : t("Describe them now")}<//>`}</div>`;
}
