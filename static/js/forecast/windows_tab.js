// @ts-check
/** The windows of a plan: how many of each part, how many dropped and why, how each variable spreads. */

import { Button } from "../components/button.js";
import { Panel } from "../components/page.js";
import { ProgressBar, jobLine, jobShare } from "../components/progress.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { api } from "../lib/api.js";
import { count } from "../lib/format.js";
import { html, useEffect, useState } from "../lib/html.js";
import { follow, jobs } from "../lib/jobs.js";
import { useGet } from "../lib/resource.js";
import { may } from "../lib/store.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { momentIn, stepText } from "../series/facts.js";
import { Violins } from "./violins.js";
import { PARTS } from "./words.js";

const REASONS = {
  "too-early": t("too early: the look-back would begin before the data"),
  "too-late": t("too late: the horizon would end after the data"),
  "missing-input": t("a value of the look-back is missing"),
  "missing-target": t("a value to be forecast is missing"),
  "missing-future": t("a value known ahead is missing"),
  "between-parts": t("between two parts of the split"),
};

/** @param {{desk: any}} props */
export function WindowsTab({ desk }) {
  const { session } = desk;
  const path = `/forecast-sessions/${session.id}/preparation`;
  const made = useGet(session.preparation ? path : null, { at: session.preparation?.created_at });
  const [busy, setBusy] = useState(false);
  const waiting = session.preparation?.state === "waiting" ? session.preparation.job_id : null;
  useEffect(() => {
    if (waiting) follow(waiting, undefined, () => { desk.reload(); made.reload(); });
  }, [waiting]);
  useEffect(() => { if (session.preparation) made.reload(); }, [session.preparation?.state, session.version]);
  const make = async () => {
    setBusy(true);
    try {
      await api.post(path);
      desk.reload();
    } catch (error) {
      sayError(error, "Not started");
    }
    setBusy(false);
  };
  const button = may("editor") && html`<${Button} tone="primary" icon="layers" busy=${busy} onClick=${make}>Make the windows<//>`;
  if (!session.preparation) return html`<${Empty} icon="layers" title="Not looked at yet" action=${button}>How many windows the plan gives, why others fall out, and how each variable spreads over training, validation and test: worth a look before anything is trained.<//>`;
  if (made.error && !made.data) return html`<${Failure} error=${made.error} retry=${made.reload} />`;
  if (waiting) return html`<${Waiting} job=${jobs.value[waiting]} />`;
  if (!made.data) return html`<${SkeletonRows} />`;
  const { state, problem, report, is_current } = made.data;
  return html`<div class="stack">
    ${!is_current && html`<div class="notice ochre"><div class="grow"><strong>Out of date</strong><p class="soft">The plan or a series has changed since.</p></div>${button}</div>`}
    ${state === "failed" && html`<div class="notice brick" role="alert"><div class="grow"><strong>The windows could not be made</strong><p class="soft">${problem?.detail || problem?.code}</p></div>${is_current && button}</div>`}
    ${report && html`<${WindowsReport} report=${report} zone=${session.zone} />`}
  </div>`;
}

/** @param {{job: any}} props */
function Waiting({ job }) {
  return html`<${Panel}><div class="stack tight"><div class="row spread"><strong>Making windows</strong><span class="soft">${job ? jobLine(job) : ""}</span></div><${ProgressBar} share=${job ? jobShare(job) : null} label="Making windows" /></div><//>`;
}

/** @param {{report: any, zone: string}} props */
export function WindowsReport({ report, zone }) {
  const last = report.folds[report.folds.length - 1];
  const total = PARTS.reduce((sum, [name]) => sum + report.windows[name], 0);
  return html`<div class="stack">
    <div class="panel panel-body"><div class="figures">
      ${[[t("windows"), total], ...PARTS.map(([name, label]) => [label, report.windows[name]]), [t("grid points"), report.n_points]].map(([label, value]) => html`<div key=${label}><div class="figure-value">${count(value)}</div><div class="figure-label">${label}</div></div>`)}
      <div><div class="figure-value">${count(report.look_back)} → ${count(report.horizon)}</div><div class="figure-label">steps of ${stepText(report.step_s)}</div></div>
    </div></div>
    <div class="split-two">
      <${Panel} title="Parts" flush><div class="table-scroll" tabindex="0" role="region" aria-label="Parts"><table class="plain-table"><thead><tr><th>Part</th><th>From</th><th>To</th><th class="number">Windows</th></tr></thead>
        <tbody>${report.folds.map((fold, i) => PARTS.map(([name, label]) => html`<tr key=${`${i}${name}`}><th scope="row"><span class=${`part-dot ${name}`}></span>${label}${report.folds.length > 1 ? ` ${i + 1}` : ""}</th><td>${momentIn(fold[name].start, zone)}</td><td>${momentIn(fold[name].end, zone)}</td><td class="number">${count(fold[name].n_windows)}</td></tr>`))}</tbody></table></div><//>
      <${Panel} title="Left out" flush>${report.dropped.length ? html`<table class="plain-table"><thead><tr><th>Why</th><th class="number">Windows</th></tr></thead><tbody>${report.dropped.map((one) => html`<tr key=${one.reason}><td title=${t`The first: ${one.examples.slice(0, 5).join(", ")}`}>${REASONS[one.reason] || one.reason}</td><td class="number">${count(one.count)}</td></tr>`)}</tbody></table>` : html`<p class="soft panel-body">None.</p>`}<//>
    </div>
    <${Panel} title="How each variable spreads"><${Violins} distributions=${report.distributions} /><p class="hint">Parts that look alike let what was learned hold; the last part of ${momentIn(last.test.start, zone)} on is only for judging.</p><//>
  </div>`;
}
