// @ts-check
/**
 * The spectrogram viewer: one for recordings, the segment editor and annotation.
 *
 *   const viewer = await createViewer(element, {source, options});
 *   viewer.setSegments(list, {version}); viewer.on("select", ({ids}) => …); viewer.destroy();
 */

import { createAutosave } from "./autosave.js";
import { DEFAULT_DISPLAY } from "./colormaps.js";
import { createControls } from "./controls.js";
import { readTheme } from "./dom.js";
import { createEditor } from "./editor.js";
import { createEmitter } from "./emitter.js";
import { applyOperation } from "./history.js";
import { listenToKeys } from "./keyboard.js";
import { buildLayout } from "./layout.js";
import { createMeasuring } from "./measuring.js";
import { createOverview } from "./overview.js";
import { createPainter } from "./painter.js";
import { createPanel } from "./panel.js";
import { createPicture } from "./picture.js";
import { createPlayer } from "./player.js";
import { listenToPointer } from "./pointer.js";
import { readRegion } from "./region.js";
import { createSegments } from "./segments.js";
import { createStage } from "./stage.js";
import { wholeView } from "./view.js";
import { createWaveform } from "./waveform.js";

/** Samples in the narrowest window, and the part of half the rate in the narrowest band. */
const LEAST_SAMPLES = 128;
const LEAST_BAND = 1 / 64;

/**
 * @typedef {Object} Options
 * @property {string} [label] name of the recording, for people who do not see it
 * @property {boolean} [isEditable]
 * @property {boolean} [hasOverview]
 * @property {boolean} [hasWaveform]
 * @property {boolean} [hasPanel]
 * @property {boolean} [hasControls]
 * @property {"auto" | "webgl2" | "canvas2d"} [renderer] auto takes WebGL2 where a graphics card does the work
 * @property {number} [nChannels]
 * @property {number} [channel]
 * @property {number} [n_fft]
 * @property {number} [hop]
 * @property {{startMs: number, utcOffsetMin: number} | null} [clock] when the recording began
 * @property {import("./types.js").View} [view]
 * @property {Partial<import("./types.js").Display>} [display] without `floor_db` it suits itself to the sound
 * @property {Partial<import("./player.js").Listening>} [listening]
 * @property {(patch: Record<string, any>) => void} [onPreferences] colour map, listening, to be remembered
 * @property {Parameters<typeof createAutosave>[0]["save"]} [save] stores edits; without it they are only told
 */

/**
 * @param {HTMLElement} element empty, with a size of its own
 * @param {{source: import("./types.js").Source, options?: Options, signal?: AbortSignal}} given
 */
