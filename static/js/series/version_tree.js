// @ts-check
/** The versions of a dataset as a tree: look at one, choose it, delete it. Undo is choosing an earlier one. */

import { IconButton } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { JobProgress } from "../components/job_progress.js";
import { Panel } from "../components/page.js";
import { Moment, Tag } from "../components/text.js";
import { api } from "../lib/api.js";
import { count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { jobs } from "../lib/jobs.js";
import { useKeys } from "../lib/keys.js";
import { place, queryText, setQuery } from "../lib/router.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

/** @param {{desk: any}} props */
export function VersionTree({ desk }) {
  const { versions, dataset, current } = desk;
  const rows = inOrder(versions);
  const choose = (version) => api.put(`/datasets/${dataset.id}/current`, { body: { version_id: version.id } }).then(() => {
    const before = current;
    setQuery({ v: null });
    desk.reload();
    say(t`Version ${version.number} is the current one`, before && before.id !== version.id ? { action: { label: t("Undo"), run: () => choose(before) } } : {});
  }, (error) => sayError(error, "Not chosen"));
  const parent = versions.find(({ id }) => id === current?.parent_id);
  useKeys("This dataset", { u: ["Undo: back to the version before", () => may("editor") && parent && choose(parent)] }, [current?.id]);
  const remove = async (version) => {
    if (!(await askFirst({ title: t`Delete version ${version.number}`, tone: "danger", action: "Delete", text: "It can be made again from the version before it." }))) return;
    await api.delete(`/dataset-versions/${version.id}`).then(() => { setQuery({ v: null }); desk.reload(); }, (error) => sayError(error, "Not deleted"));
  };
  return html`<${Panel} title="Versions" flush>
    ${rows.length ? html`<ol class="version-tree">${rows.map(({ version, depth }) => html`<${VersionRow} key=${version.id} ...${{ version, depth, desk, choose, remove }} />`)}</ol>` : html`<p class="faint panel-body">None yet.</p>`}
  <//>`;
}

/** Parents before children; a branch is set in. @param {any[]} versions */
function inOrder(versions) {
  const out = /** @type {{version: any, depth: number}[]} */ ([]);
  const walk = (parent, depth) => {
    const children = versions.filter(({ parent_id }) => (parent_id || null) === parent);
    children.forEach((version, i) => {
      const mine = depth + (children.length > 1 && i < children.length - 1 ? 1 : 0);
      out.push({ version, depth: mine });
      walk(version.id, mine);
    });
  };
  walk(null, 0);
  return out;
}

/** @param {any} props */
function VersionRow({ version, depth, desk, choose, remove }) {
  const isCurrent = version.id === desk.dataset.current_version_id;
  const isShown = version.id === desk.version?.id;
  const job = jobs.value[version.job_id];
  const hasChildren = desk.versions.some(({ parent_id }) => parent_id === version.id);
  const href = place.value.path + queryText({ ...place.value.query, v: isCurrent ? null : version.number, cols: null, pcol: null });
  return html`<li class=${isShown ? "version-row shown" : "version-row"} style=${{ paddingLeft: `${12 + Math.min(depth, 5) * 14}px` }}>
    <span class=${isCurrent ? "version-dot current" : "version-dot"} aria-hidden="true"></span>
    <div class="grow">
      <a href=${href} class="version-name clip" aria-current=${isShown ? "true" : undefined} title=${version.title}><span class="mono">${version.number}</span> ${version.title}</a>
      <div class="faint small-text row version-facts">
        ${isCurrent && html`<${Tag} tone="moss">current<//>`}
        ${version.state === "failed" && html`<${Tag} tone="brick" title=${version.problem?.detail}>failed<//>`}
        ${version.state === "ready" && html`<span>${count(version.n_rows)} rows</span>`}
        ${version.n_changed > 0 && html`<span>${count(version.n_changed)} changed</span>`}
        ${version.n_dropped > 0 && html`<span>${count(version.n_dropped)} dropped</span>`}
        ${version.state !== "waiting" && html`<${Moment} value=${version.created_at} relative />`}
      </div>
      ${version.state === "waiting" && job && html`<div class="row"><${JobProgress} job=${job} /></div>`}
    </div>
    ${may("editor") && html`<span class="version-actions">
      ${!isCurrent && version.state === "ready" && html`<${IconButton} small icon="check" label=${t`Make version ${version.number} the current one`} onClick=${() => choose(version)} />`}
      ${!isCurrent && !hasChildren && version.state !== "waiting" && html`<${IconButton} small icon="trash-2" label=${t`Delete version ${version.number}`} onClick=${() => remove(version)} />`}
    </span>`}
  </li>`;
}
