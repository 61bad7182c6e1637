// @ts-check
/** The classifiers of the group: training, importing, comparing. */

import { BulkBar } from "../components/bulk_bar.js";
import { Button } from "../components/button.js";
import { DropVeil } from "../components/drop_zone.js";
import { OnnxDialog } from "../components/onnx_dialog.js";
import { Page } from "../components/page.js";
import { SearchBox, activeFilters } from "../components/filters.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Meter, Moment, StateTag } from "../components/text.js";
import { TrainDialog } from "../components/train_dialog.js";
import { count } from "../lib/format.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { activeJobs } from "../lib/jobs.js";
import { classifierMethod } from "../lib/method_names.js";
import { useList } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { activeGroup, may } from "../lib/store.js";
import { say } from "../lib/toasts.js";
import { addFiles, onStored } from "../lib/uploads.js";
import { t } from "../lib/words.js";

/** Side by side on one screen. */
const MOST_COMPARED = 10;

/** @param {any} row */
const scoreOf = (row) => row.scores?.macro_f1;

/** @type {import("../components/table.js").Column[]} */
const COLUMNS = [
  { id: "name", label: "Name", width: 112, grow: 2, rank: 0, sort: "name", cell: (row) => html`<a class="clip" href=${`/classifiers/${row.id}`}>${row.name}</a>` },
  { id: "state", label: "State", width: 96, rank: 2, cell: (row) => html`<${StateTag} state=${row.state} title=${row.problem?.detail} />` },
  { id: "score", label: "Macro F1", width: 118, rank: 1, cell: (row) => html`<${Meter} share=${scoreOf(row)} label="Macro F1 on recordings it never saw" />` },
  { id: "method", label: "Method", width: 120, rank: 3, cell: (row) => html`<span class="clip">${classifierMethod(row.method)}</span>` },
  { id: "types", label: "Types", width: 60, number: true, rank: 4, cell: (row) => count(row.labels?.length) },
  { id: "calls", label: "Learned from", width: 90, number: true, rank: 4, cell: (row) => count(row.training?.n_calls) },
  { id: "made", label: "Made", width: 140, rank: 5, sort: "created_at", cell: (row) => html`<${Moment} value=${row.created_at} relative />` },
];

/** Takes in classifiers' files and opens them once they have arrived; of an ONNX model more has to be said first. */
function useImports() {
  const keys = useRef(new Set());
  const [model, setModel] = useState(/** @type {File | null} */ (null));
  useEffect(() => onStored((upload) => {
    if (!keys.current.delete(upload.key)) return;
    navigate(`/classifiers/${upload.result?.id}`);
  }), []);
  const send = (models, fields) => {
    for (const key of addFiles(models, { ...fields, group_id: activeGroup.value?.id || "" })) keys.current.add(key);
    return say(models.length > 1 ? t`${models.length} classifiers are on their way in` : t`${models[0].name} is on its way in`);
  };
  const take = (files) => {
    const models = files.filter(({ name }) => /\.fsmodel$/i.test(name));
    const foreign = files.find(({ name }) => /\.onnx$/i.test(name));
    if (foreign) setModel(foreign);
    else if (!models.length) return say("There is no .fsmodel or .onnx file among them", { tone: "brick" });
    return models.length > 0 && send(models, { kind: "classifier" });
  };
  const dialog = model && html`<${OnnxDialog} file=${model} onClose=${() => setModel(null)} onTake=${(said) => send([model], { kind: "classifier-onnx", ...said })} />`;
  return { take, dialog };
}

export default function Classifiers() {
  const ordering = place.value.query.ordering || "-created_at";
  const list = useList("/classifiers", { group_id: activeGroup.value?.id, ordering, ...activeFilters([], ["search"]) });
  const [selection, setSelection] = useState(/** @type {Set<any>} */ (new Set()));
  const picker = useRef(/** @type {HTMLInputElement | null} */ (null));
  const { take, dialog } = useImports();
  const working = activeJobs.value.filter(({ kind }) => kind === "calls.train" || kind === "calls.import").length;
  useEffect(() => {
    if (!list.loading) list.reload();
  }, [working]);
  const onPick = (event) => {
    const files = [...event.currentTarget.files];
    event.currentTarget.value = "";
    if (files.length) take(files);
  };
  const importer = may("editor") && html`<${Button} icon="upload" onClick=${() => picker.current?.click()}>Import<//>`;
  const button = may("editor") && html`<${Button} tone="primary" icon="flask-conical" onClick=${() => setQuery({ train: 1 })}>Train a classifier<//>`;
  const empty = place.value.query.search
    ? html`<${Empty} icon="search" title="No classifier matches" action=${html`<${Button} onClick=${() => setQuery({ search: null })}>Show all<//>`}>Try another word.<//>`
    : html`<${Empty} icon="microscope" title="No classifiers yet" action=${button}>A classifier names calls. It learns from what the group has named, or from labelled files, and is judged on recordings it never saw.<//>`;
  return html`<${Page} title="Classifiers" shape="full" actions=${html`${importer}${list.rows.length > 0 && button}`}>
    <div class="toolbar"><${SearchBox} label="Search classifiers" /></div>
    <${DataTable} label="Classifiers" noun=${["classifier", "classifiers"]} columns=${COLUMNS} list=${list} ordering=${ordering} onOrdering=${(next) => setQuery({ ordering: next })}
      selection=${selection} onSelection=${setSelection} rowHref=${(row) => `/classifiers/${row.id}`} onOpen=${(row) => navigate(`/classifiers/${row.id}`)} empty=${empty} />
    <${BulkBar} n=${selection.size} onClear=${() => setSelection(new Set())}>
      <${Button} small icon="git-compare" disabled=${selection.size < 2 || selection.size > MOST_COMPARED} onClick=${() => navigate(`/classifiers/compare?ids=${[...selection].join(",")}`)}>Compare<//>
    <//>
    <input ref=${picker} type="file" hidden multiple accept=".fsmodel,.onnx" aria-label="Choose a classifier's file" onChange=${onPick} />
    ${may("editor") && html`<${DropVeil} onFiles=${take} text="Drop a .fsmodel or .onnx file to import it" />`}
    ${dialog}
    ${place.value.query.train && html`<${TrainDialog} onClose=${() => setQuery({ train: null })} />`}
  <//>`;
}
