// @ts-check
/** Beside the names: what the batch asks for, and the picture of the species' repertoire. */

import { SpeciesName } from "../components/text.js";
import { request } from "../lib/api.js";
import { html, useEffect, useState } from "../lib/html.js";
import { t } from "../lib/words.js";

/** @param {{batch: any}} props */
export function Instructions({ batch }) {
  if (!batch.instructions) return null;
  return html`<details class="a-instructions" open=${batch.n_mine_done === 0}><summary>What to do</summary><p>${batch.instructions}</p></details>`;
}

/** @param {{species: any}} props */
export function Repertoire({ species }) {
  const address = species?.repertoire_picture_url;
  const [url, setUrl] = useState("");
  const [isLarge, setIsLarge] = useState(false);
  useEffect(() => {
    if (!address) return undefined;
    const control = new AbortController();
    let made = "";
    request("GET", address, { signal: control.signal, headers: { Accept: "image/*" } }).then(async (response) => {
      made = URL.createObjectURL(await response.blob());
      setUrl(made);
    }).catch(() => null);
    return () => {
      control.abort();
      URL.revokeObjectURL(made);
    };
  }, [address]);
  if (!url) return null;
  return html`<figure class=${isLarge ? "a-repertoire large" : "a-repertoire"}>
    <button type="button" aria-expanded=${String(isLarge)} aria-label=${isLarge ? t("Make the repertoire small") : t("Make the repertoire large")} onClick=${() => setIsLarge(!isLarge)}><img src=${url} alt=${t`Repertoire of ${species.scientific_name}`} /></button>
    <figcaption class="faint small-text">Repertoire of <${SpeciesName} name=${species.scientific_name} /></figcaption></figure>`;
}
