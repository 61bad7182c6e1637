// @ts-check
/** Beside the tree: one node's facts, or what the whole comes to. */

import { IconButton } from "../components/button.js";
import { Loaded } from "../components/states.js";
import { count, fixed, percent, plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { t } from "../lib/words.js";
import { dayOf } from "../dex/kinds.js";

/** @param {{scope: Record<string, any>, path: string[], ranks: string[], onClose: () => void}} props */
export function NodePanel({ scope, path, ranks, onClose }) {
  const data = useGet("/tree/node", { ...scope, path: path.join(">") });
  return html`<aside class="tree-panel" aria-label="Chosen branch"><${Loaded} of=${data} what="This branch could not be loaded" rows=${4}>${(node) => html`
    <header class="row"><div class="grow"><span class="plate-number">${ranks[node.depth]}</span><h2>${node.depth >= 6 ? html`<i class="species-name">${node.name}</i>` : node.name}</h2></div><${IconButton} icon="x" label="Close" onClick=${onClose} /></header>
    <p class="rank-path">${path.slice(0, -1).filter(Boolean).join(" › ")}</p>
    <dl class="facts-list"><div><dt>${t("Species§many")}</dt><dd>${count(node.n_species)}</dd></div><div><dt>Seen by you</dt><dd>${count(node.own)}</dd></div><div><dt>By friends</dt><dd>${count(node.friends)}</dd></div><div><dt>By all shown</dt><dd>${count(node.total)}</dd></div></dl>
    ${node.first && html`<p>First found by <a href=${`/collection?owner=${node.first.person.id}`}>${node.first.person.display_name}</a> on <a href=${`/collection/${node.first.entry_id}`}>${dayOf(node.first.at)}</a></p>`}
    ${node.species_id && html`<p><a href=${`/species/${node.species_id}`}>About the species</a></p>`}`}<//></aside>`;
}

/** @param {{scope: Record<string, any>, state: string}} props */
export function WholePanel({ scope, state }) {
  const data = useGet("/tree/statistics", { ...scope });
  return html`<aside class="tree-panel" aria-label="The whole tree" data-state=${state}><${Loaded} of=${data} what="The numbers could not be loaded" rows=${5}>${(all) => html`
    <dl class="facts-list">
      <div><dt>${t("Species§many")}</dt><dd>${count(all.n_species)}</dd></div><div><dt>Families</dt><dd>${count(all.n_families)}</dd></div><div><dt>Orders</dt><dd>${count(all.n_orders)}</dd></div>
      <div><dt>Entries</dt><dd>${count(all.n_observations)}</dd></div>
      <div><dt title="Shannon's H′, in nats">Shannon H′</dt><dd>${fixed(all.shannon, 2)}</dd></div><div><dt title="The chance that two entries are of different species">Simpson 1−D</dt><dd>${fixed(all.simpson, 2)}</dd></div>
      <div><dt title="H′ over its largest possible value">Evenness</dt><dd>${all.evenness === null ? "–" : fixed(all.evenness, 2)}</dd></div>
      <div><dt title="Of the species the station knows in the families seen">Complete</dt><dd>${all.completeness.n_known ? percent(all.completeness.n_found / all.completeness.n_known) : "–"}</dd></div>
    </dl>
    ${all.completeness.families.length > 0 && html`<h2>Families</h2><ul class="stack tight">${all.completeness.families.map((one) => html`<li key=${one.name} class="row"><span class="grow clip">${one.name}</span><progress class="family-bar" max=${one.n_known} value=${one.n_found} aria-label=${t`${one.n_found} of ${one.n_known}`}></progress><span class="mono faint">${one.n_found}/${one.n_known}</span></li>`)}</ul>`}
    <p class="tree-legend"><span class="own">seen by you</span><span class="friends">by friends</span><span class="others">by others</span></p>
    ${all.n_species > 0 && html`<p class="soft small-text">${plural(all.n_species, "species", "species")}. Drag to move, wheel or pinch to zoom, click a point for its facts.</p>`}`}<//></aside>`;
}
