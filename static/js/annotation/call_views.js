// @ts-check
/** The call close up and from afar: two viewers that go from recording to recording without being built again. */

import { loadStyle } from "../lib/assets.js";
import { preferences, savePreferences } from "../lib/store.js";
import { t } from "../lib/words.js";
import { createRecordingsSource } from "./sources.js";
import { CONTEXT, lensOf, plainLens, segmentsOf, windowAround } from "./windows.js";

const LISTENING = "fieldstation.listening";

/**
 * @param {{detail: HTMLElement, overview: HTMLElement}} hosts
 * @param {{first: any, contexts: {detail: number, overview: number}, isEditable: boolean, signal: AbortSignal,
 *   onReshape: (task: any, changes: Record<string, number | null>) => void, onError: (error: any) => void}} options
 */
export async function createCallViews(hosts, { first, contexts, isEditable, signal, onReshape, onError }) {
  const [{ createViewer }] = await Promise.all([import("../viewer/index.js"), loadStyle("/static/css/viewer.css")]);
  const source = createRecordingsSource();
  const spans = { detail: contexts.detail || CONTEXT.detail, overview: contexts.overview || CONTEXT.overview };
  const lenses = { detail: plainLens(), overview: plainLens() };
  const shared = {
    file: first.recording.id, channel: first.recording.channel ?? 0, label: first.recording.name,
    hasOverview: false, hasWaveform: false, hasPanel: false, hasKeys: false, hasMeasures: false, isLean: true, mayAdd: false,
    help: t("The keys of this page hold here too; press ? for the list."),
    display: preferences.value.colormap ? { colormap: preferences.value.colormap } : undefined,
  };
  const detail = await createViewer(hosts.detail, {
    source, signal,
    options: {
      ...shared, isEditable, hears: "window", listening: readListening(),
      onPreferences(patch) {
        if (patch.listening) keepListening(patch.listening);
        if (patch.colormap && patch.colormap !== preferences.value.colormap) savePreferences({ colormap: patch.colormap }).catch(() => null);
      },
    },
  });
  const overview = await createViewer(hosts.overview, { source, signal, options: { ...shared, isEditable: false, hasControls: false } });
  const both = { detail, overview };
  /** @type {any} */
  let shown = null;
  /** Views on their way to another call: what changes meanwhile is not this person's doing. */
  const going = new Set();
  let drawn = "";

  /** @param {"detail" | "overview"} name @param {any} task @returns {import("../viewer/types.js").Target} */
  const target = (name, task) => ({
    file: task.recording.id, channel: task.recording.channel ?? 0, label: task.recording.name,
    window: windowAround(task.segment, spans[name], lenses[name]),
    segments: segmentsOf(task), chosen: String(task.segment.id),
  });

  for (const [name, viewer] of /** @type {["detail" | "overview", any][]} */ (Object.entries(both))) {
    viewer.on("view", (view) => {
      if (!going.has(name) && shown) lenses[name] = lensOf(view, shown.segment, spans[name], viewer.limits().nyquist);
    });
    viewer.on("showing", () => going.add(name));
    viewer.on("show", () => going.delete(name));
    viewer.on("select", ({ ids }) => {
      const own = shown && String(shown.segment.id);
      if (own && !going.has(name) && (ids.length !== 1 || ids[0] !== own) && viewer.segments().some(({ id }) => id === own)) viewer.select([own]);
    });
    viewer.on("error", ({ error }) => onError(error));
  }
  detail.on("display", ({ colormap }) => overview.display().colormap !== colormap && overview.setDisplay({ colormap }));
  detail.on("edit", ({ operations }) => {
    const own = shown && operations.find((one) => one.op === "update" && one.id === String(shown.segment.id));
    if (own) onReshape(shown, boxOf(own.changes));
  });
  detail.on("show", ({ chosen }) => (drawn = chosen));
  detail.on("paint", ({ isComplete }) => {
    // What is on the screen now, for tools and tests: the call whose picture is whole.
    const isThere = shown && isComplete && drawn === String(shown.segment.id);
    if (isThere && hosts.detail.dataset.painted !== String(shown.id)) hosts.detail.dataset.painted = String(shown.id);
  });

  /** @param {any} task */
  function show(task) {
    shown = task;
    for (const name of /** @type {const} */ (["detail", "overview"])) both[name].show(target(name, task));
  }

  return {
    show,
    detail,
    /** The same call with other facts: its box or its label was changed. @param {any} task */
    redraw(task) {
      shown = task;
      for (const [name, viewer] of Object.entries(both)) {
        going.add(name);
        viewer.setSegments(segmentsOf(task));
        viewer.select([String(task.segment.id)]);
        going.delete(name);
      }
    },
    /** @param {any[]} tasks */
    expect(tasks) {
      for (const name of /** @type {const} */ (["detail", "overview"])) both[name].expect(tasks.map((task) => target(name, task)));
    },
    /** @param {number} factor below 1 comes closer */
    zoom(factor) {
      const { t0, t1, f0, f1 } = detail.view();
      const [middle, half] = [(t0 + t1) / 2, ((t1 - t0) / 2) * factor];
      detail.setView({ t0: middle - half, t1: middle + half, f0, f1 });
    },
    /** Whether the pictures of as many calls to come are all here. @param {number} n */
    isReadyFor: (n) => [detail, overview].every((view) => view.ahead().n >= n && view.ahead().nMissing === 0),
    /** The usual windows again. */
    reset() {
      lenses.detail = plainLens();
      lenses.overview = plainLens();
      if (shown) show(shown);
    },
    /** Where a call would be cut: beneath the pointer when that is inside it, else in its middle. @param {any} segment */
    cutAt({ onset_s, offset_s }) {
      const place = detail.place();
      return place > onset_s && place < offset_s ? place : (onset_s + offset_s) / 2;
    },
    destroy() {
      detail.destroy();
      overview.destroy();
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof createCallViews>>} CallViews */

/** The box in an edit's changes, as the API takes it. @param {any} changes */
function boxOf(changes) {
  return Object.fromEntries(["onset_s", "offset_s", "low_hz", "high_hz"].filter((name) => name in changes).map((name) => [name, changes[name]]));
}

function readListening() {
  try {
    return JSON.parse(localStorage.getItem(LISTENING) || "null") ?? (preferences.value.playback_speed ? { factor: 1 / preferences.value.playback_speed } : undefined);
  } catch {
    return undefined;
  }
}

/** @param {any} listening */
function keepListening(listening) {
  localStorage.setItem(LISTENING, JSON.stringify(listening));
}
