// @ts-check
/** The picture of a species' repertoire: shown, put, taken away. */

import { api, request } from "../lib/api.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { useResource } from "../lib/resource.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";

/** A protected picture as an address the page may show; null while there is none. @param {string | null | undefined} url */
export function useProtectedPicture(url) {
  const found = useResource(url || null, async (signal) => (await request("GET", /** @type {string} */ (url), { signal, headers: { Accept: "image/*" } })).blob());
  const [address, setAddress] = useState(/** @type {string | null} */ (null));
  useEffect(() => {
    if (!found.data) {
      setAddress(null);
      return undefined;
    }
    const made = URL.createObjectURL(found.data);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [found.data]);
  return address;
}

/** The picture alone, for the annotation screen too. @param {{species: {scientific_name: string, repertoire_picture_url?: string | null}}} props */
export function RepertoireView({ species }) {
  const address = useProtectedPicture(species.repertoire_picture_url);
  if (!address) return null;
  return html`<img class="repertoire" src=${address} alt=${t`Repertoire of ${species.scientific_name}`} />`;
}

/** @param {{species: any, canEdit: boolean, onChange: () => void}} props */
export function RepertoirePicture({ species, canEdit, onChange }) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [busy, setBusy] = useState(false);
  const path = `/species/${species.id}/repertoire-picture`;
  const query = { group_id: species.group_id || undefined };
  const attempt = async (act, done, not) => {
    setBusy(true);
    await act().then(() => { say(done); onChange(); }, (error) => sayError(error, not));
    setBusy(false);
  };
  const put = (event) => {
    const [file] = event.currentTarget.files;
    event.currentTarget.value = "";
    const body = new FormData();
    if (file) body.append("file", file);
    if (file) attempt(() => api.put(path, { query, body }), t("The picture is stored"), t("The picture was not stored"));
  };
  if (!canEdit && !species.repertoire_picture_url) return null;
  return html`<div class="stack">
    <${RepertoireView} species=${species} />
    ${canEdit && html`<div class="actions">
      <${Button} icon="image" busy=${busy} onClick=${() => input.current?.click()}>${species.repertoire_picture_url ? t("Another repertoire picture") : t("Repertoire picture")}<//>
      ${species.repertoire_picture_url && html`<${Button} tone="quiet" icon="trash-2" disabled=${busy} onClick=${() => attempt(() => api.delete(path, { query }), t("The picture is gone"), t("The picture is still there"))}>Remove<//>`}
      <input ref=${input} type="file" hidden accept="image/png,image/jpeg" aria-label="Repertoire picture" onChange=${put} />
    </div>`}
  </div>`;
}
