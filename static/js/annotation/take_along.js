// @ts-check
/** In the head of the labelling page: whether its calls are taken along, and how many are ready for it. */

import { Icon } from "../components/icon.js";
import { count } from "../lib/format.js";
import { html, useEffect, useState } from "../lib/html.js";
import { user } from "../lib/store.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { isTakenAlong, keepCalls, takeAlong } from "./taken.js";

/** How often the pictures on their way are looked at. */
const LOOK_MS = 500;

/** @param {{batch: any, labelling: import("./labelling.js").Labelling, views: any, onToggle: () => void}} props */
export function TakeAlong({ batch, labelling, views, onToggle }) {
  const isOn = isTakenAlong(batch.id);
  const open = labelling.tasks.value.filter(({ state, isRefused }) => state === "open" && !isRefused);
  const isFetching = useFetching(isOn, views, open.length);
  useEffect(() => {
    // Before the first calls are here, those of the last time must stay.
    if (isOn && labelling.tasks.value.length) keepCalls(user.value.id, batch, open).catch((error) => sayError(error, "Not taken along"));
  }, [isOn, labelling.tasks.value]);
  const toggle = () => takeAlong(user.value.id, batch.id, !isOn).then(onToggle, (error) => sayError(error, "Not taken along"));
  const state = !isOn ? t("Take along") : isFetching ? t`Fetching ${count(open.length)} calls` : t`${count(open.length)} calls along`;
  return html`<button type="button" class="a-along" data-state=${!isOn ? "off" : isFetching ? "fetching" : "ready"} aria-pressed=${String(isOn)} onClick=${toggle}
    title=${isOn ? t("These calls and their pictures are on this device; labels given without the network are sent later. Press to let them go.") : t("Keep the next hundred calls and their pictures on this device, to label them without the network")}>
    <${Icon} name="tent" /><span>${state}</span></button>`;
}

/** Whether pictures are still on their way. @param {boolean} isOn @param {any} views @param {number} n */
function useFetching(isOn, views, n) {
  const [isFetching, setFetching] = useState(isOn);
  useEffect(() => {
    if (!isOn) return undefined;
    setFetching(true);
    const timer = setInterval(() => {
      const made = views.current;
      if (made && n && made.isReadyFor(n - 1)) {
        clearInterval(timer);
        setFetching(false);
      }
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [isOn, n]);
  return isFetching;
}
