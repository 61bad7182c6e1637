// @ts-check
/** The viewer's elements and where they stand. */

import { h } from "./dom.js";
import { KEY_HELP } from "./keyboard.js";
import { t } from "../lib/words.js";

let made = 0;

/** @param {HTMLElement} host @param {{label: string, help?: string, hasOverview: boolean, hasWaveform: boolean, hasPanel: boolean, hasControls: boolean}} options */
export function buildLayout(host, { label, help: text, hasOverview, hasWaveform, hasPanel, hasControls }) {
  const helpId = `viewer-keys-${(made += 1)}`;
  const overview = h("canvas", { class: "v-overview-canvas", "aria-hidden": "true" });
  const spectrum = h("canvas", { class: "v-spectrum", "aria-hidden": "true" });
  const overlay = h("canvas", { class: "v-overlay", "aria-hidden": "true" });
  const waveform = h("canvas", { class: "v-wave-canvas", "aria-hidden": "true" });
  const message = h("p", { class: "v-message", hidden: true });
  const stage = h(
    "div",
    { class: "v-stage", tabindex: "0", role: "application", "aria-label": t`Spectrogram of ${label}`, "aria-describedby": helpId },
    spectrum,
    overlay,
    message,
  );
  const help = h("p", { id: helpId, class: "v-hidden" }, text ?? KEY_HELP.map(([keys, what]) => `${keys}: ${what}`).join("; "));
  const status = h("p", { class: "v-hidden", role: "status", "aria-live": "polite" });
  const panel = h("aside", { class: "v-panel", "aria-label": t("Measurements") });
  const controls = h("div", { class: "v-controls", role: "toolbar", "aria-label": t("Viewer") });
  const root = h(
    "div",
    { class: "viewer" },
    hasOverview ? h("div", { class: "v-overview" }, overview) : null,
    h("div", { class: "v-main" }, h("div", { class: "v-column" }, stage, hasWaveform ? h("div", { class: "v-wave" }, waveform) : null), hasPanel ? panel : null),
    hasControls ? controls : null,
    help,
    status,
  );
  host.append(root);
  return { root, overview, spectrum, overlay, waveform, stage, message, status, panel, controls };
}

/** @typedef {ReturnType<typeof buildLayout>} Layout */
