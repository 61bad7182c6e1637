// @ts-check
/** Invitations that wait for the member's own answer. */

import { api } from "../lib/api.js";
import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { reloadGroups, switchGroup } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { Icon } from "./icon.js";

export function InvitationsToMe() {
  const mine = useGet("/me/invitations");
  const answer = async (one, verb) => {
    try {
      await api.post(`/invitations/${verb}`, { token: one.token });
      await reloadGroups();
      if (verb === "accept") await switchGroup(one.group.id);
      say(verb === "accept" ? t`Working in ${one.group.name}` : "Declined");
    } catch (error) {
      sayError(error);
    }
    mine.reload();
  };
  if (!mine.data?.results.length) return null;
  return html`<div class="stack tight" style=${{ marginBottom: "var(--s6)" }}>${mine.data.results.map((one) => html`<div class="notice ochre" key=${one.id}><${Icon} name="mail" />
    <span class="grow">${one.invited_by?.display_name || t("Someone")} invites you to <strong>${one.group?.name}</strong> as ${one.role}.</span>
    <div class="actions"><${Button} small tone="primary" onClick=${() => answer(one, "accept")}>Join<//><${Button} small onClick=${() => answer(one, "decline")}>Decline<//></div></div>`)}</div>`;
}
