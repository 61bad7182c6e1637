// @ts-check
/** Keeping a chain of steps under a name. */

import { QuickForm } from "../components/quick_form.js";
import { api } from "../lib/api.js";
import { plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { navigate } from "../lib/router.js";
import { activeGroup } from "../lib/store.js";
import { say } from "../lib/toasts.js";
import { t } from "../lib/words.js";

/** @param {{steps: any[], title: string, onClose: () => void}} props */
export function SaveRecipe({ steps, title, onClose }) {
  const save = async (values) => {
    const recipe = await api.post("/series-recipes", { group_id: activeGroup.value?.id, name: values.name.trim(), description: values.description, steps });
    say(t`${recipe.name} is kept`, { action: { label: t("Open§do"), run: () => navigate(`/series-recipes?recipe=${recipe.id}`) } });
  };
  return html`<${QuickForm} title="Save as a recipe" action="Save" onClose=${onClose} save=${save} initial=${{ name: title, description: "" }}
    lede=${t`${plural(steps.length, "step")} under a name: for other datasets, and for those still to come.`}
    fields=${[{ name: "name", label: "Name" }, { name: "description", label: "What it is for", optional: true, multiline: true }]} />`;
}
