// @ts-check
/** What came of asking: cards of animals, that there is none, that it failed and why; and naming by hand. */

import { Button, IconButton } from "../components/button.js";
import { Icon } from "../components/icon.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { api } from "../lib/api.js";
import { fixed, plural } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { AskBar } from "./ask_bar.js";
import { OtherName, ResultCard, collect } from "./result_card.js";
import { byAnimal } from "./use_vision.js";

/** @param {{image: any, vision: ReturnType<typeof import("./use_vision.js").useVision>, canDecide: boolean, active: number, onActive: (animal: number) => void, onDecided: () => void}} props */
export function Results({ image, vision, canDecide, active, onActive, onDecided }) {
  const { jobs, latest, isOpen } = vision;
  if (jobs.error && !jobs.data) return html`<${Failure} error=${jobs.error} what="The identifications could not be read" retry=${jobs.reload} />`;
  if (!jobs.data) return html`<${SkeletonRows} rows=${4} />`;
  const animals = byAnimal(latest?.proposals || []);
  const decided = () => { jobs.reload(); onDecided(); };
  return html`<div class="stack" aria-live="polite">
    <${Named} image=${image} canDecide=${canDecide} onDecided=${decided} />
    ${canDecide && !isOpen && html`<${AskBar} image=${image} isAgain=${Boolean(latest)} onAsked=${jobs.reload} />`}
    ${isOpen && html`<div class="result-card waiting" role="status"><p><strong>${latest.model || t("This station")}</strong> is looking${latest.attempts > 1 ? t`, try ${latest.attempts}` : ""} …</p><${SkeletonRows} rows=${3} />
      ${latest.error && html`<p class="hint">${latest.error.detail} It is tried again by itself.</p>`}</div>`}
    ${latest?.state === "failed" && html`<${Failed} latest=${latest} canDecide=${canDecide} onAgain=${jobs.reload} />`}
    ${latest?.state === "succeeded" && !animals.length && html`<${Empty} icon="eye-off" title=${latest.provider === "local" ? t("Unknown here") : t("No animal seen")}>
      ${latest.provider === "local" ? t("Nothing the station has learned looks like this. Name it by hand, and it learns.") : t("Crop closer to it and ask again, or name it by hand.")}<//>`}
    ${animals.map((proposals, i) => html`<${ResultCard} key=${proposals[0].id} proposals=${proposals} canDecide=${canDecide} isActive=${i === active} onActive=${() => onActive(i)} onDecided=${decided} />`)}
    ${latest?.state === "succeeded" && html`<p class="faint small-text">${[latest.model || t("This station’s own eye"), latest.elapsed_s !== null && `${fixed(latest.elapsed_s, 1)} s`, latest.tokens_in > 0 && `${plural(latest.tokens_in + latest.tokens_out, "token")}`, latest.cost_usd > 0 && `${latest.cost_usd.toFixed(4)} US$`].filter(Boolean).join(" · ")}</p>`}
    ${canDecide && html`<${ByHand} image=${image} isOpenAtFirst=${latest?.state === "failed" || (latest?.state === "succeeded" && !animals.length)} onDecided=${decided} key=${latest?.state} />`}
  </div>`;
}

/** What people say it shows. @param {{image: any, canDecide: boolean, onDecided: () => void}} props */
function Named({ image, canDecide, onDecided }) {
  const words = useGet(image.species_id ? `/images/${image.id}/identifications` : null, { v: image.version });
  if (!words.data?.results.length) return null;
  const withdraw = (id) => api.delete(`/identifications/${id}`).then(onDecided, (error) => sayError(error, "It is still named so"));
  return html`<section class="named" aria-label="Named by people">${words.data.results.map((one) => html`<div class="row" key=${one.id}>
    <${Icon} name="check" /><span class="grow"><i class="species-name">${one.scientific_name}</i> <span class="soft">${one.common_name}</span></span>
    <a class="button small quiet" href=${`/collection?add=1&identification_id=${one.id}&species_id=${one.species_id}`}>Add to collection</a>
    ${canDecide && html`<${IconButton} icon="x" label=${t`Take back ${one.scientific_name}`} small onClick=${() => withdraw(one.id)} />`}</div>`)}</section>`;
}

/** @param {{latest: any, canDecide: boolean, onAgain: () => void}} props */
function Failed({ latest, canDecide, onAgain }) {
  const again = () => api.post(`/vision-jobs/${latest.id}/retry`).then(onAgain, (error) => sayError(error, "It was not asked again"));
  return html`<div class="notice brick" role="alert"><div class="stack tight grow">
    <strong>${latest.error?.code === "vision-no-provider" ? t("There is nobody to ask") : t("It was not identified")}</strong>
    <p class="soft">${latest.error?.detail}</p>
    ${canDecide && latest.job_id && html`<div class="actions"><${Button} small icon="rotate-ccw" onClick=${again}>Ask the same again<//></div>`}
  </div></div>`;
}

/** @param {{image: any, isOpenAtFirst: boolean, onDecided: () => void}} props */
function ByHand({ image, isOpenAtFirst, onDecided }) {
  const [open, setOpen] = useState(isOpenAtFirst);
  const [busy, setBusy] = useState(false);
  const name = async (body) => {
    setBusy(true);
    try {
      await collect(await api.post(`/images/${image.id}/identifications`, body));
      setOpen(false);
      onDecided();
    } catch (error) {
      sayError(error, "It was not named");
    }
    setBusy(false);
  };
  if (!open) return html`<div><${Button} tone="quiet" icon="pen-line" onClick=${() => setOpen(true)}>Name it yourself<//></div>`;
  return html`<section class="panel"><div class="panel-body"><h2 class="result-title">Name it yourself</h2><${OtherName} busy=${busy} onLeave=${() => setOpen(false)} onName=${name} /></div></section>`;
}
