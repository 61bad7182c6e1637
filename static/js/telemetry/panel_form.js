// @ts-check
/** The form of a dashboard's tile. */

import { Button } from "../components/button.js";
import { Dialog } from "../components/dialog.js";
import { FormProblem, NumberField, SelectField, TextField, useForm } from "../components/form.js";
import { html, useState } from "../lib/html.js";
import { t } from "../lib/words.js";
import { ChannelPicker } from "./channel_picker.js";

const KINDS = [{ value: "chart", label: "Chart" }, { value: "value", label: "Value" }, { value: "label", label: "Label" }];
const SPANS = [["600", t("10 min")], ["3600", "1 h"], ["21600", "6 h"], ["86400", "24 h"], ["604800", t("7 days")], ["2592000", t("30 days")], ["31536000", t("1 year")]].map(([value, label]) => ({ value, label }));
const MOST = 8;

/** @param {{panel: any, known: Map<number, any>, onClose: () => void, save: (panel: any) => Promise<any>}} props */
export function PanelForm({ panel, known, onClose, save }) {
  const [names, setNames] = useState(new Map([...known].map(([id, row]) => [id, row.public_id])));
  const [picking, setPicking] = useState(false);
  const form = useForm({ ...panel, span_s: String(panel.span_s) }, async (v) => {
    await save({ ...v, span_s: Number(v.span_s), w: Math.min(12, v.w), x: Math.min(panel.x, 12 - Math.min(12, v.w)) });
    onClose();
  });
  const v = form.values;
  if (picking) {
    const pick = (channel) => {
      setNames(new Map(names).set(channel.id, channel.public_id));
      form.set({ channel_ids: [...v.channel_ids, channel.id] });
    };
    return html`<${ChannelPicker} chosen=${v.channel_ids} most=${v.kind === "chart" ? MOST : 1} onPick=${pick} onClose=${() => setPicking(false)} />`;
  }
  return html`<${Dialog} title="Tile" onClose=${onClose}>
    <form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      <${SelectField} label="Shows" options=${KINDS} ...${form.field("kind")} />
      <${TextField} label="Title" optional ...${form.field("title")} />
      <div class="field"><span class="label">Channels</span><div class="row" style=${{ flexWrap: "wrap" }}>
        ${v.channel_ids.map((id) => html`<span class="chip" key=${id}><span class="mono">${names.get(id) || id}</span><button type="button" aria-label=${t`Take ${names.get(id) || id} away`} onClick=${() => form.set({ channel_ids: v.channel_ids.filter((one) => one !== id) })}>×</button></span>`)}
        <${Button} small icon="plus" onClick=${() => setPicking(true)}>Choose<//></div></div>
      ${v.kind === "chart" && html`<${SelectField} label="Span" options=${SPANS} ...${form.field("span_s")} />`}
      ${v.kind === "label" && html`<${TextField} label="Text" multiline hint="{value} and {unit} stand for its channel's" ...${form.field("text")} />`}
      <div class="form-row"><${NumberField} label="Columns" min="1" max="12" ...${form.field("w")} /><${NumberField} label="Rows" min="1" max="20" ...${form.field("h")} /></div>
      <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" busy=${form.busy}>Save<//></div>
    </form>
  <//>`;
}
