// @ts-check
/** Who has labelled how much: oneself today, this week and in all, day by day, and everybody in the group. */

import { Figure } from "../components/figure.js";
import { Page, Panel } from "../components/page.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { Button } from "../components/button.js";
import { loadStyle } from "../lib/assets.js";
import { count, fixed, plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { projects } from "../lib/names.js";
import { FilterChips, FilterMenu } from "../components/filters.js";
import { useGet } from "../lib/resource.js";
import { place } from "../lib/router.js";
import { activeGroup, user } from "../lib/store.js";
import { t } from "../lib/words.js";

loadStyle("/static/css/review.css");

const PACE = {
  looks: t("by the time each call was on the screen"),
  gaps: t("by the pauses between answers, those under a minute"),
};

/** @typedef {{today: number, week: number, total: number, n_reviewed: number, calls_per_minute: number | null, pace_from: "looks" | "gaps" | null}} Work */

export default function Annotators() {
  const { project_id } = place.value.query;
  const groupId = activeGroup.value?.id;
  const found = useGet(groupId ? "/annotation/statistics" : null, { group_id: groupId, project_id, utc_offset_min: -new Date().getTimezoneOffset() });
  const filters = [{ id: "project_id", label: "Project", options: projects.value.map(({ id, name }) => ({ value: id, label: name })) }];
  return html`<${Page} title="Annotators" trail=${[{ label: "Labelling", href: "/batches" }]}>
    <div class="toolbar"><${FilterMenu} filters=${filters} /><${FilterChips} filters=${filters} /></div>
    ${found.error && !found.data ? html`<${Failure} error=${found.error} retry=${found.reload} />` : !found.data ? html`<${SkeletonRows} />` : html`<${Statistics} data=${found.data} />`}
  <//>`;
}

/** @param {{data: {me: Work & {streak_days: number}, leaderboard: (Work & {user: {id: string, display_name: string}})[], by_day: {day: string, n: number}[]}}} props */
function Statistics({ data }) {
  const { me, leaderboard, by_day: days } = data;
  if (!leaderboard.length) {
    return html`<${Empty} icon="pen-line" title="Nobody has labelled a call yet" action=${html`<${Button} tone="primary" href="/batches">To the batches<//>`}>
      Here stands who has labelled how much, once the first call of a batch has an answer.<//>`;
  }
  return html`<div class="stack">
    <${Panel} title="You">
      <div class="stack">
        <div class="figures">
          <${Figure} name="today" value=${count(me.today)} />
          <${Figure} name="this week" value=${count(me.week)} />
          <${Figure} name="in all" value=${count(me.total)} hint=${me.n_reviewed ? t`${count(me.n_reviewed)} of them in a grid` : ""} />
          <${Figure} name=${me.streak_days === 1 ? "day in a row" : "days in a row"} value=${count(me.streak_days)} />
          <${Figure} name="calls a minute" value=${me.calls_per_minute === null ? "–" : fixed(me.calls_per_minute)} hint=${me.pace_from ? PACE[me.pace_from] : ""} />
        </div>
        ${days.some(({ n }) => n > 0) && html`<${Days} days=${days} />`}
      </div>
    <//>
    <${Panel} title="Everybody" flush><${Board} rows=${leaderboard} /><//>
    <p class="faint small-text">An answer counts while it stands, for the person who gave it last; what was taken back does not. The week begins on Monday. Calls a minute leave out what was decided in a grid.</p>
  </div>`;
}

/** @param {{days: {day: string, n: number}[]}} props */
function Days({ days }) {
  const most = Math.max(...days.map(({ n }) => n), 1);
  const busy = days.filter(({ n }) => n > 0).length;
  return html`<figure class="stack tight">
    <div class="day-bars" role="img" aria-label=${t`Calls a day over 60 days: ${plural(busy, "day")} with answers, at most ${count(most)}`}>
      ${days.map(({ day, n }) => html`<i key=${day} class=${n ? "" : "none"} title=${`${day}: ${plural(n, "call")}`} style=${{ height: `${Math.max(1, Math.round((96 * n) / most))}px` }}></i>`)}
    </div>
    <figcaption class="row spread faint small-text"><span class="mono">${days[0].day}</span><span>calls a day, at most ${count(most)}</span><span>today</span></figcaption>
  </figure>`;
}

/** @param {{rows: (Work & {user: {id: string, display_name: string}})[]}} props */
function Board({ rows }) {
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Everybody"><table class="plain-table">
    <thead><tr><th scope="col">Annotator</th><th scope="col" class="number">Today</th><th scope="col" class="number">Week</th><th scope="col" class="number">In all</th><th scope="col" class="number">In a grid</th><th scope="col" class="number">Calls a minute</th></tr></thead>
    <tbody>${rows.map((row) => html`<tr key=${row.user.id}>
      <th scope="row">${row.user.display_name}${row.user.id === user.value?.id && html` <span class="faint">you</span>`}</th>
      <td class="number">${count(row.today)}</td><td class="number">${count(row.week)}</td><td class="number">${count(row.total)}</td><td class="number">${count(row.n_reviewed)}</td>
      <td class="number" title=${row.pace_from ? PACE[row.pace_from] : ""}>${row.calls_per_minute === null ? "–" : fixed(row.calls_per_minute)}</td>
    </tr>`)}</tbody>
  </table></div>`;
}
