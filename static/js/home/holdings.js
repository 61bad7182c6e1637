// @ts-check
/** Everything there is, by area: each figure leads to its list. */

import { Icon } from "../components/icon.js";
import { count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";

/** Areas with what they hold. `key`: of the counts. */
const AREAS = [
  { label: "Sound", icon: "audio-lines", href: "/recordings", figures: [["recordings", t("Recordings"), "/recordings"], ["calls", t("Calls"), "/calls"], ["classifiers", t("Classifiers"), "/classifiers"], ["repertoires", t("Repertoires"), "/repertoires"]] },
  { label: "Sightings", icon: "binoculars", href: "/collection", figures: [["pictures", t("Pictures"), "/pictures"], ["entries", t("Your entries"), "/collection"], ["species_seen", t("Your species"), "/collection"]] },
  { label: "Telemetry", icon: "monitor", href: "/telemetry", figures: [["channels", t("Channels"), "/telemetry/channels"], ["events", t("Events"), "/telemetry/events"]] },
  { label: "Series", icon: "chart-line", href: "/datasets", figures: [["datasets", t("Datasets"), "/datasets"], ["forecasts", t("Forecasts"), "/forecasts"], ["timelines", t("Timelines"), "/timeline"]] },
  { label: "Places", icon: "map", href: "/map", figures: [["projects", t("Projects"), "/projects"], ["sites", t("Sites"), "/map"]] },
];

/** @param {{counts: Record<string, number>}} props */
export function Holdings({ counts }) {
  return html`<section class="home-section" aria-labelledby="home-holdings">
    <div class="row"><h2 id="home-holdings">What there is</h2></div>
    <div class="area-cards">${AREAS.map(({ label, icon, href, figures }) => html`<section class="panel area-card" key=${label}>
      <h3><a href=${href}><${Icon} name=${icon} />${t(label)}</a></h3>
      <ul>${figures.map(([key, text, to]) => html`<li key=${key}><a href=${to}><span class="mono">${count(counts[key])}</span> <span class="soft">${text}</span></a></li>`)}</ul>
    </section>`)}</div>
  </section>`;
}
