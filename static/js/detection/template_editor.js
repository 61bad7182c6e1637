// @ts-check
/** Words of announcements: several texts for each kind of event, tried on the newest events. */

import { Button, IconButton } from "../components/button.js";
import { SelectField, TextField } from "../components/form.js";
import { api } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { useResource, useSettled } from "../lib/resource.js";
import { t } from "../lib/words.js";

/** @param {{kind: string, defaults: Record<string, string[]>, detectorId?: string, templates: Record<string, string[]>, onTemplates: (templates: Record<string, string[]>) => void}} props */
export function TemplateEditor({ kind, defaults, detectorId, templates, onTemplates }) {
  const kinds = [...new Set([...Object.keys(defaults), ...Object.keys(templates)])].sort();
  const [shown, setShown] = useState(kinds[0]);
  const texts = templates[shown] || [];
  const change = (next) => onTemplates({ ...templates, [shown]: next });
  const label = (name) => (name === "*" ? t("every other kind") : name.replaceAll("_", " "));
  return html`<div class="stack">
    <${SelectField} label="For events of the kind" options=${kinds.map((name) => ({ value: name, label: label(name) }))} value=${shown} onValue=${setShown} />
    ${!texts.length && html`<div class="stack tight"><p class="hint">The station's own texts are used:</p><ul class="soft">${(defaults[shown] || defaults["*"]).map((text) => html`<li key=${text}>${text}</li>`)}</ul></div>`}
    ${texts.map((text, n) => html`<div class="channel-choice" key=${n}>
      <div class="grow"><${TextField} label=${t`Text ${n + 1}`} multiline rows="2" value=${text} onValue=${(value) => change(texts.map((old, i) => (i === n ? value : old)))} /></div>
      <${IconButton} icon="x" label=${t`Remove text ${n + 1}`} onClick=${() => change(texts.filter((_, i) => i !== n))} /></div>`)}
    <div class="actions"><${Button} small icon="plus" onClick=${() => change([...texts, texts.length ? "" : (defaults[shown] || defaults["*"])[0]])}>Add a text of your own<//></div>
    <p class="hint">Places such as <span class="mono">{rise_percent:.0f}</span>, <span class="mono">{start}</span>, <span class="mono">{detector}</span>, <span class="mono">{peak:.1f}</span>, <span class="mono">{lasted_s:.0f}</span> hold the event's numbers. No text is used twice in a row.</p>
    ${detectorId && html`<${Previews} kind=${kind} detectorId=${detectorId} templates=${templates} />`}
  </div>`;
}

/** @param {any} props */
function Previews({ kind, detectorId, templates }) {
  const settled = useSettled(JSON.stringify(templates), 500);
  const wanted = Object.fromEntries(Object.entries(JSON.parse(settled)).map(([name, texts]) => [name, texts.filter((text) => text.trim())]).filter(([, texts]) => texts.length));
  const found = useResource(`${kind} ${detectorId} ${settled}`, (signal) => api.post("/telemetry/post-targets/preview", { kind, detector_id: detectorId, templates: wanted }, { signal }));
  if (found.error) return html`<p class="problem" role="alert">${found.error.detail || found.error.message}</p>`;
  if (!found.data?.results.length) return found.data ? html`<p class="hint">The detector has found nothing to try the texts on.</p>` : null;
  return html`<div><h3>As they would read</h3>${found.data.results.map((one, n) => html`<div class="preview" key=${n}><p class="post-text">${one.text}</p>
    <span class=${one.length > one.limit ? "mono too-long" : "mono faint"}>${one.length} of ${one.limit}</span></div>`)}</div>`;
}
