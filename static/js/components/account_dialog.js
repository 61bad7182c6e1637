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
  /** @param {any} question @param {string} path @param {string} done @param {string} problem */
  const act = async (question, path, done, problem) => {
    if (!(await askFirst({ tone: "danger", ...question }))) return;
    await api.delete(`/people/${row.id}${path}`).then(() => { say(done); onClose(); }, (error) => sayError(error, problem));
  };
  const signOut = () => act(
    { title: t`Sign ${row.display_name} out everywhere`, action: t("Sign out everywhere"), text: isMe ? t("You are signed out here too. Your API keys go on working.") : t("They have to sign in again on every device. Their API keys go on working.") },
    "/sessions", t`${row.display_name} is signed out`, t("Not signed out"),
  );
  const takeFactor = () => act(
    { title: t`Take the second factor of ${row.display_name} away`, action: t("Take it away"), text: t("Only when you are sure that it is they who ask: the password alone opens the account then. They are told by mail.") },
    "/second-factor", t`${row.display_name} signs in with the password alone`, t("Not taken away"),
  );
  return html`<${Dialog} title=${row.display_name} onClose=${onClose}><div class="stack">
    <p class="soft">${row.email}</p>
    ${row.n_sessions > 0 && html`<div class="actions"><${Button} icon="log-out" onClick=${signOut}>Sign out everywhere<//></div>`}
    ${row.has_second_factor && !isMe && html`<div class="actions"><${Button} icon="shield" onClick=${takeFactor}>Take a lost second factor away<//></div>`}
  </div><//>`;
}
