// @ts-check
/** The files on their way in: a line each with progress, pause, carry on, take away. */

import { bytes, count, percent, plural, wait } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { clearStored, pauseUpload, removeUpload, resumeUpload, uploadTotals, uploads } from "../lib/uploads.js";
import { t } from "../lib/words.js";
import { Button, IconButton } from "./button.js";
import { Icon } from "./icon.js";
import { ProgressBar } from "./progress.js";

/** Unfinished and failed files first; a folder of thousands shows this many lines. */
const SHOWN = 60;
const ORDER = { failed: 0, sending: 1, paused: 2, verifying: 3, waiting: 4, stored: 5 };

export function UploadList() {
  const all = uploads.value;
  if (!all.length) return null;
  const totals = uploadTotals.value;
  const stored = all.filter(({ state }) => state === "stored").length;
  const left = totals.rate ? (totals.size - totals.sent) / totals.rate : null;
  const rows = [...all].sort((a, b) => ORDER[a.state] - ORDER[b.state] || a.key - b.key).slice(0, SHOWN);
  return html`<section class="panel" aria-label="Uploads">
    <header class="panel-head">
      <strong>${totals.nOpen ? t`${count(stored)} of ${plural(all.length, "file")} stored` : t`${plural(stored, "file")} stored`}</strong>
      ${totals.nFailed > 0 && html`<span class="tag brick">${count(totals.nFailed)} could not be taken in</span>`}
      <span class="faint push">${totals.nOpen > 0 && html`${bytes(totals.sent)} of ${bytes(totals.size)}${totals.rate > 0 && ` · ${bytes(totals.rate)}/s`}${left && t` · ${wait(left)} left`}`}</span>
      ${stored > 0 && html`<${Button} small tone="quiet" onClick=${clearStored}>Clear stored<//>`}
    </header>
    ${totals.nOpen > 1 && html`<div style=${{ padding: "8px 16px 0" }}><${ProgressBar} share=${totals.size ? totals.sent / totals.size : 0} label="All uploads" /></div>`}
    <ul class="upload-list rule-list">
      ${rows.map((upload) => html`<${UploadRow} key=${upload.key} upload=${upload} />`)}
      ${all.length > SHOWN && html`<li class="faint" style=${{ padding: "8px 16px" }}>and ${count(all.length - SHOWN)} more</li>`}
    </ul>
  </section>`;
}

const TEXT = { waiting: t("waiting"), paused: t("paused"), verifying: t("being checked"), stored: t("stored") };

/** How many members of an archive were taken in, and how many refused. @param {{id?: string}} props */
function ArchiveVerdict({ id }) {
  const all = useGet("/uploads", { parent_id: id, limit: 1 });
  const refused = useGet("/uploads", { parent_id: id, state: "rejected", limit: 1 });
  if (!all.data || !refused.data) return "unpacked";
  const n = refused.data.count;
  return html`${count(all.data.count - n)} taken in${n > 0 && html`, <a href=${`/uploads?parent_id=${id}&state=rejected`} style=${{ color: "var(--brick)" }}>${count(n)} refused</a>`}`;
}

/** @param {{upload: import("../lib/uploads.js").Upload}} props */
function UploadRow({ upload }) {
  const { key, name, state, size, offset, problem, result, retryable } = upload;
  const text = state === "sending" ? t`${percent(size ? offset / size : 0, 0)} of ${bytes(size)}` : state === "failed" ? problem?.detail || problem?.message || problem?.code : TEXT[state];
  const known = state === "stored" && (result?.type === "recording" ? `/recordings/${result.id}` : result?.type === "dataset-import" ? `/datasets/import?id=${result.id}` : result?.type === "archive" && `/uploads?parent_id=${upload.id}`);
  return html`<li class="upload-row">
    <span class="row" style=${{ flexWrap: "nowrap" }}><${Icon} name=${/\.zip$/i.test(name) ? "file-archive" : "file-audio"} />
      ${known ? html`<a class="clip" href=${known}>${name}</a>` : html`<span class="clip" title=${name}>${name}</span>`}
      ${result?.duplicate && html`<span class="tag">already here</span>`}</span>
    <span class=${state === "failed" ? "small-text clip" : "faint small-text nowrap"} style=${state === "failed" ? { color: "var(--brick)", maxWidth: "46vw" } : {}} title=${text}>${state === "stored" && result?.type === "archive" ? html`<${ArchiveVerdict} id=${upload.id} />` : text}</span>
    <span class="row" style=${{ flexWrap: "nowrap", gap: 0 }}>
      ${state === "sending" && html`<${IconButton} small icon="pause" label=${t`Pause ${name}`} onClick=${() => pauseUpload(key)} />`}
      ${(state === "paused" || (state === "failed" && retryable)) && html`<${IconButton} small icon="play" label=${t`Carry on with ${name}`} onClick=${() => resumeUpload(key)} />`}
      ${state === "stored" ? html`<${Icon} name="circle-check" class="moss" label="stored" />` : html`<${IconButton} small icon="x" label=${t`Take ${name} away`} onClick=${() => removeUpload(key)} />`}
    </span>
    ${["sending", "paused", "verifying"].includes(state) && html`<${ProgressBar} share=${size ? offset / size : 1} label=${name} />`}
  </li>`;
}
