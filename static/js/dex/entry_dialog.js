// @ts-check
/** The form of an entry: a new one, or one that is changed. */

import { Button } from "../components/button.js";
import { Dialog } from "../components/dialog.js";
import { CheckField, FormProblem, NumberField, Segmented, TextField, useForm } from "../components/form.js";
import { announceKept } from "../field/desk.js";
import { keepSighting } from "../field/sightings.js";
import { ApiError, api, newKey, writeTagged } from "../lib/api.js";
import { html, useRef } from "../lib/html.js";
import { navigate, place } from "../lib/router.js";
import { say } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { CardStyle } from "./card_style.js";
import { VISIBILITIES } from "./kinds.js";
import { PicturesField } from "./pictures_field.js";
import { SpeciesField } from "./species_field.js";

/** A moment as the browser's field wants it, in local time. @param {string} iso */
const localTime = (iso) => {
  const moment = new Date(iso);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/** @param {any} entry */
const valuesOf = (entry) => ({
  species: entry ? { id: entry.species.id, name: entry.species.scientific_name, common: entry.species.common_name } : place.value.query.species_id ? { id: place.value.query.species_id, name: "", common: "" } : null,
  observed_at: localTime(entry?.observed_at || new Date().toISOString()),
  place_name: entry?.place_name || "",
  latitude: entry?.latitude ?? null,
  longitude: entry?.longitude ?? null,
  accuracy_m: entry?.accuracy_m ?? null,
  is_obscured: entry?.obscures_by_choice || false,
  n_individuals: entry?.n_individuals || 1,
  is_wild: entry ? entry.is_wild : true,
  notes: entry?.notes || "",
  visibility: entry?.visibility || "friends",
  card_style: { shape: "plate", colour: null, stickers: [], ...entry?.card_style },
  pictures: entry?.pictures || [],
});

/** @param {any} values @returns {any} the request */
function requestOf({ species, observed_at, pictures, n_individuals, ...rest }) {
  const named = species?.id ? { species_id: species.id } : { scientific_name: species?.name || "" };
  const chosen = pictures.filter(({ blob }) => !blob).map((picture) => (picture.isNew ? { image_id: picture.image_id } : { id: picture.id }));
  return { ...named, ...rest, n_individuals: n_individuals || 1, observed_at: new Date(observed_at).toISOString(), pictures: chosen };
}

/** A new entry at the station, or on this device while the station is away; its name makes it one. @param {any} body @param {any} values @param {string} key */
async function makeEntry(body, values, key) {
  try {
    if (!values.pictures.some(({ blob }) => blob)) return await api.post("/dex/entries", { ...body, client_id: key }, { idempotencyKey: key });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 0) throw error;
  }
  const { pictures, identification_id, ...fields } = body;
  const kept = values.pictures.map(({ blob, image_id, name }) => (blob ? { blob, name } : { image_id, name }));
  await keepSighting(key, fields, kept, { name: values.species?.name || t("A sighting"), identification_id });
  announceKept();
  return null;
}

/** @param {{entry?: any, etag?: string, onClose: () => void, onSaved: (entry: any) => void}} props `onSaved` gets null for an entry that waits on this device */
export function EntryDialog({ entry, etag = "", onClose, onSaved }) {
  const identification = place.value.query.identification_id;
  const key = useRef(newKey());
  const form = useForm(valuesOf(entry), async (values) => {
    const body = requestOf(values);
    if (entry) {
      onSaved((await writeTagged("PATCH", `/dex/entries/${entry.id}`, body, etag)).data);
      say("Saved");
      return;
    }
    const made = await makeEntry(identification ? { ...body, identification_id: identification } : body, values, key.current);
    if (!made) {
      say("Kept on this device; it goes to the station when that answers");
      onSaved(null);
      return;
    }
    say(made.is_first_of_species ? t`${made.species.common_name || made.species.scientific_name} is new in your collection` : "Added");
    if (made.new_badges.length) say(made.new_badges.length > 1 ? t`${made.new_badges.length} new badges` : "A new badge", { action: { label: t("Look"), run: () => navigate("/profile") } });
    onSaved(made);
  });
  const { values, set, field } = form;
  const here = () => navigator.geolocation?.getCurrentPosition(
    ({ coords }) => set({ latitude: Number(coords.latitude.toFixed(5)), longitude: Number(coords.longitude.toFixed(5)), accuracy_m: Math.round(coords.accuracy) }),
    () => say("This device does not tell where it is"),
  );
  return html`<${Dialog} title=${entry ? t("Change the entry") : t("Add an entry")} onClose=${onClose} wide>
    <form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      <${SpeciesField} value=${values.species} problem=${form.error?.fieldMessage?.("species_id") || form.error?.fieldMessage?.("scientific_name")} onValue=${(species) => set({ species })} />
      <div class="pair">
        <${TextField} label="Seen" type="datetime-local" required ...${field("observed_at")} />
        <${NumberField} label="How many" min="1" step="1" ...${field("n_individuals")} />
      </div>
      <${TextField} label="Place" optional ...${field("place_name")} />
      <div class="pair">
        <${NumberField} label="Latitude" unit="°" optional min="-90" max="90" ...${field("latitude")} value=${values.latitude} />
        <${NumberField} label="Longitude" unit="°" optional min="-180" max="180" ...${field("longitude")} value=${values.longitude} />
      </div>
      <div class="row"><${Button} small icon="map-pin" onClick=${here}>Where I am<//>
        <${CheckField} label="Show others the place only roughly" hint="To 0.2°, about 20 km; always so for sensitive species" value=${values.is_obscured} onValue=${(is_obscured) => set({ is_obscured })} /></div>
      <${CheckField} label="In the wild" hint="Not kept, planted or fed by people" value=${values.is_wild} onValue=${(is_wild) => set({ is_wild })} />
      <${PicturesField} value=${values.pictures} onValue=${(pictures) => set({ pictures })} />
      <${TextField} label="Notes" multiline optional ...${field("notes")} />
      <${Segmented} label="Shown to" value=${values.visibility} options=${VISIBILITIES} onValue=${(visibility) => set({ visibility })} />
      <${CardStyle} value=${values.card_style} onValue=${(card_style) => set({ card_style })} />
      <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" icon="check" busy=${form.busy}>${entry ? t("Save") : t("Add")}<//></div>
    </form>
  <//>`;
}
