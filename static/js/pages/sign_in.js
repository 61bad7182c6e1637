// @ts-check
/** Sign in with a password, or with a code sent by email; then with a second factor where there is one. */

import { Button } from "../components/button.js";
import { FormProblem, TextField, useForm } from "../components/form.js";
import { Gate } from "../components/gate.js";
import { api } from "../lib/api.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { navigate, place } from "../lib/router.js";
import { enter, sessionState } from "../lib/store.js";
import { t } from "../lib/words.js";

/** Where to go after signing in: only to a page of our own. */
function nextPage() {
  const wanted = place.value.query.next || "/";
  return wanted.startsWith("/") && !wanted.startsWith("//") ? wanted : "/";
}

export default function SignIn() {
  const [way, setWay] = useState("password");
  const [ticket, setTicket] = useState("");
  const onAnswer = (answer) => (answer.ticket ? setTicket(answer.ticket) : enter(answer));
  const setup = useGet("/setup");
  useEffect(() => {
    if (setup.data?.needs_setup) navigate("/setup", { replace: true });
  }, [setup.data]);
  useEffect(() => {
    if (sessionState.value === "member") navigate(nextPage(), { replace: true });
  }, [sessionState.value]);
  if (ticket) return html`<${Gate} title="Second factor" lede="One more step: what does the app show?"><${SecondForm} ticket=${ticket} onAgain=${() => setTicket("")} /><//>`;
  const foot = html`New here? <a href="/register">Make an account</a>`;
  return html`<${Gate} title="Sign in" foot=${foot}>
    ${way === "password" ? html`<${PasswordForm} onAnswer=${onAnswer} />` : html`<${CodeForm} onAnswer=${onAnswer} />`}
    <${Button} icon=${way === "password" ? "mail" : "key-round"} onClick=${() => setWay(way === "password" ? "code" : "password")}>
      ${way === "password" ? t("Send me a code instead") : t("Use a password instead")}
    <//>
  <//>`;
}

/** @param {{onAnswer: (answer: any) => any}} props */
function PasswordForm({ onAnswer }) {
  const form = useForm({ login: "", password: "" }, async (values) => onAnswer(await api.post("/auth/login", { ...values, cookie: true }, { anonymous: true })));
  return html`<form class="form" onSubmit=${form.onSubmit}>
    <${FormProblem} form=${form} />
    <${TextField} label="Email or user name" autocomplete="username" required autofocus ...${form.field("login")} />
    <${TextField} label="Password" type="password" autocomplete="current-password" required ...${form.field("password")} />
    <${Button} type="submit" tone="primary" class="wide" busy=${form.busy}>Sign in<//>
    <a href="/forgot">Forgot the password?</a>
  </form>`;
}

/** @param {{onAnswer: (answer: any) => any}} props */
function CodeForm({ onAnswer }) {
  const [sent, setSent] = useState(false);
  const form = useForm({ email: "", code: "" }, async ({ email, code }) => {
    if (sent) {
      await onAnswer(await api.post("/auth/code/verify", { email, code: code.replace(/\D/g, "") }, { anonymous: true }));
      return;
    }
    await api.post("/auth/code", { email }, { anonymous: true });
    setSent(true);
  });
  return html`<form class="form" onSubmit=${form.onSubmit}>
    <${FormProblem} form=${form} />
    <${TextField} label="Email" type="email" autocomplete="email" required readonly=${sent} ...${form.field("email")} />
    ${sent && html`<${TextField} label="Code" inputmode="numeric" autocomplete="one-time-code" class="mono" maxlength="8" required autofocus
      hint="If the address is known here, six digits are on their way. They hold for 10 minutes." ...${form.field("code")} />`}
    <${Button} type="submit" tone="primary" class="wide" busy=${form.busy}>${sent ? t("Sign in") : t("Send the code")}<//>
  </form>`;
}

/** @param {{ticket: string, onAgain: () => void}} props */
function SecondForm({ ticket, onAgain }) {
  const [isLost, setLost] = useState(false);
  const box = useRef(/** @type {HTMLFormElement | null} */ (null));
  useEffect(() => box.current?.querySelector("input")?.focus(), [isLost]);
  const form = useForm({ code: "" }, async ({ code }) => enter(await api.post("/auth/second-factor", { ticket, code: code.trim() }, { anonymous: true })));
  const field = isLost
    ? html`<${TextField} key="recovery" label="Recovery code" class="mono" maxlength="20" required autofocus hint="One of the ten you were given; it works once" ...${form.field("code")} />`
    : html`<${TextField} key="app" label="Code" inputmode="numeric" autocomplete="one-time-code" class="mono" maxlength="7" required autofocus hint="Six digits that change every half minute" ...${form.field("code")} />`;
  return html`<form class="form" ref=${box} onSubmit=${form.onSubmit}>
    <${FormProblem} form=${form} />
    ${field}
    <${Button} type="submit" tone="primary" class="wide" busy=${form.busy}>Sign in<//>
    <div class="actions"><${Button} icon="key-round" onClick=${() => { setLost(!isLost); form.setValues({ code: "" }); }}>${isLost ? t("Use the app") : t("Use a recovery code")}<//><${Button} onClick=${onAgain}>Start again<//></div>
  </form>`;
}
