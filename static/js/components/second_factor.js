// @ts-check
/** The second factor on one's own page: set up with an app, ten codes on paper, taken away again. */

import { api, saveBlob } from "../lib/api.js";
import { plural } from "../lib/format.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { user } from "../lib/store.js";
import { say } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button, IconButton } from "./button.js";
import { Dialog } from "./dialog.js";
import { FormProblem, TextField, useForm } from "./form.js";
import { Section } from "./page.js";
import { QrPicture } from "./qr_picture.js";
import { Loaded } from "./states.js";
import { Moment, Tag } from "./text.js";

/** The dialogs by what they do. */
const DIALOGS = { begin: SetUp, codes: NewCodes, remove: Remove };

export function SecondFactor() {
  const standing = useGet("/me/second-factor");
  const [open, setOpen] = useState("");
  const close = () => { setOpen(""); standing.reload(); };
  const Shown = DIALOGS[open];
  return html`<${Section} title="Second factor" why="Signing in also asks for a code of an app on your phone, so that a stolen password is not enough.">
    <${Loaded} of=${standing} rows=${1}>${(now) => (now.is_on ? html`<${On} now=${now} onOpen=${setOpen} />` : html`<div class="actions"><${Button} icon="shield" onClick=${() => setOpen("begin")}>Set up a second factor<//></div>`)}<//>
    ${Shown && html`<${Shown} onClose=${close} />`}
  <//>`;
}

/** @param {{now: any, onOpen: (what: string) => void}} props */
function On({ now, onOpen }) {
  const few = now.n_recovery_codes < 4;
  return html`<p class="row"><${Tag} tone="moss">${t("on")}<//><span class="soft">since <${Moment} value=${now.since} /></span><${Tag} tone=${few ? "ochre" : ""}>${plural(now.n_recovery_codes, "recovery code left", "recovery codes left")}<//></p>
    <div class="actions"><${Button} icon="refresh-cw" onClick=${() => onOpen("codes")}>New recovery codes<//><${Button} tone="danger" onClick=${() => onOpen("remove")}>Take it away<//></div>`;
}

/** Keeps the password manager from filling the wrong name in. */
function Me() {
  return html`<input type="text" name="username" autocomplete="username" value=${user.value.username} hidden readonly aria-hidden="true" tabindex="-1" />`;
}

/** @param {{onClose: () => void}} props */
function SetUp({ onClose }) {
  const [enrolment, setEnrolment] = useState(/** @type {any} */ (null));
  const [codes, setCodes] = useState(/** @type {string[] | null} */ (null));
  const form = useForm({ password: "" }, async ({ password }) => setEnrolment(await api.post("/me/second-factor", { password })));
  if (codes) return html`<${Dialog} title="Recovery codes" onClose=${onClose}><${Codes} codes=${codes} onClose=${onClose} /><//>`;
  if (enrolment) return html`<${Dialog} title="Set up a second factor" onClose=${onClose}><${FirstCode} enrolment=${enrolment} onCodes=${setCodes} /><//>`;
  return html`<${Dialog} title="Set up a second factor" onClose=${onClose}><form class="form" onSubmit=${form.onSubmit}>
    <p>You need an app that makes codes: a password manager, or an authenticator on your phone.</p>
    <${FormProblem} form=${form} /><${Me} />
    <${TextField} label="Present password" type="password" autocomplete="current-password" required autofocus ...${form.field("password")} />
    <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" busy=${form.busy}>Go on<//></div>
  </form><//>`;
}

/** @param {{enrolment: {secret: string, address: string}, onCodes: (codes: string[]) => void}} props */
function FirstCode({ enrolment, onCodes }) {
  const box = useRef(/** @type {HTMLFormElement | null} */ (null));
  useEffect(() => box.current?.querySelector("input")?.focus(), []);
  const form = useForm({ code: "" }, async ({ code }) => {
    onCodes((await api.post("/me/second-factor/confirm", { code: code.trim() })).recovery_codes);
    say("Signing in asks for a code from now on");
  });
  const copy = () => navigator.clipboard.writeText(enrolment.secret).then(() => say("Copied"), () => say("Select it and copy it"));
  return html`<form class="form" ref=${box} onSubmit=${form.onSubmit}>
    <p>Read this with the app, or type the letters into it.</p>
    <div class="code-picture"><${QrPicture} text=${enrolment.address} label="QR code for your app" /></div>
    <div class="secret"><span class="grow">${enrolment.secret.match(/.{1,4}/g)?.join(" ")}</span><${IconButton} icon="copy" label="Copy the letters" onClick=${copy} /></div>
    <${FormProblem} form=${form} />
    <${TextField} label="Code that the app shows" inputmode="numeric" autocomplete="one-time-code" class="mono" maxlength="7" required autofocus ...${form.field("code")} />
    <div class="actions end"><${Button} type="submit" tone="primary" busy=${form.busy}>Turn it on<//></div>
  </form>`;
}

/** @param {{codes: string[], onClose: () => void}} props */
function Codes({ codes, onClose }) {
  const text = `${codes.join("\n")}\n`;
  const copy = () => navigator.clipboard.writeText(text).then(() => say("Copied"), () => say("Select them and copy them"));
  return html`<div class="stack"><p>Each opens your account once when the app is lost. Print them or write them down now: they are not shown again.</p>
    <ul class="secret recovery-codes" aria-label="Recovery codes">${codes.map((code) => html`<li key=${code}>${code}</li>`)}</ul>
    <div class="actions"><${Button} icon="copy" onClick=${copy}>Copy<//><${Button} icon="download" onClick=${() => saveBlob(new Blob([text], { type: "text/plain" }), "fieldstation-recovery-codes.txt")}>Keep as a file<//></div>
    <div class="actions end"><${Button} tone="primary" onClick=${onClose}>I have them<//></div></div>`;
}

/** @param {{form: any}} props */
function BothFactors({ form }) {
  return html`<${FormProblem} form=${form} /><${Me} />
    <${TextField} label="Present password" type="password" autocomplete="current-password" required autofocus ...${form.field("password")} />
    <${TextField} label="Code" autocomplete="one-time-code" class="mono" maxlength="20" required hint="Six digits of the app, or a recovery code" ...${form.field("code")} />`;
}

/** @param {{onClose: () => void}} props */
function NewCodes({ onClose }) {
  const [codes, setCodes] = useState(/** @type {string[] | null} */ (null));
  const form = useForm({ password: "", code: "" }, async (values) => setCodes((await api.post("/me/second-factor/recovery-codes", values)).recovery_codes));
  return html`<${Dialog} title="New recovery codes" onClose=${onClose}>${codes ? html`<${Codes} codes=${codes} onClose=${onClose} />` : html`<form class="form" onSubmit=${form.onSubmit}>
    <p>The earlier ones no longer work then.</p>
    <${BothFactors} form=${form} />
    <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" busy=${form.busy}>Make new ones<//></div>
  </form>`}<//>`;
}

/** @param {{onClose: () => void}} props */
function Remove({ onClose }) {
  const form = useForm({ password: "", code: "" }, async (values) => {
    await api.post("/me/second-factor/remove", values);
    say("Signing in asks for the password alone");
    onClose();
  });
  return html`<${Dialog} title="Take the second factor away" onClose=${onClose}><form class="form" onSubmit=${form.onSubmit}>
    <${BothFactors} form=${form} />
    <div class="actions end"><${Button} onClick=${onClose}>Keep<//><${Button} type="submit" tone="danger primary" busy=${form.busy}>Take it away<//></div>
  </form><//>`;
}
