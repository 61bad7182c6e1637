// @ts-check
/** The table of recordings with its bulk actions; used by the list page and by a project. */

import { api, downloadByLink } from "../lib/api.js";
import { bytes, count, duration, frequency, plural } from "../lib/format.js";
import { html, useEffect, useState } from "../lib/html.js";
import { followAnswer, trayOpen } from "../lib/jobs.js";
import { onAnyEvent } from "../lib/live.js";
import { findIn, projects, sites, species, zoneOf } from "../lib/names.js";
import { useList } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { onStored } from "../lib/uploads.js";
import { BulkBar } from "./bulk_bar.js";
import { Button } from "./button.js";
import { askFirst } from "./dialog.js";
import { ColumnMenu, activeFilters, useColumnChoice } from "./filters.js";
import { ClassifyDialog, MoveDialog, SegmentDialog } from "./run_dialogs.js";
import { Empty } from "./states.js";
import { asMoments } from "../lib/moments.js";
import { FOLLOW_MS, paced } from "../lib/pacing.js";
import { t } from "../lib/words.js";
import { DataTable } from "./table.js";
import { Moment, SpeciesName, StateTag } from "./text.js";

/** @type {(import("./table.js").Column & {hidden?: boolean})[]} */
const COLUMNS = [
  { id: "name", label: "Name", width: 196, grow: 3, rank: 0, sort: "name", cell: (row) => html`<a class="clip" href=${`/recordings/${row.id}`} title=${row.name}>${row.name}</a>` },
  { id: "state", label: "State", width: 92, rank: 1, under: true, cell: (row) => html`<${StateTag} state=${row.state} title=${row.problem?.detail || ""} />` },
  { id: "recorded", label: "Recorded", width: 176, grow: 1, rank: 3, under: true, sort: "recorded_at", cell: (row) => html`<${Moment} value=${row.recorded_at} zone=${zoneOf(row)} />` },
  { id: "duration", label: "Length", width: 92, rank: 2, number: true, sort: "duration_s", cell: (row) => duration(row.duration_s) },
  { id: "rate", label: "Rate", width: 80, rank: 5, number: true, sort: "sr_hz", cell: (row) => frequency(row.sr_hz) },
  { id: "calls", label: "Calls", width: 64, rank: 2, number: true, under: (row) => row.is_segmented && plural(row.n_segments, "call"), cell: (row) => (!row.is_segmented ? html`<span class="faint">–</span>` : count(row.n_segments)) },
  { id: "project", label: "Project", width: 130, grow: 1, rank: 6, cell: (row) => html`<span class="clip">${findIn(projects, row.project_id)?.name || "–"}</span>` },
  { id: "site", label: "Site", width: 110, grow: 1, rank: 7, cell: (row) => html`<span class="clip">${findIn(sites, row.site_id)?.name || "–"}</span>` },
  { id: "species", label: "Species", width: 140, grow: 1, rank: 9, hidden: true, cell: (row) => html`<${SpeciesName} name=${findIn(species, row.species_id)?.scientific_name} />` },
  { id: "size", label: "Size", width: 76, rank: 8, number: true, hidden: true, cell: (row) => bytes(row.size_bytes) },
  { id: "added", label: "Added", width: 150, rank: 8, sort: "created_at", hidden: true, cell: (row) => html`<${Moment} value=${row.created_at} relative />` },
];

