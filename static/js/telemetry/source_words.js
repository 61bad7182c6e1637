// @ts-check
/** What sources are called and how they are, in words and colours. */

export const KINDS = [
  { value: "push", label: "HTTP push", about: "Scripts and loggers send readings here" },
  { value: "simulator", label: "Simulator", about: "An imagined field station, to try things out" },
  { value: "mqtt", label: "MQTT", about: "Topics of a broker" },
  { value: "lightstreamer", label: "Lightstreamer", about: "Items of a Lightstreamer server" },
  { value: "replay", label: "Replay", about: "A recorded CSV, or what another source stored" },
];

/** @param {string} kind */
export const kindLabel = (kind) => KINDS.find(({ value }) => value === kind)?.label || kind;

/** Tone, icon and words of each state. */
export const STATES = {
  connected: ["moss", "circle-check", "connected"],
  waiting: ["", "clock", "waiting"],
  stale: ["ochre", "clock", "stale"],
  "signal-lost": ["ochre", "wifi-off", "signal lost"],
  failed: ["brick", "circle-alert", "failed"],
  ended: ["plain", "check", "all sent"],
  stopped: ["plain", "pause", "switched off"],
};
