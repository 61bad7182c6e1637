// @ts-check
/** The calls of a recording as a table that moves with the viewer; labels by key or click. */

import { api } from "../lib/api.js";
import { similarHref } from "../lib/calls.js";
import { count, duration, fixed, frequency, position } from "../lib/format.js";
import { html, useMemo, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { findIn, species } from "../lib/names.js";
import { useResource } from "../lib/resource.js";
import { navigate, place, queryText } from "../lib/router.js";
import { isGuess } from "../lib/segments.js";
import { activeGroup, may } from "../lib/store.js";
import { t } from "../lib/words.js";
import { BulkBar } from "./bulk_bar.js";
import { Button } from "./button.js";
import { Icon } from "./icon.js";
import { LabelHistory } from "./label_history.js";
import { Menu, MenuItem } from "./menu.js";
import { Empty, Failure } from "./states.js";
import { DataTable } from "./table.js";
import { CallLabel, Meter } from "./text.js";

/** Calls one search starts from. */
const MOST_EXAMPLES = 20;

/** @type {import("./table.js").Column[]} */
const COLUMNS = [
  { id: "onset", label: "Start", width: 88, number: true, rank: 0, sort: "onset_s", cell: (row) => position(row.onset_s) },
  { id: "duration", label: "Length", width: 76, number: true, rank: 1, sort: "duration_s", cell: (row) => duration(row.offset_s - row.onset_s) },
  { id: "low", label: "Lowest", width: 80, number: true, rank: 3, sort: "low_hz", cell: (row) => frequency(row.low_hz) },
  { id: "high", label: "Highest", width: 80, number: true, rank: 3, sort: "high_hz", cell: (row) => frequency(row.high_hz) },
  { id: "type", label: "Type", width: 120, grow: 2, rank: 0, sort: "label", cell: (row) => html`<${CallLabel} label=${row.label} person=${!isGuess(row)} />` },
  { id: "sure", label: "Confidence", width: 120, rank: 2, sort: "confidence", cell: (row) => html`<${Meter} share=${row.confidence} label="How sure the model is" />` },
  { id: "score", label: "Over the floor", width: 96, number: true, rank: 5, sort: "score", cell: (row) => (row.score === null || row.score === undefined ? "–" : `${fixed(row.score, 1)} dB`) },
  { id: "note", label: "Note", width: 120, grow: 2, rank: 6, cell: (row) => html`<span class="clip">${row.note || ""}</span>` },
];

/** Call types one can label with: those of the species, else of every species of the group. @param {any} recording */
function useCallTypes(recording) {
  const wanted = findIn(species, recording.species_id) ? [recording.species_id] : species.value.map(({ id }) => id);
  const key = wanted.join();
  return useResource(key || null, async (signal) => {
    const lists = await Promise.all(wanted.slice(0, 12).map((id) => api.get(`/species/${id}/call-types`, { query: { limit: 100, is_retired: false, group_id: activeGroup.value?.id }, signal })));
    const byName = new Map(lists.flatMap(({ results }) => results).map((type) => [type.name, type]));
    return [...byName.values()];
  });
}

/** @param {any[]} rows @param {string} ordering */
function sorted(rows, ordering) {
  const down = ordering.startsWith("-");
  const name = ordering.replace("-", "");
  const value = (row) => (name === "duration_s" ? row.offset_s - row.onset_s : row[name] ?? (name === "label" ? "" : -Infinity));
  const compare = (a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0);
  return [...rows].sort((a, b) => (down ? compare(b, a) : compare(a, b)));
}

/** @param {{recording: any, work: any}} props */
export function CallsTab({ recording, work }) {
  const [ordering, setOrdering] = useState("onset_s");
  const types = useCallTypes(recording);
  const rows = useMemo(() => sorted(work.rows, ordering), [work.rows, ordering]);
  if (work.error) return html`<${Failure} error=${work.error} what="The calls could not be read" retry=${work.reload} />`;
  if (!work.loading && !work.segmentation) return html`<${NoRun} />`;
  const list = { rows, count: rows.length, hasMore: false, loading: work.loading, error: null, more() {}, reload: work.reload };
  const choose = (next) => work.viewer?.select([...next]);
  const open = (row) => {
    work.viewer?.select([row.id]);
    work.viewer?.fit();
  };
  const empty = html`<${Empty} icon="scissors" title="No calls in this run" action=${html`<${Button} href=${place.value.path + queryText({ ...place.value.query, tab: "search" })}>Search differently<//>`}>Draw a box in the spectrogram to add one, or search with other settings.<//>`;
  return html`<div class="segment-table"><${DataTable} label="Calls" noun=${["call", "calls"]} columns=${COLUMNS} list=${list} ordering=${ordering} onOrdering=${setOrdering}
      selection=${new Set(work.selected)} onSelection=${choose} activeId=${work.selected.length === 1 ? work.selected[0] : undefined} onOpen=${open} empty=${empty}
      foot=${work.isCut ? t`The first ${count(rows.length)} are shown` : null} /></div>
    <${ChosenBar} work=${work} types=${types.data || []} />`;
}

function NoRun() {
  return html`<${Empty} icon="scissors" title="Not searched yet" action=${may("annotator") && html`<${Button} tone="primary" icon="scissors" href=${place.value.path + queryText({ ...place.value.query, tab: "search" })}>Search for calls<//>`}>
    A search finds where calls begin and end; they can then be corrected, named and counted.<//>`;
}

/** @param {{work: any, types: any[]}} props */
function ChosenBar({ work, types }) {
  const [asked, setAsked] = useState(false);
  const n = work.selected.length;
  const single = n === 1 && /^\d+$/.test(work.selected[0]) ? work.selected[0] : null;
  const alike = similarHref(work.selected.filter((id) => /^\d+$/.test(id)).slice(0, MOST_EXAMPLES));
  useKeys("The chosen calls", {
    ...(n ? { m: ["Find more like this", () => navigate(alike)] } : {}),
    ...(may("annotator") ? { u: ["Undo", () => work.viewer?.edit("undo")] } : {}),
  }, [n > 0]);
  return html`<${BulkBar} n=${n} onClear=${() => work.viewer?.select([])}>
    <${Button} tone="quiet" icon="search" href=${alike} title="Find more like this (m)">More like this<//>
    ${single && html`<${Button} tone="quiet" icon="history" title="Who said what this call is" onClick=${() => setAsked(true)}>History<//>`}
    ${may("annotator") && html`<${LabelActions} work=${work} types=${types} />`}
  <//>
  ${single && asked && html`<${LabelHistory} segmentId=${single} onClose=${() => setAsked(false)} />`}`;
}

/** @param {{work: any, types: any[]}} props */
function LabelActions({ work, types }) {
  const n = work.selected.length;
  const label = (name) => n && work.viewer?.relabel(name);
  const keyed = Object.fromEntries(types.filter(({ key }) => key).map((type) => [type.key, [t`Label as ${type.name}`, () => label(type.name)]]));
  useKeys("The chosen calls", /** @type {any} */ (keyed), [types.length]);
  return html`
    ${types.length > 0 && html`<${Menu} label="Label the chosen calls" class="button quiet" face=${html`<${Icon} name="tag" /><span>${t("Label§do")}</span>`}>
      ${(close) => types.map((type) => html`<${MenuItem} key=${type.name} trail=${type.key || ""} onClick=${() => { close(); label(type.name); }}>${type.name}<//>`)}<//>`}
    ${types.slice(0, 4).map((type) => html`<${Button} key=${type.name} tone="quiet" class="wide-only" title=${type.key ? t`Label as ${type.name} (${type.key})` : undefined} onClick=${() => label(type.name)}>${type.name}<//>`)}
    ${n > 1 && html`<${Button} tone="quiet" icon="merge" onClick=${() => work.viewer?.edit("merge")}>Merge<//>`}
    <${Button} tone="quiet" icon="trash-2" onClick=${() => work.viewer?.edit("delete")}>Delete<//>`;
}
