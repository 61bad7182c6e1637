// @ts-check
/** Forms: values, the server's field problems beside their fields, one submit at a time. */

import { html, useId, useRef, useState } from "../lib/html.js";
import { choiceText } from "../lib/words.js";
import { Icon } from "./icon.js";
import { Failure } from "./states.js";

/**
 * @template T
 * @param {T & Record<string, any>} initial
 * @param {(values: any) => Promise<any>} submit
 */
export function useForm(initial, submit) {
  const [values, setValues] = useState(initial);
  const [error, setError] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const latest = useRef(values);
  latest.current = values;
  const set = (patch) => setValues((before) => ({ ...before, ...patch }));
  const onSubmit = async (event) => {
    event?.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await submit(latest.current);
    } catch (problem) {
      setError(problem);
      requestAnimationFrame(() => /** @type {HTMLElement | null} */ (document.querySelector('[aria-invalid="true"]'))?.focus());
    } finally {
      setBusy(false);
    }
  };
  /** What a field needs to know. @param {string} name */
  const field = (name) => ({
    name,
    value: values[name] ?? "",
    problem: error?.fieldMessage?.(name) || "",
    onValue: (value) => set({ [name]: value }),
  });
  return { values, set, setValues, error, setError, busy, onSubmit, field };
}

/** The problem of a whole form; field problems stand beside their fields. @param {{form: any, names?: string[]}} props */
export function FormProblem({ form }) {
  const { error } = form;
  if (!error) return null;
  const placed = error.errors?.length && error.errors.every(({ pointer }) => form.values[String(pointer).split("/").pop() || ""] !== undefined);
  if (placed) return null;
  return html`<${Failure} error=${error.status === 404 ? { ...error, status: 400, detail: error.detail } : error} what="This was not saved" />`;
}

/** @param {any} props */
function Labelled({ id, label, hint, problem, optional, children }) {
  return html`<div class="field">
    <label class="label" for=${id}><span>${label}</span>${optional && html`<span class="optional">optional</span>`}</label>
    ${children}
    ${hint && html`<span class="hint" id=${`${id}-hint`}>${hint}</span>`}
    ${problem && html`<span class="problem" id=${`${id}-problem`}><${Icon} name="circle-alert" />${problem}</span>`}
  </div>`;
}

/** @param {string} id @param {any} props */
function described(id, { hint, problem }) {
  const ids = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  return { id, "aria-invalid": problem ? "true" : undefined, "aria-describedby": ids || undefined };
}

/** @param {any} props */
export function TextField({ label, hint, problem, optional, onValue, multiline, class: extra = "", ...rest }) {
  const id = useId();
  const shared = { ...described(id, { hint, problem }), class: `input ${extra}`, onInput: (event) => onValue(event.currentTarget.value), ...rest };
  return html`<${Labelled} ...${{ id, label, hint, problem, optional }}>
    ${multiline ? html`<textarea ...${shared}></textarea>` : html`<input type="text" autocomplete="off" ...${shared} />`}
  <//>`;
}

/** A number; an empty field is null. @param {any} props */
export function NumberField({ label, unit, hint, problem, optional, onValue, value, ...rest }) {
  const id = useId();
  const read = (event) => onValue(event.currentTarget.value === "" ? null : Number(event.currentTarget.value));
  return html`<${Labelled} ...${{ id, label: unit ? `${label} (${unit})` : label, hint, problem, optional }}>
    <input type="number" step="any" class="input mono" value=${value ?? ""} onInput=${read} ...${described(id, { hint, problem })} ...${rest} />
  <//>`;
}

/** @param {{label: string, options: {value: string, label: string}[], value: any, onValue: (value: string) => void, [name: string]: any}} props */
export function SelectField({ label, hint, problem, optional, options, value, onValue, ...rest }) {
  const id = useId();
  return html`<${Labelled} ...${{ id, label, hint, problem, optional }}>
    <${Select} ...${{ options, value, onValue, ...described(id, { hint, problem }), ...rest }} />
  <//>`;
}

/** A select without a visible label, for toolbars; give it `aria-label`. @param {any} props */
export function Select({ options, value, onValue, ...rest }) {
  return html`<select class="input" value=${value ?? ""} onChange=${(event) => onValue(event.currentTarget.value)} ...${rest}>
    ${options.map((option) => html`<option key=${option.value} value=${option.value} disabled=${option.disabled} selected=${String(option.value) === String(value ?? "")}>${choiceText(option)}</option>`)}
  </select>`;
}

/** @param {any} props */
export function CheckField({ label, hint, value, onValue, name, ...rest }) {
  return html`<label class="check">
    <input type="checkbox" name=${name} checked=${Boolean(value)} onChange=${(event) => onValue(event.currentTarget.checked)} ...${rest} />
    <span>${label}${hint && html`<br /><span class="hint">${hint}</span>`}</span>
  </label>`;
}

/** A few choices side by side. @param {{label: string, options: {value: string, label: string}[], value: string, onValue: (value: string) => void}} props */
export function Segmented({ label, options, value, onValue }) {
  const name = useId();
  return html`<fieldset class="field">
    <legend class="label">${label}</legend>
    <div><div class="segmented">
      ${options.map((option) => html`<label key=${option.value}>
        <input type="radio" name=${name} value=${option.value} checked=${option.value === value} onChange=${() => onValue(option.value)} />
        ${choiceText(option)}
      </label>`)}
    </div></div>
  </fieldset>`;
}