/** @param {{filters: import("./filters.js").Filter[], group_id?: string, projectId?: string, empty?: any}} props */
export function RecordingTable({ filters, group_id, projectId, empty }) {
  const ordering = place.value.query.ordering || "-created_at";
  const query = { ordering, group_id, project_id: projectId, ...asMoments(activeFilters(filters, ["search"])) };
  const list = useList("/recordings", query);
  const [selection, setSelection] = useState(/** @type {Set<string>} */ (new Set()));
  const choice = useColumnChoice("recordings", COLUMNS);
  useFreshRows(list);
  const narrowed = Object.keys(activeFilters(filters, ["search"])).length > 0;
  const nothing = narrowed
    ? html`<${Empty} icon="search" title="No recording matches" action=${html`<${Button} onClick=${() => navigate(place.value.path)}>Show all<//>`}>Try fewer filters or another word.<//>`
    : empty || html`<${Empty} icon="audio-lines" title="No recordings yet" action=${html`<${Button} tone="primary" icon="upload" href="/recordings?add=1">Add recordings<//>`}>Drop files, a folder or a ZIP anywhere on this page. What the recorder wrote about them is read along.<//>`;
  return html`
    <${DataTable} label="Recordings" noun=${["recording", "recordings"]} columns=${choice.shown} list=${list} ordering=${ordering}
      onOrdering=${(next) => setQuery({ ordering: next })} selection=${selection} onSelection=${setSelection}
      rowHref=${(row) => `/recordings/${row.id}`} onOpen=${(row) => navigate(`/recordings/${row.id}`)} empty=${nothing}
      foot=${html`<${ColumnMenu} columns=${COLUMNS} choice=${choice} />`} />
    <${RecordingActions} ...${{ selection, setSelection, list }} />`;
}

/** @param {any} list */
function useFreshRows(list) {
  useEffect(() => {
    const soon = paced(list.reload, FOLLOW_MS);
    const stopStored = onStored(soon);
    const stopLive = onAnyEvent((event) => event === "recording.changed" && soon());
    return () => {
      soon.stop();
      stopStored();
      stopLive();
    };
  }, [list.reload]);
}

/** @param {{selection: Set<string>, setSelection: (next: Set<string>) => void, list: any}} props */
function RecordingActions({ selection, setSelection, list }) {
  const [dialog, setDialog] = useState("");
  const ids = [...selection];
  const clear = () => setSelection(new Set());
  const close = () => setDialog("");
  const remove = async () => {
    const yes = await askFirst({ title: t`Delete ${plural(ids.length, "recording")}`, tone: "danger", action: "Delete", text: "The files go, and with them their segments and what was said about them. This cannot be undone." });
    if (!yes) return;
    try {
      followAnswer(await api.post("/recordings/bulk", { action: "delete", ids }));
      list.setRows((rows) => rows.filter(({ id }) => !selection.has(id)));
      clear();
      list.reload();
      say(t`${plural(ids.length, "recording")} deleted`);
    } catch (error) {
      sayError(error, "Not deleted");
    }
  };
  const exportThem = async () => {
    try {
      const answer = await api.post("/recordings/bulk", { action: "export", ids });
      if (followAnswer(answer)) trayOpen.value = true;
      else if (answer?.url) downloadByLink(answer.url);
    } catch (error) {
      sayError(error, "Not exported");
    }
  };
  return html`
    <${BulkBar} n=${selection.size} onClear=${clear}>
      ${may("editor") && html`<${Button} tone="quiet" icon="scissors" onClick=${() => setDialog("segment")}>Search for calls<//>
      <${Button} tone="quiet" icon="microscope" onClick=${() => setDialog("classify")}>Classify<//>
      <${Button} tone="quiet" icon="folder" onClick=${() => setDialog("move")}>Move<//>`}
      <${Button} tone="quiet" icon="download" onClick=${exportThem}>Export<//>
      ${may("editor") && html`<${Button} tone="quiet" icon="trash-2" onClick=${remove}>Delete<//>`}
    <//>
    ${dialog === "segment" && html`<${SegmentDialog} ids=${ids} onClose=${close} />`}
    ${dialog === "classify" && html`<${ClassifyDialog} ids=${ids} onClose=${close} />`}
    ${dialog === "move" && html`<${MoveDialog} ids=${ids} onClose=${close} onDone=${() => { clear(); list.reload(); }} />`}`;
}
