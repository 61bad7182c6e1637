// @ts-check
/** What waits on this device to be sent, and what the station did not take. */

import { Button, IconButton } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { Icon } from "../components/icon.js";
import { Moment } from "../components/text.js";
import { dateTime, plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { sendSoon } from "./desk.js";
import { dismissRefusal } from "./labels.js";
import { discardSighting, retrySighting } from "./sightings.js";
import { isSending, labels, nWaiting, refusals, sightings } from "./waiting.js";

export function Waiting() {
  const hasAny = sightings.value.length + labels.value.length + refusals.value.length > 0;
  const send = html`<${Button} small icon="upload" busy=${isSending.value} onClick=${() => sendSoon(0)}>Send now<//>`;
  return html`<section class="home-section" aria-label="Waits on this device">
    <div class="row spread"><h2>Waits on this device</h2>${nWaiting.value > 0 && send}</div>
    <ul class="panel rule-list">
      ${!hasAny && html`<li class="line-item"><${Icon} name="check" class="moss" /><span class="soft">Nothing waits; the station has everything you made</span></li>`}
      ${sightings.value.map((row) => html`<${SightingLine} key=${row.key} row=${row} />`)}
      ${labels.value.map(({ batch_id, n }) => html`<li class="line-item" key=${batch_id}><${Icon} name="pen-line" /><span class="grow">${plural(n, "decision")} about calls</span><a href=${`/batches/${batch_id}/annotate`}>The batch</a></li>`)}
      ${refusals.value.map((one) => html`<li class="line-item" key=${one.key}><${Icon} name="circle-alert" class="brick" />
        <span class="grow">A label of <${Moment} value=${one.at} /> was not taken: ${one.detail}</span><${IconButton} small icon="x" label="Forget this" onClick=${() => dismissRefusal(one.key)} /></li>`)}
    </ul>
  </section>`;
}

/** @param {{row: import("./waiting.js").Sighting}} props */
function SightingLine({ row }) {
  const { problem, pictures, fields, name, key } = row;
  const facts = [dateTime(fields.observed_at), fields.place_name, pictures.length && plural(pictures.length, "picture")].filter(Boolean).join(" · ");
  const discard = async () => {
    const yes = await askFirst({ title: t`Discard ${name}`, tone: "danger", action: "Discard", text: "It is on this device only. Discarded, it is gone." });
    if (yes) discardSighting(key);
  };
  const again = () => retrySighting(key).then(() => sendSoon(0));
  return html`<li class="line-item"><${Icon} name=${problem ? "circle-alert" : "binoculars"} class=${problem ? "brick" : ""} />
    <span class="grow"><i class="species-name">${name}</i> <span class="soft">${facts}</span>${problem && html`<br /><span class="problem-text">Not taken: ${problem.detail}</span>`}</span>
    ${problem && html`<${Button} small icon="rotate-ccw" onClick=${again}>Send again<//>`}
    <${IconButton} small icon="trash-2" label=${t`Discard ${name}`} onClick=${discard} /></li>`;
}
