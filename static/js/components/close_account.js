// @ts-check
/** Closing one's own account: what stands in the way, what becomes of one's own groups, both factors once more. */

import { api } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { navigate } from "../lib/router.js";
import { leave, user } from "../lib/store.js";
import { say } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { FormProblem, Segmented, SelectField, TextField, useForm } from "./form.js";
import { Section } from "./page.js";
import { Loaded } from "./states.js";

export function CloseAccount() {
  const [open, setOpen] = useState(false);
  return html`<${Section} title="Close the account" why="For good. What you made in groups with others stays there, without your name.">
    <div class="actions"><${Button} tone="danger" onClick=${() => setOpen(true)}>Close my account…<//></div>
    ${open && html`<${Closing} onClose=${() => setOpen(false)} />`}
  <//>`;
}

/** @param {{onClose: () => void}} props */
function Closing({ onClose }) {
  const outlook = useGet("/me/closing");
  return html`<${Dialog} title="Close the account" onClose=${onClose}>
    <${Loaded} of=${outlook} rows=${4}>${(found) => (found.to_hand_over.length ? html`<${First} groups=${found.to_hand_over} onClose=${onClose} />` : html`<${Choice} outlook=${found} onClose=${onClose} />`)}<//>
  <//>`;
}

/** @param {{groups: any[], onClose: () => void}} props */
function First({ groups, onClose }) {
  return html`<div class="stack">
    <p>Make someone else an administrator of these groups first, on the page of each:</p>
    <ul class="stack tight">${groups.map((group) => html`<li key=${group.id}><strong>${group.name}</strong></li>`)}</ul>
    <div class="actions end"><${Button} onClick=${onClose}>Close<//><${Button} tone="primary" href="/group">To the group<//></div>
  </div>`;
}

/** @param {{outlook: any, onClose: () => void}} props */
function Choice({ outlook, onClose }) {
  const form = useForm({ password: "", code: "", own_groups: "delete", heir_id: outlook.heirs[0]?.id || "" }, async (values) => {
    const heir_id = values.own_groups === "hand-over" ? values.heir_id : null;
    await api.post("/me/close", { password: values.password, code: values.code.trim() || null, own_groups: values.own_groups, heir_id });
    say("Your account is closed");
    await leave();
    navigate("/sign-in");
  });
  const isGiven = form.values.own_groups === "hand-over";
  const ways = [{ value: "delete", label: "Delete it" }, { value: "hand-over", label: "Hand it over" }];
  return html`<form class="form" onSubmit=${form.onSubmit}>
    <p>${t`Nobody else belongs to: ${outlook.own.map((group) => group.name).join(", ")}`}</p>
    ${outlook.heirs.length > 0 && html`<${Segmented} label="What these hold" options=${ways} value=${form.values.own_groups} onValue=${(own_groups) => form.set({ own_groups })} />`}
    ${isGiven
      ? html`<${SelectField} label="To whom" options=${outlook.heirs.map((person) => ({ id: person.id, value: person.id, label: person.display_name }))} ...${form.field("heir_id")} />`
      : html`<p class="soft">Their projects, recordings, pictures, channels and datasets are deleted. This cannot be undone.</p>`}
    <p class="soft">Your collection of sightings, your friends, keys and settings go in any case.</p>
    <${FormProblem} form=${form} />
    <input type="text" name="username" autocomplete="username" value=${user.value?.username} hidden readonly aria-hidden="true" tabindex="-1" />
    <${TextField} label="Present password" type="password" autocomplete="current-password" required ...${form.field("password")} />
    ${outlook.needs_code && html`<${TextField} label="Code" autocomplete="one-time-code" class="mono" maxlength="20" required hint="Six digits of the app, or a recovery code" ...${form.field("code")} />`}
    <div class="actions end"><${Button} onClick=${onClose}>Keep<//><${Button} type="submit" tone="danger primary" busy=${form.busy}>Close my account<//></div>
  </form>`;
}
