// @ts-check
/** Along the top: how far the batch is, how fast it goes, and whether everything is stored. */

import { Icon } from "../components/icon.js";
import { ProgressBar } from "../components/progress.js";
import { count, percent } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { TakeAlong } from "./take_along.js";

/** The pace is that of the last minutes. */
const PACE_MS = 5 * 60_000;

/** @param {{labelling: import("./labelling.js").Labelling, batch: any, views: any, onTake: () => void}} props */
export function Head({ labelling, batch, views, onTake }) {
  const { n_tasks, n_done, n_mine_done } = labelling.progress.value;
  const share = n_tasks ? n_done / n_tasks : 0;
  const pace = paceOf(labelling.entries.value);
  return html`<div class="a-head">
    <a class="a-batch" href=${`/batches/${batch.id}`} title="Back to the batch"><${Icon} name="arrow-left" /><h1>${batch.name}</h1></a>
    <div class="a-progress"><${ProgressBar} share=${share} label=${t`${count(n_done)} of ${count(n_tasks)} labelled`} />
      <span class="mono nowrap">${count(n_done)} / ${count(n_tasks)}</span><span class="faint nowrap a-wide">${percent(share)}</span></div>
    <span class="faint nowrap a-wide">${count(n_mine_done)} by me${pace ? t` · ${pace} a minute` : ""}</span>
    ${labelling.isLabelling && html`<${TakeAlong} batch=${batch} labelling=${labelling} views=${views} onToggle=${onTake} />`}
    ${labelling.isLabelling && html`<${Saved} outbox=${labelling.outbox} />`}
  </div>`;
}

/** Decisions a minute. @param {import("./labelling.js").Entry[]} entries */
function paceOf(entries) {
  const recent = entries.filter(({ at, kind }) => kind === "decision" && Date.now() - at < PACE_MS);
  if (recent.length < 5) return 0;
  return Math.round(((recent.length - 1) * 60_000) / Math.max(1, recent[recent.length - 1].at - recent[0].at));
}

/** @param {{outbox: import("./outbox.js").Outbox}} props */
function Saved({ outbox }) {
  const state = outbox.state.value;
  const n = outbox.items.value.length;
  if (state === "waiting") {
    const why = outbox.problem.value?.status ? outbox.problem.value.detail : t("They are kept in this browser and go when the network is back.");
    return html`<span role="status"><button type="button" class="a-saved waiting" title=${t`${why} Press to try now.`} onClick=${outbox.again}><${Icon} name="wifi-off" />${count(n)} waiting for the network</button></span>`;
  }
  return html`<span class="a-saved" role="status"><${Icon} name=${state === "saved" ? "check" : "refresh-cw"} />${state === "saved" ? t("saved") : t`saving ${count(n)}`}</span>`;
}
