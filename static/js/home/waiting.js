// @ts-check
/** What only a person can settle. */

import { Icon } from "../components/icon.js";
import { plural } from "../lib/format.js";
import { html } from "../lib/html.js";

/**
 * `href`: where they are settled; without it, at the first of them.
 * @type {Record<string, {icon: string, tone: string, href?: string, words: (n: number) => any}>}
 */
const KINDS = {
  alarms: { icon: "flag", tone: "brick", href: "/telemetry/events?alarm=true", words: (n) => html`${plural(n, "alarm needs", "alarms need")} someone` },
  "failed-jobs": { icon: "circle-alert", tone: "brick", href: "/jobs?state=failed", words: (n) => html`${plural(n, "job")} failed` },
  invitations: { icon: "mail", tone: "ochre", href: "/group?tab=invitations", words: (n) => html`${plural(n, "invitation")} to a group` },
  "friend-requests": { icon: "heart", tone: "ochre", href: "/friends", words: (n) => html`${plural(n, "person wants", "people want")} to be friends` },
  "uncertain-posts": { icon: "message-square", tone: "ochre", href: "/telemetry/announcements", words: (n) => html`${plural(n, "announcement")} may not have arrived` },
  tasks: { icon: "pen-line", tone: "ochre", words: (n) => html`${plural(n, "call waits", "calls wait")} to be named` },
  imports: { icon: "inbox", tone: "ochre", href: "/datasets/import", words: (n) => html`${plural(n, "file waits", "files wait")} for a word on how to read it` },
  proposals: { icon: "scan-search", tone: "ochre", href: "/identify", words: (n) => html`${plural(n, "picture waits", "pictures wait")} for its name` },
  unsearched: { icon: "scissors", tone: "ochre", href: "/recordings?segmented=false", words: (n) => html`${plural(n, "recording")} not yet searched for calls` },
  reports: { icon: "shield", tone: "ochre", href: "/feed", words: (n) => html`${plural(n, "report")} to settle` },
};

/** @param {{data: any}} props */
export function Waiting({ data }) {
  const lines = data.waiting.filter(({ kind }) => KINDS[kind]);
  return html`<section class="home-section" aria-labelledby="home-waiting">
    <div class="row"><h2 id="home-waiting">Waits for you</h2></div>
    <div class="panel rule-list">
      ${lines.map(({ kind, n, first }) => {
        const { icon, tone, href, words } = KINDS[kind];
        return html`<a class="line-item" key=${kind} href=${href || first[0]?.href}><${Icon} name=${icon} class=${tone} />
          <span class="grow">${words(n)}</span><span class="faint small-text clip wait-names">${first.map(({ title }) => title).join(", ")}</span></a>`;
      })}
      ${!lines.length && html`<div class="line-item"><${Icon} name="check" class="moss" /><span class="soft">Nothing waits for you</span></div>`}
    </div>
  </section>`;
}
