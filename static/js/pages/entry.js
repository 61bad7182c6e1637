// @ts-check
/** One entry, large: its pictures, what it says, what people say; arrows and swipes go to its neighbours. */

import { Button, IconButton } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { LoadedPage, Page } from "../components/page.js";
import { EntryDialog } from "../dex/entry_dialog.js";
import { dayOf, IUCN, placeOf, VISIBILITIES } from "../dex/kinds.js";
import { EntryPicture } from "../dex/picture.js";
import { Emblem, plateNumber } from "../dex/plate.js";
import { Comments, report, Signs } from "../dex/talk.js";
import { api, getTagged } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { count } from "../lib/format.js";
import { html, useRef, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { useGet, useResource } from "../lib/resource.js";
import { navigate, place } from "../lib/router.js";
import { user } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

loadStyle("/static/css/dex.css");

const TRAIL = [{ label: "Collection", href: "/collection" }];

export default function Entry() {
  const { id } = place.value.params;
  const tagged = useResource(`/dex/entries/${id}`, (signal) => getTagged(`/dex/entries/${id}`, { signal }));
  return html`<${LoadedPage} of=${tagged} title="Sighting" trail=${TRAIL} what="The entry could not be loaded">${({ data, etag }) => html`<${Shown} key=${data.id} entry=${data} etag=${etag} reload=${tagged.reload} />`}<//>`;
}

/** @param {{entry: any, etag: string, reload: () => void}} props */
function Shown({ entry, etag, reload }) {
  const isOwn = entry.owner.id === user.value?.id;
  const [editing, setEditing] = useState(false);
  const [at, setAt] = useState(0);
  const beside = useNeighbours(entry);
  const swipe = useSwipe(beside.before, beside.after);
  const { species } = entry;
  const remove = async () => {
    if (!(await askFirst({ title: "Delete this entry", tone: "danger", action: "Delete", text: "It can be brought back for 30 days." }))) return;
    api.delete(`/dex/entries/${entry.id}`, { ifMatch: etag }).then(() => { say("Deleted"); navigate("/collection"); }, (error) => sayError(error, "Not deleted"));
  };
  const like = () => api.patch(`/dex/entries/${entry.id}`, { body: { is_favourite: !entry.is_favourite }, ifMatch: etag }).then(reload, (error) => sayError(error, "Not noted"));
  useKeys("Entry", {
    ArrowLeft: ["Entry before", beside.before], ArrowRight: ["Next entry", beside.after],
    ...(isOwn ? { e: ["Change", () => setEditing(true)], f: ["Favourite", like] } : {}),
  }, [entry.version, isOwn, beside.key]);
  const actions = html`<${IconButton} icon="chevron-left" label="Entry before" keys="←" disabled=${!beside.hasBefore} onClick=${beside.before} /><${IconButton} icon="chevron-right" label="Next entry" keys="→" disabled=${!beside.hasAfter} onClick=${beside.after} />
    ${isOwn ? html`<${IconButton} icon="heart" label=${entry.is_favourite ? t("No favourite any more") : t("Favourite")} tone=${entry.is_favourite ? "primary" : ""} aria-pressed=${entry.is_favourite} onClick=${like} /><${Button} icon="pencil" onClick=${() => setEditing(true)}>Change<//><${IconButton} icon="trash-2" label="Delete" onClick=${remove} />` : html`<${Button} icon="flag" onClick=${() => report(entry.id)}>Report<//>`}`;
  const trail = [{ label: isOwn ? "Collection" : entry.owner.display_name, href: isOwn ? "/collection" : `/collection?owner=${entry.owner.id}` }];
  return html`<${Page} title=${html`<i class="species-name">${species.scientific_name}</i>`} name=${species.scientific_name} lede=${species.common_name || undefined} trail=${trail} actions=${actions}>
    <div class="entry-page" ...${swipe}>
      <figure class=${`entry-plate mount-${entry.card_style?.shape || "plate"}`} style=${entry.card_style?.colour ? { "--mount": entry.card_style.colour } : undefined}>
        <span class="plate-head"><span class="plate-number">${plateNumber(species)}</span><span class="plate-family">${[species.order, species.family].filter(Boolean).join(" · ")}</span></span>
        <span class="plate-window">${entry.pictures[at] ? html`<${EntryPicture} key=${entry.pictures[at].id} url=${entry.pictures[at].url} alt=${species.common_name || species.scientific_name} />` : html`<${Emblem} species=${species} />`}</span>
        <figcaption class="plate-caption"><i class="species-name">${species.scientific_name}</i>${species.common_name && html`<span class="plate-common">${species.common_name}</span>`}</figcaption>
        ${entry.pictures.length > 1 && html`<span class="picture-strip">${entry.pictures.map((picture, i) => html`<button type="button" key=${picture.id} aria-pressed=${i === at} aria-label=${t`Picture ${i + 1}`} onClick=${() => setAt(i)}><${EntryPicture} url=${picture.small_url} alt="" /></button>`)}</span>`}
      </figure>
      <div class="stack">
        <dl class="facts-list">${facts(entry, isOwn)}</dl>
        ${entry.notes && html`<p class="entry-notes">${entry.notes}</p>`}
        <p class="row"><a href=${`/species/${species.id}`}>About the species</a><a href=${`/tree?find=${encodeURIComponent(species.scientific_name)}`}>In the tree of life</a><a href=${`/collection?species_id=${species.id}${isOwn ? "" : `&owner=${entry.owner.id}`}`}>All entries of it</a></p>
        <${SignsOf} entry=${entry} />
        <${Comments} entryId=${entry.id} />
      </div>
    </div>
    ${editing && html`<${EntryDialog} entry=${entry} etag=${etag} onClose=${() => setEditing(false)} onSaved=${() => { setEditing(false); reload(); }} />`}
  <//>`;
}

/** The signs need the counts that only the feed carries. @param {{entry: any}} props */
function SignsOf({ entry }) {
  const found = useGet(entry.visibility === "private" ? null : "/feed", { owner_id: entry.owner.id, species_id: entry.species.id, limit: 50 });
  const shown = found.data?.results.find(({ id }) => id === entry.id);
  return shown ? html`<${Signs} entry=${shown} />` : null;
}

/** @param {any} entry @param {boolean} isOwn */
function facts(entry, isOwn) {
  const seen = VISIBILITIES.find(({ value }) => value === entry.visibility);
  const rows = [
    [t("Seen"), dayOf(entry.observed_at)],
    [t("Place"), html`${placeOf(entry) || "–"}${entry.latitude !== null && html` <span class="mono faint">${entry.latitude.toFixed(isOwn ? 5 : 2)}, ${entry.longitude.toFixed(isOwn ? 5 : 2)}</span>`}${entry.is_obscured && html` <span class="tag" title="Others see the place to 0.2 degrees">shown roughly</span>`}`],
    [t("Number"), count(entry.n_individuals)],
    [t("Life"), entry.is_wild ? t("in the wild") : t("captive or cultivated")],
    ...(entry.species.iucn_status ? [[t("Red List"), IUCN[entry.species.iucn_status]]] : []),
    [isOwn ? t("Shown to") : t("Seen by"), isOwn ? seen?.label : html`<a href=${`/collection?owner=${entry.owner.id}`}>${entry.owner.display_name}</a>`],
  ];
  return rows.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`);
}

/** The entries before and after in the order of the collection. @param {any} entry */
function useNeighbours(entry) {
  const list = useGet("/dex/entries", { owner_id: entry.owner.id, limit: 500 });
  const ids = (list.data?.results || []).map(({ id }) => id);
  const at = ids.indexOf(entry.id);
  const to = (/** @type {number} */ step) => () => { if (at >= 0 && ids[at + step]) navigate(`/collection/${ids[at + step]}`, { replace: true }); };
  return { before: to(-1), after: to(1), hasBefore: at > 0, hasAfter: at >= 0 && at < ids.length - 1, key: `${at}/${ids.length}` };
}

/** A swipe of a finger to the left or right. @param {() => void} before @param {() => void} after */
function useSwipe(before, after) {
  const start = useRef(/** @type {any} */ (null));
  return {
    onTouchStart: (event) => { start.current = event.touches.length === 1 ? { x: event.touches[0].clientX, y: event.touches[0].clientY } : null; },
    onTouchEnd: (event) => {
      if (!start.current) return;
      const [dx, dy] = [event.changedTouches[0].clientX - start.current.x, event.changedTouches[0].clientY - start.current.y];
      if (Math.abs(dx) > 60 && Math.abs(dx) > 2 * Math.abs(dy)) (dx > 0 ? before : after)();
    },
  };
}
