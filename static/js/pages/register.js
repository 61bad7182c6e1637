// @ts-check
/** Make an account. */

import { AccountFields } from "../components/account_fields.js";
import { Button } from "../components/button.js";
import { FormProblem, useForm } from "../components/form.js";
import { Gate } from "../components/gate.js";
import { api } from "../lib/api.js";
import { html } from "../lib/html.js";
import { navigate, place } from "../lib/router.js";
import { enter } from "../lib/store.js";

export default function Register() {
  const form = useForm({ email: place.value.query.email || "", username: "", display_name: "", password: "" }, async (values) => {
    await enter(await api.post("/auth/register", { ...values, display_name: values.display_name || undefined, cookie: true }, { anonymous: true }));
    const wanted = place.value.query.next || "/";
    navigate(wanted.startsWith("/") && !wanted.startsWith("//") ? wanted : "/", { replace: true });
  });
  const foot = html`Here before? <a href="/sign-in">Sign in</a>`;
  return html`<${Gate} title="Make an account" lede="You start with a group of your own; others can invite you into theirs." foot=${foot}>
    <form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      <${AccountFields} form=${form} />
      <${Button} type="submit" tone="primary" class="wide" busy=${form.busy}>Make the account<//>
    </form>
  <//>`;
}
