// @ts-check
/** The explorer of one run: map, cards, and the members of the cluster one stands on. */

import { Button } from "../components/button.js";
import { Icon } from "../components/icon.js";
import { Later, LaterDialog } from "../components/later.js";
import { Failure, Skeleton } from "../components/states.js";
import { useCallTypes } from "../lib/calls.js";
import { count } from "../lib/format.js";
import { html, useMemo } from "../lib/html.js";
import { may, theme as themeName } from "../lib/store.js";
import { t } from "../lib/words.js";
import { ChosenCalls, ChosenClusters } from "./chosen_bars.js";
import { ClusterCard } from "./cluster_card.js";
import { Legend, colourIndices } from "./map_colours.js";
import { MemberMap } from "./member_map.js";
import { nameOf } from "./members.js";
import { colourOf, readTheme } from "./palette.js";
import { COLOURS, useBench, useBenchKeys } from "./use_bench.js";
import { useRun } from "./use_run.js";

/**
 * @typedef {{run: any, bench: import("./use_bench.js").Bench, work: import("./use_run.js").Work, types: any[], canMap: boolean,
 *   shades: import("./palette.js").MapTheme}} Parts
 */

/** @param {{run: any}} props */
export function Explorer({ run }) {
  const work = useRun(run);
  const bench = useBench(work);
  const types = useCallTypes();
  const shades = useMemo(readTheme, [themeName.value]);
  const canMap = may("annotator");
  useBenchKeys(bench, work, types, canMap);
  if (work.error && !work.members) return html`<${Failure} error=${work.error} what="The members could not be read" retry=${work.reload} />`;
  const parts = { run, bench, work, types, canMap, shades };
  const cluster = bench.clusterOf(bench.active);
  return html`
    <div class="explorer"><${MapSection} ...${parts} /><${CardSection} ...${parts} /></div>
    ${work.members && html`
      ${cluster && html`<${Later} name="members" load=${() => import("./member_grid.js")}>${({ MemberGrid }) => html`<${MemberGrid} key=${cluster.number} cluster=${cluster} members=${work.members} stamp=${work.stamp} selection=${bench.selection} setSelection=${bench.setSelection}
        actions=${html`<${CompareButton} bench=${bench} />`} />`}<//>`}
      <${ChosenCalls} ...${parts} />
      ${canMap && !bench.selection.size && html`<${ChosenClusters} bench=${bench} types=${types} />`}
      <${Dialogs} ...${parts} />`}`;
}

/** @param {Parts} props */
function MapSection({ run, bench, work, shades }) {
  const { members, clusters } = work;
  const { colourBy, controls, isLasso } = bench;
  const colours = useMemo(() => (members ? colourIndices(colourBy, members, clusters) : new Int32Array()), [members, work.stamp, clusters, colourBy]);
  return html`<section class="explorer-map" aria-label="Map of the calls">
    <div class="toolbar">
      <${Button} small icon="lasso-select" aria-pressed=${isLasso ? "true" : "false"} title="Drag around calls to choose them (l); shift-drag does it any time" onClick=${() => bench.setLasso(!isLasso)}>Lasso<//>
      <${Button} small onClick=${() => controls.current?.fit()} title="Show all calls (f)">Whole map<//>
      <label class="row soft push">Colour <select class="input small-select" value=${colourBy} onChange=${(event) => bench.setColourBy(event.currentTarget.value)}>
        ${COLOURS.map(([id, label]) => html`<option key=${id} value=${id} selected=${id === colourBy}>${label}</option>`)}</select></label>
    </div>
    ${members
      ? html`<${MemberMap} members=${members} colourIndex=${colours} selection=${bench.selection} centres=${work.centres} isLasso=${isLasso} controls=${controls}
          label=${t`${count(members.n)} calls in ${count(run.n_clusters)} clusters; alike calls lie near each other`} onSelection=${bench.setSelection}
          onOpen=${(i) => bench.open(members.numbers[i], { isNear: true })} onMove=${(target) => bench.moveTo(target === "new" ? "new" : Number(target))} />`
      : html`<${Skeleton} height="100%" />`}
    ${colourBy !== "cluster" && members && html`<${Legend} by=${colourBy} members=${members} clusters=${clusters} shades=${shades} />`}
  </section>`;
}

