// @ts-check
/** Home: what waits for you, what is at work, what came in last, how the station is. */

import { Button } from "../components/button.js";
import { FirstSteps } from "../components/first_steps.js";
import { Icon } from "../components/icon.js";
import { Page } from "../components/page.js";
import { ProgressBar, jobLine, jobShare, jobWait } from "../components/progress.js";
import { Failure, Loaded, SkeletonRows } from "../components/states.js";
import { Moment, StateTag } from "../components/text.js";
import { bytes, count, duration, frequency, percent, plural } from "../lib/format.js";
import { diskOf, workersOf } from "../lib/health.js";
import { html, useEffect } from "../lib/html.js";
import { activeJobs } from "../lib/jobs.js";
import { onAnyEvent } from "../lib/live.js";
import { FOLLOW_MS, paced } from "../lib/pacing.js";
import { useGet } from "../lib/resource.js";
import { activeGroup, may, user } from "../lib/store.js";
import { t, wordFor } from "../lib/words.js";

export default function Home() {
  const group_id = activeGroup.value?.id;
  const latest = useGet("/recordings", { limit: 8, ordering: "-created_at", group_id });
  useEffect(() => {
    const soon = paced(latest.reload, FOLLOW_MS);
    const stop = onAnyEvent((event) => event === "recording.changed" && soon());
    return () => {
      soon.stop();
      stop();
    };
  }, [latest.reload]);
  const name = user.value?.display_name || user.value?.username;
  if (latest.error && !latest.data) return html`<${Page} title="Home"><${Failure} error=${latest.error} retry=${latest.reload} /><//>`;
  if (!latest.data) return html`<${Page} title="Home"><${SkeletonRows} rows=${6} /><//>`;
  if (!latest.data.results.length) {
    return html`<${Page} title=${t`Welcome, ${name}`} lede="Recordings go in, classified calls come out. Three ways to begin:"><${FirstSteps} /><//>`;
  }
  const actions = may("editor") && html`<${Button} tone="primary" icon="upload" href="/recordings?add=1">Add recordings<//>`;
  return html`<${Page} title="Home" actions=${actions}>
    <div class="home-grid">
      <div class="stack" style=${{ gap: "var(--s8)" }}>
        <${Waiting} />
        <${AtWork} />
        <${Latest} rows=${latest.data.results} />
      </div>
      <div class="stack" style=${{ gap: "var(--s8)" }}><${Holdings} group_id=${group_id} total=${latest.data.count} /><${Health} /></div>
    </div>
  <//>`;
}

/** Things only a person can settle. */
function Waiting() {
  const group_id = activeGroup.value?.id;
  const invitations = useGet("/me/invitations");
  const failed = useGet("/jobs", { state: "failed", limit: 3 });
  const unsegmented = useGet("/recordings", { segmented: false, state: "ready", limit: 1, group_id });
  const lines = [
    ...(invitations.data?.results || []).map((one) => ({
      key: one.id, icon: "mail", tone: "ochre", href: "/group?tab=invitations", text: t`You are invited to ${one.group?.name || t("a group")}`, trail: one.role,
    })),
    ...(failed.data?.results || []).slice(0, 3).map((job) => ({
      key: job.id, icon: "circle-alert", tone: "brick", href: `/jobs/${job.id}`, text: `${job.title || job.kind} failed`, trail: job.error?.code || "",
    })),
  ];
  const n = unsegmented.data?.count || 0;
  if (n) lines.push({ key: "unsegmented", icon: "scissors", tone: "ochre", href: "/recordings?segmented=false", text: t`${plural(n, "recording")} not yet searched for calls`, trail: "" });
  return html`<section class="home-section">
    <div class="row"><h2>Waits for you</h2></div>
    <div class="panel rule-list">
      ${lines.length
        ? lines.map((line) => html`<a class="line-item" key=${line.key} href=${line.href}><${Icon} name=${line.icon} class=${line.tone} /><span class="grow clip">${line.text}</span><span class="faint small-text">${line.trail}</span></a>`)
        : html`<div class="line-item"><${Icon} name="check" class="moss" /><span class="soft">Nothing waits for you</span></div>`}
    </div>
  </section>`;
}

