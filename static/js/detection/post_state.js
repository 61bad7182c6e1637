// @ts-check
/** Where an announcement stands, and why. */

import { Tag } from "../components/text.js";
import { html } from "../lib/html.js";

const REASONS = { cooldown: "cooldown", "daily-cap": "enough for today", "quiet-hours": "quiet hours", withdrawn: "event withdrawn" };

const STATES = {
  waiting: ["moss", "clock", "on its way"],
  sending: ["moss", "activity", "being sent"],
  posted: ["plain", "check", "posted"],
  "dry-run": ["guess", "eye", "dry run"],
  "held-back": ["plain", "pause", "held back"],
  failed: ["brick", "circle-alert", "failed"],
  uncertain: ["ochre", "triangle-alert", "uncertain"],
};

export const POST_STATES = Object.entries(STATES).map(([value, [, , label]]) => ({ value, label }));

/** @param {{post: any}} props */
export function PostStateTag({ post }) {
  const [tone, icon, text] = STATES[post.state] || STATES.waiting;
  const why = REASONS[post.reason] || "";
  return html`<${Tag} tone=${tone} icon=${icon} title=${post.error_detail || why}>${why ? `${text}: ${why}` : text}<//>`;
}
