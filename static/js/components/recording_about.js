// @ts-check
/** What is known about a recording: findings, indices, the file, what the recorder wrote. */

import { bytes, count, dateTime, fixed, frequency } from "../lib/format.js";
import { html } from "../lib/html.js";
import { findingText } from "../lib/station_words.js";
import { t } from "../lib/words.js";
import { Icon } from "./icon.js";
import { Panel } from "./page.js";

/** Acoustic indices with their names. */
const INDICES = [
  ["aci", t("Acoustic complexity"), t("higher with rapid changes of level, as in song")],
  ["adi", t("Acoustic diversity"), t("0 to 2.3: how evenly the bands are used")],
  ["aei", t("Acoustic evenness"), t("0: all bands alike, 1: one band")],
  ["bi", t("Bioacoustic index"), t("dB·kHz above the quietest band")],
  ["ndsi", t("Soundscape index"), t("−1: low sound only, 1: high sound only")],
  ["h", t("Acoustic entropy"), t("0: a tone, 1: noise")],
];
const TONES = { error: ["brick", "circle-alert"], warning: ["ochre", "triangle-alert"], info: ["", "info"] };

/** @param {{recording: any}} props */
export function RecordingAbout({ recording }) {
  const findings = recording.findings || [];
  const indices = recording.indices || {};
  return html`<div class="split-two">
    <div class="stack">
      <${Panel} title="Findings" flush>${findings.length
        ? html`<ul class="rule-list">${findings.map((finding) => html`<li class="line-item" key=${finding.code}><${Icon} name=${(TONES[finding.severity] || TONES.info)[1]} class=${(TONES[finding.severity] || TONES.info)[0]} label=${finding.severity} /><span class="grow">${findingText(finding.message)}</span></li>`)}</ul>`
        : html`<p class="line-item soft">Nothing wrong was found.</p>`}<//>
      <${Panel} title="Acoustic indices"><dl class="facts">${INDICES.map(([name, label, help]) => [html`<dt key=${name} title=${help}>${label}</dt>`, html`<dd class="mono" title=${help}>${fixed(indices[name], 2)}</dd>`])}</dl><//>
      ${recording.notes && html`<${Panel} title="Notes"><p style=${{ whiteSpace: "pre-wrap" }}>${recording.notes}</p><//>`}
    </div>
    <div class="stack"><${FileFacts} recording=${recording} /><${Written} recording=${recording} /></div>
  </div>`;
}

/** @param {{recording: any}} props */
function FileFacts({ recording }) {
  const facts = [
    [t("File"), recording.file_name], [t("Size"), bytes(recording.size_bytes)],
    [t("Format"), [recording.container, recording.subtype, recording.bit_depth && `${recording.bit_depth} bit`].filter(Boolean).join(", ")],
    [t("Rate"), `${frequency(recording.sr_hz)}${recording.file_sr_hz !== recording.sr_hz ? t` (in the file ${frequency(recording.file_sr_hz)})` : ""}`],
    [t("Channels"), count(recording.n_channels)], [t("Samples"), count(recording.n_frames)],
    [t("Place"), recording.latitude === null || recording.latitude === undefined ? "–" : `${fixed(recording.latitude, 5)}°, ${fixed(recording.longitude, 5)}°`],
    [t("Temperature"), recording.temperature_c === null || recording.temperature_c === undefined ? "–" : `${fixed(recording.temperature_c, 1)} °C`],
    [t("Arrived"), dateTime(recording.created_at)], ["SHA-256", html`<span class="mono small-text">${recording.sha256}</span>`],
  ];
  return html`<${Panel} title="The file"><dl class="facts">${facts.map(([name, value]) => [html`<dt key=${name}>${name}</dt>`, html`<dd>${value}</dd>`])}</dl><//>`;
}

/** @param {{recording: any}} props */
function Written({ recording }) {
  const rows = flat(recording.metadata || {});
  if (!rows.length) return null;
  return html`<${Panel} title="What the recorder wrote"><dl class="facts">${rows.map(([name, value]) => [html`<dt key=${name}>${name}</dt>`, html`<dd class="mono small-text">${value}</dd>`])}</dl><//>`;
}

/** Nested facts as "guano · Loc Position". @param {Record<string, any>} facts @param {string} [before] @returns {[string, string][]} */
function flat(facts, before = "") {
  return Object.entries(facts).flatMap(([name, value]) => {
    if (value === null || value === undefined || value === "") return [];
    if (typeof value === "object" && !Array.isArray(value)) return flat(value, `${before}${name} · `);
    return [[before + name, Array.isArray(value) ? value.join(", ") : String(value)]];
  });
}
