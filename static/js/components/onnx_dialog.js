// @ts-check
/** What a person says of an ONNX model before it is taken in: its measures, its labels, its scores. */

import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { FormProblem, NumberField, Segmented, SelectField, TextField, useForm } from "./form.js";

const MEASURES = [
  { value: "warble27", label: "The 27 measures" },
  { value: "rich", label: "Rich measures (946)" },
  { value: "embedding", label: "Embedding (129)" },
  { value: "mfcc", label: "Cepstra (42)" },
  { value: "log-bands", label: "Log-frequency bands (98)" },
  { value: "chroma", label: "Chroma-like (26)" },
];

const SCORES = [
  { value: "probabilities", label: "Probabilities" },
  { value: "logits", label: "Logits" },
];

const HERTZ = 1000;

const START = { feature_set: "warble27", labels: "", scores: "probabilities", high_khz: /** @type {number | null} */ (null) };

/**
 * @param {{file: File, onClose: () => void, onTake: (fields: Record<string, string>) => void}} props
 *   `onTake`: given the fields of the upload
 */
export function OnnxDialog({ file, onClose, onTake }) {
  const form = useForm(START, async ({ high_khz: high, ...said }) => {
    onTake({ ...said, ...(high ? { high_hz: String(high * HERTZ) } : {}) });
    onClose();
  });
  const { values, set } = form;
  return html`<${Dialog} title=${t`Import ${file.name}`} onClose=${onClose}>
    <form class="form" onSubmit=${form.onSubmit}>
      <p class="soft">A model from elsewhere gets the measures of each call and gives a score for each call type. It is tried on made-up calls before it can be used.</p>
      <${FormProblem} form=${form} />
      <${TextField} label="Call types" multiline autofocus optional hint="In the order of its scores, by comma or line. Leave it empty if the model names its classes." ...${form.field("labels")} />
      <div class="pair">
        <${SelectField} label="Measures it takes" options=${MEASURES} ...${form.field("feature_set")} />
        <${NumberField} label="Measured up to" unit="kHz" optional min="0.1" step="any" hint="Empty: half the rate of each recording" ...${form.field("high_khz")} />
      </div>
      <${Segmented} label="Its scores are" value=${values.scores} onValue=${(scores) => set({ scores })} options=${SCORES} />
      <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" icon="upload" busy=${form.busy}>Import<//></div>
    </form>
  <//>`;
}
