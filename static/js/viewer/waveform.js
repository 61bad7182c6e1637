// @ts-check
/** The outline of the sound under the window: the last answer is stretched until the next one comes. */

import { context2d } from "./dom.js";

/** Rest after the last change of the window before an outline is asked for. */
const REST_MS = 60;

/** How long a sketch of a long file stands, or a failure, before the outline is asked for again. */
const AGAIN_MS = 4000;

/** How far beyond the window an outline reaches, so that panning shows something. */
const MARGIN = 0.5;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{source: import("./types.js").Source, getChannel: () => number, duration: () => number, onArrive: () => void}} host
 */
export function createWaveform(canvas, host) {
  /** @type {{t0: number, t1: number, pairs: Float32Array, key: string} | null} */
  let known = null;
  let asked = "";
  let timer = 0;
  let again = 0;
  let control = new AbortController();

  /** @param {import("./types.js").View} view @param {number} width */
  function ask(view, width) {
    const span = view.t1 - view.t0;
    const covers = known && known.t0 <= Math.max(0, view.t0) && known.t1 >= Math.min(host.duration(), view.t1);
    const resolution = known ? (known.t1 - known.t0) / (known.pairs.length / 2) : Infinity;
    const isFine = known && covers && resolution < (span / width) * 1.3 && resolution > (span / width) * 0.4;
    const key = `${host.getChannel()}/${view.t0}/${view.t1}/${width}`;
    if (key === asked || (isFine && known?.key === String(host.getChannel()))) return;
    asked = key;
    clearTimeout(timer);
    timer = setTimeout(() => load(view, span, width), REST_MS);
  }

  /** @param {import("./types.js").View} view @param {number} span @param {number} width */
  async function load(view, span, width) {
    control.abort();
    control = new AbortController();
    const from_s = Math.max(0, view.t0 - span * MARGIN);
    const to_s = Math.min(host.duration(), view.t1 + span * MARGIN);
    const pixels = Math.min(8192, Math.max(16, Math.round(((to_s - from_s) / span) * width)));
    const channel = host.getChannel();
    const { signal } = control;
    clearTimeout(again);
    try {
      const { pairs, isFinal } = await host.source.waveform({ from_s, to_s, width: pixels, channel }, signal);
      known = { t0: from_s, t1: to_s, pairs, key: String(channel) };
      host.onArrive();
      if (!isFinal) again = setTimeout(forget, AGAIN_MS);
    } catch {
      if (!signal.aborted) again = setTimeout(forget, AGAIN_MS);
    }
  }

  /** Makes the next frame ask for the outline anew; what is known stays on the screen until it comes. */
  function forget() {
    asked = "";
    if (known) known.key = "";
    host.onArrive();
  }

  return {
    /** @param {import("./types.js").View} view @param {import("./types.js").Plot} plot @param {import("./dom.js").Theme} theme @param {number | null} playhead */
    draw(view, plot, theme, playhead) {
      const height = canvas.clientHeight;
      if (!height || plot.width < 2) return;
      const context = context2d(canvas, canvas.clientWidth, height);
      ask(view, plot.width);
      const perPixel = (view.t1 - view.t0) / plot.width;
      context.fillStyle = theme.line;
      context.fillRect(plot.x, height / 2 - 0.5, plot.width, 1);
      context.fillStyle = theme.accent;
      if (known) drawPairs(context, known, view.t0, perPixel, plot, height);
      if (playhead !== null) {
        const x = plot.x + (playhead - view.t0) / perPixel;
        context.fillStyle = theme.ink;
        if (x >= plot.x) context.fillRect(x - 0.75, 0, 1.5, height);
      }
    },
    close() {
      clearTimeout(timer);
      clearTimeout(again);
      control.abort();
    },
  };
}

/** @param {CanvasRenderingContext2D} context @param {{t0: number, t1: number, pairs: Float32Array}} known @param {number} from @param {number} perPixel @param {import("./types.js").Plot} plot @param {number} height */
function drawPairs(context, { t0, t1, pairs }, from, perPixel, plot, height) {
  const count = pairs.length / 2;
  const perPair = (t1 - t0) / count;
  const scale = fullScale(pairs) * (height / 2 - 2);
  for (let x = 0; x < plot.width; x += 1) {
    const first = Math.floor((from + x * perPixel - t0) / perPair);
    const last = Math.max(first, Math.ceil((from + (x + 1) * perPixel - t0) / perPair) - 1);
    let low = Infinity;
    let high = -Infinity;
    for (let i = Math.max(0, first); i <= Math.min(last, count - 1); i += 1) {
      low = Math.min(low, pairs[2 * i]);
      high = Math.max(high, pairs[2 * i + 1]);
    }
    if (high >= low) context.fillRect(plot.x + x, height / 2 - high * scale, 1, Math.max(1, (high - low) * scale));
  }
}

/** The strip is filled by the loudest sample in it; quieter than 1 % of full scale stays small. @param {Float32Array} pairs */
function fullScale(pairs) {
  let most = 0.01;
  for (const value of pairs) most = Math.max(most, Math.abs(value));
  return 1 / most;
}
