// @ts-check
/** Set a new password by the mailed link. */

import { Button } from "../components/button.js";
import { FormProblem, TextField, useForm } from "../components/form.js";
import { Gate } from "../components/gate.js";
import { api } from "../lib/api.js";
import { html } from "../lib/html.js";
import { navigate, place } from "../lib/router.js";
import { enter } from "../lib/store.js";
import { say } from "../lib/toasts.js";

export default function Reset() {
  const form = useForm({ token: place.value.query.token || "", password: "" }, async (values) => {
    const answer = await api.post("/auth/password/reset", values, { anonymous: true });
    say("The new password is set");
    if (answer?.access_token) await enter(answer);
    navigate(answer?.access_token ? "/" : "/sign-in", { replace: true });
  });
  return html`<${Gate} title="Set a new password" foot=${html`<a href="/sign-in">Back to sign-in</a>`}>
    <form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      <${TextField} label="New password" type="password" autocomplete="new-password" minlength="10" required autofocus
        hint="At least 10 characters; not one that many people use" ...${form.field("password")} />
      <${Button} type="submit" tone="primary" class="wide" busy=${form.busy}>Set the password<//>
    </form>
  <//>`;
}
