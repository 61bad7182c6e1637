// @ts-check
/** One picture: on the bench, its versions, what its file says, and pictures that look the same. */

import { Button } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { CheckField, TextField } from "../components/form.js";
import { Page, Panel } from "../components/page.js";
import { Loaded } from "../components/states.js";
import { EntryPicture } from "../dex/picture.js";
import { api, download } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { bytes, dateTime, fixed } from "../lib/format.js";
import { html, useEffect, useState } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { navigate, place } from "../lib/router.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { zoneOf } from "../lib/names.js";
import { Bench } from "../pictures/bench.js";

export default function Picture() {
  const { id } = place.value.params;
  const image = useGet(`/images/${id}`);
  useEffect(() => { loadStyle("/static/css/pictures.css"); }, []);
  const data = image.data;
  const remove = async () => {
    if (!(await askFirst({ title: "Delete this picture?", text: "Its versions and identifications go with it. Entries of collections keep what they show.", action: "Delete", tone: "danger" }))) return;
    await api.delete(`/images/${id}`).then(() => { say("The picture is gone"); navigate("/pictures"); }, (error) => sayError(error, "It is still there"));
  };
  const actions = data && html`
    ${data.is_mine && html`<${Button} icon="download" onClick=${() => download(`/images/${id}/original`, data.file_name)}>Original<//>`}
    ${may("editor") && html`<${Button} tone="quiet" icon="trash-2" onClick=${remove}>Delete<//>`}`;
  const title = data?.species ? html`<i class="species-name">${data.species.scientific_name}</i>` : data?.name || t("Picture");
  return html`<${Page} title=${title} name=${data?.species?.scientific_name || data?.name || t("Picture")} shape="full" trail=${[{ label: "Pictures", href: "/pictures" }]} actions=${actions}>
    <${Loaded} of=${image} rows=${8} what="The picture could not be opened">
      ${(found) => html`<${Bench} key=${found.id} image=${found} onChange=${image.reload} />
        <div class="picture-about"><${Versions} image=${found} onChange=${image.reload} /><${About} image=${found} onChange=${image.reload} /><${Near} image=${found} /></div>`}
    <//>
  <//>`;
}

/** @param {{image: any, onChange: () => void}} props */
function Versions({ image, onChange }) {
  const versions = useGet(image.n_versions > 1 ? `/images/${image.id}/versions` : null, { v: image.version });
  if (!versions.data) return null;
  const show = (/** @type {string} */ version_id) => api.put(`/images/${image.id}/current-version`, { body: { version_id } }).then(onChange, (error) => sayError(error, "Another version is shown still"));
  return html`<${Panel} title="Versions"><ul class="picture-strip">
    ${versions.data.results.map((one) => html`<li key=${one.id}><button type="button" class=${one.is_current ? "version current" : "version"} aria-pressed=${one.is_current} disabled=${!may("editor")} onClick=${() => show(one.id)}>
      <${EntryPicture} url=${one.thumbnail_256_url} alt=${t`Version ${one.number}`} />
      <span class="small-text">${one.number === 1 ? t("As it came") : `${one.number}: ${one.transformations.at(-1).op}`}</span></button></li>`)}
  </ul><//>`;
}

/** @param {{image: any, onChange: () => void}} props */
function About({ image, onChange }) {
  const [notes, setNotes] = useState(image.notes);
  const change = (/** @type {any} */ body, /** @type {string} */ done) => api.patch(`/images/${image.id}`, { body }).then(() => { say(done); onChange(); }, (error) => sayError(error, "Nothing was changed"));
  const exposure = [image.exif.f_number && `f/${image.exif.f_number}`, image.exif.exposure_s && (image.exif.exposure_s < 0.5 ? `1/${Math.round(1 / image.exif.exposure_s)} s` : `${fixed(image.exif.exposure_s)} s`), image.exif.iso && `ISO ${image.exif.iso}`, image.exif.focal_mm && `${fixed(image.exif.focal_mm, 0)} mm`].filter(Boolean).join(", ");
  const facts = [
    [t("Taken"), image.taken_at ? dateTime(image.taken_at, zoneOf(image)) : t("not known")],
    [t("Camera"), [image.camera, image.exif.lens].filter(Boolean).join(", ")],
    [t("Exposure"), exposure],
    [t("Original"), `${image.width} × ${image.height}, ${image.format.toUpperCase()}, ${bytes(image.size_bytes)}`],
    [t("Project"), [image.project?.name, image.site?.name].filter(Boolean).join(", ")],
    [t("Burst"), image.n_in_burst > 1 && html`<a href=${`/pictures?burst_id=${image.burst_id}`}>${image.n_in_burst} pictures</a>`],
    [t("Place"), image.latitude !== null && html`<span class="mono">${image.latitude.toFixed(4)}, ${image.longitude.toFixed(4)}</span>`],
  ].filter(([, value]) => value);
  return html`<${Panel} title="About it"><dl class="facts">${facts.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    ${image.is_mine && image.latitude !== null && html`<${CheckField} label="Show the group where it was taken" hint="Otherwise only you see the coordinates" value=${image.is_place_shared} onValue=${(is_place_shared) => change({ is_place_shared }, is_place_shared ? t("The group sees the place") : t("Only you see the place"))} />`}
    ${may("editor") && html`<form class="form" onSubmit=${(event) => { event.preventDefault(); change({ notes }, t("Saved")); }}><${TextField} label="Notes" multiline value=${notes} onValue=${setNotes} /><div class="actions end"><${Button} type="submit" disabled=${notes === image.notes}>Save<//></div></form>`}
  <//>`;
}

/** @param {{image: any}} props */
function Near({ image }) {
  if (!image.near_duplicates.length) return null;
  return html`<${Panel} title="Looks the same"><ul class="picture-strip">${image.near_duplicates.map((one) => html`<li key=${one.id}><a href=${`/pictures/${one.id}`} title=${one.name}><${EntryPicture} url=${one.thumbnail_256_url} alt=${one.name} /></a></li>`)}</ul><//>`;
}
