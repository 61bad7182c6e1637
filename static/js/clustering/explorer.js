// @ts-check
/** The explorer of one run: map, cards, the members of a cluster, and the keys that join them. */

import { BatchDialog } from "../components/batch_dialog.js";
import { BulkBar } from "../components/bulk_bar.js";
import { Button, IconButton } from "../components/button.js";
import { Icon } from "../components/icon.js";
import { LabelMenu } from "../components/label_menu.js";
import { Menu, MenuItem } from "../components/menu.js";
import { Failure, Skeleton } from "../components/states.js";
import { nameCalls, similarHref, useCallTypes } from "../lib/calls.js";
import { count } from "../lib/format.js";
import { html, useMemo, useRef, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { navigate } from "../lib/router.js";
import { may, theme as themeName } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { ApplyDialog } from "./apply_dialog.js";
import { ClusterCard, SURE } from "./cluster_card.js";
import { CompareDialog } from "./compare_dialog.js";
import { MemberGrid } from "./member_grid.js";
import { MemberMap } from "./member_map.js";
import { membersOf, nameOf } from "./members.js";
import { colourOf, placesOfLabels, readTheme } from "./palette.js";
import { useRun } from "./use_run.js";

const COLOURS = [["cluster", "Cluster"], ["label", "Label"], ["mapping", "Mapping"]];
/** Calls one search for like ones starts from. */
const MOST_EXAMPLES = 20;

/** @param {{run: any}} props */
export function Explorer({ run }) {
  const work = useRun(run);
  const { clusters, members } = work;
  const types = useCallTypes();
  const shades = useMemo(readTheme, [themeName.value]);
  const controls = useRef(/** @type {any} */ (null));
  const [active, setActive] = useState(clusters[0]?.number ?? 0);
  const [selection, setSelection] = useState(/** @type {Set<number>} */ (new Set()));
  const [chosen, setChosen] = useState(/** @type {Set<number>} */ (new Set()));
  const [marked, setMarked] = useState(/** @type {number | null} */ (null));
  const [dialog, setDialog] = useState(/** @type {any} */ (null));
  const [colourBy, setColourBy] = useState("cluster");
  const [isLasso, setLasso] = useState(false);
  const canMap = may("annotator");
  const clusterOf = (number) => clusters.find((one) => one.number === number);
  const colours = useMemo(() => (members ? colourIndices(colourBy, members, clusters) : new Int32Array()), [members, work.stamp, clusters, colourBy]);
  // Keys come faster than the page is drawn.
  const at = useRef(active);
  at.current = active;

  const open = (number, { near = false } = {}) => {
    at.current = number;
    setActive(number);
    document.querySelector(`[data-cluster="${number}"]`)?.scrollIntoView({ block: "nearest" });
    if (near && members) controls.current?.show(membersOf(members, number));
  };
  const step = (by) => {
    const index = clusters.findIndex(({ number }) => number === at.current);
    const next = clusters[Math.max(0, Math.min(clusters.length - 1, index + by))];
    if (next) open(next.number);
  };
  const choose = (number) => setChosen((before) => {
    const next = new Set(before);
    if (!next.delete(number)) next.add(number);
    return next;
  });
  const map = (type) => {
    work.map(chosen.size ? [...chosen] : [at.current], type);
    setChosen(new Set());
  };
  const surer = (by) => {
    const shares = SURE.map(([share]) => /** @type {number} */ (share));
    const index = shares.indexOf(clusterOf(at.current)?.mapping_confidence ?? 1);
    const next = shares[Math.max(0, Math.min(shares.length - 1, index - by))];
    work.setSure(at.current, next);
  };
  const compare = () => {
    if (marked === null || marked === at.current) {
      setMarked(marked === null ? at.current : null);
      if (marked === null) say(`${nameOf({ number: at.current })} is marked; press m on another to compare`);
      return;
    }
    setDialog({ kind: "compare", a: marked, b: at.current });
    setMarked(null);
  };
  const moveTo = (target) => {
    if (!selection.size) return say("Choose calls on the map first");
    work.move([...selection], target);
    setSelection(new Set());
    return undefined;
  };
  const nextColour = () => setColourBy(COLOURS[(COLOURS.findIndex(([id]) => id === colourBy) + 1) % COLOURS.length][0]);

  const taken = new Set(types.map(({ key }) => key).filter(Boolean));
  const commands = {
    j: ["Next cluster", () => step(1)], k: ["Previous cluster", () => step(-1)],
    z: ["Go near the cluster", () => open(at.current, { near: true })], f: ["Show the whole map", () => controls.current?.fit()],
    "+": ["Nearer", () => controls.current?.zoom(1.4)], "-": ["Further", () => controls.current?.zoom(1 / 1.4)],
    l: ["Lasso on or off", () => setLasso((on) => !on)], c: ["Colour by cluster, label, mapping", nextColour],
    m: ["Mark, then compare", compare], i: ["Find more like the chosen calls", () => navigate(similarHref(examplesOf(selection, clusterOf(at.current), members)))],
    ...(canMap ? {
      s: ["Choose the cluster, to map several", () => choose(at.current)], v: ["Put the chosen calls into this cluster", () => moveTo(at.current)],
      n: ["Make a new cluster of the chosen calls", () => moveTo("new")], ".": ["Surer of the mapping", () => surer(1)], ",": ["Less sure", () => surer(-1)],
      a: ["Apply the mapping", () => setDialog({ kind: "apply" })], u: ["Undo", work.undoLast],
    } : {}),
  };
  // A call type's key is the call type's, whatever else it would do.
  useKeys("Clusters", /** @type {any} */ (Object.fromEntries(Object.entries(commands).filter(([key]) => !canMap || !taken.has(key)))), [types, canMap]);
  useKeys("What the cluster is", /** @type {any} */ (canMap ? { ...Object.fromEntries(types.filter(({ key }) => key).map((type) => [type.key, [type.name, () => map(type)]])), Backspace: ["Not mapped", () => map(null)] } : {}), [types, canMap]);

  if (work.error && !members) return html`<${Failure} error=${work.error} what="The members could not be read" retry=${work.reload} />`;
  const mapped = clusters.filter(({ label }) => label);
  const colour = (number) => colourOf(number, shades);
  return html`
    <div class="explorer">
      <section class="explorer-map" aria-label="Map of the calls">
        <div class="toolbar">
          <${Button} small icon="lasso-select" aria-pressed=${isLasso ? "true" : "false"} title="Drag around calls to choose them (l); shift-drag does it any time" onClick=${() => setLasso(!isLasso)}>Lasso<//>
          <${Button} small onClick=${() => controls.current?.fit()} title="Show all calls (f)">Whole map<//>
          <span class="row push"><label class="row soft">Colour <select class="input small-select" value=${colourBy} onChange=${(event) => setColourBy(event.currentTarget.value)}>
            ${COLOURS.map(([id, label]) => html`<option key=${id} value=${id} selected=${id === colourBy}>${label}</option>`)}</select></label></span>
        </div>
        ${members
          ? html`<${MemberMap} members=${members} colourIndex=${colours} selection=${selection} centres=${work.centres} isLasso=${isLasso} controls=${controls}
              label=${`${count(members.n)} calls in ${count(run.n_clusters)} clusters; alike calls lie near each other`} onSelection=${setSelection}
              onOpen=${(i) => open(members.numbers[i], { near: true })} onMove=${(target) => moveTo(target === "new" ? "new" : Number(target))} />`
          : html`<${Skeleton} height="100%" />`}
        ${colourBy !== "cluster" && members && html`<${Legend} by=${colourBy} members=${members} clusters=${clusters} shades=${shades} />`}
      </section>
      <section class="explorer-cards" aria-label="Clusters">
        <div class="toolbar"><span class="soft">${mapped.length ? `${count(mapped.length)} of ${count(clusters.length)} mapped` : "A call type's key maps a cluster"}</span>
          ${canMap && html`<${Button} class="push" small tone=${mapped.length ? "primary" : ""} icon="check-check" title="Apply the mapping (a)" disabled=${!members} onClick=${() => setDialog({ kind: "apply" })}>Apply<//>`}</div>
        <ul class="cluster-list">
          ${canMap && selection.size > 0 && html`<li class="cluster-card cluster-new" data-cluster="new"><button type="button" class="cluster-new-face" onClick=${() => moveTo("new")}><${Icon} name="plus" />New cluster of the ${count(selection.size)} chosen</button></li>`}
          ${clusters.map((one) => html`<${ClusterCard} key=${one.number} cluster=${one} colour=${colour(one.number)} isActive=${one.number === active} isChosen=${chosen.has(one.number)}
            isMarked=${marked === one.number} types=${types} canMap=${canMap} onOpen=${() => open(one.number)} onChoose=${() => choose(one.number)}
            onMap=${(type) => work.map([one.number], type)} onSure=${(share) => work.setSure(one.number, share)} />`)}
        </ul>
      </section>
    </div>
    ${members && clusterOf(active) && html`<${MemberGrid} key=${active} ...${{ cluster: clusterOf(active), members, stamp: work.stamp, selection, setSelection }}
      actions=${html`<${Button} small icon="git-compare" aria-pressed=${marked === active ? "true" : "false"} onClick=${compare} title="Mark, then compare with another (m)">${marked !== null && marked !== active ? `Compare with ${nameOf({ number: marked })}` : "Compare"}<//>`} />`}
    ${members && html`<${ChosenBar} ...${{ selection, setSelection, members, clusters, types, canMap, moveTo, readLabels: work.readLabels, onBatch: (ids) => setDialog({ kind: "batch", source: { kind: "selection", segment_ids: ids } }) }} />`}
    ${canMap && chosen.size > 0 && !selection.size && html`<${ChosenClusters} ...${{ n: chosen.size, types, map, clear: () => setChosen(new Set()) }} />`}
    ${dialog?.kind === "compare" && html`<${CompareDialog} runId=${run.id} a=${clusterOf(dialog.a)} b=${clusterOf(dialog.b)} members=${members} colours=${[colour(dialog.a), colour(dialog.b)]} onClose=${() => setDialog(null)} />`}
    ${dialog?.kind === "apply" && members && html`<${ApplyDialog} run=${{ ...run, clusters }} members=${members} onClose=${() => setDialog(null)} onApplied=${work.noteApplied}
      onBatch=${(numbers) => setDialog({ kind: "batch", source: { kind: "cluster", clustering_run_id: run.id, numbers } })} />`}
    ${dialog?.kind === "batch" && html`<${BatchDialog} source=${dialog.source} projectId=${run.project_id} onClose=${() => setDialog(null)} />`}`;
}

/** What to search with: the chosen calls, else the one that stands for the cluster. @param {Set<number>} selection @param {any} cluster @param {any} members */
function examplesOf(selection, cluster, members) {
  if (selection.size) return [...selection].slice(0, MOST_EXAMPLES).map((i) => members.ids[i]);
  return cluster?.representative_id ? [cluster.representative_id] : [];
}

/** @param {string} by @param {import("./members.js").Members} members @param {any[]} clusters */
function colourIndices(by, members, clusters) {
  if (by === "cluster") return members.numbers;
  const labels = labelsBy(by, members, clusters);
  const places = placesOfLabels(labels);
  return Int32Array.from(labels, (label) => (label ? places.get(label) ?? -1 : -1));
}

/** @param {string} by @param {import("./members.js").Members} members @param {any[]} clusters @returns {(string | null)[]} */
function labelsBy(by, members, clusters) {
  if (by === "label") return members.labels;
  const mapping = new Map(clusters.map(({ number, label }) => [number, label]));
  return Array.from(members.numbers, (number) => mapping.get(number) || null);
}

/** @param {{by: string, members: import("./members.js").Members, clusters: any[], shades: any}} props */
function Legend({ by, members, clusters, shades }) {
  const places = placesOfLabels(labelsBy(by, members, clusters));
  return html`<ul class="map-legend">${[...places].slice(0, 16).map(([label, place]) => html`<li key=${label}><span class="swatch" style=${{ background: colourOf(place, shades) }}></span>${label}</li>`)}
    <li><span class="swatch" style=${{ background: colourOf(-1, shades) }}></span>none</li></ul>`;
}

/** @param {any} props */
function ChosenClusters({ n, types, map, clear }) {
  return html`<${BulkBar} n=${n} onClear=${clear}><${LabelMenu} types=${types} face="Map" onLabel=${map} /><${Button} tone="quiet" icon="x" onClick=${() => map(null)}>Not mapped<//><//>`;
}

/** @param {any} props */
function ChosenBar({ selection, setSelection, members, clusters, types, canMap, moveTo, readLabels, onBatch }) {
  const ids = () => [...selection].map((i) => members.ids[i]);
  const label = async (type) => {
    try {
      await nameCalls(ids(), type.id ? { call_type_id: type.id } : { label: type.name }, type.name, readLabels);
      setSelection(new Set());
      await readLabels();
    } catch (error) {
      sayError(error, "Not labelled");
    }
  };
  return html`<${BulkBar} n=${selection.size} onClear=${() => setSelection(new Set())}>
    ${canMap && html`<${Menu} label="Move the chosen calls" class="button quiet" face=${html`<${Icon} name="arrow-right" /><span>Move to</span>`}>
      ${(close) => html`<${MenuItem} icon="plus" trail="n" onClick=${() => { close(); moveTo("new"); }}>A new cluster<//>
        ${clusters.map((one) => html`<${MenuItem} key=${one.number} onClick=${() => { close(); moveTo(one.number); }}>${nameOf(one)}<//>`)}`}<//>
    <${LabelMenu} types=${types} onLabel=${label} />`}
    <${IconButton} icon="search" label="Find more like these" keys="i" href=${similarHref(ids().slice(0, MOST_EXAMPLES))} />
    ${may("editor") && html`<${IconButton} icon="list-checks" label="Make a batch of them" onClick=${() => onBatch(ids().slice(0, 10_000))} />`}
  <//>`;
}
