// @ts-check
/** One animal a provider saw: its likeliest name, what else it could be, and a person's decision. */

import { Button } from "../components/button.js";
import { Icon } from "../components/icon.js";
import { SpeciesField } from "../dex/species_field.js";
import { api } from "../lib/api.js";
import { plural } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { ConfidenceRing } from "./ring.js";

const DECIDED = ["confirmed", "corrected"];
/** Ways of finding a name that are no more than a hint. */
const FOUND_BY = { fuzzy: t("Spelt nearly as"), genus: t("Of the genus"), "common-name": t("Commonly the name of") };

/**
 * @param {{proposals: any[], canDecide: boolean, isActive: boolean, onActive: () => void, onDecided: () => void}} props
 *   proposals : guesses at the same animal, the likeliest first
 */
export function ResultCard({ proposals, canDecide, isActive, onActive, onDecided }) {
  const [chosenId, setChosenId] = useState(proposals[0].id);
  const [isOther, setOther] = useState(false);
  const [busy, setBusy] = useState(false);
  const chosen = proposals.find(({ id }) => id === chosenId) || proposals[0];
  const decided = proposals.find(({ state }) => DECIDED.includes(state));
  const confirm = async (/** @type {any} */ body) => {
    setBusy(true);
    try {
      const identification = await api.post(`/vision-proposals/${chosen.id}/confirm`, body);
      await collect(identification);
      onDecided();
    } catch (error) {
      if (error?.code === "confirm-the-name" && !body.is_match_accepted) sayError(error, "Look at the name first");
      else sayError(error, "Nothing was decided");
    }
    setBusy(false);
  };
  const reject = () => Promise.all(proposals.map(({ id }) => api.post(`/vision-proposals/${id}/reject`))).then(onDecided, (error) => sayError(error, "Nothing was decided"));
  const isLikeness = Boolean(FOUND_BY[chosen.match?.how]);
  return html`<article class=${["result-card", decided && "decided", isActive && "active"].filter(Boolean).join(" ")} onPointerEnter=${onActive} onFocusIn=${onActive}>
    <header class="result-head">
      <${ConfidenceRing} share=${chosen.confidence} />
      <div class="grow">
        <h2>${chosen.scientific_name ? html`<i class="species-name">${chosen.scientific_name}</i>` : chosen.common_name}</h2>
        <p class="soft">${[chosen.scientific_name && chosen.common_name, chosen.n_individuals > 1 && plural(chosen.n_individuals, "individual")].filter(Boolean).join(" · ") || t("No common name")}</p>
        <p class="result-rank">${[chosen.rank, chosen.match?.how === "synonym" && t`accepted as ${chosen.match.name}`, chosen.species_id && t("on this station")].filter(Boolean).join(" · ")}</p>
      </div>
      <span class="tag slate">${decided ? (decided.state === "corrected" ? t("Corrected") : t("Confirmed")) : t("Proposal")}</span>
    </header>
    ${chosen.reason && html`<p class="result-reason">${chosen.reason}</p>`}
    ${isLikeness && !decided && html`<p class="notice ochre"><${Icon} name="circle-alert" /><span>${FOUND_BY[chosen.match.how]} <i class="species-name">${chosen.match.name}</i>: say whether that is meant.</span></p>`}
    ${proposals.length > 1 && !decided && html`<fieldset class="look-alikes"><legend class="label">Or one of these</legend>
      ${proposals.map((one) => html`<label key=${one.id} class=${one.id === chosen.id ? "look-alike chosen" : "look-alike"}>
        <input type="radio" name=${`animal-${proposals[0].id}`} checked=${one.id === chosen.id} onChange=${() => setChosenId(one.id)} />
        <i class="species-name grow clip">${one.scientific_name || one.common_name}</i><span class="mono faint">${one.confidence === null ? "–" : one.confidence < 0.01 ? "< 1 %" : `${Math.round(one.confidence * 100)} %`}</span></label>`)}
    </fieldset>`}
    ${canDecide && !decided && !isOther && html`<div class="actions">
      <${Button} tone="primary" icon="check" busy=${busy} disabled=${!chosen.scientific_name && !chosen.match} onClick=${() => confirm(isLikeness ? { is_match_accepted: true } : {})}>${isLikeness ? t("It is meant, add it") : t("Right, add it")}<//>
      <${Button} icon="pen-line" onClick=${() => setOther(true)}>Something else<//>
      <${Button} tone="quiet" icon="x" onClick=${reject}>Not there<//></div>`}
    ${isOther && html`<${OtherName} busy=${busy} onLeave=${() => setOther(false)} onName=${confirm} />`}
  </article>`;
}

/** Puts an identification into one's collection and offers to look at it. @param {any} identification */
export async function collect(identification) {
  const entry = await api.post("/dex/entries", { identification_id: identification.id });
  const name = identification.common_name || identification.scientific_name;
  say(entry.is_first_of_species ? t`${name} is new in your collection` : t`${name} is in your collection`, { action: { label: t("Open§do"), run: () => location.assign(`/collection/${entry.id}`) } });
}

/** @param {{busy: boolean, onLeave?: () => void, onName: (body: any) => void}} props */
export function OtherName({ busy, onLeave, onName }) {
  const [species, setSpecies] = useState(/** @type {any} */ (null));
  const send = (event) => {
    event.preventDefault();
    if (species?.name) onName(species.id ? { species_id: species.id } : { scientific_name: species.name });
  };
  return html`<form class="form" onSubmit=${send}>
    <${SpeciesField} value=${species} onValue=${setSpecies} />
    <div class="actions end">${onLeave && html`<${Button} onClick=${onLeave}>Not now<//>`}<${Button} type="submit" tone="primary" icon="check" busy=${busy} disabled=${!species?.name}>It is this<//></div>
  </form>`;
}
