// @ts-check
/** Where, when and how a species was seen: pictures, a map and the months, out of the entries one may see. */

import { Panel } from "../components/page.js";
import { Chart } from "../dex/map_view.js";
import { EntryPicture } from "../dex/picture.js";
import { loadStyle } from "../lib/assets.js";
import { count, plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { t } from "../lib/words.js";

loadStyle("/static/css/dex.css");

const MONTHS = [t("January"), t("February"), t("March"), t("April"), t("May"), t("June"), t("July"), t("August"), t("September"), t("October"), t("November"), t("December")];
const MOST_PICTURES = 12;

/** @param {{speciesId: string, name: string}} props */
export function Occurrences({ speciesId, name }) {
  const found = useGet("/feed", { species_id: speciesId, limit: 200 });
  const entries = found.data?.results.map((row) => row.entry || row) || [];
  if (found.error) return html`<p class="soft">The entries of it could not be loaded.</p>`;
  if (found.data && !entries.length) return html`<${Panel} title="Observations"><p class="soft">Nobody has shown an observation of it yet. <a href=${`/collection?add=1&species_id=${speciesId}`}>Add yours</a>.</p><//>`;
  const pictured = entries.filter(({ pictures }) => pictures?.length).slice(0, MOST_PICTURES);
  const placed = entries.filter(({ latitude }) => typeof latitude === "number");
  return html`
    ${pictured.length > 0 && html`<${Panel} title="Pictures"><ul class="species-pictures" aria-label="Pictures">${pictured.map((one) => html`<li key=${one.id}><a href=${`/collection/${one.id}`} title=${one.owner?.display_name}><${EntryPicture} url=${one.pictures[0].small_url} alt=${t`${name}, by ${one.owner?.display_name}`} /></a></li>`)}</ul><//>`}
    ${placed.length > 0 && html`<${Panel} title="Where" flush><${Chart} points=${placed.map((one) => ({ ...one, name: one.owner?.display_name || name }))} without=${entries.length - placed.length} /><//>`}
    ${entries.length > 0 && html`<${Panel} title="When"><${Months} entries=${entries} /><//>`}`;
}

/** Entries by the month of the year. @param {{entries: any[]}} props */
function Months({ entries }) {
  const n = MONTHS.map((_, month) => entries.filter(({ observed_at }) => observed_at && Number(observed_at.slice(5, 7)) === month + 1).length);
  const most = Math.max(1, ...n);
  return html`<ol class="month-bars" aria-label="Observations by month">${MONTHS.map((month, at) => html`<li key=${month} title=${`${month}: ${plural(n[at], "entry", "entries")}`} aria-label=${`${month}: ${count(n[at])}`}><span class="bar" style=${{ height: `${(n[at] / most) * 100}%` }}></span><span aria-hidden="true">${month[0]}</span></li>`)}</ol>`;
}
