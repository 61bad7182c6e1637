// @ts-check
/** The tasks of a batch as a list: what was said of each call, by whom. */

import { html } from "../lib/html.js";
import { frequency, position } from "../lib/format.js";
import { useList } from "../lib/resource.js";
import { navigate, place } from "../lib/router.js";
import { t } from "../lib/words.js";
import { FilterChips, FilterMenu, activeFilters } from "./filters.js";
import { Empty } from "./states.js";
import { DataTable } from "./table.js";
import { CallLabel, Moment, Tag } from "./text.js";

const FILTERS = [
  { id: "state", label: "State", options: [{ value: "open", label: "Open" }, { value: "done", label: "Named" }, { value: "rejected", label: "No call" }, { value: "skipped", label: "Skipped" }] },
  { id: "flagged", label: "Flagged", options: [{ value: "true", label: "Yes" }] },
];
const WORDS = { open: t("open"), done: t("named"), rejected: t("no call"), skipped: t("skipped") };

/** @type {(batchId: string) => import("./table.js").Column[]} */
const columns = (batchId) => [
  { id: "recording", label: "Recording", width: 150, grow: 2, rank: 0, cell: (row) => html`<a class="clip" href=${`/batches/${batchId}/annotate?task=${row.id}`}>${row.recording?.name || row.recording_name}</a>` },
  { id: "onset", label: "Onset", width: 96, number: true, rank: 3, cell: (row) => position(row.segment?.onset_s ?? row.onset_s) },
  { id: "band", label: "Up to", width: 84, number: true, rank: 5, cell: (row) => frequency(row.segment?.high_hz ?? row.high_hz) },
  { id: "label", label: "Label", width: 120, grow: 1, rank: 0, cell: (row) => (row.state === "rejected" ? html`<${Tag} tone="plain" icon="ban">no call<//>` : html`<${CallLabel} label=${row.label} person />`) },
  { id: "state", label: "State", width: 96, rank: 1, cell: (row) => html`<${Tag} tone=${row.state === "open" ? "" : "plain"}>${WORDS[row.state] || row.state}<//>` },
  { id: "flag", label: "Flag", width: 56, rank: 4, cell: (row) => row.is_flagged && html`<${Tag} tone="ochre" icon="flag" title=${row.note || t("flagged")} />` },
  { id: "note", label: "Note", width: 120, grow: 1, rank: 6, cell: (row) => html`<span class="clip soft" title=${row.note || ""}>${row.note || ""}</span>` },
  { id: "who", label: "By", width: 120, rank: 4, cell: (row) => html`<span class="clip soft">${row.decided_by?.display_name || ""}</span>` },
  { id: "when", label: "When", width: 130, rank: 5, cell: (row) => html`<${Moment} value=${row.decided_at} relative />` },
];

/** @param {{batch: any}} props */
export function BatchTasks({ batch }) {
  const list = useList(`/task-batches/${batch.id}/tasks`, activeFilters(FILTERS, []));
  const open = (row) => `/batches/${batch.id}/annotate?task=${row.id}`;
  const { tab: _tab, ...narrowed } = place.value.query;
  const empty = html`<${Empty} icon="search" title=${Object.keys(narrowed).length ? t("No task matches") : t("No tasks")}>Try fewer filters.<//>`;
  return html`<div class="toolbar"><${FilterMenu} filters=${FILTERS} /><${FilterChips} filters=${FILTERS} /></div>
    <${DataTable} label="Tasks" noun=${["task", "tasks"]} columns=${columns(batch.id)} list=${list} rowHref=${open} onOpen=${(row) => navigate(open(row))} empty=${empty} />`;
}
