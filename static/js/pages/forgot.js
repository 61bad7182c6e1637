// @ts-check
/** Ask for a link that sets a new password. */

import { Button } from "../components/button.js";
import { FormProblem, TextField, useForm } from "../components/form.js";
import { Gate } from "../components/gate.js";
import { api } from "../lib/api.js";
import { html, useState } from "../lib/html.js";

export default function Forgot() {
  const [sent, setSent] = useState(false);
  const form = useForm({ email: "" }, async (values) => {
    await api.post("/auth/password/forgot", values, { anonymous: true });
    setSent(true);
  });
  if (sent) {
    return html`<${Gate} title="Look in your mail" lede="If the address is known here, a link is on its way. It holds for one hour and works once.">
      <${Button} href="/sign-in">Back to sign-in<//>
    <//>`;
  }
  return html`<${Gate} title="A new password" lede="We send a link to the address of your account." foot=${html`<a href="/sign-in">Back to sign-in</a>`}>
    <form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      <${TextField} label="Email" type="email" autocomplete="email" required autofocus ...${form.field("email")} />
      <${Button} type="submit" tone="primary" class="wide" busy=${form.busy}>Send the link<//>
    </form>
  <//>`;
}
