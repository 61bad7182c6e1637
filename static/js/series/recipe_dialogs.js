// @ts-check
/** What can be done with a recipe: apply it to datasets, run it on arrival, rename it. */

import { Button } from "../components/button.js";
import { Dialog } from "../components/dialog.js";
import { CheckField } from "../components/form.js";
import { QuickForm } from "../components/quick_form.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { api } from "../lib/api.js";
import { plural } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { followAnswer } from "../lib/jobs.js";
import { projects } from "../lib/names.js";
import { useList } from "../lib/resource.js";
import { activeGroup } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { versionFacts } from "./facts.js";

/** @param {Set<string>} set @param {string} id */
function toggled(set, id) {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** @param {{recipe: any, onClose: () => void}} props */
export function ApplyRecipe({ recipe, onClose }) {
  const list = useList("/datasets", { group_id: activeGroup.value?.id, ordering: "name" });
  const [chosen, setChosen] = useState(/** @type {Set<string>} */ (new Set()));
  const [busy, setBusy] = useState(false);
  const ready = list.rows.filter((row) => row.current?.state === "ready");
  const run = async () => {
    setBusy(true);
    try {
      const answer = await api.post(`/series-recipes/${recipe.id}/apply`, { dataset_ids: [...chosen] });
      answer.results.forEach((version) => followAnswer(version));
      say(t`${recipe.name} runs on ${plural(chosen.size, "dataset")}`);
      onClose();
    } catch (error) {
      sayError(error, "Not applied");
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${t`Apply ${recipe.name}`} onClose=${onClose}>
    <div class="stack">
      <p class="soft">Each dataset gets a new version from its current one.</p>
      ${list.error ? html`<${Failure} error=${list.error} retry=${list.reload} />` : list.loading ? html`<${SkeletonRows} rows=${4} />`
        : !ready.length ? html`<${Empty} icon="chart-line" title="No dataset yet">Import a series first.<//>`
        : html`<div class="choice-list">${ready.map((row) => html`<${CheckField} key=${row.id} label=${row.name} hint=${versionFacts(row.current)} value=${chosen.has(row.id)} onValue=${() => setChosen(toggled(chosen, row.id))} />`)}</div>`}
      <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} tone="primary" icon="play" busy=${busy} disabled=${!chosen.size} onClick=${run}>Apply to ${plural(chosen.size, "dataset")}<//></div>
    </div>
  <//>`;
}

/** @param {{recipe: any, onClose: () => void}} props */
export function ArrivalsOf({ recipe, onClose }) {
  const [chosen, setChosen] = useState(new Set(recipe.arrival_project_ids));
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      await api.put(`/series-recipes/${recipe.id}/arrivals`, { body: { project_ids: [...chosen] } });
      onClose();
    } catch (error) {
      sayError(error, "Not saved");
      setBusy(false);
    }
  };
  return html`<${Dialog} title="Run on arrival" onClose=${onClose}>
    <div class="stack">
      <p class="soft">Every series imported into these projects gets a second version made by this recipe. A project has one such recipe; an earlier one gives way.</p>
      <div class="choice-list">${projects.value.map((project) => html`<${CheckField} key=${project.id} label=${project.name} value=${chosen.has(project.id)} onValue=${() => setChosen(toggled(chosen, project.id))} />`)}</div>
      <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} tone="primary" busy=${busy} onClick=${save}>Save<//></div>
    </div>
  <//>`;
}

/** @param {{recipe: any, onClose: () => void}} props */
export function EditRecipe({ recipe, onClose }) {
  const save = (values) => api.patch(`/series-recipes/${recipe.id}`, { body: { name: values.name.trim(), description: values.description } });
  return html`<${QuickForm} title="About the recipe" action="Save" onClose=${onClose} save=${save} initial=${{ name: recipe.name, description: recipe.description }}
    lede="Its steps are changed on a dataset: load them there, try them, and save them anew."
    fields=${[{ name: "name", label: "Name" }, { name: "description", label: "What it is for", optional: true, multiline: true }]} />`;
}
