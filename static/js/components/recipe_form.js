// @ts-check
/** What happens to a recording as it arrives in a project: search for calls, then name them. */

import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { CheckField, FormProblem, SelectField, useForm } from "./form.js";
import { Section } from "./page.js";
import { choicesOf, rowsOf } from "./run_dialogs.js";

/** @param {{recipe: any, save: (recipe: any) => Promise<void>, canEdit: boolean}} props */
export function RecipeForm({ recipe, save, canEdit }) {
  const known = useGet("/segmentation-methods");
  const classifiers = useGet("/classifiers", { limit: 200 });
  const ready = (classifiers.data?.results || []).filter((one) => !one.state || one.state === "ready");
  const form = useForm({
    segments: Boolean(recipe?.segment),
    method: recipe?.segment?.method || "adaptive",
    preset: recipe?.segment?.preset || "auto",
    classifies: Boolean(recipe?.classify),
    classifier_id: recipe?.classify?.classifier_id || "",
  }, (values) => save(toRecipe(values, recipe, ready)));
  const { values, set } = form;
  const presets = choicesOf(rowsOf(known.data?.presets)).filter(({ value }) => value !== "auto");
  const methods = choicesOf(rowsOf(known.data?.methods).filter((method) => !method.needs_model));
  return html`<form onSubmit=${form.onSubmit}>
    <${Section} title="Search for calls" why="Each recording is searched as soon as it is stored.">
      <${FormProblem} form=${form} />
      <${CheckField} label="Search on arrival" value=${values.segments} disabled=${!canEdit} onValue=${(segments) => set({ segments, classifies: segments && values.classifies })} />
      ${values.segments && html`<div class="pair form">
        <${SelectField} label="Preset" disabled=${!canEdit} hint="Automatic looks at rate and content of each file" options=${[{ value: "auto", label: "Automatic" }, ...presets]} ...${form.field("preset")} />
        <${SelectField} label="Method" disabled=${!canEdit} options=${methods.length ? methods : [{ value: "adaptive", label: "Adaptive" }]} ...${form.field("method")} />
      </div>`}
    <//>
    <${Section} title="Name the calls" why="The found calls are classified straight after.">
      <${CheckField} label="Classify on arrival" value=${values.classifies} disabled=${!canEdit || !values.segments || !ready.length} onValue=${(classifies) => set({ classifies })}
        hint=${ready.length ? "" : t("No classifier yet: train one on the classifiers page.")} />
      ${values.classifies && html`<${SelectField} label="Classifier" disabled=${!canEdit} options=${ready.map(({ id, name }) => ({ value: id, label: name }))} ...${{ ...form.field("classifier_id"), value: values.classifier_id || ready[0]?.id }} />`}
      ${canEdit && html`<div class="actions"><${Button} type="submit" tone="primary" busy=${form.busy}>Save<//></div>`}
    <//>
  </form>`;
}

/** @param {any} values @param {any} before @param {any[]} ready */
function toRecipe(values, before, ready) {
  const kept = before?.segment?.method === values.method && before?.segment?.preset === values.preset ? before.segment.params : {};
  return {
    segment: values.segments ? { method: values.method, preset: values.preset, params: kept || {} } : null,
    classify: values.segments && values.classifies ? { classifier_id: values.classifier_id || ready[0]?.id } : null,
  };
}
