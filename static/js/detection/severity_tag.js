// @ts-check
/** How much an event matters, and where it stands. */

import { Tag } from "../components/text.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { dateTime } from "../lib/format.js";

const TONES = { info: ["plain", "info", t("information")], warning: ["ochre", "triangle-alert", t("warning")], alarm: ["brick", "bell", t("alarm")] };

/** @param {{severity: string}} props */
export function SeverityTag({ severity }) {
  const [tone, icon, text] = TONES[severity] || TONES.info;
  return html`<${Tag} tone=${tone} icon=${icon}>${text}<//>`;
}

/** What someone has to do about it, if anything. @param {{event: any}} props */
export function StandingTag({ event }) {
  if (event.withdrawn_at) return html`<${Tag} tone="plain" icon="undo-2" title="Late readings undid it">withdrawn<//>`;
  if (event.acknowledged_at) return html`<${Tag} tone="plain" icon="check">seen<//>`;
  if (event.shelved_until && new Date(event.shelved_until) > new Date()) return html`<${Tag} tone="plain" icon="clock" title=${t`Until ${dateTime(event.shelved_until)}`}>shelved<//>`;
  if (event.is_alarm) return html`<${Tag} tone="brick" icon="bell">needs someone<//>`;
  return html`<span class="faint">${event.end_us === null ? t("goes on") : t("over")}</span>`;
}
