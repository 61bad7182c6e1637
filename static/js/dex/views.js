// @ts-check
/** A collection as a list, in a calendar, and what is missing of its families. */

import { Empty, Loaded } from "../components/states.js";
import { Icon } from "../components/icon.js";
import { DataTable } from "../components/table.js";
import { count, plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { locale, t } from "../lib/words.js";
import { dayOf, placeOf, VISIBILITIES } from "./kinds.js";
import { LockedPlate } from "./plate.js";

const COLUMNS = [
  { id: "number", label: "No.", width: 52, number: true, rank: 3, cell: (row) => row.species.number ?? "–" },
  { id: "species", label: "Species", width: 170, grow: 3, rank: 0, cell: (row) => html`<a class="clip" href=${`/collection/${row.id}`}><i class="species-name">${row.species.scientific_name}</i></a>` },
  { id: "common", label: "Name", width: 130, grow: 2, rank: 2, cell: (row) => html`<span class="clip">${row.species.common_name || "–"}</span>` },
  { id: "seen", label: "Seen", width: 128, rank: 1, cell: (row) => html`<time datetime=${row.observed_at}>${dayOf(row.observed_at)}</time>` },
  { id: "place", label: "Place", width: 140, grow: 2, rank: 4, cell: (row) => html`<span class="clip">${placeOf(row) || "–"}</span>` },
  { id: "n", label: "Number", width: 68, number: true, rank: 5, cell: (row) => count(row.n_individuals) },
  { id: "family", label: "Family", width: 120, grow: 1, rank: 5, cell: (row) => html`<span class="clip">${row.species.family || "–"}</span>` },
  { id: "shown", label: "Shown to", width: 116, rank: 6, cell: (row) => VISIBILITIES.find(({ value }) => value === row.visibility)?.label || "–" },
];

/** @param {{list: any, empty: any}} props */
export function ListView({ list, empty }) {
  return html`<${DataTable} label="Entries" noun=${["entry", "entries"]} columns=${COLUMNS} list=${list} rowHref=${(row) => `/collection/${row.id}`} onOpen=${(row) => navigate(`/collection/${row.id}`)} empty=${empty} />`;
}

const MONTHS = Array.from({ length: 12 }, (_, i) => new Date(2026, i, 1).toLocaleDateString(locale, { month: "short" }));

/** A year as twelve strips of days; the fuller a day, the darker. @param {{ownerId?: string}} props */
export function CalendarView({ ownerId }) {
  const { query } = place.value;
  const data = useGet("/dex/calendar", { owner_id: ownerId, year: query.year, family: query.family, species_id: query.species_id });
  return html`<${Loaded} of=${data} what="The calendar could not be loaded">${(shown) => {
    if (!shown.years.length) return html`<${Empty} icon="calendar-days" title="No days yet">Days with entries stand here, a year at a time.<//>`;
    const year = Number(query.year) || shown.years[0];
    const days = new Map(shown.days.map((day) => [day.day, day]));
    const most = Math.max(1, ...shown.days.map(({ n }) => n));
    return html`<div class="dex-calendar">
      <div class="row" role="group" aria-label="Year">${shown.years.map((one) => html`<button type="button" class=${one === year ? "button small primary" : "button small"} aria-pressed=${one === year} onClick=${() => setQuery({ year: one })}>${one}</button>`)}</div>
      <table><caption class="soft">${plural(shown.days.length, "day")} with entries in ${year}; days are those of UTC</caption>
        <tbody>${MONTHS.map((name, month) => html`<tr key=${name}><th scope="row">${name}</th>
          ${Array.from({ length: 31 }, (_, i) => dayCell(days, year, month, i + 1, most))}</tr>`)}</tbody></table>
    </div>`;
  }}<//>`;
}

/** @param {Map<string, any>} days @param {number} year @param {number} month @param {number} day @param {number} most */
function dayCell(days, year, month, day, most) {
  if (new Date(Date.UTC(year, month, day)).getUTCMonth() !== month) return html`<td class="no-day" key=${day}></td>`;
  const key = `${year}-${String(month + 1).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  const found = days.get(key);
  if (!found) return html`<td key=${day}><span class="day" aria-hidden="true"></span></td>`;
  const step = Math.ceil((found.n / most) * 4);
  const to = () => setQuery({ view: null, from: key, to: key }, { push: true });
  return html`<td key=${day}><button type="button" class=${`day full-${step}`} title=${`${key}: ${plural(found.n, "entry", "entries")}, ${plural(found.n_species, "species", "species")}`} aria-label=${`${day} ${MONTHS[month]} ${year}: ${plural(found.n, "entry", "entries")}`} onClick=${to}>${day}</button></td>`;
}

/** Families of the collection with the species still missing, as outlines. @param {{ownerId?: string}} props */
export function MissingView({ ownerId }) {
  const data = useGet("/dex/locked", { owner_id: ownerId, family: place.value.query.family });
  return html`<${Loaded} of=${data} what="The families could not be loaded" rows=${6}>${({ results }) => {
    if (!results.length) return html`<${Empty} icon="shapes" title="No family begun yet">Once an entry's species has a family, the other species the station knows of it stand here as outlines.<//>`;
    return html`<div class="stack">${results.map((family) => html`<section class="stack tight" key=${family.family}>
      <header class="row"><h2>${family.family}</h2><span class="soft">${family.n_found} of ${family.n_known} found</span>
        <progress class="family-bar" max=${family.n_known} value=${family.n_found} aria-label=${t`${family.n_found} of ${family.n_known} species of ${family.family} found`}></progress>
        ${family.n_found >= family.n_known && html`<span class="tag moss"><${Icon} name="check" />whole</span>`}</header>
      ${family.missing.length > 0 && html`<div class="plates small">${family.missing.map((one) => html`<${LockedPlate} key=${one.id} species=${one} />`)}</div>`}
    </section>`)}</div>`;
  }}<//>`;
}
