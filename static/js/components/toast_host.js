// @ts-check
/** Where short messages appear. */

import { html } from "../lib/html.js";
import { dismiss, toasts } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button, IconButton } from "./button.js";

export function ToastHost() {
  return html`<div class="toasts" role="status" aria-live="polite">
    ${toasts.value.map((toast) => html`<div class=${`toast ${toast.tone || ""}`} key=${toast.id}>
      <span class="grow">${toast.text}</span>
      ${toast.action && html`<${Button} small onClick=${() => { dismiss(toast.id); toast.action?.run(); }}>${t(toast.action.label)}<//>`}
      <${IconButton} small icon="x" label="Dismiss" tone="" onClick=${() => dismiss(toast.id)} />
    </div>`)}
  </div>`;
}
