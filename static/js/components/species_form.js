// @ts-check
/** The form of a species: names, preset, how much of its surroundings a call is shown with. */

import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { t } from "../lib/words.js";
import { QuickForm } from "./quick_form.js";

/** @param {any} one @returns {Record<string, any>} */
function initialOf(one) {
  return {
    scientific_name: one.scientific_name || "",
    common_name: one.common_name || "",
    notes: one.notes || "",
    default_preset: one.default_preset || "",
    context_detail_ms: 1000 * (one.context_detail_s ?? 0.008),
    context_overview_ms: 1000 * (one.context_overview_s ?? 0.5),
  };
}

/** @param {{one: any, save: (values: any) => Promise<any>, onClose: () => void}} props */
export function SpeciesForm({ one, save, onClose }) {
  const known = useGet("/segmentation-methods");
  const presets = (known.data?.presets || []).filter(({ name }) => name !== "auto").map(({ name, label }) => ({ value: name, label }));
  const fields = [
    { name: "scientific_name", label: "Scientific name", required: true, autofocus: true, style: { fontStyle: "italic" } },
    { name: "common_name", label: "Common name", optional: true },
    { name: "default_preset", label: "Detection preset", kind: "select", options: [{ value: "", label: "Automatic" }, ...presets] },
    { name: "context_detail_ms", label: "Shown close up before and after a call", unit: "ms", kind: "number", min: 1, max: 1000 },
    { name: "context_overview_ms", label: "Shown from afar before and after a call", unit: "ms", kind: "number", min: 50, max: 60000 },
    { name: "notes", label: "Notes", optional: true, multiline: true },
  ];
  const send = ({ context_detail_ms, context_overview_ms, ...values }) => save({
    ...values,
    default_preset: values.default_preset || null,
    context_detail_s: context_detail_ms / 1000,
    context_overview_s: context_overview_ms / 1000,
  });
  return html`<${QuickForm} title=${one.id ? t("Edit the species") : t("New species")} action="Save" save=${send} onClose=${onClose} fields=${fields} initial=${initialOf(one)} />`;
}
