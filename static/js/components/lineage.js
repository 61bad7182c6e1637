// @ts-check
/** The family of a classifier: what it was trained anew from, and what was trained anew from it. */

import { count, percent } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { Panel } from "./page.js";
import { Meter, Moment, StateTag } from "./text.js";

/** The score to quote: on the held-out set where there is one. @param {any} row */
export function headline(row) {
  const held = row.scores?.held_out;
  return held ? { share: held.macro_f1, from: t`on ${count(held.n_calls)} held-out calls` } : { share: row.scores?.macro_f1, from: t("in folds of its own data") };
}

/** @param {{data: any}} props */
export function Lineage({ data }) {
  const family = useGet(`/classifiers/${data.id}/lineage`);
  const { ancestors = [], descendants = [] } = family.data || {};
  if (!ancestors.length && !descendants.length) return null;
  const line = [...ancestors, { ...data, n_calls: data.training?.n_calls }, ...descendants];
  const known = new Set(line.filter(({ state }) => state === "ready").slice(-10).map(({ id }) => id));
  const actions = known.size > 1 && html`<${Button} small icon="git-compare" href=${`/classifiers/compare?ids=${[...known].join(",")}`}>Compare<//>`;
  return html`<${Panel} title="Generations" actions=${actions} flush><div class="table-scroll" tabindex="0" role="region" aria-label="Generations"><table class="plain-table">
    <thead><tr><th>Classifier</th><th>Macro F1</th><th class="wide-only">Measured</th><th class="number">Calls</th><th class="wide-only">Made</th></tr></thead>
    <tbody>${line.map((row) => {
      const { share, from } = headline(row);
      return html`<tr key=${row.id}>
        <th scope="row">${row.id === data.id ? html`<strong aria-current="true">${row.name}</strong>` : html`<a href=${`/classifiers/${row.id}`}>${row.name}</a>`}</th>
        <td>${row.state === "ready" ? html`<${Meter} share=${share} label=${`${percent(share)} ${from}`} />` : html`<${StateTag} state=${row.state} />`}</td>
        <td class="soft wide-only">${share === undefined ? "" : from}</td><td class="number">${count(row.n_calls)}</td><td class="wide-only"><${Moment} value=${row.created_at} /></td></tr>`;
    })}</tbody></table></div><//>`;
}
