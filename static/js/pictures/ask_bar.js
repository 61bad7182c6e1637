// @ts-check
/** Asking a provider: whom, how closely, and whether it may know where and when. */

import { Button } from "../components/button.js";
import { CheckField, Select } from "../components/form.js";
import { api } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { activeGroup } from "../lib/store.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

const DETAILS = [{ value: "auto", label: "Usual detail" }, { value: "low", label: "Low detail" }, { value: "high", label: "High detail" }];

/** @param {{image: any, isAgain: boolean, onAsked: () => void}} props */
export function AskBar({ image, isAgain, onAsked }) {
  const known = useGet("/vision/providers", { group_id: activeGroup.value?.id });
  const [choice, setChoice] = useState("auto");
  const [detail, setDetail] = useState("auto");
  const [tells, setTells] = useState(false);
  const [busy, setBusy] = useState(false);
  const able = (known.data?.providers || []).filter(({ name, is_available }) => is_available && name !== "manual");
  const options = [
    { value: "auto", label: able.length ? t`Usual: ${able[0].title}` : "Nobody to ask" },
    ...able.flatMap(({ name, title, models }) => (models.length ? models.map((model) => ({ value: `${name}|${model}`, label: model })) : [{ value: name, label: title }])),
  ];
  const ask = async () => {
    const [provider, model] = choice.split("|");
    setBusy(true);
    await api.post(`/images/${image.id}/vision-jobs`, { provider, ...(model ? { model } : {}), detail, tell_place: tells }).then(onAsked, (error) => sayError(error, "Nobody was asked"));
    setBusy(false);
  };
  const mayTell = image.is_mine || image.is_place_shared;
  const isLocal = choice === "local" || (choice === "auto" && able[0]?.name === "local");
  return html`<div class="ask-bar">
    <div class="row">
      <${Button} tone=${isAgain ? "" : "primary"} icon="scan-search" busy=${busy} disabled=${!known.data} onClick=${ask}>${isAgain ? t("Ask again") : t("What is it?")}<//>
      <${Select} aria-label="Whom to ask" value=${choice} options=${options} onValue=${setChoice} />
      ${!isLocal && html`<${Select} aria-label="How closely to look" value=${detail} options=${DETAILS} onValue=${setDetail} />`}
    </div>
    ${mayTell && !isLocal && able.length > 0 && html`<${CheckField} label="Tell it roughly where and when" hint="To about 10 km; it helps, and leaves this station" value=${tells} onValue=${setTells} />`}
    ${known.data && !able.length && html`<p class="hint">${known.data.providers.map(({ why_not }) => why_not).filter(Boolean).join(" ")}</p>`}
  </div>`;
}
