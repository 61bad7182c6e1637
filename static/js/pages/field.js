// @ts-check
/** The field: what was made on this device without the station, what was taken along, and whether the page opens there. */

import { takenBatches } from "../annotation/taken.js";
import { Button } from "../components/button.js";
import { Icon } from "../components/icon.js";
import { Page, Section } from "../components/page.js";
import { EntryDialog } from "../dex/entry_dialog.js";
import { canKeep } from "../field/kept_shell.js";
import { namesHere, refreshNames, takeNames } from "../field/names.js";
import { Waiting } from "../field/waiting_list.js";
import { Moment } from "../components/text.js";
import { loadStyle } from "../lib/assets.js";
import { count, plural } from "../lib/format.js";
import { html, useEffect, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { liveState } from "../lib/live.js";
import { useResource } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { isAway, may, user } from "../lib/store.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

loadStyle("/static/css/dex.css");

export default function Field() {
  const add = () => setQuery({ add: 1 }, { push: true });
  const close = () => setQuery({ add: null });
  useKeys("Field", { n: ["Add a sighting", add] }, []);
  const actions = html`<${Button} tone="primary" icon="plus" onClick=${add} title="Add a sighting (n)">Add a sighting<//>`;
  return html`<${Page} title="Field" shape="reading" actions=${actions}
      lede="Note what you meet where there is no network. It stays on this device and goes to the station once, as soon as that answers.">
    <${Connection} />
    <${Waiting} />
    <${Section} title="On this device" why="Fetched while the station answers, so that it is at hand where there is no network."><${Names} /><${Batches} /><//>
    ${place.value.query.add && html`<${EntryDialog} onClose=${close} onSaved=${(made) => (made ? navigate(`/collection/${made.id}`) : close())} />`}
  <//>`;
}

function Connection() {
  const isThere = liveState.value === "on" && !isAway.value;
  const keeps = useResource("worker", async () => canKeep && Boolean((await navigator.serviceWorker.getRegistration())?.active));
  useEffect(() => {
    if (canKeep && keeps.data === false) navigator.serviceWorker.ready.then(keeps.reload);
  }, [keeps.data]);
  const kept = keeps.data
    ? t("These pages are kept on this device and open without a network.")
    : canKeep ? t("These pages are being fetched to this device; a moment more, and they open without a network.")
      : t("This browser keeps pages only when the station is reached over https. What you note is kept all the same, as long as this page stays open.");
  return html`<div class=${`notice ${isThere ? "moss" : "ochre"}`} role="status"><${Icon} name=${isThere ? "circle-check" : "wifi-off"} />
    <div class="grow"><strong>${isThere ? t("The station answers") : t("The station is out of reach")}</strong><p class="soft">${kept}</p></div></div>`;
}

function Names() {
  const [round, setRound] = useState(0);
  const [busy, setBusy] = useState(false);
  const here = useResource(`names ${round}`, () => refreshNames().catch(namesHere));
  const take = async () => {
    setBusy(true);
    await takeNames().catch((error) => sayError(error, "The names were not fetched"));
    setBusy(false);
    setRound((n) => n + 1);
  };
  return html`<div class="row spread"><span class="row"><${Icon} name="list" />${here.data
    ? html`<span>${count(here.data.n)} ${here.data.n === 1 ? t("name") : t("names")} of species to choose from, fetched <${Moment} value=${here.data.at} relative /></span>`
    : html`<span class="soft">No names yet; a scientific name can always be typed</span>`}</span>
    <${Button} small icon="refresh-cw" busy=${busy} onClick=${take}>Fetch anew<//></div>`;
}

function Batches() {
  const taken = useResource("taken", () => takenBatches(user.value.id));
  if (!may("annotator")) return null;
  if (!taken.data?.length) {
    return html`<div class="row spread"><span class="row"><${Icon} name="pen-line" /><span class="soft">No calls to label. Open a batch and press “Take along”.</span></span>
      <${Button} small href="/batches">To the batches<//></div>`;
  }
  return html`<ul class="stack tight">${taken.data.map((one) => html`<li class="row spread" key=${one.batch_id}>
    <span class="row"><${Icon} name="pen-line" /><span>${plural(one.n, "call")} of ${one.name}, taken along <${Moment} value=${one.at} relative /></span></span>
    <${Button} small href=${`/batches/${one.batch_id}/annotate`}>${t("Label§do")}<//></li>`)}</ul>`;
}
