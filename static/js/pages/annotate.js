// @ts-check
/** Labelling the calls of a batch: what is needed before the first call can be shown. */

import { keepWhatComes } from "../annotation/taken.js";
import { NotReady } from "../annotation/places.js";
import { Workplace } from "../annotation/workplace.js";
import { loadRepertoire } from "../annotation/words.js";
import { Failure, Skeleton } from "../components/states.js";
import { api } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { html, useEffect, useState } from "../lib/html.js";
import { join } from "../lib/live.js";
import { useResource } from "../lib/resource.js";
import { place } from "../lib/router.js";
import { may } from "../lib/store.js";
import { crumbs } from "../lib/trail.js";
import { t } from "../lib/words.js";

/** Style sheets of the screen, in the order in which they count. */
const STYLES = ["annotation", "annotation-names", "annotation-commands", "annotation-sizes"];

export default function Annotate() {
  const { id } = place.value.params;
  const [round, setRound] = useState(0);
  useEffect(() => keepWhatComes(id), [id, round]);
  const found = useResource(`${id} ${round}`, async (signal) => {
    const [batch] = await Promise.all([api.get(`/task-batches/${id}`, { signal }), ...STYLES.map((part) => loadStyle(`/static/css/${part}.css`))]);
    return { batch, ...(await loadRepertoire(batch.species_id, signal)) };
  });
  const batch = found.data?.batch;
  useEffect(() => {
    const name = batch ? t`Label ${batch.name}` : t("Label§do");
    crumbs.value = [{ label: "Labelling", href: "/batches" }, ...(batch ? [{ label: batch.name, href: `/batches/${batch.id}` }] : []), { label: t("Label§do") }];
    document.title = `${name} · Fieldstation`;
  }, [batch?.name]);
  const isWaiting = batch && ["building", "failed"].includes(batch.state);
  useEffect(() => (isWaiting ? join(`batch:${id}`, { "batch.changed": found.reload, "batch.progress": found.reload }) : undefined), [id, isWaiting]);
  if (found.error && !found.data) return html`<div class="page"><h1 class="sr-only">${t("Label§do")}</h1><${Failure} error=${found.error} what="The batch could not be opened" retry=${found.reload} /></div>`;
  if (!found.data) return html`<div class="page full"><h1 class="sr-only">${t("Label§do")}</h1><${Skeleton} width="30%" /><${Skeleton} height="420px" /></div>`;
  if (isWaiting) return html`<div class="page"><h1>${batch.name}</h1><${NotReady} batch=${batch} /></div>`;
  const mayLabel = may("annotator") && batch.state === "open";
  return html`<${Workplace} ...${found.data} key=${`${id}${mayLabel}${round}`} mayLabel=${mayLabel} startAt=${place.value.query.task} onChanged=${found.reload} onTake=${() => setRound(round + 1)} />`;
}
