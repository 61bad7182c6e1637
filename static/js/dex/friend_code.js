// @ts-check
/** One's friend code in large letters and as a QR code, to be read by a friend's phone. */

import { Button } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { QrPicture } from "../components/qr_picture.js";
import { Loaded } from "../components/states.js";
import { api } from "../lib/api.js";
import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

export function FriendCode() {
  const code = useGet("/friends/code");
  const renew = async () => {
    if (!(await askFirst({ title: "Take a new code", action: "New code", text: "The old one finds nobody any more. Friends stay friends." }))) return;
    api.post("/friends/code").then((fresh) => code.set(fresh), (error) => sayError(error, "No new code"));
  };
  return html`<${Loaded} of=${code} rows=${3}>${(data) => html`<div class="friend-code">
    <${QrPicture} text=${data.link} label="QR code that asks for your friendship" />
    <p class="code-letters" aria-label=${t`Friend code ${data.code.split("").join(" ")}`}>${data.code.slice(0, 4)}<span aria-hidden="true">·</span>${data.code.slice(4)}</p>
    <div class="actions"><${Button} small icon="copy" onClick=${() => navigator.clipboard.writeText(data.code).then(() => say("Copied"), () => say(data.code))}>Copy<//><${Button} small icon="refresh-cw" onClick=${renew}>New code<//></div>
  </div>`}<//>`;
}
