// @ts-check
/** Plays a stretch of the recording: slowed down, slowed at its own pitch, or through a heterodyne tuned live. */

import { readWav } from "./wav.js";

/** @type {Listening} */
export const DEFAULT_LISTENING = { mode: "expand", factor: 10, tuned_hz: 45_000, isLooping: false, isBandLimited: false };

/** Longest sound asked for, in seconds of listening; the server refuses more than 300. */
const MOST_HEARD_S = 120;

/** Longest stretch for the heterodyne, which is sent at the recording's own rate. */
const MOST_NATIVE_S = 20;

/**
 * @typedef {{mode: "expand" | "stretch" | "heterodyne", factor: number, tuned_hz: number, isLooping: boolean, isBandLimited: boolean}} Listening
 * @typedef {{t0: number, t1: number, f0: number, f1: number}} Box
 */

/**
 * @param {{source: import("./types.js").Source, getChannel: () => number, getFile?: () => string | undefined, nyquist: () => number, onState: (state: "idle" | "loading" | "playing", error?: unknown) => void}} host
 */
export function createPlayer(host) {
  /** @type {AudioContext | null} */
  let context = null;
  let control = new AbortController();
  /** @type {{stop: () => void, position: () => number, setLooping: (isLooping: boolean) => void, tune?: (hz: number) => void} | null} */
  let voice = null;

  function stop() {
    control.abort();
    voice?.stop();
    voice = null;
    host.onState("idle");
  }

  /** @param {Box} box @param {Listening} listening */
  async function play(box, listening) {
    stop();
    control = new AbortController();
    const { signal } = control;
    host.onState("loading");
    try {
      context ??= new AudioContext();
      await context.resume();
      const stretch = bounded(box, listening);
      const wav = await host.source.audio(wishFor(stretch, listening, host), signal);
      signal.throwIfAborted();
      const started =
        listening.mode === "heterodyne"
          ? await heterodyne(context, wav, stretch.t0, listening, stop)
          : await buffered(context, wav, stretch, listening, stop);
      if (signal.aborted) started.stop();
      signal.throwIfAborted();
      voice = started;
      host.onState("playing");
    } catch (error) {
      if (!signal.aborted) host.onState("idle", error);
    }
  }

  return {
    play,
    stop,
    isPlaying: () => voice !== null,
    /** Where in the file the ear is, in seconds; null when silent. */
    position: () => voice?.position() ?? null,
    /** @param {boolean} isLooping */
    setLooping: (isLooping) => voice?.setLooping(isLooping),
    /** @param {number} hz */
    tune: (hz) => voice?.tune?.(hz),
    close() {
      stop();
      context?.close();
    },
  };
}

/** @param {Box} box @param {Listening} listening @returns {Box} */
function bounded(box, { mode, factor }) {
  const most = mode === "heterodyne" ? MOST_NATIVE_S : MOST_HEARD_S / factor;
  return { ...box, t1: Math.min(box.t1, box.t0 + most) };
}

/** @param {Box} box @param {Listening} listening @param {{getChannel: () => number, getFile?: () => string | undefined, nyquist: () => number}} host @returns {import("./types.js").AudioWish} */
function wishFor({ t0, t1, f0, f1 }, { mode, factor, isBandLimited }, host) {
  return {
    from_s: t0,
    to_s: t1,
    mode: mode === "heterodyne" ? "native" : mode,
    factor: mode === "heterodyne" ? 1 : factor,
    low_hz: isBandLimited && f0 > 0 ? f0 : null,
    high_hz: isBandLimited && f1 < host.nyquist() ? f1 : null,
    channel: host.getChannel(),
    file: host.getFile?.(),
  };
}

/** @param {AudioContext} context @param {ArrayBuffer} wav @param {Box} box @param {Listening} listening @param {() => void} onEnd */
async function buffered(context, wav, box, { isLooping }, onEnd) {
  const buffer = await context.decodeAudioData(wav);
  const node = new AudioBufferSourceNode(context, { buffer, loop: isLooping });
  node.connect(context.destination);
  node.onended = onEnd;
  const began = context.currentTime + context.baseLatency;
  node.start();
  return {
    stop() {
      node.onended = null;
      node.stop();
    },
    position() {
      const heard = Math.max(0, context.currentTime - began);
      return box.t0 + ((heard % buffer.duration) / buffer.duration) * (box.t1 - box.t0);
    },
    setLooping(/** @type {boolean} */ on) {
      node.loop = on;
    },
  };
}

/** @param {AudioContext} context @param {ArrayBuffer} wav @param {number} t0 @param {Listening} listening @param {() => void} onEnd */
async function heterodyne(context, wav, t0, { isLooping, tuned_hz }, onEnd) {
  await context.audioWorklet.addModule(new URL("./heterodyne_worklet.js", import.meta.url));
  const node = new AudioWorkletNode(context, "heterodyne", {
    numberOfInputs: 0,
    outputChannelCount: [1],
    processorOptions: { ...readWav(wav), isLooping },
  });
  const tuned = /** @type {AudioParam} */ (node.parameters.get("tuned"));
  tuned.value = tuned_hz;
  let at = 0;
  node.port.onmessage = ({ data }) => {
    if (data.ended) onEnd();
    else at = data.at;
  };
  node.connect(context.destination);
  return {
    stop() {
      node.port.onmessage = null;
      node.disconnect();
    },
    position: () => t0 + at,
    setLooping: (/** @type {boolean} */ on) => node.port.postMessage({ isLooping: on }),
    tune(/** @type {number} */ hz) {
      tuned.value = hz;
    },
  };
}
