// @ts-check
/** One species: what it is, how it looks and sounds, where and when it was seen. */

import { Button } from "../components/button.js";
import { LoadedPage, Page, Panel } from "../components/page.js";
import { QuickForm } from "../components/quick_form.js";
import { SpeciesName } from "../components/text.js";
import { api, getTagged, writeTagged } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { count, duration, plural } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { reloadNames } from "../lib/names.js";
import { useGet } from "../lib/resource.js";
import { place } from "../lib/router.js";
import { activeGroup, may, user } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { RANKS, RED_LIST } from "../species/kinds.js";
import { Occurrences } from "../species/occurrences.js";
import { Taxonomy } from "../species/taxonomy.js";

loadStyle("/static/css/species.css");

const TRAIL = [{ label: t("Species§many"), href: "/species" }];

const FIELDS = [
  { name: "common_name", label: "Common name", optional: true, autofocus: true },
  { name: "iucn_status", label: "Red List", kind: "select", options: [{ value: "", label: "Not said" }, ...Object.entries(RED_LIST).map(([value, label]) => ({ value, label: `${value}: ${label}` }))] },
  { name: "description", label: "Description", optional: true, multiline: true },
  { name: "habitat", label: "Habitat", optional: true, multiline: true },
  { name: "diet", label: "Diet", optional: true, multiline: true },
  { name: "facts", label: "Interesting facts", optional: true, multiline: true, hint: "One a line" },
];

export default function SpeciesDetail() {
  const { id } = place.value.params;
  const group_id = activeGroup.value?.id;
  const found = useGet(`/species/${id}`, { group_id });
  return html`<${LoadedPage} of=${found} title="Species" trail=${TRAIL} what="The species could not be loaded">${(species) => html`<${Shown} key=${species.id} species=${species} reload=${found.reload} />`}<//>`;
}

/** @param {{species: any, reload: () => void}} props */
function Shown({ species, reload }) {
  const [editing, setEditing] = useState(false);
  const names = useGet(`/species/${species.id}/names`);
  const isReviewer = Boolean(user.value?.is_operator);
  const mayEdit = isReviewer || (may("editor") && species.group_id && !species.verified_at);
  const attempt = (act, done) => act().then(() => { say(done); reload(); }, (error) => sayError(error, "Not changed"));
  const workWith = () => attempt(() => api.post("/species", { scientific_name: species.scientific_name, group_id: activeGroup.value?.id }).then(reloadNames), t("Your group works with it now"));
  const verify = () => attempt(() => api.put(`/species/${species.id}/verification`, { body: { is_verified: !species.verified_at } }), species.verified_at ? t("No longer verified") : t("Verified"));
  const actions = html`
    ${!species.group_id && may("editor") && html`<${Button} icon="book-open" onClick=${workWith}>Work with it<//>`}
    ${isReviewer && html`<${Button} icon="check" onClick=${verify}>${species.verified_at ? t("Take back the check") : t("Verify")}<//>`}
    ${mayEdit && html`<${Button} icon="pencil" onClick=${() => setEditing(true)}>Edit<//>`}
    <${Button} tone="primary" icon="plus" href=${`/collection?add=1&species_id=${species.id}`}>I saw it<//>`;
  return html`<${Page} title=${html`<${SpeciesName} name=${species.scientific_name} />`} name=${species.scientific_name} lede=${[species.common_name, species.authorship].filter(Boolean).join(" · ") || undefined} trail=${TRAIL} actions=${actions}>
    <div class="split-two">
      <div class="stack"><${About} species=${species} names=${names.data?.names || []} /><${Taxonomy} speciesId=${species.id} /></div>
      <div class="stack"><${Occurrences} speciesId=${species.id} name=${species.common_name || species.scientific_name} /><${Sounds} species=${species} /></div>
    </div>
    ${editing && html`<${Edit} species=${species} onClose=${() => setEditing(false)} reload=${reload} />`}
  <//>`;
}

/** @param {{species: any, names: any[]}} props */
function About({ species, names }) {
  const rows = [
    [t("Number here"), species.creation_index ? count(species.creation_index) : t("not seen here yet")],
    [t("Observed"), plural(species.n_observations, "entry", "entries")],
    ...(species.iucn_status ? [[t("Red List"), `${RED_LIST[species.iucn_status]} (${species.iucn_status})`]] : []),
    ...RANKS.filter(([column]) => species[column]).map(([column, label]) => [label, html`<a href=${`/species?${column}=${encodeURIComponent(species[column])}`}>${species[column]}</a>`]),
    ...(species.environment ? [[t("Environment"), species.environment]] : []),
    ...(species.source ? [[t("Taxonomy from"), species.source]] : []),
    [t("Verified"), species.verified_at ? species.verified_at.slice(0, 10) : t("not yet")],
  ];
  return html`<${Panel} title="About">
    <dl class="species-facts">${rows.map(([label, value]) => html`<div key=${label}><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
    ${["description", "habitat", "diet"].filter((field) => species[field]).map((field) => html`<section key=${field}><h3>${field[0].toUpperCase() + field.slice(1)}</h3><p>${species[field]}</p></section>`)}
    ${species.facts.length > 0 && html`<h3>Interesting</h3><ul>${species.facts.map((fact) => html`<li key=${fact}>${fact}</li>`)}</ul>`}
    ${names.length > 0 && html`<h3>Common names</h3><ul class="plain-list">${names.map((one) => html`<li key=${one.language + one.name} lang=${one.language}>${one.name} <span class="faint small-text">${one.language}</span></li>`)}</ul>`}
  <//>`;
}

/** Recordings of it in the active group. @param {{species: any}} props */
function Sounds({ species }) {
  const group_id = activeGroup.value?.id;
  const found = useGet(group_id ? "/recordings" : null, { group_id, species_id: species.id, limit: 5 });
  const rows = found.data?.results || [];
  if (!rows.length && !species.group_id) return null;
  return html`<${Panel} title="Sounds" actions=${species.group_id && html`<a href=${`/repertoires?species=${species.id}`}>Repertoire: ${plural(species.n_call_types, "call type")}</a>`}>
    ${rows.length ? html`<ul class="rule-list">${rows.map((row) => html`<li key=${row.id}><a class="line-item" href=${`/recordings/${row.id}`}><span class="grow clip">${row.name}</span><span class="faint nowrap">${duration(row.duration_s)}</span></a></li>`)}</ul>
      ${found.data.count > rows.length && html`<p><a href=${`/recordings?species_id=${species.id}`}>All ${count(found.data.count)} recordings</a></p>`}`
    : html`<p class="soft">Your group has no recording of it.</p>`}
  <//>`;
}

/** @param {{species: any, onClose: () => void, reload: () => void}} props */
function Edit({ species, onClose, reload }) {
  const query = species.group_id ? `?group_id=${species.group_id}` : "";
  const save = async (values) => {
    const facts = values.facts.split("\n").map((line) => line.trim()).filter(Boolean);
    const path = `/species/${species.id}${query}`;
    await writeTagged("PATCH", path, { ...values, facts, iucn_status: values.iucn_status || null }, (await getTagged(path)).etag);
    reload();
  };
  const initial = { ...Object.fromEntries(FIELDS.map(({ name }) => [name, species[name] || ""])), facts: species.facts.join("\n") };
  return html`<${QuickForm} title=${t`Edit ${species.scientific_name}`} action="Save" save=${save} onClose=${onClose} fields=${FIELDS} initial=${initial} />`;
}
