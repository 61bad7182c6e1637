// @ts-check
/** First run: the first administrator, by the link the station printed when it started. */

import { AccountFields } from "../components/account_fields.js";
import { Button } from "../components/button.js";
import { FormProblem, TextField, useForm } from "../components/form.js";
import { Gate } from "../components/gate.js";
import { api } from "../lib/api.js";
import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { navigate, place } from "../lib/router.js";
import { enter } from "../lib/store.js";
import { t } from "../lib/words.js";

export default function Setup() {
  const token = place.value.query.token || "";
  const state = useGet("/setup");
  const form = useForm({ token, email: "", username: "", display_name: "", password: "" }, async (values) => {
    await enter(await api.post("/setup", { ...values, display_name: values.display_name || values.username }, { anonymous: true }));
    navigate("/", { replace: true });
  });
  if (state.loading) return html`<${Gate} title="Fieldstation"><span class="soft">Asking the station…</span><//>`;
  if (state.data && !state.data.needs_setup) {
    return html`<${Gate} title="Already set up" lede="This station has its administrator.">
      <${Button} href="/sign-in" tone="primary">Sign in<//>
    <//>`;
  }
  return html`<${Gate} title="Set up this station" lede="The first account looks after the station. It stays on this machine.">
    <form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      ${!token && html`<${TextField} label="Set-up token" class="mono" required hint="The station printed a link with it when it started." ...${form.field("token")} />`}
      <${AccountFields} form=${form} />
      <${Button} type="submit" tone="primary" class="wide" busy=${form.busy}>${t("Start§do")}<//>
    </form>
  <//>`;
}