/** @param {Parts} props */
function CardSection({ bench, work, types, canMap, shades }) {
  const { clusters } = work;
  const mapped = clusters.filter(({ label }) => label);
  return html`<section class="explorer-cards" aria-label="Clusters">
    <div class="toolbar"><span class="soft">${mapped.length ? t`${count(mapped.length)} of ${count(clusters.length)} mapped` : t("A call type's key maps a cluster")}</span>
      ${canMap && html`<${Button} class="push" small tone=${mapped.length ? "primary" : ""} icon="check-check" title="Apply the mapping (a)" disabled=${!work.members} onClick=${() => bench.setDialog({ kind: "apply" })}>Apply<//>`}</div>
    <ul class="cluster-list">
      ${canMap && bench.selection.size > 0 && html`<li class="cluster-card cluster-new" data-cluster="new">
        <button type="button" class="cluster-new-face" onClick=${() => bench.moveTo("new")}><${Icon} name="plus" />New cluster of the ${count(bench.selection.size)} chosen</button></li>`}
      ${clusters.map((one) => html`<${ClusterCard} key=${one.number} cluster=${one} colour=${colourOf(one.number, shades)} isActive=${one.number === bench.active}
        isChosen=${bench.chosen.has(one.number)} isMarked=${bench.marked === one.number} types=${types} canMap=${canMap}
        onOpen=${() => bench.open(one.number)} onChoose=${() => bench.choose(one.number)}
        onMap=${(type) => work.map([one.number], type)} onSure=${(share) => work.setSure(one.number, share)} />`)}
    </ul>
  </section>`;
}

/** @param {{bench: import("./use_bench.js").Bench}} props */
function CompareButton({ bench }) {
  const { marked, active } = bench;
  const isSecond = marked !== null && marked !== active;
  return html`<${Button} small icon="git-compare" aria-pressed=${marked === active ? "true" : "false"} onClick=${bench.compare} title="Mark, then compare with another (m)">
    ${isSecond ? t`Compare with ${nameOf({ number: marked })}` : t("Compare")}<//>`;
}

/** @param {Parts} props */
function Dialogs({ run, bench, work, shades }) {
  const { dialog, setDialog, clusterOf } = bench;
  const close = () => setDialog(null);
  if (dialog?.kind === "compare") {
    const [a, b] = [clusterOf(dialog.a), clusterOf(dialog.b)];
    return a && b && html`<${LaterDialog} name="compare" load=${() => import("./compare_dialog.js")}>${({ CompareDialog }) => html`<${CompareDialog} runId=${run.id} a=${a} b=${b} members=${work.members} colours=${[colourOf(a.number, shades), colourOf(b.number, shades)]} onClose=${close} />`}<//>`;
  }
  if (dialog?.kind === "apply") {
    const onBatch = (numbers) => setDialog({ kind: "batch", source: { kind: "cluster", clustering_run_id: run.id, numbers } });
    return html`<${LaterDialog} name="apply" load=${() => import("./apply_dialog.js")}>${({ ApplyDialog }) => html`<${ApplyDialog} run=${{ ...run, clusters: work.clusters }} members=${work.members} onClose=${close} onApplied=${work.noteApplied} onBatch=${onBatch} />`}<//>`;
  }
  return dialog?.kind === "batch" && html`<${LaterDialog} name="batch" load=${() => import("../components/batch_dialog.js")}>${({ BatchDialog }) => html`<${BatchDialog} source=${dialog.source} projectId=${run.project_id} onClose=${close} />`}<//>`;
}
