// @ts-check
/** What people said a call is, from the last word back to the first. */

import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { t } from "../lib/words.js";
import { Dialog } from "./dialog.js";
import { Empty, Failure, SkeletonRows } from "./states.js";
import { CallLabel, Moment, Tag } from "./text.js";

const WAYS = {
  editor: t("in the recording"), task: t("as a task"), review: t("in the grid"), adjudication: t("as the last word"),
  cluster: t("from a cluster"), similarity: t("from a search"), import: t("from a file"),
};

/** @param {{segmentId: string, onClose: () => void}} props */
export function LabelHistory({ segmentId, onClose }) {
  const history = useGet(`/segments/${segmentId}/history`);
  const rows = history.data?.results;
  return html`<${Dialog} title="History of the label" onClose=${onClose}>
    ${history.error && html`<${Failure} error=${history.error} what="The history could not be read" retry=${history.reload} />`}
    ${!rows && !history.error && html`<${SkeletonRows} rows=${3} />`}
    ${rows?.length === 0 && html`<${Empty} icon="history" title="Nobody has named this call yet">What a model says of it is not kept here.<//>`}
    ${rows?.length > 0 && html`<ol class="rule-list">${rows.map((row, i) => html`<li key=${i} class="row spread">
      <span class="row"><${Word} label=${row.label_before} isRejected=${row.was_rejected} /><span class="faint">→</span><${Word} label=${row.label} isRejected=${row.is_rejected} /></span>
      <span class="soft small-text">${row.user?.display_name || t("someone who left")}, ${WAYS[row.source] || row.source}, <${Moment} value=${row.changed_at} /></span></li>`)}</ol>`}
  <//>`;
}

/** @param {{label: string | null, isRejected: boolean}} props */
function Word({ label, isRejected }) {
  if (isRejected) return html`<${Tag} tone="plain" icon="ban">no call<//>`;
  return label ? html`<${CallLabel} label=${label} person />` : html`<span class="faint">nothing</span>`;
}
