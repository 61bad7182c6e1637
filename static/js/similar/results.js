// @ts-check
/** Calls that are like the examples, most alike first: heard, chosen, named, taken as examples or sent away. */

import { BatchDialog } from "../components/batch_dialog.js";
import { BulkBar } from "../components/bulk_bar.js";
import { Button, IconButton } from "../components/button.js";
import { CallGrid } from "../components/call_grid.js";
import { LabelMenu, useLabelKeys } from "../components/label_menu.js";
import { CallLabel } from "../components/text.js";
import { RunDialog } from "../clustering/run_dialog.js";
import { callHref, nameCalls, useCallTypes } from "../lib/calls.js";
import { percent, position } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { playCall } from "../lib/play_call.js";
import { navigate } from "../lib/router.js";
import { may } from "../lib/store.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

/**
 * @param {{rows: any[], projectId: string | undefined, onExample: (ids: number[]) => void, onReject: (ids: number[]) => void,
 *   onReload: () => void}} props
 */
export function Results({ rows, projectId, onExample, onReject, onReload }) {
  const [selection, setSelection] = useState(/** @type {Set<number>} */ (new Set()));
  const [named, setNamed] = useState(/** @type {Map<number, string | null>} */ (new Map()));
  const [dialog, setDialog] = useState("");
  const [undo, setUndo] = useState(/** @type {{run: () => void} | null} */ (null));
  const types = useCallTypes();
  const byId = new Map(rows.map((row) => [row.segment_id, row]));
  const chosen = rows.filter(({ segment_id }) => selection.has(segment_id)).map(({ segment_id }) => segment_id);
  const name = async (ids, word, said) => {
    setNamed((before) => new Map([...before, ...ids.map((id) => /** @type {[number, string | null]} */ ([id, word.is_rejected ? null : said]))]));
    setSelection(new Set());
    const forget = () => setNamed((before) => new Map([...before].filter(([id]) => !ids.includes(id))));
    try {
      const run = await nameCalls(ids, word, said, () => { forget(); onReload(); });
      setUndo({ run });
    } catch (error) {
      forget();
      sayError(error, "Not labelled");
    }
  };
  const nameChosen = (type) => name(chosen, type.id ? { call_type_id: type.id } : { label: type.name }, type.name);
  const reject = (ids) => {
    setSelection((before) => new Set([...before].filter((id) => !ids.includes(id))));
    onReject(ids);
  };
  const canLabel = may("annotator");
  useLabelKeys(types, canLabel ? chosen.length : 0, nameChosen);
  useKeys("Similar calls", undo ? { u: ["Undo the last labelling", undo.run] } : {}, [undo]);
  const tiles = rows.map((row) => tileOf(row, named.get(row.segment_id)));
  return html`
    <${CallGrid} tiles=${tiles} label="Similar calls" selection=${selection} onSelection=${setSelection}
      actions=${(tile) => html`
        <${IconButton} small icon="play" label="Play" onClick=${() => playCall(byId.get(tile.id))} />
        <${IconButton} small icon="plus" label="Also an example" onClick=${() => onExample([tile.id])} />
        <${IconButton} small icon="x" label="Not like this" onClick=${() => reject([tile.id])} />`}
      keys=${{
        " ": [t("Play the call"), (tile) => playCall(byId.get(tile.id))],
        e: [t("Take it as an example"), (tile) => onExample([tile.id])],
        r: [t("Not like this"), (tile) => reject([tile.id])],
        o: [t("Open it in its recording"), (tile) => navigate(callHref(byId.get(tile.id)))],
      }} />
    <${BulkBar} n=${chosen.length} onClear=${() => setSelection(new Set())}>
      ${canLabel && html`<${LabelMenu} types=${types} onLabel=${nameChosen} />
        <${Button} tone="quiet" icon="ban" title="They stay, but no result counts them" onClick=${() => name(chosen, { is_rejected: true }, t("no call"))}>No call<//>`}
      <${Button} tone="quiet" icon="plus" onClick=${() => { onExample(chosen); setSelection(new Set()); }}>Examples<//>
      <${Button} tone="quiet" icon="x" onClick=${() => reject(chosen)}>Not like this<//>
      ${may("editor") && html`<${Button} tone="quiet" icon="list-checks" onClick=${() => setDialog("batch")}>Make a batch<//>
        <${Button} tone="quiet" icon="chart-scatter" title="Put them into groups of their own" onClick=${() => setDialog("group")}>Group<//>`}
    <//>
    ${dialog === "group" && projectId && html`<${RunDialog} projectId=${projectId} segmentIds=${chosen} onClose=${() => setDialog("")} />`}
    ${dialog === "batch" && html`<${BatchDialog} onClose=${() => setDialog("")} projectId=${projectId} source=${{ kind: "selection", segment_ids: chosen }} />`}`;
}

/** @param {any} row @param {string | null | undefined} said what was said just now; null: no call */
function tileOf(row, said) {
  const label = said === undefined ? row.label : said;
  const shown = label || (said === null ? t("no call") : row.predicted);
  return {
    id: row.segment_id,
    title: t`${shown || t("A call")} in ${row.recording_name} at ${position(row.onset_s)}, ${percent(row.similarity, 0)} alike`,
    face: html`<span class="figure" title="How alike">${percent(row.similarity, 0)}</span>`,
    foot: html`<a class="clip" href=${callHref(row)} title=${row.recording_name}>${row.recording_name}</a>
      <span class="faint mono">${position(row.onset_s)}</span>
      ${shown && html`<${CallLabel} label=${shown} person=${Boolean(label)} />`}`,
  };
}
