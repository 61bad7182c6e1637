// @ts-check
/**
 * The spectrogram viewer: one for recordings, the segment editor and annotation.
 *
 *   const viewer = await createViewer(element, {source, options});
 *   viewer.setSegments(list, {version}); viewer.on("select", ({ids}) => …); viewer.destroy();
 */

import { DEFAULT_DISPLAY } from "./colormaps.js";
import { createControls } from "./controls.js";
import { readTheme } from "./dom.js";
import { createEmitter } from "./emitter.js";
import { createJump } from "./jump.js";
import { listenToKeys } from "./keyboard.js";
import { buildLayout } from "./layout.js";
import { createMeasuring } from "./measuring.js";
import { createOverview } from "./overview.js";
import { createPainter } from "./painter.js";
import { createPanel } from "./panel.js";
import { createPicture } from "./picture.js";
import { DEFAULT_LISTENING, createPlayer } from "./player.js";
import { listenToPointer } from "./pointer.js";
import { readRegion } from "./region.js";
import { createSegments } from "./segments.js";
import { createSession } from "./session.js";
import { createSettings } from "./settings.js";
import { createStage } from "./stage.js";
import { wholeView } from "./view.js";
import { createWaveform } from "./waveform.js";
import { t } from "../lib/words.js";

/** Samples in the narrowest window, and the part of half the rate in the narrowest band. */
const LEAST_SAMPLES = 128;
const LEAST_BAND = 1 / 64;

/**
 * @param {HTMLElement} element empty, with a size of its own
 * @param {{source: import("./types.js").Source, options?: import("./types.js").Options, signal?: AbortSignal}} given
 */