export async function createViewer(element, { source, options = {}, signal = new AbortController().signal }) {
  const wish = { n_fft: options.n_fft ?? 512, hop: options.hop ?? 128, channel: options.channel ?? 0 };
  let base = await source.grid(wish, signal);
  signal.throwIfAborted();
  const nyquist = base.sr_hz / 2;
  const limits = { duration: base.duration_s, nyquist, minSpan: LEAST_SAMPLES / base.sr_hz, minBand: nyquist * LEAST_BAND };
  const { on, emit } = createEmitter();
  const layout = buildLayout(element, {
    label: options.label ?? "the recording",
    hasOverview: options.hasOverview ?? true,
    hasWaveform: options.hasWaveform ?? true,
    hasPanel: options.hasPanel ?? true,
    hasControls: options.hasControls ?? true,
  });
  const segments = createSegments();
  const isEditable = () => options.isEditable ?? false;
  const say = (/** @type {string} */ text) => (layout.status.textContent = text);
  /** @type {import("./player.js").Listening} */
  let listening = { mode: "expand", factor: nyquist > 24_000 ? 10 : 1, tuned_hz: Math.min(45_000, nyquist / 2), isLooping: false, isBandLimited: false, ...options.listening };

  const picture = createPicture(layout.spectrum, {
    source,
    base,
    channel: wish.channel,
    display: { ...DEFAULT_DISPLAY, ...options.display },
    renderer: options.renderer ?? "auto",
    onChange: () => painter.invalidate("picture"),
    onFailure: (error) => emit("error", { error, what: "tile" }),
  });
  const player = createPlayer({
    source,
    getChannel: () => wish.channel,
    nyquist: () => nyquist,
    onState(state, error) {
      controls?.showPlaying(state);
      painter.invalidate("overlay");
      emit("play", { state });
      if (error) emit("error", { error, what: "audio" });
    },
  });
  const togglePlay = () => (player.isPlaying() ? player.stop() : player.play(stage.focus(), listening));
  const stage = createStage({
    segments,
    limits,
    view: options.view ?? wholeView(limits),
    isEditable,
    editor: () => editor,
    invalidate: (what) => painter.invalidate(what),
    on,
    emit,
    say,
    togglePlay,
    toggleLoop: () => setListening({ isLooping: !listening.isLooping }),
  });
  const read = (/** @type {import("./types.js").View} */ box, /** @type {AbortSignal} */ stop) =>
    readRegion({ rungs: picture.rungs(), sr: base.sr_hz, store: picture.store }, box, stop);
  const autosave = options.save ? createAutosave({ save: options.save, onState: showSave }) : null;
  const editor = createEditor({
    segments,
    chosen: stage.chosen,
    choose: (ids) => stage.select(ids, "only"),
    place: stage.place,
    view: stage.view,
    limits: stage.limits,
    readRegion: read,
    say,
    onEdit(operations, label) {
      autosave?.add(operations);
      painter.invalidate("picture");
      showEditing();
      emit("edit", { operations, label });
    },
  });
  const panel = options.hasPanel === false ? null : createPanel(layout.panel, options.clock ?? null);
  const overview = options.hasOverview === false ? null : createOverview(layout.overview, {
    getView: stage.view,
    duration: () => limits.duration,
    setSpan: (t0, t1) => stage.setView({ ...stage.view(), t0, t1 }),
  });
  const waveform = options.hasWaveform === false ? null : createWaveform(layout.waveform, {
    source,
    getChannel: () => wish.channel,
    duration: () => limits.duration,
    onArrive: () => painter.invalidate("overlay"),
  });
  const controls = options.hasControls === false ? null : createControls(layout.controls, {
    isEditable: isEditable(),
    nChannels: options.nChannels ?? 1,
    nyquist,
    setDisplay: (patch) => setDisplay(patch),
    autoExpose: () => setDisplay(picture.exposure(stage.view(), stage.plot().width)),
    setListening,
    togglePlay,
    edit: (verb) => stage.editor(verb),
    setTool: stage.setTool,
    setWindow: (n_fft) => setGrid({ n_fft, hop: Math.min(wish.hop, n_fft / 2) }),
    setChannel: (channel) => setGrid({ channel }),
  });
  const painter = createPainter({
    layout, stage, picture, overview, waveform, player, panel,
    clock: options.clock ?? null,
    theme: () => readTheme(layout.root),
    onComplete: exposeOnce,
  });
  const measuring = createMeasuring({ stage, panel, read, emit });

  let isExposed = options.display?.floor_db !== undefined;
  function exposeOnce() {
    if (isExposed) return;
    isExposed = true;
    setDisplay(picture.exposure(stage.view(), stage.plot().width));
  }

  /** @param {Partial<import("./types.js").Display>} patch */
  function setDisplay(patch) {
    isExposed ||= patch.floor_db !== undefined;
    picture.setDisplay({ ...picture.display(), ...patch });
    controls?.showDisplay(picture.display(), wish.n_fft, wish.channel);
    painter.invalidate("picture");
    if (patch.colormap) options.onPreferences?.({ colormap: patch.colormap });
    emit("display", picture.display());
  }

  /** @param {Partial<import("./player.js").Listening>} patch */
  function setListening(patch) {
    listening = { ...listening, ...patch };
    controls?.showListening(listening);
    if (patch.isLooping !== undefined) player.setLooping(patch.isLooping);
    if (patch.tuned_hz !== undefined) player.tune(patch.tuned_hz);
    else if (patch.isLooping === undefined && player.isPlaying()) player.play(stage.focus(), listening);
    options.onPreferences?.({ listening });
  }

  /** @param {Partial<import("./types.js").GridWish>} patch */
  async function setGrid(patch) {
    Object.assign(wish, patch);
    const asked = { ...wish };
    try {
      const next = await picture.store.gridFor(asked);
      if (asked.n_fft !== wish.n_fft || asked.channel !== wish.channel) return;
      base = next;
      picture.setBase(next, wish.channel);
      controls?.showDisplay(picture.display(), wish.n_fft, wish.channel);
      painter.invalidate("picture");
    } catch (error) {
      emit("error", { error, what: "grid" });
    }
  }

  const SAVE_TEXT = { saved: "saved", pending: "…", saving: "saving", failed: "not saved, trying again", conflict: "changed elsewhere" };
  /** @param {keyof typeof SAVE_TEXT} state @param {any} [detail] */
  function showSave(state, detail) {
    controls?.showSave(SAVE_TEXT[state], state);
    emit("save", { state, ...detail });
    if (state === "conflict") emit("conflict", detail);
  }

  const showEditing = () =>
    controls?.showEditing({ canUndo: editor.canUndo(), canRedo: editor.canRedo(), chosen: stage.selected.size });

  /** @param {import("./types.js").Segment[]} list @param {{version?: string | null}} [how] */
  function setSegments(list, { version = null } = {}) {
    segments.replaceAll(list);
    autosave?.reset(version);
    editor.clear();
    stage.select([...stage.selected].filter((id) => segments.get(id)), "only");
    showEditing();
    painter.invalidate("picture");
  }

  on("select", showEditing);
  listenToPointer(layout.stage, stage);
  listenToKeys(layout.stage, stage);
  setDisplay({});
  setListening({});
  showEditing();
  controls?.showPlaying("idle");

  return {
    element: layout.root,
    /** An empty element beneath the read-outs, for the page's own. */
    slot: panel?.slot ?? null,
    kind: picture.kind,
    on,
    setSegments,
    segments: () => segments.all(),
    select: (/** @type {string[]} */ ids) => stage.select(ids.map(String), "only"),
    selected: () => [...stage.selected],
    step: stage.step,
    setSelection: stage.setSelection,
    view: stage.view,
    setView: stage.setView,
    fit: stage.fit,
    fitAll: stage.fitAll,
    setDisplay,
    display: picture.display,
    setListening,
    setGrid,
    edit: stage.editor,
    relabel: (/** @type {string} */ label) => editor.relabel(stage.chosen(), label),
    play: () => player.play(stage.focus(), listening),
    stop: player.stop,
    focus: () => layout.stage.focus(),
    /** Sends what is not yet saved; resolves when it is. */
    flush: async () => autosave?.flush(),
    hasUnsaved: () => autosave?.hasPending() ?? false,
    /** The server's id of a segment made here. */
    serverId: (/** @type {string} */ id) => autosave?.serverId(id) ?? id,
    /**
     * Ends a conflict. "theirs" takes the server's segments; "mine" does this page's edits again on top of them.
     * @param {"mine" | "theirs"} choice @param {{segments: import("./types.js").Segment[], version: string}} now
     */
    resolveConflict(choice, now) {
      const mine = choice === "mine" ? autosave?.keepMine(now.version) ?? [] : [];
      if (choice === "theirs") setSegments(now.segments, { version: now.version });
      else segments.replaceAll(now.segments);
      mine.forEach((operation) => applyOperation(segments, operation));
      painter.invalidate("picture");
    },
    /** Figures for tests and measurements. */
    figures: () => ({ ...painter.figures(), ...picture.store.stats(), isComplete: picture.isComplete() }),
    destroy() {
      measuring.close();
      painter.close();
      waveform?.close();
      autosave?.close();
      player.close();
      picture.close();
      layout.root.remove();
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof createViewer>>} Viewer */
