// @ts-check
/** What an administrator of the station can do with someone's account. */

import { api } from "../lib/api.js";
import { html } from "../lib/html.js";
import { user } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { Dialog, askFirst } from "./dialog.js";

/** @param {{row: any, onClose: () => void}} props `row`: one of `/people` */
export function AccountDialog({ row, onClose }) {
  const isMe = row.id === user.value?.id;
  /** @param {any} question @param {() => Promise<any>} send @param {string} done @param {string} problem */
  const act = async (question, send, done, problem) => {
    if (!(await askFirst({ tone: "danger", ...question }))) return;
    await send().then(() => { say(done); onClose(); }, (error) => sayError(error, problem));
  };
  const signOut = () => act(
    { title: t`Sign ${row.display_name} out everywhere`, action: t("Sign out everywhere"), text: isMe ? t("You are signed out here too. Your API keys go on working.") : t("They have to sign in again on every device. Their API keys go on working.") },
    () => api.delete(`/people/${row.id}/sessions`), t`${row.display_name} is signed out`, t("Not signed out"),
  );
  const takeFactor = () => act(
    { title: t`Take the second factor of ${row.display_name} away`, action: t("Take it away"), text: t("Only when you are sure that it is they who ask: the password alone opens the account then. They are told by mail.") },
    () => api.delete(`/people/${row.id}/second-factor`), t`${row.display_name} signs in with the password alone`, t("Not taken away"),
  );
  const close = (own_groups, text) => act(
    { title: t`Close the account of ${row.display_name}`, action: t("Close the account"), text },
    () => api.post(`/people/${row.id}/close`, { own_groups }), t`The account of ${row.display_name} is closed`, t("Not closed"),
  );
  const handOver = () => close("hand-over", t("Groups nobody else belongs to become yours, with all they hold. What the person made in other groups stays there, without a name. This cannot be undone."));
  const remove = () => close("delete", t("Groups nobody else belongs to are deleted with all they hold. What the person made in other groups stays there, without a name. This cannot be undone."));
  return html`<${Dialog} title=${row.display_name} onClose=${onClose}><div class="stack">
    <p class="soft">${row.email}</p>
    ${row.n_sessions > 0 && html`<div class="actions"><${Button} icon="log-out" onClick=${signOut}>Sign out everywhere<//></div>`}
    ${row.has_second_factor && !isMe && html`<div class="actions"><${Button} icon="shield" onClick=${takeFactor}>Take a lost second factor away<//></div>`}
    ${!isMe && html`<div class="stack tight"><p class="soft">Close the account for good, and what only this person has:</p><div class="actions"><${Button} tone="danger" onClick=${handOver}>Close and take it over<//><${Button} tone="danger" onClick=${remove}>Close and delete it<//></div></div>`}
  </div><//>`;
}
