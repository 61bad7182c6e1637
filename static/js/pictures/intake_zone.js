// @ts-check
/** Where a picture comes from: dropped, chosen, pasted or taken just now. */

import { Button } from "../components/button.js";
import { Icon } from "../components/icon.js";
import { Failure } from "../components/states.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { t } from "../lib/words.js";
import { ACCEPT, sendPicture } from "./sending.js";

/** @param {{onPicture: (id: string) => void}} props */
export function IntakeZone({ onPicture }) {
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState("");
  const [error, setError] = useState(/** @type {any} */ (null));
  const chooser = useRef(/** @type {HTMLInputElement | null} */ (null));
  const camera = useRef(/** @type {HTMLInputElement | null} */ (null));
  const take = async (/** @type {File | null | undefined} */ file) => {
    if (!file || sending) return;
    setSending(file.name || t("the picture"));
    setError(null);
    await sendPicture(file).then(onPicture, setError);
    setSending("");
  };
  useEffect(() => {
    const onPaste = (event) => {
      const file = [...(event.clipboardData?.files || [])].find(({ type }) => type.startsWith("image/"));
      if (file) { event.preventDefault(); take(file); }
    };
    addEventListener("paste", onPaste);
    return () => removeEventListener("paste", onPaste);
  });
  const chosen = (event) => {
    const [file] = event.currentTarget.files;
    event.currentTarget.value = "";
    take(file);
  };
  const onDrop = (event) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return html`<div class="stack">
    <div class=${over ? "picture-intake over" : "picture-intake"} aria-busy=${sending ? "true" : undefined} onDragOver=${(event) => { event.preventDefault(); setOver(true); }} onDragLeave=${() => setOver(false)} onDrop=${onDrop}>
      <${Icon} name="scan-search" large />
      <p class="picture-intake-word">${sending ? t`Sending ${sending} …` : t("Drop a photograph here")}</p>
      <div class="actions">
        <${Button} tone="primary" icon="image" busy=${Boolean(sending)} onClick=${() => chooser.current?.click()}>Choose a picture<//>
        <${Button} icon="camera" disabled=${Boolean(sending)} onClick=${() => camera.current?.click()}>Take a photo<//>
      </div>
      <p class="hint">Or paste one. JPEG, PNG, WebP, TIFF, HEIC, AVIF or GIF up to 25 MB. Where it was taken stays yours.</p>
      <input ref=${chooser} type="file" hidden accept=${ACCEPT} aria-label="Choose a picture" onChange=${chosen} />
      <input ref=${camera} type="file" hidden accept="image/*" capture="environment" aria-label="Take a photo" onChange=${chosen} />
    </div>
    ${error && html`<${Failure} error=${error} what="The picture was not taken" />`}
  </div>`;
}
