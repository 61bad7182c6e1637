// @ts-check
/** What sources are called and how they are, in words and colours. */

import { t } from "../lib/words.js";

export const KINDS = [
  { value: "push", label: "HTTP push", about: t("Scripts and loggers send readings here") },
  { value: "simulator", label: "Simulator", about: t("An imagined field station, to try things out") },
  { value: "mqtt", label: "MQTT", about: t("Topics of a broker") },
  { value: "lightstreamer", label: "Lightstreamer", about: t("Items of a Lightstreamer server") },
  { value: "replay", label: "Replay", about: t("A recorded CSV, or what another source stored") },
];

/** @param {string} kind */
export const kindLabel = (kind) => t(KINDS.find(({ value }) => value === kind)?.label || kind);

/** Tone, icon and words of each state. */
export const STATES = {
  connected: ["moss", "circle-check", t("connected")],
  waiting: ["", "clock", t("waiting")],
  stale: ["ochre", "clock", t("stale")],
  "signal-lost": ["ochre", "wifi-off", t("signal lost")],
  failed: ["brick", "circle-alert", t("failed")],
  ended: ["plain", "check", t("all sent")],
  stopped: ["plain", "pause", t("switched off")],
};
