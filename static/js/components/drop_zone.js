// @ts-check
/** Where files and folders are dropped or chosen. */

import { html, useEffect, useRef, useState } from "../lib/html.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { Icon } from "./icon.js";

export const SOUND_FILE = /\.(wav|wave|flac|ogg|oga|mp3|aif|aiff|aifc|w4v|wac|au|caf|w64|zip)$/i;

/** Every file below what was dropped, folders opened. @param {DataTransfer} transfer @returns {Promise<File[]>} */
export async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files];
  const found = await Promise.all(entries.map((entry) => filesOf(/** @type {any} */ (entry))));
  return found.flat();
}

/** @param {any} entry @returns {Promise<File[]>} */
async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const inside = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) break;
    inside.push(...some);
  }
  return (await Promise.all(inside.map(filesOf))).flat();
}

/** @param {{onFiles: (files: File[]) => void, accept?: string, hint: string, folders?: boolean}} props */
export function DropZone({ onFiles, accept, hint, folders }) {
  const [over, setOver] = useState(false);
  const files = useRef(/** @type {HTMLInputElement | null} */ (null));
  const folder = useRef(/** @type {HTMLInputElement | null} */ (null));
  const take = (event) => {
    const chosen = [...event.currentTarget.files];
    event.currentTarget.value = "";
    if (chosen.length) onFiles(chosen);
  };
  const onDrop = async (event) => {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    onFiles(await droppedFiles(event.dataTransfer));
  };
  return html`<div class=${over ? "drop over" : "drop"} onDragOver=${(event) => { event.preventDefault(); setOver(true); }} onDragLeave=${() => setOver(false)} onDrop=${onDrop}>
    <${Icon} name="upload" large />
    <p>${folders ? t("Drop files, a folder or a ZIP here") : t("Drop a file here")}</p>
    <div class="actions">
      <${Button} icon="file-audio" onClick=${() => files.current?.click()}>${folders ? t("Choose files") : t("Choose a file")}<//>
      ${folders && html`<${Button} icon="folder-up" onClick=${() => folder.current?.click()}>Choose a folder<//>`}
    </div>
    <p class="hint">${hint}</p>
    <input ref=${files} type="file" hidden multiple=${folders} accept=${accept} aria-label="Choose files" onChange=${take} />
    ${folders && html`<input ref=${folder} type="file" hidden webkitdirectory aria-label="Choose a folder" onChange=${take} />`}
  </div>`;
}

/** Lets files be dropped anywhere on a page; shows a veil while they hover. @param {{onFiles: (files: File[]) => void, text: string}} props */
export function DropVeil({ onFiles, text }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const carries = (event) => event.dataTransfer?.types.includes("Files");
    const enter = (event) => { if (carries(event)) { depth += 1; setOver(true); } };
    const leave = () => { depth = Math.max(0, depth - 1); if (!depth) setOver(false); };
    const move = (event) => carries(event) && event.preventDefault();
    const drop = async (event) => {
      depth = 0;
      setOver(false);
      if (!carries(event) || event.defaultPrevented) return;
      event.preventDefault();
      onFiles(await droppedFiles(event.dataTransfer));
    };
    const table = { dragenter: enter, dragleave: leave, dragover: move, drop };
    for (const [name, listener] of Object.entries(table)) addEventListener(name, /** @type {any} */ (listener));
    return () => { for (const [name, listener] of Object.entries(table)) removeEventListener(name, /** @type {any} */ (listener)); };
  }, []);
  return over ? html`<div class="drop-veil" aria-hidden="true"><div><${Icon} name="upload" large />${text}</div></div>` : null;
}
