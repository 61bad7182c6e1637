// @ts-check
/** The projects of the group. */

import { Button } from "../components/button.js";
import { Page } from "../components/page.js";
import { ProjectImport } from "../components/project_import.js";
import { QuickForm } from "../components/quick_form.js";
import { Empty } from "../components/states.js";
import { SearchBox, activeFilters } from "../components/filters.js";
import { DataTable } from "../components/table.js";
import { Moment, Tag } from "../components/text.js";
import { api } from "../lib/api.js";
import { count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { reloadNames } from "../lib/names.js";
import { useList } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { activeGroup, may } from "../lib/store.js";
import { t } from "../lib/words.js";

/** What happens to a recording on arrival, in a word. @param {any} recipe */
function recipeText(recipe) {
  if (recipe?.classify) return html`<${Tag} tone="moss" icon="workflow">search, then classify<//>`;
  if (recipe?.segment) return html`<${Tag} tone="moss" icon="scissors">search for calls<//>`;
  return html`<span class="faint">nothing</span>`;
}

/** @type {import("../components/table.js").Column[]} */
const COLUMNS = [
  { id: "name", label: "Name", width: 150, grow: 2, rank: 0, sort: "name", cell: (row) => html`<a class="clip" href=${`/projects/${row.id}`}>${row.name}</a>` },
  { id: "recipe", label: "On arrival", width: 160, rank: 1, cell: (row) => recipeText(row.recipe) },
  { id: "description", label: t("About§what it is"), width: 160, grow: 3, rank: 4, cell: (row) => html`<span class="clip soft" title=${row.description}>${row.description}</span>` },
  { id: "sites", label: "Sites", width: 56, number: true, rank: 3, cell: (row) => count(row.n_sites) },
  { id: "made", label: "Made", width: 140, rank: 5, sort: "created_at", cell: (row) => html`<${Moment} value=${row.created_at} />` },
];

export default function Projects() {
  const group_id = activeGroup.value?.id;
  const ordering = place.value.query.ordering || "name";
  const list = useList("/projects", { group_id, ordering, ...activeFilters([], ["search"]) });
  const make = async (values) => {
    const made = await api.post("/projects", { ...values, group_id });
    reloadNames();
    navigate(`/projects/${made.id}`);
  };
  const importer = may("editor") && html`<${Button} icon="package" onClick=${() => setQuery({ import: 1 })}>Import project<//>`;
  const button = may("editor") && html`<${Button} tone="primary" icon="plus" onClick=${() => setQuery({ new: 1 })}>New project<//>`;
  const empty = place.value.query.search
    ? html`<${Empty} icon="search" title="No project matches" action=${html`<${Button} onClick=${() => setQuery({ search: null })}>Show all<//>`}>Try another word.<//>`
    : html`<${Empty} icon="folder" title="No projects yet" action=${button}>A project holds the recordings and sites of one survey, season or study, and what happens to a recording as it arrives.<//>`;
  return html`<${Page} title="Projects" shape="full" actions=${html`${importer}${list.rows.length > 0 && button}`}>
    <div class="toolbar"><${SearchBox} label="Search projects" /></div>
    <${DataTable} label="Projects" noun=${["project", "projects"]} columns=${COLUMNS} list=${list} ordering=${ordering} onOrdering=${(next) => setQuery({ ordering: next })}
      rowHref=${(row) => `/projects/${row.id}`} onOpen=${(row) => navigate(`/projects/${row.id}`)} empty=${empty} />
    ${place.value.query.import && html`<${ProjectImport} groupId=${group_id} onClose=${() => { setQuery({ import: null }); list.reload(); }} />`}
    ${place.value.query.new && html`<${QuickForm} title="New project" action="Make the project" save=${make} onClose=${() => setQuery({ new: null })}
      initial=${{ name: "", description: "" }} fields=${[
        { name: "name", label: "Name", required: true, autofocus: true, hint: "A survey, a season, a study" },
        { name: "description", label: t("About§what it is"), multiline: true, optional: true },
      ]} />`}
  <//>`;
}
