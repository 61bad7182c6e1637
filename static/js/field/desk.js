// @ts-check
/** Sends what was made on this device as soon as the station answers, one tab at a time, and again until it has all. */

import { effect } from "../lib/html.js";
import { liveState } from "../lib/live.js";
import { place } from "../lib/router.js";
import { isAway, comeBack, sessionState, user } from "../lib/store.js";
import { plural } from "../lib/format.js";
import { say } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { lookAtLabels, sendLabels } from "./labels.js";
import { lookAtSightings, sendSightings } from "./sightings.js";
import { isSending, labels, nWaiting } from "./waiting.js";

/** First wait after a failure; doubles up to two minutes. A return of the network asks at once. */
const RETRY_MS = 2000;
const LONGEST_RETRY_MS = 120_000;

const tabs = new BroadcastChannel("fieldstation.field");
let started = false;
let tries = 0;
let timer = 0;

/** Starts looking; called when a member's first page stands. */
export function startDesk() {
  if (started) return;
  started = true;
  tabs.addEventListener("message", look);
  addEventListener("online", () => sendSoon(0));
  effect(() => {
    // A connection that is there again, another member, another page: what waits is looked at anew.
    const isBack = liveState.value === "on";
    const path = place.value.path;
    if (sessionState.value === "member" && user.value && path) look().then(() => (nWaiting.peek() || (isBack && isAway.peek())) && sendSoon(0));
  });
}

/** Something was kept here: it is sent when possible, and other tabs show it. */
export function announceKept() {
  tabs.postMessage("kept");
  sendSoon(0);
}

async function look() {
  await Promise.all([lookAtSightings(), lookAtLabels()]);
}

/** @param {number} ms */
export function sendSoon(ms) {
  clearTimeout(timer);
  timer = setTimeout(send, ms);
}

async function send() {
  if (isSending.value || sessionState.value !== "member") return;
  isSending.value = true;
  try {
    if (isAway.value) await comeBack();
    await alone(async () => {
      const nLabels = labels.value.reduce((sum, { n }) => sum + n, 0);
      const nSightings = await sendSightings();
      await sendLabels();
      const sent = [nSightings && plural(nSightings, "sighting"), nLabels && !labels.value.length && plural(nLabels, "label")].filter(Boolean);
      if (sent.length) say(t`Sent what waited on this device: ${sent.join(", ")}`);
    });
    tries = 0;
    tabs.postMessage("sent");
  } catch {
    tries += 1;
    sendSoon(Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** (tries - 1)));
  } finally {
    isSending.value = false;
  }
}

/** @param {() => Promise<void>} work */
function alone(work) {
  return navigator.locks ? navigator.locks.request("fieldstation.field", work) : work();
}
