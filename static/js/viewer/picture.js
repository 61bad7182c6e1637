// @ts-check
/** The spectrogram itself: tiles, ladder, renderer and display, and how long a repaint took. */

import { createCanvasRenderer } from "./canvas2d.js";
import { decibelsOf, exposureFor, levelTable } from "./colormaps.js";
import { ladder, tileKey, tilesWithin } from "./rungs.js";
import { planSpectrum, tilesShown } from "./spectrum.js";
import { createTileStore } from "./tile_store.js";
import { createWebglRenderer, hasGraphicsCard } from "./webgl.js";
import { createBackground } from "./whitening.js";

/** Levels below the coarsest that the overview shows: two tiles, about a thousand columns. */
const OVERVIEW_STEP = 1;

/** Tiles kept where one short window follows another: the last hundred or so. */
const LEAN_BYTES = 32 * 1024 * 1024;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{source: import("./types.js").Source, base: import("./types.js").GridInfo, channel: number,
 *   display: import("./types.js").Display, renderer: "auto" | "webgl2" | "canvas2d", isLean?: boolean, onChange: () => void, onFailure: (error: unknown) => void, onSuccess: () => void}} host
 */
export function createPicture(canvas, host) {
  let sr = host.base.sr_hz;
  let display = host.display;
  let rungs = ladder(host.base, host.channel);
  let colours = levelTable(display);
  let isComplete = false;
  let lastMs = 0;
  let overviewRevision = 0;
  const renderer = chooseRenderer(canvas, host);
  renderer.setColours(colours);
  const store = createTileStore({
    source: host.source,
    ...(host.isLean ? { capacity: LEAN_BYTES } : {}),
    onEvict: renderer.forget,
    onFailure: host.onFailure,
    onArrive(tile) {
      if (tile.rung.key === overviewRung().key) overviewRevision += 1;
      host.onSuccess();
      host.onChange();
    },
  });
  const background = createBackground(store.ofRung);
  const overviewRung = () => rungs[Math.max(rungs.findIndex(({ level }) => level === 0), rungs.length - 1 - OVERVIEW_STEP, 0)];

  /** @param {import("./types.js").View} view @param {number} width @param {number} ratio */
  const plan = (view, width, ratio) => planSpectrum({ view, width, ratio, rungs, sr, peek: store.peek });

  // Without a graphics card at most one column a pixel, because scaling down would average calls away.
  const detail = () => (renderer.kind === "webgl2" ? window.devicePixelRatio || 1 : 0.5);

  return {
    kind: renderer.kind,
    store,
    sr: () => sr,
    rungs: () => rungs,
    /** @param {import("./types.js").View} view @param {{width: number, height: number}} plot */
    draw(view, plot) {
      const ratio = renderer.kind === "webgl2" ? window.devicePixelRatio || 1 : 1;
      const [w, h] = [Math.max(1, Math.round(plot.width * ratio)), Math.max(1, Math.round(plot.height * ratio))];
      if (canvas.width !== w || canvas.height !== h) {
        canvas.width = w;
        canvas.height = h;
      }
      const began = performance.now();
      const planned = plan(view, plot.width, detail());
      const { whitening } = display;
      renderer.draw({ quads: planned.quads, view, nyquist: sr / 2, ...plot, whitening, excessOf: background.of });
      lastMs = performance.now() - began;
      isComplete = planned.isComplete;
      if (host.isLean) {
        store.want(planned.shown);
        return;
      }
      const strip = overviewRung();
      const all = tilesWithin(strip, 0, strip.nTiles * strip.tileSeconds).map((index) => ({ rung: strip, index }));
      store.want([...planned.wanted, ...all]);
    },
    /** Asks ahead for what windows on other recordings will need. @param {{base: import("./types.js").GridInfo, channel: number, file: string, view: import("./types.js").View}[]} windows @param {number} width */
    expect(windows, width) {
      store.expect(windows.flatMap(({ base, channel, file, view }) =>
        tilesShown({ view, width, ratio: detail(), rungs: ladder(base, channel, file), sr: base.sr_hz })));
    },
    /** Tiles of the overview, once all are there. */
    overviewTiles() {
      const strip = overviewRung();
      const tiles = tilesWithin(strip, 0, strip.nTiles * strip.tileSeconds).flatMap((i) => store.peek(tileKey(strip, i)) ?? []);
      return tiles.length === strip.nTiles ? tiles : [];
    },
    overviewRevision: () => overviewRevision,
    excessOf: background.of,
    colours: () => colours,
    display: () => display,
    /** @param {import("./types.js").Display} next */
    setDisplay(next) {
      display = next;
      colours = levelTable(display);
      renderer.setColours(colours);
      overviewRevision += 1;
    },
    /** Floor and contrast for what the window shows. @param {import("./types.js").View} view @param {number} width */
    exposure: (view, width) => exposureFor(plan(view, width, 1).quads.map(({ tile }) => tile.data)),
    /** Another window length, channel or file: the old tiles stay for the way back. @param {import("./types.js").GridInfo} base @param {number} channel @param {string} [file] */
    setBase(base, channel, file) {
      sr = base.sr_hz;
      rungs = ladder(base, channel, file);
      overviewRevision += 1;
    },
    /** Level beneath a point, in dB, from what is at hand. @param {number} t @param {number} f @param {import("./types.js").View} view @param {number} width */
    levelAt(t, f, view, width) {
      const { rung } = plan(view, width, 1);
      for (let at = rungs.indexOf(rung); at < rungs.length; at += 1) {
        const column = Math.floor((t * sr) / rungs[at].span);
        const index = Math.floor(column / rungs[at].tileColumns);
        const tile = store.peek(tileKey(rungs[at], index));
        const bin = Math.round((f / (sr / 2)) * (rungs[at].nBins - 1));
        if (tile) return decibelsOf(tile.data[(column - index * rungs[at].tileColumns) * tile.nBins + bin] ?? 0);
      }
      return null;
    },
    isComplete: () => isComplete,
    /** Whether a window could be drawn whole with what is at hand. @param {import("./types.js").View} view @param {number} width */
    isAtHand: (view, width) => plan(view, width, detail()).isComplete,
    lastMs: () => lastMs,
    close() {
      store.close();
      renderer.destroy();
    },
  };
}

/** @param {HTMLCanvasElement} canvas @param {{renderer: string, onChange: () => void}} host */
function chooseRenderer(canvas, { renderer, onChange }) {
  const isWanted = renderer === "webgl2" || (renderer === "auto" && hasGraphicsCard());
  return (isWanted ? createWebglRenderer(canvas, onChange) : null) ?? createCanvasRenderer(canvas);
}

/** @typedef {ReturnType<typeof createPicture>} Picture */
