// @ts-check
/** The verbs of the segment editor over the chosen calls: each becomes a command that can be undone. */

import { adding, changing, changingAll, deleting, merging, splitting } from "./edits.js";
import { applyOperation, createHistory } from "./history.js";
import { snapped } from "./measure.js";
import { t } from "../lib/words.js";

/** @typedef {import("./types.js").Segment} Segment @typedef {import("./stage.js").EditVerb} EditVerb */

/** How far around a call energy is looked for: half its length, and at least this. */
const LEAST_REACH_S = 0.004;

/** Longest silence inside one call when snapping. */
const GAP_S = 0.0015;

/** A new call made by key takes this part of the window. */
const NEW_PART = 0.05;

/**
 * @typedef {Object} EditorHost
 * @property {import("./segments.js").Segments} segments
 * @property {() => Segment[]} chosen by onset
 * @property {(ids: string[]) => void} choose
 * @property {() => number} place where the cursor or the last click is, in seconds
 * @property {() => import("./types.js").View} view
 * @property {() => import("./types.js").Limits} limits
 * @property {(box: import("./types.js").View, signal: AbortSignal) => Promise<import("./region.js").Region>} readRegion
 * @property {(operations: import("./types.js").Operation[], label: string) => void} onEdit
 * @property {(text: string) => void} say
 */

/** @param {EditorHost} host */
export function createEditor(host) {
  const history = createHistory((operations, command) => {
    operations.forEach((operation) => applyOperation(host.segments, operation));
    host.choose(command.selects.filter((id) => host.segments.get(id)));
    host.onEdit(operations, command.label);
  });

  function add() {
    const { t0, t1, f0, f1 } = host.view();
    const place = host.place();
    const onset_s = place >= t0 && place <= t1 ? place : (t0 + t1) / 2;
    const offset_s = Math.min(host.limits().duration, onset_s + (t1 - t0) * NEW_PART);
    history.run(adding({ onset_s, offset_s, low_hz: f0 + (f1 - f0) / 4, high_hz: f1 - (f1 - f0) / 4 }));
  }

  function split() {
    const [segment] = host.chosen();
    const { onset_s, offset_s } = segment;
    const place = host.place();
    history.run(splitting(segment, place > onset_s && place < offset_s ? place : (onset_s + offset_s) / 2));
  }

  async function snap() {
    const chosen = host.chosen();
    const found = await Promise.all(chosen.map((segment) => snappedBox(segment, host)));
    const pairs = chosen.flatMap((segment, i) => {
      const changes = found[i];
      return changes && host.segments.get(segment.id) === segment ? [{ segment, changes }] : [];
    });
    if (pairs.length) history.run(changingAll(pairs, t("snap to energy")));
    else host.say("nothing rises above the background here");
  }

  /** @type {Record<EditVerb, {least: number, run: () => unknown}>} */
  const verbs = {
    add: { least: 0, run: add },
    split: { least: 1, run: split },
    merge: { least: 2, run: () => history.run(merging(host.chosen())) },
    delete: { least: 1, run: () => history.run(deleting(host.chosen())) },
    snap: { least: 1, run: () => snap().catch(() => host.say("the sound could not be read")) },
    undo: { least: 0, run: () => host.say(told("undone", history.undo())) },
    redo: { least: 0, run: () => host.say(told(t("done again"), history.redo())) },
  };

  return {
    /** @param {EditVerb} verb @returns {boolean} */
    run(verb) {
      if (host.chosen().length < verbs[verb].least) {
        host.say(verbs[verb].least === 2 ? "choose at least two calls" : "choose a call first");
        return true;
      }
      verbs[verb].run();
      return true;
    },
    /** @param {import("./types.js").View} box */
    addBox: ({ t0, t1, f0, f1 }) => history.run(adding({ onset_s: t0, offset_s: t1, low_hz: f0, high_hz: f1 })),
    /** @param {Segment} segment @param {Partial<Segment>} changes @param {string} label */
    change: (segment, changes, label) => history.run(changing(segment, changes, label)),
    /** @param {Segment[]} list @param {string} label */
    relabel: (list, label) =>
      history.run(changingAll(list.map((segment) => ({ segment, changes: { label } })), t`label ${label}`)),
    canUndo: history.canUndo,
    canRedo: history.canRedo,
    clear: history.clear,
  };
}

/** @param {string} what @param {string | null} label */
const told = (what, label) => (label ? `${what}: ${label}` : t("nothing left"));

/** @param {Segment} segment @param {EditorHost} host */
async function snappedBox(segment, host) {
  const { duration, nyquist } = host.limits();
  const reach = Math.max(LEAST_REACH_S, (segment.offset_s - segment.onset_s) / 2);
  const band = ((segment.high_hz ?? nyquist) - (segment.low_hz ?? 0)) / 4;
  const around = {
    t0: Math.max(0, segment.onset_s - reach),
    t1: Math.min(duration, segment.offset_s + reach),
    f0: Math.max(0, (segment.low_hz ?? 0) - band),
    f1: Math.min(nyquist, (segment.high_hz ?? nyquist) + band),
  };
  return snapped(await host.readRegion(around, new AbortController().signal), GAP_S);
}

/** @typedef {ReturnType<typeof createEditor>} Editor */
