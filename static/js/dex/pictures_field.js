// @ts-check
/** The pictures of an entry: added from the device, put in order, taken out; the first is on the card. */

import { IconButton } from "../components/button.js";
import { Icon } from "../components/icon.js";
import { ApiError, newKey } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { activeGroup } from "../lib/store.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { EntryPicture } from "./picture.js";
import { sendPicture } from "./send_picture.js";

const MOST = 12;

/** @param {{value: any[], onValue: (value: any[]) => void}} props */
export function PicturesField({ value, onValue }) {
  const [busy, setBusy] = useState(0);
  const add = async (event) => {
    const files = /** @type {File[]} */ ([...event.currentTarget.files].slice(0, MOST - value.length));
    event.currentTarget.value = "";
    setBusy(files.length);
    let pictures = value;
    for (const file of files) {
      try {
        const image = await sendPicture(file, file.name, activeGroup.value?.id || "");
        pictures = [...pictures, { isNew: true, id: image.id, image_id: image.id, small_url: image.thumbnail_256_url || `/images/${image.id}/picture?size=256` }];
        onValue(pictures);
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 0) {
          sayError(error, t`${file.name} was not taken`);
          continue;
        }
        // Without the station the file itself is kept until it can be sent.
        pictures = [...pictures, { isNew: true, id: newKey(), blob: file, name: file.name, local_url: URL.createObjectURL(file) }];
        onValue(pictures);
      }
    }
    setBusy(0);
  };
  const first = (i) => onValue([value[i], ...value.filter((_, k) => k !== i)]);
  return html`<fieldset class="field"><legend class="label">Pictures</legend>
    <ul class="picture-row">
      ${value.map((picture, i) => html`<li key=${picture.id} class=${i ? "" : "first"}>
        ${picture.local_url ? html`<span class="entry-picture"><img src=${picture.local_url} alt=${t`Picture ${i + 1}`} /></span>` : html`<${EntryPicture} url=${picture.small_url} alt=${t`Picture ${i + 1}`} />`}
        <span class="picture-tools">${i > 0 && html`<${IconButton} small icon="star" label="Put on the card" onClick=${() => first(i)} />`}<${IconButton} small icon="x" label=${t`Take picture ${i + 1} out`} onClick=${() => onValue(value.filter((_, k) => k !== i))} /></span>
      </li>`)}
      ${value.length < MOST && html`<li><label class="picture-add" aria-busy=${busy > 0}><${Icon} name="plus" /><span>${busy ? t("Being taken in …") : t("Add a picture")}</span>
        <input type="file" class="sr-only" accept="image/*" multiple onChange=${add} /></label></li>`}
    </ul></fieldset>`;
}
