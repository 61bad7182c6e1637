// @ts-check
/** Plays one call from wherever it is shown, slowed down as the person likes; one at a time. */

import { request } from "./api.js";
import { preferences } from "./store.js";
import { sayError } from "./toasts.js";

/** Heard before and after the call, as a fraction of its duration, and at least so many seconds. */
const CONTEXT = 0.5;
const LEAST_CONTEXT_S = 0.01;
/** Ultrasound is slowed down this much unless the person prefers another pace. */
const USUAL_FACTOR = 10;
/** Calls that reach above this are slowed down: few people hear more. */
const HEARD_HZ = 15_000;

/** @type {AudioContext | null} */
let context = null;
/** @type {AudioBufferSourceNode | null} */
let node = null;
let control = new AbortController();

export function stopCall() {
  control.abort();
  node?.stop();
  node = null;
}

/** How much slower a call is played. @param {{high_hz?: number | null}} call */
function factorFor(call) {
  if (call.high_hz && call.high_hz < HEARD_HZ) return 1;
  return preferences.value.playback_speed ? 1 / preferences.value.playback_speed : USUAL_FACTOR;
}

/**
 * @param {{recording_id: string, onset_s: number, offset_s: number, high_hz?: number | null}} call
 */
export async function playCall(call) {
  stopCall();
  control = new AbortController();
  const { signal } = control;
  const margin = Math.max(LEAST_CONTEXT_S, CONTEXT * (call.offset_s - call.onset_s));
  const query = { from: Math.max(0, call.onset_s - margin), to: call.offset_s + margin, expand: factorFor(call) };
  try {
    context ??= new AudioContext();
    await context.resume();
    const response = await request("GET", `/recordings/${call.recording_id}/audio`, { query, signal, headers: { Accept: "audio/wav" } });
    const buffer = await context.decodeAudioData(await response.arrayBuffer());
    if (signal.aborted) return;
    node = new AudioBufferSourceNode(context, { buffer });
    node.connect(context.destination);
    node.start();
  } catch (error) {
    if (!signal.aborted) sayError(error, "Not played");
  }
}
