// @ts-check
/** Where an announcement stands, and why. */

import { Tag } from "../components/text.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";

const REASONS = { cooldown: "cooldown", "daily-cap": t("enough for today"), "quiet-hours": t("quiet hours"), withdrawn: t("event withdrawn") };

const STATES = {
  waiting: ["moss", "clock", t("on its way")],
  sending: ["moss", "activity", t("being sent")],
  posted: ["plain", "check", t("posted")],
  "dry-run": ["guess", "eye", t("dry run")],
  "held-back": ["plain", "pause", t("held back")],
  failed: ["brick", "circle-alert", t("failed")],
  uncertain: ["ochre", "triangle-alert", t("uncertain")],
};

export const POST_STATES = Object.entries(STATES).map(([value, [, , label]]) => ({ value, label }));

/** @param {{post: any}} props */
export function PostStateTag({ post }) {
  const [tone, icon, text] = STATES[post.state] || STATES.waiting;
  const why = REASONS[post.reason] || "";
  return html`<${Tag} tone=${tone} icon=${icon} title=${post.error_detail || why}>${why ? `${text}: ${why}` : text}<//>`;
}
