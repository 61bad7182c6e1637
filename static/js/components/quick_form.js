// @ts-check
/** A short form in a dialog: fields by description, one save. */

import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { CheckField, FormProblem, NumberField, SelectField, TextField, useForm } from "./form.js";

const FIELDS = { text: TextField, number: NumberField, select: SelectField, check: CheckField };

/**
 * @typedef {{name: string, label: string, kind?: "text" | "number" | "select" | "check", options?: any[], [more: string]: any}} FieldSpec
 * @param {{title: string, fields: FieldSpec[], initial: Record<string, any>, action: string, onClose: () => void,
 *   save: (values: any) => Promise<any>, lede?: any}} props
 */
export function QuickForm({ title, fields, initial, action, onClose, save, lede }) {
  const form = useForm(initial, async (values) => {
    await save(values);
    onClose();
  });
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <form class="form" onSubmit=${form.onSubmit}>
      ${lede && html`<p class="soft">${lede}</p>`}
      <${FormProblem} form=${form} />
      ${fields.map(({ kind = "text", name, label, hint, ...rest }) => html`<${FIELDS[kind]} key=${name} label=${t(label)} hint=${t(hint)} ...${rest} ...${form.field(name)} />`)}
      <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" busy=${form.busy}>${action}<//></div>
    </form>
  <//>`;
}
