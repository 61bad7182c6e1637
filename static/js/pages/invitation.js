// @ts-check
/** Accept or decline an invitation into a group, by the mailed link. */

import { Button } from "../components/button.js";
import { FormProblem, useForm } from "../components/form.js";
import { Gate } from "../components/gate.js";
import { api } from "../lib/api.js";
import { html } from "../lib/html.js";
import { navigate, place, queryText } from "../lib/router.js";
import { reloadGroups, sessionState, switchGroup } from "../lib/store.js";
import { say } from "../lib/toasts.js";

export default function Invitation() {
  const token = place.value.query.token || "";
  const form = useForm({ token, answer: "accept" }, async ({ answer }) => {
    const joined = await api.post(`/invitations/${answer}`, { token });
    if (answer === "accept") {
      await reloadGroups();
      const groupId = joined?.group_id || joined?.group?.id;
      if (groupId) await switchGroup(groupId);
    }
    say(answer === "accept" ? "You are in" : "The invitation is declined");
    navigate("/", { replace: true });
  });
  const back = queryText({ next: `/invitation${queryText({ token })}` });
  if (sessionState.value !== "member") {
    return html`<${Gate} title="You are invited" lede="Sign in to answer, or make an account with the address that was invited.">
      <div class="actions"><${Button} tone="primary" href=${`/sign-in${back}`}>Sign in<//><${Button} href=${`/register${back}`}>Make an account<//></div>
    <//>`;
  }
  const choose = (answer) => {
    form.set({ answer });
    requestAnimationFrame(() => form.onSubmit());
  };
  return html`<${Gate} title="You are invited" lede="Joining a group shows you its projects, recordings and results.">
    <${FormProblem} form=${form} />
    <div class="actions">
      <${Button} tone="primary" busy=${form.busy} onClick=${() => choose("accept")}>Join the group<//>
      <${Button} busy=${form.busy} onClick=${() => choose("decline")}>Decline<//>
    </div>
  <//>`;
}
