// @ts-check
/** What can be done with the calls, or the clusters, that are chosen. */

import { BulkBar } from "../components/bulk_bar.js";
import { Button, IconButton } from "../components/button.js";
import { Icon } from "../components/icon.js";
import { LabelMenu } from "../components/label_menu.js";
import { Menu, MenuItem } from "../components/menu.js";
import { nameCalls, similarHref } from "../lib/calls.js";
import { html } from "../lib/html.js";
import { may } from "../lib/store.js";
import { sayError } from "../lib/toasts.js";
import { nameOf } from "./members.js";
import { MOST_EXAMPLES } from "./use_bench.js";

/** Calls one batch may name. */
const MOST_IN_A_BATCH = 10_000;

/** @param {{bench: import("./use_bench.js").Bench, work: import("./use_run.js").Work, types: any[], canMap: boolean}} props */
export function ChosenCalls({ bench, work, types, canMap }) {
  const { selection, setSelection, setDialog, moveTo } = bench;
  const ids = [...selection].map((i) => work.members.ids[i]);
  const label = async (type) => {
    try {
      await nameCalls(ids, type.id ? { call_type_id: type.id } : { label: type.name }, type.name, work.readLabels);
      setSelection(new Set());
      await work.readLabels();
    } catch (error) {
      sayError(error, "Not labelled");
    }
  };
  const makeBatch = () => setDialog({ kind: "batch", source: { kind: "selection", segment_ids: ids.slice(0, MOST_IN_A_BATCH) } });
  return html`<${BulkBar} n=${selection.size} onClear=${() => setSelection(new Set())}>
    ${canMap && html`<${Menu} label="Move to" class="button quiet" title="Move the chosen calls" face=${html`<${Icon} name="arrow-right" /><span>Move to</span>`}>
      ${(close) => html`<${MenuItem} icon="plus" trail="n" onClick=${() => { close(); moveTo("new"); }}>A new cluster<//>
        ${work.clusters.map((one) => html`<${MenuItem} key=${one.number} onClick=${() => { close(); moveTo(one.number); }}>${nameOf(one)}<//>`)}`}<//>
    <${LabelMenu} types=${types} onLabel=${label} />`}
    <${IconButton} icon="search" label="Find more like these" keys="i" href=${similarHref(ids.slice(0, MOST_EXAMPLES))} />
    ${may("editor") && html`<${IconButton} icon="list-checks" label="Make a batch of them" onClick=${makeBatch} />`}
  <//>`;
}

/** @param {{bench: import("./use_bench.js").Bench, types: any[]}} props */
export function ChosenClusters({ bench, types }) {
  return html`<${BulkBar} n=${bench.chosen.size} onClear=${() => bench.setChosen(new Set())}>
    <${LabelMenu} types=${types} face="Map" onLabel=${bench.map} /><${Button} tone="quiet" icon="x" onClick=${() => bench.map(null)}>Not mapped<//><//>`;
}
