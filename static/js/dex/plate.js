// @ts-check
/** One card of a collection, after the plates of old natural histories: number, animal, name, place, month. */

import { Icon } from "../components/icon.js";
import { SkeletonRows } from "../components/states.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { emblemOf, monthOf, placeOf, roman, STICKERS, VISIBILITIES } from "./kinds.js";
import { EntryPicture } from "./picture.js";

/** The animal itself, or the sign of its group. @param {{entry: any, size?: "thumbnail_url" | "small_url" | "url"}} props */
export function Likeness({ entry, size = "thumbnail_url" }) {
  const picture = entry.pictures[0];
  if (picture) return html`<${EntryPicture} url=${picture[size]} alt=${entry.species.common_name || entry.species.scientific_name} />`;
  return html`<${Emblem} species=${entry.species} />`;
}

/** The sign of a species' group; of one whose group has none, the initial of its genus. @param {{species: any}} props */
export function Emblem({ species }) {
  const icon = emblemOf(species);
  return html`<span class="emblem" aria-hidden="true">${icon ? html`<${Icon} name=${icon} />` : html`<i class="initial">${species.scientific_name.charAt(0)}</i>`}</span>`;
}

/** "Pl. VI.": the species' number on this station, as plates are numbered. @param {any} species */
export const plateNumber = (species) => (species.number ? t`Pl. ${roman(species.number)}.` : t("Pl. –"));

/**
 * @param {{entry: any, href?: string, chosen?: boolean, onFocus?: () => void}} props
 */
export function Plate({ entry, href, chosen, onFocus }) {
  const { species } = entry;
  const style = entry.card_style || {};
  const seen = VISIBILITIES.find(({ value }) => value === entry.visibility);
  return html`<a class=${`plate mount-${style.shape || "plate"}`} href=${href || `/collection/${entry.id}`} style=${style.colour ? { "--mount": style.colour } : undefined}
      aria-current=${chosen ? "true" : undefined} onFocus=${onFocus} draggable=${false}>
    <span class="plate-head">
      <span class="plate-number" title=${species.number ? t`Species ${species.number} of the station` : t("Not numbered yet")}>${plateNumber(species)}</span>
      <span class="plate-family">${species.family || species.class || ""}</span>
    </span>
    <span class="plate-window"><${Likeness} entry=${entry} /></span>
    <span class="plate-caption">
      <i class="species-name">${species.scientific_name}</i>
      ${species.common_name && html`<span class="plate-common">${species.common_name}</span>`}
      <span class="plate-foot"><span class="clip">${[placeOf(entry), monthOf(entry.observed_at)].filter(Boolean).join(" · ")}</span></span>
    </span>
    <span class="plate-marks">
      ${entry.is_favourite && html`<${Icon} name="heart" label="Favourite" />`}
      ${(style.stickers || []).map((name) => html`<${Icon} key=${name} name=${STICKERS[name] || "star"} />`)}
      ${seen && entry.visibility !== "friends" && html`<${Icon} name=${seen.icon} label=${t`Shown to: ${seen.label}`} />`}
      ${!entry.is_wild && html`<span class="plate-captive" title="Captive or cultivated">cult.</span>`}
    </span>
  </a>`;
}

/** A species that is still missing: its group's outline, its name in grey. @param {{species: any}} props */
export function LockedPlate({ species }) {
  return html`<a class="plate locked" href=${`/species/${species.id}`}>
    <span class="plate-head"><span class="plate-number">${plateNumber({})}</span><span class="plate-family">${species.family}</span></span>
    <span class="plate-window"><${Emblem} species=${species} /></span>
    <span class="plate-caption"><i class="species-name">${species.scientific_name}</i><span class="plate-common">${species.common_name || t("not seen yet")}</span></span>
  </a>`;
}

/** Cards that are on their way. */
export const PlatesLoading = () => html`<div class="plates" aria-busy="true">${Array.from({ length: 8 }, (_, i) => html`<div class="plate waiting" key=${i}><${SkeletonRows} rows=${3} /></div>`)}</div>`;
