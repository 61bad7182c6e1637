// @ts-check
/** The pictures of the group as a wall: bring them in, find them, open one. */

import { Button } from "../components/button.js";
import { Dialog } from "../components/dialog.js";
import { DropVeil, DropZone } from "../components/drop_zone.js";
import { FilterChips, FilterMenu, SearchBox, activeFilters } from "../components/filters.js";
import { SelectField } from "../components/form.js";
import { Page } from "../components/page.js";
import { Empty, Failure, Skeleton } from "../components/states.js";
import { UploadList } from "../components/upload_list.js";
import { EntryPicture } from "../dex/picture.js";
import { loadStyle } from "../lib/assets.js";
import { dateTime, plural } from "../lib/format.js";
import { html, useEffect, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { asChoices, projects, sites, species, zoneOf } from "../lib/names.js";
import { useGet, useList } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { activeGroup, may } from "../lib/store.js";
import { say } from "../lib/toasts.js";
import { addFiles, onStored } from "../lib/uploads.js";
import { t } from "../lib/words.js";
import { PICTURE_FILE } from "../pictures/sending.js";

const YES_NO = [{ value: "true", label: "Yes" }, { value: "false", label: "No" }];

/** @returns {import("../components/filters.js").Filter[]} */
const pictureFilters = () => [
  { id: "project_id", label: "Project", options: asChoices(projects.value) },
  { id: "site_id", label: "Site", options: asChoices(sites.value) },
  { id: "species_id", label: "Species", options: asChoices(species.value) },
  { id: "identified", label: "Named", options: YES_NO },
  { id: "mine", label: "Brought by me", options: [{ value: "true", label: "Yes" }] },
  { id: "burst_id", label: "Burst" },
  { id: "from", label: "Taken from", type: "date" },
  { id: "to", label: "Taken until", type: "date" },
];

export default function Pictures() {
  const filters = pictureFilters();
  const [dropped, setDropped] = useState(/** @type {File[]} */ ([]));
  const wanted = activeFilters(filters);
  const list = useList("/images", { group_id: activeGroup.value?.id, ...wanted, ordering: wanted.ordering || "-taken_at" });
  useEffect(() => { loadStyle("/static/css/pictures.css"); }, []);
  useEffect(() => onStored((upload) => { if (upload.result?.type !== "recording") list.reload(); }), [list.reload]);
  const canAdd = may("editor");
  const adding = canAdd && (Boolean(place.value.query.add) || dropped.length > 0);
  const close = () => { setDropped([]); setQuery({ add: null }); };
  useKeys("Pictures", { n: ["Add pictures", () => setQuery({ add: 1 })] }, []);
  const actions = html`<${Button} icon="wallet" href="/vision">Cost and accuracy<//>${canAdd && html`<${Button} tone="primary" icon="upload" title="Add pictures (n)" onClick=${() => setQuery({ add: 1 })}>Add pictures<//>`}`;
  return html`<${Page} title="Pictures" shape="full" actions=${actions}>
    <${UploadList} />
    <div class="toolbar"><${SearchBox} label="Search pictures" placeholder="Search name, camera, notes" /><${FilterMenu} filters=${filters} /><${FilterChips} filters=${filters} />
      ${!list.loading && html`<span class="soft push">${plural(list.count, "picture")}</span>`}</div>
    ${list.error && html`<${Failure} error=${list.error} what="The pictures could not be read" retry=${list.reload} />`}
    ${list.loading && html`<ul class="picture-wall" aria-label="Loading">${Array.from({ length: 12 }, (_, i) => html`<li key=${i}><${Skeleton} height="180px" /></li>`)}</ul>`}
    ${!list.loading && !list.error && !list.rows.length && html`<${NoPictures} isNarrowed=${Object.keys(wanted).length > 0} canAdd=${canAdd} filters=${filters} />`}
    <ul class="picture-wall">${list.rows.map((one) => html`<${Tile} key=${one.id} image=${one} />`)}</ul>
    ${list.hasMore && html`<div><${Button} onClick=${list.more}>Show more<//></div>`}
    ${canAdd && html`<${DropVeil} text="Drop to add pictures" onFiles=${setDropped} />`}
    ${adding && html`<${AddPictures} key=${dropped.length} first=${dropped} onClose=${close} />`}
  <//>`;
}

/** @param {{image: any}} props */
function Tile({ image }) {
  const name = image.species;
  return html`<li class="picture-tile"><a href=${`/pictures/${image.id}`}>
    <${EntryPicture} url=${image.thumbnail_256_url} alt=${name ? name.scientific_name : image.name} />
    <span class="picture-word">${name ? html`<i class="species-name clip">${name.scientific_name}</i>` : html`<span class="clip">${image.name}</span>`}
      <span class="faint small-text clip">${[image.taken_at ? dateTime(image.taken_at, zoneOf(image)) : dateTime(image.created_at), image.site?.name].filter(Boolean).join(" · ")}</span></span>
    ${image.burst_id && html`<span class="tag">Burst</span>`}
  </a></li>`;
}

/** @param {{isNarrowed: boolean, canAdd: boolean, filters: any[]}} props */
function NoPictures({ isNarrowed, canAdd, filters }) {
  if (isNarrowed) {
    return html`<${Empty} icon="images" title="Nothing fits" action=${html`<${Button} onClick=${() => setQuery(Object.fromEntries([...filters.map(({ id }) => [id, null]), ["search", null]]))}>Show all pictures<//>`}>No picture of the group fits these filters.<//>`;
  }
  return html`<${Empty} icon="images" title="No pictures yet" action=${canAdd && html`<${Button} tone="primary" icon="upload" onClick=${() => setQuery({ add: 1 })}>Add pictures<//>`}>
    Photographs of animals and whole cards of camera traps: they are turned upright, kept privately, and can be identified.<//>`;
}

/** @param {{first: File[], onClose: () => void}} props */
function AddPictures({ first, onClose }) {
  const known = useGet("/projects", { limit: 200, group_id: activeGroup.value?.id });
  const [values, setValues] = useState({ project_id: "", site_id: "" });
  const near = useGet(values.project_id ? "/sites" : null, { project_id: values.project_id, limit: 200 });
  const send = (files) => {
    const pictures = files.filter(({ name }) => PICTURE_FILE.test(name));
    if (!pictures.length) return say("There is no picture among them", { tone: "brick" });
    const place_ = values.project_id ? { project_id: values.project_id, site_id: values.site_id } : { group_id: activeGroup.value?.id };
    for (const kind of ["image", "image-archive"]) {
      const some = pictures.filter(({ name }) => /\.zip$/i.test(name) === (kind === "image-archive"));
      if (some.length) addFiles(some, { ...place_, kind });
    }
    if (pictures.length < files.length) say(t`${plural(files.length - pictures.length, "file")} left out: no pictures`);
    return onClose();
  };
  return html`<${Dialog} title="Add pictures" onClose=${onClose}><div class="form">
    <div class="pair">
      <${SelectField} label="Project" optional value=${values.project_id} options=${[{ value: "", label: "None" }, ...(known.data?.results || []).map(({ id, name }) => ({ value: id, label: name }))]} onValue=${(project_id) => setValues({ project_id, site_id: "" })} />
      <${SelectField} label="Site" optional value=${values.site_id} disabled=${!values.project_id} options=${[{ value: "", label: "None" }, ...(near.data?.results || []).map(({ id, name }) => ({ value: id, label: name }))]} onValue=${(site_id) => setValues({ ...values, site_id })} />
    </div>
    ${first.length
      ? html`<div class="actions end"><span class="soft grow">${plural(first.length, "file")} to add</span><${Button} onClick=${onClose}>Not now<//><${Button} tone="primary" icon="upload" onClick=${() => send(first)}>Add ${plural(first.length, "file")}<//></div>`
      : html`<${DropZone} folders onFiles=${send} hint="JPEG, PNG, WebP, TIFF, HEIC, AVIF, GIF up to 25 MB each; ZIP with a metadata.csv up to 4 GB." />`}
  </div><//>`;
}
