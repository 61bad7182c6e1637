// @ts-check
/** The step editor: a chain of steps, each with its parameters; the chosen one is tried on the chart; applied together. */

import { Button, IconButton } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { Select } from "../components/form.js";
import { Menu, MenuItem } from "../components/menu.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { api } from "../lib/api.js";
import { plural } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { followAnswer } from "../lib/jobs.js";
import { useGet, useList } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { activeGroup } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { SaveRecipe } from "./save_recipe.js";
import { StepParams, startParams } from "./step_params.js";

/** @param {{desk: any, draft: any}} props */
export function StepsTab({ desk, draft }) {
  const kinds = useGet("/series-steps");
  if (kinds.error && !kinds.data) return html`<${Failure} error=${kinds.error} retry=${kinds.reload} />`;
  if (!kinds.data) return html`<${SkeletonRows} rows=${4} />`;
  const known = new Map(kinds.data.results.map((kind) => [kind.name, kind]));
  const offered = kinds.data.results.filter(({ group }) => group !== "cloud");
  const add = (names) => draft.add(names.filter((name) => known.has(name)).map((name) => ({ name, params: startParams(known.get(name)) })));
  return html`<section class="stack" aria-label="Steps">
    <div class="actions">
      <${AddStep} offered=${offered} add=${add} />
      <${Button} icon="list-checks" onClick=${() => add(kinds.data.default_order)} title="Every step of a cleaning, in its usual order">Whole cleaning<//>
      <${FromRecipe} draft=${draft} known=${known} />
      <${PreviewColumn} desk=${desk} draft=${draft} />
    </div>
    ${!draft.steps.length
      ? html`<${Empty} icon="sliders-horizontal" title="Try a step">Add a step and set it: the chart shows what it would change in the part you look at. Nothing is changed until the steps are applied, and then as a new version.<//>`
      : html`<ol class="step-list">${draft.steps.map((step, i) => html`<${StepCard} key=${step.key} ...${{ step, i, desk, draft, kind: known.get(step.name) }} />`)}</ol>
        <${Apply} desk=${desk} draft=${draft} known=${known} />`}
  </section>`;
}

/** @param {{offered: any[], add: (names: string[]) => void}} props */
function AddStep({ offered, add }) {
  const groups = [["clean", t("Clean")], ["grid", t("Grid and combine")]];
  return html`<${Menu} label="Add a step" class="button primary" face=${html`<svg class="icon" aria-hidden="true"><use href="#icon-plus" /></svg><span>Add a step</span>`}>
    ${(close) => groups.map(([group, title]) => {
      const found = offered.filter((kind) => kind.group === group);
      return found.length ? html`<div key=${group}><p class="menu-title">${title}</p>${found.map((kind) => html`<${MenuItem} key=${kind.name} title=${kind.summary} onClick=${() => { close(); add([kind.name]); }}>${kind.title}<//>`)}</div>` : null;
    })}
  <//>`;
}

/** @param {{draft: any, known: Map<string, any>}} props */
function FromRecipe({ draft, known }) {
  const list = useList("/series-recipes", { group_id: activeGroup.value?.id });
  if (!list.rows.length) return null;
  const take = (recipe) => {
    const steps = recipe.steps.filter(({ name }) => known.has(name));
    draft.add(steps);
    say(steps.length === recipe.steps.length ? t`${recipe.name}: ${plural(steps.length, "step")} added` : "Some of its steps are no longer known and were left out");
  };
  return html`<${Menu} label="From a recipe" title="Steps of a recipe" face=${html`<svg class="icon" aria-hidden="true"><use href="#icon-book-open" /></svg><span>From a recipe</span>`}>
    ${(close) => list.rows.map((recipe) => html`<${MenuItem} key=${recipe.id} trail=${plural(recipe.steps.length, "step")} onClick=${() => { close(); take(recipe); }}>${recipe.name}<//>`)}
  <//>`;
}

/** Which column a step is tried on. @param {{desk: any, draft: any}} props */
function PreviewColumn({ desk, draft }) {
  const { columns } = desk.version;
  if (columns.length < 2 || !draft.steps.length) return null;
  return html`<label class="row small-text push">shown on <${Select} aria-label="Column shown while a step is tried" options=${columns.map(({ name }) => ({ value: name, label: name }))} value=${place.value.query.pcol || columns[0].name} onValue=${(name) => setQuery({ pcol: name === columns[0].name ? null : name })} /></label>`;
}

/** @param {any} props */
function StepCard({ step, i, desk, draft, kind }) {
  const isTried = draft.chosen === step.key;
  const n = draft.steps.length;
  return html`<li class=${isTried ? "step-card tried" : "step-card"}>
    <header class="row">
      <span class="mono faint">${i + 1}</span>
      <strong class="grow clip">${kind?.title || step.name}</strong>
      <${Button} small icon=${isTried ? "eye" : "eye-off"} aria-pressed=${isTried ? "true" : "false"} onClick=${() => draft.choose(isTried ? null : step.key)}>${isTried ? t("On the chart") : t("Try")}<//>
      <${IconButton} small icon="arrow-up" label=${t`Move ${kind?.title || step.name} up`} disabled=${i === 0} onClick=${() => draft.move(step.key, -1)} />
      <${IconButton} small icon="arrow-down" label=${t`Move ${kind?.title || step.name} down`} disabled=${i === n - 1} onClick=${() => draft.move(step.key, 1)} />
      <${IconButton} small icon="x" label=${t`Take ${kind?.title || step.name} away`} onClick=${() => draft.remove(step.key)} />
    </header>
    ${kind ? html`<p class="soft small-text">${kind.summary}</p>
      <${StepParams} kind=${kind} step=${step} columns=${desk.version.columns} change=${(patch) => draft.change(step.key, patch)} />` : html`<p class="brick-text">This step is not known here.</p>`}
  </li>`;
}

/** @param {any} props */
function Apply({ desk, draft, known }) {
  const [busy, setBusy] = useState(false);
  const [saving, setSaving] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const answer = await api.post(`/datasets/${desk.id}/versions`, { parent_id: desk.version.id, steps: draft.plain() });
      followAnswer(answer, (job) => {
        if (job.state === "succeeded") say(t`Version ${answer.number} is there`, { action: { label: t("Undo"), run: () => undo(desk) } });
      });
      draft.clear();
      setQuery({ v: answer.number, from: null, to: null });
      desk.reload();
    } catch (error) {
      sayError(error, "Not applied");
    } finally {
      setBusy(false);
    }
  };
  const clear = async () => {
    if (draft.steps.length < 3 || (await askFirst({ title: "Take all steps away", action: "Take away", text: "The steps listed here have not been applied; they are forgotten." }))) draft.clear();
  };
  return html`<div class="actions apply-bar">
    <${Button} tone="primary" icon="check" busy=${busy} onClick=${run}>Apply ${plural(draft.steps.length, "step")}<//>
    <${Button} icon="save" onClick=${() => setSaving(true)}>Save as a recipe<//>
    <${Button} tone="quiet" onClick=${clear}>Clear<//>
    <span class="faint small-text">from version ${desk.version.number}; the result is a new version</span>
    ${saving && html`<${SaveRecipe} steps=${draft.plain()} title=${draft.steps.map(({ name }) => known.get(name)?.title).slice(0, 3).join(", ")} onClose=${() => setSaving(false)} />`}
  </div>`;
}

/** @param {any} desk */
async function undo(desk) {
  try {
    await api.put(`/datasets/${desk.id}/current`, { body: { version_id: desk.version.id } });
    setQuery({ v: null });
    desk.reload();
  } catch (error) {
    sayError(error, "Not undone");
  }
}
