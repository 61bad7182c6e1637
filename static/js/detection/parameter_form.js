// @ts-check
/** Controls for a method's parameters, drawn from what the registry says of them. */

import { CheckField, NumberField, SelectField, TextField } from "../components/form.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";

/** Bounds beyond this are no bounds. */
const FAR = 1e299;

/**
 * @param {{method: any, values: Record<string, any>, problems?: (name: string) => string,
 *   onValues: (values: Record<string, any>) => void}} props a value that is left out is the default
 */
export function ParameterForm({ method, values, problems = () => "", onValues }) {
  if (!method.parameters.length) return html`<p class="soft">This method has no parameters.</p>`;
  const set = (name, value) => onValues({ ...values, [name]: value });
  return html`<div class="parameters">${method.parameters.map((one) => html`<${Control} key=${one.name} one=${one}
    value=${values[one.name] === undefined ? one.default : values[one.name]} problem=${problems(one.name)} onValue=${(value) => set(one.name, value)} />`)}</div>`;
}

/** @param {{one: any, value: any, problem: string, onValue: (value: any) => void}} props */
function Control({ one, value, problem, onValue }) {
  const shared = { label: one.label, hint: one.help, problem, value, onValue, name: one.name };
  if (one.kind === "flag") return html`<${CheckField} ...${shared} />`;
  if (one.kind === "choice") return html`<${SelectField} ...${shared} options=${one.choices.map((word) => ({ value: word, label: word }))} />`;
  if (one.kind === "text") return html`<${TextField} ...${shared} class="mono" />`;
  const bounds = { min: one.minimum > -FAR ? one.minimum : undefined, max: one.maximum < FAR ? one.maximum : undefined };
  return html`<${NumberField} ...${shared} ...${bounds} unit=${one.unit} optional=${one.is_optional} placeholder=${one.is_optional ? t("none") : ""} />`;
}

/** Only what differs from the defaults, as requests carry it. @param {any} method @param {Record<string, any>} values */
export function givenParams(method, values) {
  const wanted = method.parameters.filter((one) => values[one.name] !== undefined && values[one.name] !== one.default && !(values[one.name] === null && !one.is_optional));
  return Object.fromEntries(wanted.map((one) => [one.name, values[one.name]]));
}
