// @ts-check
/** What identifications cost, by day, model and person, and how often the first proposal was right. */

import { Figure } from "../components/figure.js";
import { Page, Panel } from "../components/page.js";
import { Empty, Loaded } from "../components/states.js";
import { Button } from "../components/button.js";
import { Select } from "../components/form.js";
import { loadStyle } from "../lib/assets.js";
import { count, percent } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { activeGroup } from "../lib/store.js";
import { t } from "../lib/words.js";

const DAY_MS = 86_400_000;
const SPANS = [{ value: "7", label: "7 days" }, { value: "30", label: "30 days" }, { value: "90", label: "90 days" }, { value: "365", label: "A year" }];

/** @param {number} usd */
const money = (usd) => `${usd === 0 ? "0" : usd < 1 ? usd.toFixed(4) : usd.toFixed(2)} US$`;

/** @param {{key: string, name: string}} row */
const named = ({ key, name }) => (key === "local" ? t("This station’s own eye") : name);

/** Every day of a span, also those without a question. @param {any[]} rows @param {string} since */
function everyDay(rows, since) {
  const known = new Map(rows.map((row) => [row.key, row]));
  const days = [];
  for (let at = Date.parse(since); at <= Date.now(); at += DAY_MS) {
    const key = new Date(at).toISOString().slice(0, 10);
    days.push(known.get(key) || { key, n: 0, cost_usd: 0 });
  }
  return days;
}

export default function Vision() {
  const days = place.value.query.days || "30";
  const group_id = activeGroup.value?.id;
  const from = new Date(Date.now() - Number(days) * DAY_MS).toISOString().slice(0, 10);
  const costs = useGet("/vision/costs", { group_id, from });
  const providers = useGet("/vision/providers", { group_id });
  useEffect(() => { loadStyle("/static/css/pictures.css"); }, []);
  const actions = html`<${Select} aria-label="Span" value=${days} options=${SPANS} onValue=${(value) => setQuery({ days: value })} />`;
  return html`<${Page} title="Cost and accuracy" trail=${[{ label: "Pictures", href: "/pictures" }]} lede="What asking machines for names has cost, and how often the first name was right." actions=${actions}>
    <${Loaded} of=${costs} rows=${6}>${(data) => (data.n ? html`<${Overview} data=${data} providers=${providers.data} />` : html`<${Empty} icon="scan-search" title="Nobody was asked" action=${html`<${Button} tone="primary" href="/identify">Identify a picture<//>`}>In this span no picture of the group was identified by a machine.<//>`)}<//>
  <//>`;
}

/** @param {{data: any, providers: any}} props */
function Overview({ data, providers }) {
  const decided = data.accuracy.reduce((sum, one) => sum + one.n_decided, 0);
  const first = data.accuracy.reduce((sum, one) => sum + one.n_first_confirmed, 0);
  const budgets = providers ? [[t("You this month"), providers.user_budget], [t("The group this month"), providers.group_budget]].filter(([, budget]) => budget) : [];
  return html`<div class="stack">
    <div class="figures">
      <${Figure} name="Spent" value=${money(data.cost_usd)} />
      <${Figure} name="Asked" value=${count(data.n)} />
      <${Figure} name="First name right" value=${decided ? percent(first / decided, 0) : "–"} hint=${t`of ${count(decided)} decided`} />
      ${budgets.map(([name, budget]) => html`<${Figure} key=${name} name=${name} value=${money(budget.spent_usd)} hint=${budget.limit_usd === null ? t("no limit") : t`of ${budget.limit_usd.toFixed(2)} US$`} />`)}
    </div>
    <${Panel} title="By day"><${Days} rows=${everyDay(data.by_day, data.since)} /><//>
    <div class="vision-pair"><${Spend} title="By model" column="Model" rows=${data.by_model} /><${Spend} title="By person" column="Person" rows=${data.by_person} /></div>
    ${data.accuracy.length > 0 && html`<${Accuracy} rows=${data.accuracy} />`}
  </div>`;
}

/** Bars of spending; where nothing was spent, of how often was asked. @param {{rows: any[]}} props */
function Days({ rows }) {
  const isFree = rows.every(({ cost_usd }) => cost_usd === 0);
  const value = (row) => (isFree ? row.n : row.cost_usd);
  const most = Math.max(...rows.map(value), 1e-9);
  return html`<div class="vision-days" role="img" aria-label=${t`${isFree ? t("Questions") : t("Spending")} by day: ${rows.map((row) => `${row.key} ${isFree ? row.n : money(row.cost_usd)}`).join(", ")}`}>
    ${rows.map((row, i) => html`<div key=${row.key} title=${t`${row.key}: ${count(row.n)} asked, ${money(row.cost_usd)}`}><span style=${{ height: `${value(row) ? Math.max(2, (value(row) / most) * 100) : 0}%` }}></span><small>${rows.length <= 31 || i % 7 === 0 ? row.key.slice(8) : ""}</small></div>`)}
  </div>`;
}

/** @param {{title: string, column: string, rows: any[]}} props */
function Spend({ title, column, rows }) {
  return html`<${Panel} title=${title} flush><table class="plain-table"><thead><tr><th scope="col">${column}</th><th scope="col" class="number">Asked</th><th scope="col" class="number">Failed</th><th scope="col" class="number">Spent</th></tr></thead>
    <tbody>${rows.map((row) => html`<tr key=${row.key}><th scope="row">${named(row)}</th><td class="number mono">${count(row.n)}</td><td class="number mono">${count(row.n_failed)}</td><td class="number mono">${money(row.cost_usd)}</td></tr>`)}</tbody></table><//>`;
}

/** @param {{rows: any[]}} props */
function Accuracy({ rows }) {
  return html`<${Panel} title="How often it was right" flush><table class="plain-table"><thead><tr><th scope="col">Model</th><th scope="col" class="number">Decided</th><th scope="col" class="number">First right</th><th scope="col" class="number">Another right</th><th scope="col" class="number">Corrected</th><th scope="col" class="number">Not there</th></tr></thead>
    <tbody>${rows.map((row) => html`<tr key=${row.model}><th scope="row">${named({ key: row.model, name: row.model })}</th><td class="number mono">${count(row.n_decided)}</td><td class="number mono">${percent(row.n_first_confirmed / row.n_decided, 0)}</td><td class="number mono">${count(row.n_other_confirmed)}</td><td class="number mono">${count(row.n_corrected)}</td><td class="number mono">${count(row.n_rejected)}</td></tr>`)}</tbody></table><//>`;
}
