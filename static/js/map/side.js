// @ts-check
/** Beside the map: the site or the sightings that were picked, else the sites. */

import { Button } from "../components/button.js";
import { Icon } from "../components/icon.js";
import { Failure, SkeletonRows } from "../components/states.js";
import { Moment } from "../components/text.js";
import { EntryPicture } from "../dex/picture.js";
import { count, plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { t } from "../lib/words.js";

/** Cells one request may name; what was picked seldom has more than four. */
const MOST_CELLS = 60;
const ICONS = { entries: "binoculars", pictures: "image", recordings: "audio-lines" };

/** @param {any} props */
export function MapSide({ sites, site, picked, filters, zoom, data, cells, onSite, onCloser, onClose }) {
  return html`<aside class="map-side" aria-label="What the map shows">
    ${site
      ? html`<${SiteCard} site=${site} onClose=${onClose} />`
      : picked
        ? html`<${Things} picked=${picked} filters=${filters} zoom=${zoom} onCloser=${onCloser} onClose=${onClose} />`
        : html`<${SiteList} sites=${sites} data=${data} cells=${cells} onSite=${onSite} />`}
  </aside>`;
}

/** @param {{sites: any[], data: any, cells: any, onSite: (site: any) => void}} props */
function SiteList({ sites, data, cells, onSite }) {
  const n = cells.cells.reduce((sum, cell) => sum + cell.n, 0);
  return html`
    <p class="soft">${plural(sites.length, "site")} · ${plural(n, "sighting")} around here${cells.isCut ? t(", the densest places") : ""}</p>
    ${sites.length > 0 && html`<ul class="panel rule-list">${sites.map((site) => html`<li key=${site.id}>
      <button type="button" class="line-item" onClick=${() => onSite(site)}><${Icon} name="map-pin" /><span class="grow clip">${site.name}</span><span class="faint small-text">${site.n_recordings > 0 ? plural(site.n_recordings, "recording") : site.project_name}</span></button>
    </li>`)}</ul>`}
    ${!sites.length && !n && html`<p class="soft">Nothing has a place here yet. Give a site its coordinates in its project, or add an entry with a place to your collection.</p>
      <div class="actions"><${Button} small icon="folder" href="/projects">Projects<//><${Button} small icon="binoculars" href="/collection?add=1">Add an entry<//></div>`}
    ${data.n_without_place > 0 && html`<p class="faint small-text">${plural(data.n_without_place, "site has", "sites have")} no coordinates.</p>`}`;
}

/** @param {{site: any, onClose: () => void}} props */
function SiteCard({ site, onClose }) {
  const facts = [
    [t("Recordings"), site.n_recordings, `/recordings?site_id=${site.id}`],
    [t("Calls"), site.n_calls, `/calls?site_id=${site.id}`],
    [t("Pictures"), site.n_pictures, `/pictures?site_id=${site.id}`],
    [t("Channels"), site.n_channels, "/telemetry/channels"],
    [t("Datasets"), site.n_datasets, "/datasets"],
  ].filter(([, n]) => n);
  return html`<section class="panel panel-body stack" aria-label=${site.name}>
    <div class="row spread"><h2>${site.name}</h2><${Button} small tone="quiet" icon="x" onClick=${onClose}>Close<//></div>
    <p class="soft"><a href=${`/projects/${site.project_id}`}>${site.project_name}</a>${site.habitat ? ` · ${site.habitat}` : ""}</p>
    <dl class="map-facts">
      ${facts.map(([label, n, href]) => html`<dt key=${label}>${label}</dt><dd><a href=${href}>${count(n)}</a></dd>`)}
      ${site.last_at && html`<dt>Last recorded</dt><dd><${Moment} value=${site.last_at} /></dd>`}
      <dt>Place</dt><dd class="mono">${placeText(site)}</dd>
      <dt>Clock</dt><dd>${site.time_zone}</dd>
    </dl>
    <div class="actions"><${Button} small icon="chart-line" href=${`/timeline?project=${site.project_id}`}>Timeline<//></div>
  </section>`;
}

/** @param {{latitude: number, longitude: number}} site */
const placeText = ({ latitude, longitude }) => `${Math.abs(latitude).toFixed(4)}° ${latitude < 0 ? "S" : "N"}, ${Math.abs(longitude).toFixed(4)}° ${longitude < 0 ? "W" : "E"}`;

/** What lies under a mark. @param {any} props */
function Things({ picked, filters, zoom, onCloser, onClose }) {
  const cells = picked.marks.slice(0, MOST_CELLS).map(({ thing }) => thing.cell).join(",");
  const found = useGet("/map/sightings", { ...filters, zoom, cells, limit: 50 });
  return html`<section class="stack" aria-label="Picked on the map">
    <div class="row spread"><h2>${plural(picked.n, "sighting")}</h2><${Button} small tone="quiet" icon="x" onClick=${onClose}>Close<//></div>
    ${picked.nRough > 0 && html`<p class="soft small-text"><${Icon} name="shield" /> ${picked.nRough === picked.n ? t("Shown only roughly") : t`${count(picked.nRough)} of them shown only roughly`}: the place is protected, and the mark stands in the middle of a cell of 0.2°.</p>`}
    ${picked.n > 1 && picked.nRough < picked.n && html`<div><${Button} small icon="zoom-in" onClick=${() => onCloser(picked)}>Go closer<//></div>`}
    ${found.error
      ? html`<${Failure} error=${found.error} what="These could not be loaded" retry=${found.reload} />`
      : !found.data
        ? html`<${SkeletonRows} rows=${4} height="40px" />`
        : html`<ul class="panel rule-list">${found.data.results.map((one) => html`<li key=${one.layer + one.id}><${Thing} one=${one} /></li>`)}</ul>`}
    ${found.data?.n > found.data?.results.length && html`<p class="faint small-text">The newest ${count(found.data.results.length)} of ${count(found.data.n)}.</p>`}
  </section>`;
}

/** @param {{one: any}} props */
function Thing({ one }) {
  return html`<a class="map-thing" href=${one.href}>
    ${one.picture_url ? html`<${EntryPicture} url=${one.picture_url} alt="" />` : html`<span class="stand-in"><${Icon} name=${ICONS[one.layer] || "map-pin"} /></span>`}
    <span class="stack tight"><span class="clip">${one.title}</span>
      <span class="faint small-text clip">${one.detail && html`${one.is_scientific ? html`<i>${one.detail}</i>` : one.detail} · `}<${Moment} value=${one.at} />${one.is_rough ? t(" · roughly") : ""}</span></span>
  </a>`;
}