function AtWork() {
  const running = activeJobs.value;
  if (!running.length) return null;
  return html`<section class="home-section">
    <div class="row spread"><h2>At work</h2><a href="/jobs">All jobs</a></div>
    <ul class="panel rule-list">${running.slice(0, 5).map((job) => html`<li class="tray-item" key=${job.id}>
      <a class="clip" href=${`/jobs/${job.id}`}>${job.title || job.kind}</a><span class="faint small-text nowrap">${jobWait(job)}</span>
      <${ProgressBar} share=${jobShare(job)} label=${job.title || job.kind} />
      <span class="tray-line">${jobLine(job)}</span>
    </li>`)}</ul>
  </section>`;
}

/** @param {{rows: any[]}} props */
function Latest({ rows }) {
  return html`<section class="home-section">
    <div class="row spread"><h2>Came in last</h2><a href="/recordings?ordering=-created_at">All recordings</a></div>
    <div class="panel rule-list">${rows.map((row) => html`<a class="line-item" key=${row.id} href=${`/recordings/${row.id}`}>
      <${Icon} name="audio-lines" />
      <span class="grow clip">${row.name}</span>
      <span class="faint nowrap wide-only">${duration(row.duration_s)} · ${frequency(row.sr_hz)}</span>
      ${row.state && row.state !== "ready" && html`<${StateTag} state=${row.state} />`}
      <span class="faint nowrap"><${Moment} value=${row.created_at} relative /></span>
    </a>`)}</div>
  </section>`;
}

/** @param {{group_id: string, total: number}} props */
function Holdings({ group_id, total }) {
  const calls = useGet("/results/calls", { limit: 1 });
  const projects = useGet("/projects", { limit: 1, group_id });
  const classifiers = useGet("/classifiers", { limit: 1 });
  const figures = [
    [total, "recording", "/recordings"],
    [calls.data?.count, "call", "/calls"],
    [projects.data?.count, "project", "/projects"],
    [classifiers.data?.count, "classifier", "/classifiers"],
  ];
  return html`<section class="home-section">
    <div class="row"><h2>${activeGroup.value?.name || t("This group")}</h2></div>
    <div class="panel panel-body figures">
      ${figures.map(([n, label, href]) => html`<a key=${label} href=${href} style=${{ color: "inherit", textDecoration: "none" }}>
        <div class="figure-value">${count(n)}</div><div class="figure-label">${wordFor(n, label)}</div></a>`)}
    </div>
  </section>`;
}

function Health() {
  const status = useGet("/status");
  return html`<section class="home-section">
    <div class="row spread"><h2>Station</h2><a href="/status">Details</a></div>
    <div class="panel panel-body"><${Loaded} of=${status} rows=${3} what="The station's state could not be read">
      ${(data) => html`<${HealthFacts} data=${data} />`}
    <//></div>
  </section>`;
}

/** @param {{data: any}} props */
function HealthFacts({ data }) {
  const disk = diskOf(data);
  const { total, free } = disk;
  const used = total ? 1 - free / total : null;
  const workers = workersOf(data);
  const good = data.ok;
  return html`<div class="stack tight">
    <div class="row"><${Icon} name=${good ? "circle-check" : "triangle-alert"} class=${good ? "moss" : "ochre"} /><span>${good ? t("All parts answer") : t("A part needs a look")}</span></div>
    <div class="row"><${Icon} name="cpu" /><span>${plural(workers, "worker")} alive</span></div>
    ${used !== null && html`<div class="stack tight"><div class="row spread"><span class="row"><${Icon} name="hard-drive" />Disk</span><span class="soft">${bytes(free)} free of ${bytes(total)}</span></div>
      <${ProgressBar} share=${used} label=${t`Disk ${percent(used, 0)} full`} tone=${used > 0.9 ? "failed" : ""} /></div>`}
  </div>`;
}
