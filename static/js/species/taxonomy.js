// @ts-check
/** What the checklists know of a species: the way up to the root, synonyms, names, countries. */

import { Panel } from "../components/page.js";
import { html, useState } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { isItalic } from "./kinds.js";

const MOST_SHOWN = 24;

/** @param {{speciesId: string}} props */
export function Taxonomy({ speciesId }) {
  const found = useGet(`/species/${speciesId}/taxonomy`);
  const taxon = found.data?.taxon;
  if (!taxon) return found.data ? html`<${Panel} title="In the checklists"><p class="soft">No checklist that is loaded knows this name.</p><//>` : null;
  const steps = [...taxon.lineage, taxon];
  const places = [...new Set(taxon.places.filter(({ establishment }) => establishment !== "introduced").map(({ area, area_id }) => area || area_id))].sort();
  return html`<${Panel} title="In the checklists">
    <ol class="lineage" aria-label="Lineage">${steps.map((one) => html`<li key=${one.number}><span class="faint small-text">${one.rank}</span> ${isItalic(one.rank) ? html`<i class="species-name">${one.name}</i>` : one.name} <span class="faint">${one.authorship}</span></li>`)}</ol>
    ${taxon.synonyms.length > 0 && html`<h3>Synonyms</h3><ul class="plain-list">${taxon.synonyms.map((one) => html`<li key=${one.number}><i class="species-name">${one.name}</i> <span class="faint">${one.authorship}</span></li>`)}</ul>`}
    ${places.length > 0 && html`<h3>Lives in</h3><${Places} names=${places} />`}
    ${taxon.link && html`<p class="small-text"><a href=${taxon.link} rel="noreferrer noopener" target="_blank">Its page at the source</a></p>`}
  <//>`;
}

/** @param {{names: string[]}} props */
function Places({ names }) {
  const [isLong, setIsLong] = useState(false);
  const shown = isLong ? names : names.slice(0, MOST_SHOWN);
  return html`<p>${shown.join(", ")}${names.length > MOST_SHOWN && !isLong && html` <button type="button" class="button small quiet" onClick=${() => setIsLong(true)}>and ${names.length - MOST_SHOWN} more</button>`}</p>`;
}
