// @ts-check
/** Finding channels to add: search by id, name or what they are about. */

import { Button } from "../components/button.js";
import { Dialog } from "../components/dialog.js";
import { Failure, SkeletonRows } from "../components/states.js";
import { html, useState } from "../lib/html.js";
import { useGet, useSettled } from "../lib/resource.js";
import { activeGroup } from "../lib/store.js";
import { t } from "../lib/words.js";
import { valueWithUnit } from "./values.js";

/** @param {{chosen: number[], most: number, onClose: () => void, onPick: (channel: any) => void}} props */
export function ChannelPicker({ chosen, most, onClose, onPick }) {
  const [text, setText] = useState("");
  const search = useSettled(text, 200);
  const found = useGet("/telemetry/channels", { group_id: activeGroup.value?.id, search: search || undefined, is_active: true, limit: 60 });
  const full = chosen.length >= most;
  return html`<${Dialog} title="Add channels" onClose=${onClose}>
    <div class="stack">
      <label class="field"><span class="label">Search</span>
        <input class="input" type="search" value=${text} onInput=${(event) => setText(event.currentTarget.value)} placeholder="Id, name, discipline" autofocus /></label>
      ${full && html`<p class="notice ochre">A chart holds ${most} channels at most.</p>`}
      ${found.error ? html`<${Failure} error=${found.error} retry=${found.reload} />` : !found.data ? html`<${SkeletonRows} rows=${6} />`
        : html`<ul class="picker-list" aria-label="Channels found">${found.data.results.map((channel) => html`<li key=${channel.id}>
            <div class="grow"><strong class="mono">${channel.public_id}</strong> <span class="soft">${channel.name !== channel.public_id ? channel.name : ""}</span></div>
            <span class="soft mono">${channel.latest ? valueWithUnit(channel.latest.text ?? channel.latest.value, channel) : ""}</span>
            ${chosen.includes(channel.id) ? html`<span class="faint">added</span>`
              : html`<${Button} small icon="plus" disabled=${full} onClick=${() => onPick(channel)} aria-label=${t`Add ${channel.public_id}`}>Add<//>`}
          </li>`)}</ul>`}
      ${found.data && !found.data.results.length && html`<p class="soft">No channel matches.</p>`}
      <div class="actions end"><${Button} tone="primary" onClick=${onClose}>Done<//></div>
    </div>
  <//>`;
}
