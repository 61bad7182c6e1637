// @ts-check
/** Above every page: the station is away, and what waits on this device until it answers. */

import { Icon } from "../components/icon.js";
import { html, signal } from "../lib/html.js";
import { liveState } from "../lib/live.js";
import { plural } from "../lib/format.js";
import { place } from "../lib/router.js";
import { isAway } from "../lib/store.js";
import { t } from "../lib/words.js";
import { nRefused, nWaiting } from "./waiting.js";

/** A dropped connection is told only when it stays away. */
const OFFLINE_AFTER_MS = 4000;

const isLost = signal(false);
let timer = 0;
liveState.subscribe((state) => {
  clearTimeout(timer);
  if (state === "lost") timer = setTimeout(() => { isLost.value = true; }, OFFLINE_AFTER_MS);
  else isLost.value = false;
});

export function OfflineNote() {
  if (!isLost.value && !isAway.value) return null;
  const n = nWaiting.value;
  return html`<div class="offline" role="status"><${Icon} name="wifi-off" />
    <span class="grow">${isAway.value ? t("Without the station: this page shows what is on this device.") : t("The live connection is away. Work goes on at the station; this page catches up when it is back.")}</span>
    ${place.value.path !== "/field" && html`<a href="/field">${n ? t`${plural(n, "thing")} to send` : t("Field")}</a>`}</div>`;
}

/** In the top bar, while something made here is not yet at the station. */
export function WaitingButton() {
  const n = nWaiting.value;
  const refused = nRefused.value;
  if (!n && !refused) return null;
  const label = refused ? (refused === 1 ? t`${plural(refused, "thing")} made on this device was not taken` : t`${plural(refused, "thing")} made on this device were not taken`) : (n === 1 ? t`${plural(n, "thing")} made on this device waits for the station` : t`${plural(n, "thing")} made on this device wait for the station`);
  return html`<a class="button quiet icon-only" href="/field" aria-label=${label} title=${label}><${Icon} name="upload" /><span class="badge" aria-hidden="true">${refused || n}</span></a>`;
}
