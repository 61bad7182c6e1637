// @ts-check
/** Confirming the address of the account by a code; invitations are shown once it is confirmed. */

import { api } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { user } from "../lib/store.js";
import { say } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { FormProblem, TextField, useForm } from "./form.js";
import { Icon } from "./icon.js";

export function ConfirmEmail() {
  const [sent, setSent] = useState(false);
  const form = useForm({ code: "" }, async ({ code }) => {
    if (sent) {
      user.value = await api.post("/me/email/verify", { code: code.replace(/\D/g, "") });
      say("The address is confirmed");
      return;
    }
    await api.post("/me/email/code");
    setSent(true);
  });
  if (user.value?.is_email_verified) return null;
  return html`<form class="notice ochre" onSubmit=${form.onSubmit}><${Icon} name="mail" />
    <div class="grow stack tight">
      <p>${sent ? t`A code is on its way to ${user.value.email}. It holds for 10 minutes.` : t`${user.value.email} is not confirmed yet. Invitations to it are shown once it is.`}</p>
      <${FormProblem} form=${form} />
      ${sent && html`<${TextField} label="Code" inputmode="numeric" autocomplete="one-time-code" class="mono" maxlength="8" required autofocus ...${form.field("code")} />`}
      <div class="actions"><${Button} type="submit" small tone=${sent ? "primary" : ""} busy=${form.busy}>${sent ? t("Confirm") : t("Send a code")}<//></div>
    </div>
  </form>`;
}