export async function createViewer(element, { source, options = {}, signal = new AbortController().signal }) {
  const wish = { n_fft: options.n_fft ?? 512, hop: options.hop ?? 128, channel: options.channel ?? 0, file: options.file };
  const base = await source.grid(wish, signal);
  signal.throwIfAborted();
  const limits = limitsOf(base);
  const { nyquist } = limits;
  const { on, emit } = createEmitter();
  const layout = buildLayout(element, {
    label: options.label ?? t("the recording"),
    help: options.help,
    hasOverview: options.hasOverview ?? true,
    hasWaveform: options.hasWaveform ?? true,
    hasPanel: options.hasPanel ?? true,
    hasControls: options.hasControls ?? true,
  });
  const segments = createSegments();
  const isEditable = () => options.isEditable ?? false;
  const mayAdd = () => options.mayAdd ?? true;
  const tell = (/** @type {string} */ text) => {
    layout.message.textContent = text;
    layout.message.hidden = !text;
  };
  const say = (/** @type {string} */ text) => (layout.status.textContent = text);
  const picture = createPicture(layout.spectrum, {
    source,
    base,
    channel: wish.channel,
    display: { ...DEFAULT_DISPLAY, ...options.display },
    renderer: options.renderer ?? "auto",
    isLean: options.isLean,
    onChange: () => painter.invalidate("picture"),
    onFailure(error) {
      tell(t("Part of the picture could not be loaded. Trying again."));
      emit("error", { error, what: "tile" });
    },
    onSuccess: () => tell(""),
  });
  const player = createPlayer({
    source,
    getChannel: () => wish.channel,
    nyquist: () => limits.nyquist,
    getFile: () => wish.file,
    onState(state, error) {
      controls?.showPlaying(state);
      painter.invalidate("overlay");
      emit("play", { state });
      tell(error ? t("This could not be played.") : "");
      if (error) emit("error", { error, what: "audio" });
    },
  });
  const heard = () => (options.hears === "window" && !stage.selection() ? stage.view() : stage.focus());
  const togglePlay = () => (player.isPlaying() ? player.stop() : player.play(heard(), settings.listening()));
  const stage = createStage({
    segments,
    limits,
    view: options.view ?? wholeView(limits),
    isEditable,
    mayAdd,
    editor: () => session.editor,
    invalidate: (what) => painter.invalidate(what),
    on,
    emit,
    say,
    togglePlay,
    toggleLoop: () => settings.setListening({ isLooping: !settings.listening().isLooping }),
  });
  const read = (/** @type {import("./types.js").View} */ box, /** @type {AbortSignal} */ stop) =>
    readRegion({ rungs: picture.rungs(), sr: picture.sr(), store: picture.store }, box, stop);
  const session = createSession({
    stage,
    save: options.save,
    readRegion: read,
    say,
    repaint: () => painter.invalidate("picture"),
    emit,
    controls: () => controls,
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
  /** @type {ReturnType<typeof createSettings>} */
  const settings = createSettings({
    wish,
    listening: { ...DEFAULT_LISTENING, factor: nyquist > 24_000 ? 10 : 1, tuned_hz: Math.min(45_000, nyquist / 2), ...options.listening },
    isExposed: options.display?.floor_db !== undefined,
    picture, stage, player, emit,
    controls: () => controls,
    repaint: () => painter.invalidate("picture"),
    remember: (patch) => options.onPreferences?.(patch),
  });
  const controls = options.hasControls === false ? null : createControls(layout.controls, {
    isEditable: isEditable() && mayAdd(),
    nChannels: options.nChannels ?? 1,
    nyquist,
    setDisplay: settings.setDisplay,
    autoExpose: settings.autoExpose,
    setListening: settings.setListening,
    togglePlay,
    edit: (verb) => stage.editor(verb),
    setTool: stage.setTool,
    setWindow: (n_fft) => settings.setGrid({ n_fft }),
    setChannel: (channel) => settings.setGrid({ channel }),
  });
  const painter = createPainter({
    layout, stage, picture, overview, waveform, player, panel,
    clock: options.clock ?? null,
    theme: () => readTheme(layout.root),
    onComplete: settings.exposeOnce,
    onPainted: () => emit("paint", { isComplete: picture.isComplete() }),
  });
  const measuring = options.hasMeasures === false ? null : createMeasuring({ stage, panel, read, emit });
  const jump = createJump({ wish, limits, limitsOf, picture, stage, session, settings, player, layout, emit });

  on("select", session.show);
  listenToPointer(layout.stage, stage);
  if (options.hasKeys !== false) listenToKeys(layout.stage, stage);
  settings.show();
  session.show();
  controls?.showPlaying("idle");

  return {
    element: layout.root,
    /** An empty element beneath the read-outs, for the page's own. */
    slot: panel?.slot ?? null,
    kind: picture.kind,
    on,
    setSegments: session.setSegments,
    segments: () => segments.all(),
    select: (/** @type {string[]} */ ids) => stage.select(ids.map(String), "only"),
    selected: () => [...stage.selected],
    step: stage.step,
    setSelection: stage.setSelection,
    view: stage.view,
    setView: stage.setView,
    fit: stage.fit,
    fitAll: stage.fitAll,
    setDisplay: settings.setDisplay,
    display: picture.display,
    setListening: settings.setListening,
    setGrid: settings.setGrid,
    edit: stage.editor,
    relabel: session.relabel,
    show: jump.show,
    expect: jump.expect,
    ahead: jump.ahead,
    limits: stage.limits,
    place: stage.place,
    setEdge: stage.setActiveEdge,
    edge: stage.activeEdge,
    nudgeEdge: stage.nudgeEdge,
    togglePlay,
    listening: settings.listening,
    play: () => player.play(heard(), settings.listening()),
    stop: player.stop,
    focus: () => layout.stage.focus(),
    flush: session.flush,
    hasUnsaved: session.hasUnsaved,
    serverId: session.serverId,
    resolveConflict: session.resolveConflict,
    /** Figures for tests and measurements. */
    figures: () => ({ ...painter.figures(), ...picture.store.stats(), isComplete: picture.isComplete() }),
    destroy() {
      measuring?.close();
      painter.close();
      waveform?.close();
      session.close();
      player.close();
      picture.close();
      layout.root.remove();
    },
  };
}

/** @param {import("./types.js").GridInfo} base @returns {import("./types.js").Limits} */
function limitsOf({ sr_hz, duration_s }) {
  const nyquist = sr_hz / 2;
  return { duration: duration_s, nyquist, minSpan: LEAST_SAMPLES / sr_hz, minBand: nyquist * LEAST_BAND };
}

/** @typedef {Awaited<ReturnType<typeof createViewer>>} Viewer */
