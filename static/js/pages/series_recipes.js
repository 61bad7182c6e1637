// @ts-check
/** Recipes: chains of steps kept under a name, applied to datasets, run on what arrives. */

import { Button, IconButton } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { SearchBox, activeFilters } from "../components/filters.js";
import { Page, Panel } from "../components/page.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { Tag } from "../components/text.js";
import { api } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { plural } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { findIn, projects } from "../lib/names.js";
import { useList } from "../lib/resource.js";
import { setQuery, place } from "../lib/router.js";
import { activeGroup, may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { ApplyRecipe, ArrivalsOf, EditRecipe } from "../series/recipe_dialogs.js";
import { StepList, useStepKinds } from "../series/step_words.js";

loadStyle("/static/css/series.css");

export default function SeriesRecipes() {
  const narrowing = activeFilters([], ["search"]);
  const list = useList("/series-recipes", { group_id: activeGroup.value?.id, ...narrowing });
  const kinds = useStepKinds();
  const body = list.error ? html`<${Failure} error=${list.error} retry=${list.reload} />`
    : list.loading ? html`<${SkeletonRows} />`
    : !list.rows.length ? html`<${Empty} icon="book-open" title=${narrowing.search ? t("No recipe matches") : t("No recipe yet")} action=${html`<${Button} icon="chart-line" href="/datasets">Open a dataset<//>`}>A recipe is a chain of steps under a name. Try steps on a dataset, and save them there: the recipe can then be applied to others, and run on every series that arrives in a project.<//>`
    : html`<div class="recipe-grid">${list.rows.map((recipe) => html`<${RecipeCard} key=${recipe.id} ...${{ recipe, kinds, reload: list.reload }} />`)}</div>`;
  return html`<${Page} title="Recipes" lede="Chains of steps that are used again.">
    ${(list.rows.length > 0 || narrowing.search) && html`<div class="toolbar"><${SearchBox} label="Search recipes" /></div>`}
    ${body}
  <//>`;
}

/** @param {{recipe: any, kinds: Map<string, any>, reload: () => void}} props */
function RecipeCard({ recipe, kinds, reload }) {
  const [open, setOpen] = useState("");
  const isNamed = place.value.query.recipe === recipe.id;
  const remove = async () => {
    if (!(await askFirst({ title: t`Delete ${recipe.name}`, tone: "danger", action: "Delete", text: "Versions that were made by it stay." }))) return;
    await api.delete(`/series-recipes/${recipe.id}`).then(() => { reload(); say(t`${recipe.name} is deleted`); }, (error) => sayError(error, "Not deleted"));
  };
  const close = () => { setOpen(""); if (isNamed) setQuery({ recipe: null }); reload(); };
  const actions = may("editor") && html`<${IconButton} small icon="pencil" label=${t`Change ${recipe.name}`} onClick=${() => setOpen("edit")} /><${IconButton} small icon="trash-2" label=${t`Delete ${recipe.name}`} onClick=${remove} />`;
  return html`<${Panel} title=${recipe.name} actions=${actions}>
    <div class="stack tight">
      ${recipe.description && html`<p class="soft">${recipe.description}</p>`}
      <${StepList} steps=${recipe.steps} kinds=${kinds} />
      ${recipe.arrival_project_ids.length > 0 && html`<p class="row">${recipe.arrival_project_ids.map((id) => html`<${Tag} key=${id} tone="moss" icon="inbox" title="Runs on every series imported into this project">on arrival in ${findIn(projects, id)?.name || t("a project")}<//>`)}</p>`}
      ${may("editor") && html`<div class="actions"><${Button} small icon="play" onClick=${() => setOpen("apply")}>Apply to datasets<//><${Button} small icon="inbox" onClick=${() => setOpen("arrivals")}>Run on arrival<//><span class="faint small-text push">${plural(recipe.steps.length, "step")}</span></div>`}
    </div>
    ${open === "apply" && html`<${ApplyRecipe} recipe=${recipe} onClose=${close} />`}
    ${open === "arrivals" && html`<${ArrivalsOf} recipe=${recipe} onClose=${close} />`}
    ${open === "edit" && html`<${EditRecipe} recipe=${recipe} onClose=${close} />`}
  <//>`;
}
