// @ts-check
/** A person's numbers and badges on the profile page. */

import { Section } from "../components/page.js";
import { Icon } from "../components/icon.js";
import { Loaded } from "../components/states.js";
import { loadStyle } from "../lib/assets.js";
import { count, plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { t } from "../lib/words.js";
import { dayOf } from "./kinds.js";
import { FriendCode } from "./friend_code.js";

loadStyle("/static/css/dex.css");

const MONTHS = ["J", "F", "M", "A", "M", "J", "J", "A", "S", "O", "N", "D"];

export function Sightings() {
  const numbers = useGet("/dex/statistics");
  return html`<${Section} title="Sightings" why="What your collection comes to." roomy>
    <${Loaded} of=${numbers} rows=${4}>${(all) => (all.n_entries
      ? html`<p>${plural(all.n_species, "species", "species")} in ${plural(all.n_entries, "entry", "entries")}${all.first_at ? t`, since ${dayOf(all.first_at)}` : ""}.</p>
          <figure><figcaption class="soft small-text">Species by month, all years together</figcaption><${Months} rows=${all.by_month} /></figure>
          ${all.by_family.length > 0 && html`<ul class="stack tight">${all.by_family.filter(({ name }) => name).slice(0, 6).map((one) => html`<li class="row" key=${one.name}><span class="grow clip">${one.name}</span><progress class="family-bar" max=${Math.max(one.n_known, one.n_species)} value=${one.n_species} aria-label=${t`${one.n_species} of ${one.n_known} species`}></progress><span class="mono faint">${one.n_species}/${one.n_known}</span></li>`)}</ul>`}
          ${all.firsts_of_year.length > 0 && html`<p class="soft">${plural(all.firsts_of_year.length, "species", "species")} this year, the last one <i class="species-name">${all.firsts_of_year[0].species.scientific_name}</i> on ${dayOf(all.firsts_of_year[0].at)}.</p>`}`
      : html`<p class="soft">Nothing yet. <a href="/collection?add=1">Add the first entry.</a></p>`)}<//>
  <//>`;
}

/** @param {{rows: {month: number, n_species: number}[]}} props */
function Months({ rows }) {
  const most = Math.max(1, ...rows.map(({ n_species }) => n_species));
  return html`<ol class="month-bars">${rows.map(({ month, n_species }) => html`<li key=${month} title=${plural(n_species, "species", "species")} aria-label=${t`Month ${month}: ${n_species} species`}><span class="bar" style=${{ height: `${(n_species / most) * 100}%` }}></span><span aria-hidden="true">${MONTHS[month - 1]}</span></li>`)}</ol>`;
}

export function Badges() {
  const badges = useGet("/dex/badges");
  return html`<div id="badges"><${Section} title="Badges" why="Reached once, kept for good." roomy>
    <${Loaded} of=${badges} rows=${4}>${(all) => html`<ul class="awards">${all.badges.map((badge) => html`<li key=${badge.id} class=${badge.awarded_at ? "award held" : "award"} title=${badge.text}>
      <${Icon} name=${badge.icon} /><strong>${badge.title}</strong><span class="soft small-text">${badge.awarded_at ? dayOf(badge.awarded_at) : badge.text}</span>
      ${!badge.awarded_at && badge.goal > 1 && html`<progress class="family-bar" max=${badge.goal} value=${badge.reached} aria-label=${t`${badge.reached} of ${badge.goal}`}></progress>`}
    </li>`)}</ul>
    ${all.next_family && html`<p class="soft">Nearest to a whole family: ${all.next_family.family}, ${count(all.next_family.n_found)} of ${count(all.next_family.n_known)}.</p>`}`}<//>
  <//></div>`;
}

export function OwnCode() {
  return html`<${Section} title="Friend code" why="Who has it can ask to be your friend." roomy><${FriendCode} /><//>`;
}
