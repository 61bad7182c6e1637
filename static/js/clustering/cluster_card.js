// @ts-check
/** One cluster as a card: what it looks like, how large and how tight it is, what people hold it to be. */

import { Icon } from "../components/icon.js";
import { Menu, MenuItem } from "../components/menu.js";
import { Thumbnail } from "../components/thumbnail.js";
import { Tag } from "../components/text.js";
import { count, fixed, percent } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { nameOf, shortName } from "./members.js";
import { summaryRows } from "./measures.js";

/** How sure a person may say to be. */
export const SURE = [[1, t("Sure")], [0.75, t("Fairly sure")], [0.5, t("A guess")]];

/**
 * @param {{cluster: any, colour: string, isActive: boolean, isChosen: boolean, isMarked: boolean, types: any[], canMap: boolean,
 *   onOpen: () => void, onChoose: () => void, onMap: (type: any) => void, onSure: (confidence: number) => void}} props
 */
export function ClusterCard({ cluster, colour, isActive, isChosen, isMarked, types, canMap, onOpen, onChoose, onMap, onSure }) {
  const name = nameOf(cluster);
  return html`<li class="cluster-card" data-cluster=${cluster.number} data-active=${isActive ? "" : undefined} data-chosen=${isChosen ? "" : undefined}>
    <button type="button" class="cluster-face" aria-label=${t`Look at ${name}`} aria-current=${isActive ? "true" : undefined} onClick=${onOpen}>
      <span class="cluster-picture">${cluster.representative_id
        ? html`<${Thumbnail} segmentId=${cluster.representative_id} width=${128} height=${80} label=${t`The call nearest the middle of ${name}`} />`
        : html`<span class="thumbnail" data-state="blank"></span>`}
        <span class="cluster-number" style=${{ borderColor: colour }}>${shortName(cluster.number)}</span></span>
    </button>
    <div class="cluster-words">
      <div class="row spread">
        <strong>${cluster.number < 0 ? t("Belongs nowhere") : t`${count(cluster.n_members)} calls`}</strong>
        <label class="cluster-choose" title="Choose it, to map several at once (s)"><input type="checkbox" aria-label=${t`Choose ${name}`} checked=${isChosen} onChange=${onChoose} /></label>
      </div>
      <${Mapping} ...${{ cluster, types, canMap, onMap, onSure, name }} />
      <dl class="cluster-facts">
        ${cluster.number < 0 && html`<div><dt>Calls</dt><dd>${count(cluster.n_members)}</dd></div>`}
        ${cluster.coherence !== null && html`<div title="How much closer its members are than calls at large"><dt>Coherence</dt><dd>${percent(cluster.coherence, 0)}</dd></div>`}
        ${cluster.silhouette !== null && html`<div title="From -1 (nearer to others) to 1 (far from all others)"><dt>Silhouette</dt><dd>${fixed(cluster.silhouette, 2)}</dd></div>`}
        ${summaryRows(cluster.summary).slice(0, 4).map(([label, value]) => html`<div key=${label}><dt>${label}</dt><dd>${value}</dd></div>`)}
      </dl>
      ${isMarked && html`<${Tag} tone="ochre" icon="git-compare">compared with the next<//>`}
    </div>
  </li>`;
}

/** @param {any} props */
function Mapping({ cluster, types, canMap, onMap, onSure, name }) {
  const shown = cluster.label ? html`<span class="tag confirmed">${cluster.label}</span>` : html`<span class="faint">not mapped</span>`;
  const sure = cluster.label && cluster.mapping_confidence !== null && cluster.mapping_confidence < 1 && html`<span class="faint">${percent(cluster.mapping_confidence, 0)} sure</span>`;
  if (!canMap) return html`<div class="row">${shown}${sure}</div>`;
  return html`<div class="row"><${Menu} label=${t`${cluster.label || t("not mapped")}: what ${name} is`} class="cluster-mapping" face=${html`${shown}<${Icon} name="pencil" />`}>
    ${(close) => html`${types.map((type) => html`<${MenuItem} key=${type.name} trail=${type.key || ""} onClick=${() => { close(); onMap(type); }}>${type.name}<//>`)}
      ${cluster.label && html`<hr />${SURE.map(([share, label]) => html`<${MenuItem} key=${share} icon=${(cluster.mapping_confidence ?? 1) === share ? "check" : undefined} onClick=${() => { close(); onSure(share); }}>${label}<//>`)}
        <${MenuItem} icon="x" onClick=${() => { close(); onMap(null); }}>Not mapped<//>`}
      <${OwnName} onName=${(label) => { close(); onMap({ name: label }); }} />`}
  <//>${sure}</div>`;
}

/** @param {{onName: (label: string) => void}} props */
function OwnName({ onName }) {
  const onSubmit = (event) => {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get("label")?.toString().trim();
    if (text) onName(text);
  };
  return html`<form onSubmit=${onSubmit} style=${{ padding: "6px 8px" }}><input class="input" name="label" aria-label="A label of your own" placeholder="A label of your own" maxlength="100" /></form>`;
}
