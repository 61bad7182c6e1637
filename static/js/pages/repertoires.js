// @ts-check
/** Species a group works with, and the group's call types of each. */

import { Button, IconButton } from "../components/button.js";
import { CallTypes } from "../components/call_types.js";
import { askFirst } from "../components/dialog.js";
import { SearchBox } from "../components/filters.js";
import { Page } from "../components/page.js";
import { RepertoirePicture } from "../components/repertoire_picture.js";
import { SpeciesForm } from "../components/species_form.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { SpeciesName } from "../components/text.js";
import { api, getTagged, writeTagged } from "../lib/api.js";
import { plural } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { reloadNames } from "../lib/names.js";
import { useList } from "../lib/resource.js";
import { place, queryText } from "../lib/router.js";
import { activeGroup, may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

export default function Repertoires() {
  const group_id = activeGroup.value?.id;
  const { query } = place.value;
  const list = useList("/species", { group_id, search: query.search });
  const [editing, setEditing] = useState(/** @type {any} */ (null));
  const chosen = list.rows.find(({ id }) => id === query.species) || list.rows[0];
  const save = async (values) => {
    if (editing.id) await writeTagged("PATCH", `/species/${editing.id}?group_id=${group_id}`, values, (await getTagged(`/species/${editing.id}`, { query: { group_id } })).etag);
    else await api.post("/species", { ...values, group_id });
    reloadNames();
    list.reload();
  };
  const remove = async (one) => {
    if (!(await askFirst({ title: t`Take ${one.scientific_name} out of this group`, tone: "danger", action: "Delete", text: "Its call types go too. Labels that were given stay as text; the station keeps the species when others work with it or it was seen." }))) return;
    try {
      await api.delete(`/species/${one.id}`, { query: { group_id } });
      reloadNames();
      list.reload();
      say(t`${one.scientific_name} is out of this group`);
    } catch (error) {
      sayError(error, "Not deleted");
    }
  };
  const add = may("editor") && html`<${Button} tone="primary" icon="plus" onClick=${() => setEditing({})}>New species<//>`;
  let body;
  if (list.error) body = html`<${Failure} error=${list.error} retry=${list.reload} />`;
  else if (list.loading) body = html`<${SkeletonRows} />`;
  else if (!list.rows.length) body = html`<${Empty} icon="leaf" title=${query.search ? t("No species matches") : t("No repertoires yet")} action=${!query.search && add}>A species holds its repertoire: the call types that annotators choose from and classifiers learn.<//>`;
  else {
    body = html`<div class="split-two">
      <ul class="panel rule-list">${list.rows.map((one) => html`<li key=${one.id}><a class="line-item" href=${`/repertoires${queryText({ ...query, species: one.id })}`} aria-current=${one.id === chosen?.id ? "true" : undefined}
        style=${one.id === chosen?.id ? { background: "var(--moss-soft)" } : {}}>
        <span class="grow clip"><${SpeciesName} name=${one.scientific_name} common=${one.common_name} /></span><span class="faint small-text nowrap">${plural(one.n_call_types || 0, "call type")}</span></a></li>`)}</ul>
      ${chosen && html`<section class="stack" key=${chosen.id}>
        <div class="row spread"><h2><a href=${`/species/${chosen.id}`}><${SpeciesName} name=${chosen.scientific_name} /></a></h2>${may("editor") && html`<span class="row"><${IconButton} icon="pencil" label="Edit the repertoire" onClick=${() => setEditing(chosen)} />${may("admin") && html`<${IconButton} icon="trash-2" label="Take it out of this group" onClick=${() => remove(chosen)} />`}</span>`}</div>
        ${chosen.notes && html`<p class="soft">${chosen.notes}</p>`}
        <${RepertoirePicture} species=${chosen} canEdit=${may("editor")} onChange=${list.reload} />
        <${CallTypes} speciesId=${chosen.id} groupId=${group_id} canEdit=${may("editor")} onChange=${list.reload} />
      </section>`}
    </div>`;
  }
  return html`<${Page} title="Repertoires" actions=${list.rows.length > 0 && add}>
    ${(list.rows.length > 0 || query.search) && html`<div class="toolbar"><${SearchBox} label="Search species" /></div>`}
    ${body}
    ${editing && html`<${SpeciesForm} one=${editing} save=${save} onClose=${() => setEditing(null)} />`}
  <//>`;
}
