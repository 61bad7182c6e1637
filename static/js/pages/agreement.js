// @ts-check
/** Agreement on a batch: figures, which types are taken for which, and the last word on what is seen differently. */

import { loadRepertoire, wordsOfTypes } from "../annotation/words.js";
import { Figure } from "../components/figure.js";
import { Page, Panel } from "../components/page.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { Tabs, openTab } from "../components/tabs.js";
import { Button } from "../components/button.js";
import { Matrix } from "../review/matrix.js";
import { Judging } from "../review/judging.js";
import { api } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { count, percent } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useGet, useResource } from "../lib/resource.js";
import { place } from "../lib/router.js";
import { t } from "../lib/words.js";

/** How a kappa is commonly read (Landis and Koch 1977, doi:10.2307/2529310). @type {[number, string][]} */
const READINGS = [[0.81, t("almost perfect")], [0.61, t("substantial")], [0.41, t("moderate")], [0.21, t("fair")], [0, t("slight")], [-1, t("worse than chance")]];

/** @param {number | null} kappa */
const readingOf = (kappa) => (kappa === null ? t("not defined") : READINGS.find(([least]) => kappa >= least)?.[1] ?? "");

/** @param {number | null} kappa */
const shown = (kappa) => (kappa === null ? "–" : kappa.toFixed(2));

export default function AgreementPage() {
  const { id } = place.value.params;
  const about = useResource(id, async (signal) => {
    const [batch] = await Promise.all([api.get(`/task-batches/${id}`, { signal }), loadStyle("/static/css/review.css")]);
    const { types } = await loadRepertoire(batch.species_id, signal);
    return { batch, words: wordsOfTypes(types) };
  });
  const found = useGet(`/task-batches/${id}/agreement`);
  const error = about.error || found.error;
  const trail = [{ label: "Labelling", href: "/batches" }, ...(about.data ? [{ label: about.data.batch.name, href: `/batches/${id}` }] : [])];
  if (error && !(about.data && found.data)) return html`<${Page} title="Agreement" trail=${trail}><${Failure} error=${error} retry=${() => { about.reload(); found.reload(); }} /><//>`;
  if (!about.data || !found.data) return html`<${Page} title="Agreement" trail=${trail}><${SkeletonRows} /><//>`;
  const { batch, words } = about.data;
  const agreement = found.data;
  const n_open = Math.max(0, agreement.n_disagree - agreement.n_adjudicated);
  const tabs = [{ id: "figures", label: "Figures" }, { id: "differences", label: "Differences", count: count(n_open) }];
  const tab = openTab(tabs);
  return html`<${Page} title="Agreement" name=${t`Agreement on ${batch.name}`} lede=${batch.name} trail=${trail}>
    <${Tabs} label="Parts of the agreement" tabs=${tabs} />
    ${tab === "figures" ? html`<${Figures} batch=${batch} agreement=${agreement} />` : html`<${Judging} batch=${batch} words=${words} onChanged=${found.reload} />`}
  <//>`;
}

/** @param {{batch: any, agreement: any}} props */
function Figures({ batch, agreement }) {
  const { annotators, pairs } = agreement;
  if (!pairs.length) {
    return html`<${Empty} icon="scale" title="Nothing to compare yet" action=${html`<${Button} href=${`/batches/${batch.id}`}>To the batch<//>`}>
      ${batch.n_annotators > 1 ? t("Agreement is told once two people have answered the same call.") : t("Each call of this batch is answered by one person. Make a batch with two or three annotators to compare them.")}<//>`;
  }
  const nameOf = (id) => annotators.find((one) => one.id === id)?.display_name || "someone";
  return html`<div class="stack">
    <${Panel} title="Agreement">
      <div class="figures">
        <${Figure} name="Fleiss’ kappa, all annotators" value=${shown(agreement.fleiss_kappa)} hint=${readingOf(agreement.fleiss_kappa)} />
        <${Figure} name="calls answered by all" value=${count(agreement.n_complete)} hint=${t`of ${count(agreement.n_segments)}`} />
        <${Figure} name="seen differently" value=${count(agreement.n_disagree)} hint=${agreement.n_adjudicated ? t`${count(agreement.n_adjudicated)} settled` : ""} />
      </div>
    <//>
    <${Panel} title="Pairs" flush><div class="table-scroll" tabindex="0" role="region" aria-label="Pairs"><table class="plain-table">
      <thead><tr><th scope="col">Between</th><th scope="col" class="number">Calls</th><th scope="col" class="number">Alike</th><th scope="col" class="number">Cohen’s kappa</th><th scope="col">Read as</th></tr></thead>
      <tbody>${pairs.map((pair) => html`<tr key=${pair.a + pair.b}><th scope="row">${nameOf(pair.a)} and ${nameOf(pair.b)}</th><td class="number">${count(pair.n)}</td>
        <td class="number">${percent(pair.n_agree / pair.n)}</td><td class="number">${shown(pair.kappa)}</td><td class="soft">${readingOf(pair.kappa)}</td></tr>`)}</tbody>
    </table></div><//>
    <${Matrix} agreement=${agreement} nameOf=${nameOf} />
    <p class="faint small-text">Kappa is 1 for full agreement and 0 for that of chance; it is not defined where only one label was used. The readings are those of Landis and Koch (1977).</p>
  </div>`;
}
