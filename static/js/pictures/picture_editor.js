// @ts-check
/** A picture, large, and what can be done to it; each step is a version, and undo goes back. */

import { Button, IconButton } from "../components/button.js";
import { Skeleton } from "../components/states.js";
import { useProtectedPicture } from "../components/repertoire_picture.js";
import { api } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { CropFrame } from "./crop_frame.js";

const WHOLE = { x: 0.1, y: 0.1, width: 0.8, height: 0.8 };
const NO_LIGHT = { brightness: 1, contrast: 1, degrees: 0 };

/**
 * @param {{image: any, canEdit: boolean, boxes?: {box: number[], label: string, isChosen: boolean}[], onChange: () => void}} props
 */
export function PictureEditor({ image, canEdit, boxes = [], onChange }) {
  const address = useProtectedPicture(image.picture_url);
  const [busy, setBusy] = useState(false);
  const [mode, setMode] = useState(/** @type {"" | "crop" | "light"} */ (""));
  const [box, setBox] = useState(WHOLE);
  const [light, setLight] = useState(NO_LIGHT);
  const attempt = async (/** @type {() => Promise<any>} */ act) => {
    setBusy(true);
    await act().then(() => { setMode(""); setLight(NO_LIGHT); onChange(); }, (error) => sayError(error, "The picture stays as it was"));
    setBusy(false);
  };
  const edit = (/** @type {any[]} */ ...transformations) => attempt(() => api.post(`/images/${image.id}/versions`, { transformations }));
  const undo = () => attempt(() => api.post(`/images/${image.id}/undo`));
  const turn = (/** @type {number} */ degrees) => edit({ op: "rotate", degrees });
  const isFirst = image.version_number === 1;
  useKeys("Picture", canEdit ? {
    r: ["Turn right", () => turn(90)],
    l: ["Turn left", () => turn(-90)],
    c: ["Crop", () => setMode("crop")],
    u: ["Undo the last edit", () => !isFirst && undo()],
  } : {}, [image.version_id, canEdit]);
  const lightSteps = [
    ...(light.degrees ? [{ op: "rotate", degrees: light.degrees }] : []),
    ...(light.brightness !== 1 ? [{ op: "brightness", factor: light.brightness }] : []),
    ...(light.contrast !== 1 ? [{ op: "contrast", factor: light.contrast }] : []),
  ];
  const preview = mode === "light" ? { filter: `brightness(${light.brightness}) contrast(${light.contrast})`, transform: `rotate(${light.degrees}deg)` } : {};
  return html`<div class="picture-bench">
    <figure class="picture-stage" aria-busy=${busy ? "true" : undefined}>
      ${address
        ? html`<div class="picture-hold"><img src=${address} alt=${image.name} style=${preview} draggable=${false} />
            ${mode === "crop" ? html`<${CropFrame} box=${box} onBox=${setBox} />` : boxes.map((one) => html`<${FoundBox} key=${one.label + one.box.join()} ...${one} />`)}</div>`
        : html`<${Skeleton} height="min(56vh, 480px)" />`}
    </figure>
    ${canEdit && html`<div class="toolbar picture-tools" role="toolbar" aria-label="Edit the picture">
      <${IconButton} icon="rotate-ccw" label="Turn left" keys="l" disabled=${busy} onClick=${() => turn(-90)} />
      <${IconButton} icon="rotate-cw" label="Turn right" keys="r" disabled=${busy} onClick=${() => turn(90)} />
      <${IconButton} icon="flip-vertical-2" label="Mirror left and right" disabled=${busy} onClick=${() => edit({ op: "flip", axis: "horizontal" })} />
      <${IconButton} icon="flip-horizontal-2" label="Mirror top and bottom" disabled=${busy} onClick=${() => edit({ op: "flip", axis: "vertical" })} />
      <${IconButton} icon="crop" label="Crop" keys="c" aria-pressed=${mode === "crop"} disabled=${busy} onClick=${() => { setBox(WHOLE); setMode(mode === "crop" ? "" : "crop"); }} />
      <${IconButton} icon="contrast" label="Light and levelling" aria-pressed=${mode === "light"} disabled=${busy} onClick=${() => setMode(mode === "light" ? "" : "light")} />
      <${IconButton} icon="undo-2" label="Undo the last edit" keys="u" disabled=${busy || isFirst} onClick=${undo} />
      <span class="push faint small-text nowrap">${isFirst ? t("As it came") : t`Version ${image.version_number}`}</span>
    </div>`}
    ${mode === "crop" && html`<div class="actions end"><${Button} onClick=${() => setMode("")}>Not now<//><${Button} tone="primary" icon="crop" busy=${busy} onClick=${() => edit({ op: "crop", ...box })}>Keep this part<//></div>`}
    ${mode === "light" && html`<div class="picture-light">
      <${Slider} label="Brightness" value=${light.brightness} low=${0.4} high=${2} onValue=${(brightness) => setLight({ ...light, brightness })} />
      <${Slider} label="Contrast" value=${light.contrast} low=${0.4} high=${2} onValue=${(contrast) => setLight({ ...light, contrast })} />
      <${Slider} label="Level" unit="°" value=${light.degrees} low=${-15} high=${15} step=${0.5} onValue=${(degrees) => setLight({ ...light, degrees })} />
      <div class="actions end"><${Button} onClick=${() => { setMode(""); setLight(NO_LIGHT); }}>Not now<//><${Button} tone="primary" icon="check" busy=${busy} disabled=${!lightSteps.length} onClick=${() => edit(...lightSteps)}>Apply<//></div>
    </div>`}
  </div>`;
}

/** Where a provider saw an animal. @param {{box: number[], label: string, isChosen: boolean}} props */
function FoundBox({ box: [left, top, right, bottom], label, isChosen }) {
  const share = (/** @type {number} */ value) => `${(value * 100).toFixed(2)}%`;
  return html`<span class=${isChosen ? "found-box chosen" : "found-box"} title=${label} style=${{ left: share(left), top: share(top), width: share(right - left), height: share(bottom - top) }}><span>${label}</span></span>`;
}

/** @param {{label: string, value: number, low: number, high: number, step?: number, unit?: string, onValue: (value: number) => void}} props */
function Slider({ label, value, low, high, step = 0.05, unit = "", onValue }) {
  return html`<label class="field"><span class="label">${label} <span class="mono faint">${value}${unit}</span></span>
    <input type="range" min=${low} max=${high} step=${step} value=${value} onInput=${(event) => onValue(Number(event.currentTarget.value))} /></label>`;
}
