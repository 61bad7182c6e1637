// @ts-check
/** Choosing a channel by typing a part of its name. */

import { IconButton } from "../components/button.js";
import { api } from "../lib/api.js";
import { html, useEffect, useId, useState } from "../lib/html.js";
import { useResource, useSettled } from "../lib/resource.js";
import { t } from "../lib/words.js";

/** @param {any} channel */
const named = (channel) => (channel.name ? `${channel.public_id} · ${channel.name}` : channel.public_id);

/**
 * @param {{label: string, projectId: string, value: any, known?: any, optional?: boolean, problem?: string,
 *   onValue: (id: number | null, channel?: any) => void, onRemove?: () => void}} props `known` is the chosen channel, if it is known already
 */
export function ChannelChoice({ label, projectId, value, known, optional, problem, onValue, onRemove }) {
  const id = useId();
  const [text, setText] = useState(known ? named(known) : "");
  useEffect(() => {
    if (known && known.id === value) setText(named(known));
  }, [known?.id]);
  const search = useSettled(text.split(" · ")[0].trim());
  const found = useResource(projectId ? `${projectId} ${search}` : null, (signal) => api.get("/telemetry/channels", { query: { project_id: projectId, limit: 20, ...(search ? { search } : {}) }, signal }));
  const choices = found.data?.results || [];
  const onInput = (event) => {
    const typed = event.currentTarget.value;
    setText(typed);
    const hit = choices.find((channel) => named(channel) === typed || channel.public_id === typed);
    if (hit) onValue(hit.id, hit);
    else if (value !== null) onValue(null);
  };
  return html`<div class="field">
    <label class="label" for=${id}><span>${label}</span>${optional && html`<span class="optional">optional</span>`}</label>
    <div class="channel-choice">
      <input id=${id} class="input" type="text" autocomplete="off" list=${`${id}-list`} value=${text} placeholder="Type a part of its name" onInput=${onInput}
        aria-invalid=${problem || (text && value === null && !found.loading && !choices.length) ? "true" : undefined} aria-describedby=${problem ? `${id}-problem` : undefined} />
      <datalist id=${`${id}-list`}>${choices.map((channel) => html`<option key=${channel.id} value=${named(channel)}>${channel.unit}</option>`)}</datalist>
      ${onRemove && html`<${IconButton} icon="x" small label=${t`Remove ${text || t("this channel")}`} onClick=${onRemove} />`}
    </div>
    ${problem && html`<span class="problem" id=${`${id}-problem`}>${problem}</span>`}
    ${!problem && projectId && !found.loading && !search && found.data && !choices.length && html`<span class="hint">The project has no channels yet.</span>`}
  </div>`;
}
