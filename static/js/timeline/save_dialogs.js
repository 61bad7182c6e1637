// @ts-check
/** Keeping a timeline: saved for oneself, shared within the group, or shown to anybody by a public link. */

import { Button } from "../components/button.js";
import { Dialog } from "../components/dialog.js";
import { CheckField, FormProblem, SelectField, TextField, useForm } from "../components/form.js";
import { api, writeTagged } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { say } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { iso } from "./use_view.js";

/** @param {{desk: any, view: import("./types.js").View, span: import("./types.js").Span, isOwn: boolean, onClose: () => void, onSaved: (row: any) => void}} props */
export function SaveDialog({ desk, view, span, isOwn, onClose, onSaved }) {
  const { saved, where, specs } = desk;
  const form = useForm({ name: saved?.name || "", description: saved?.description || "", is_shared: saved?.is_shared || false, as_new: !isOwn }, async ({ as_new, ...values }) => {
    const body = { ...values, tracks: specs, start_at: iso(span[0]), end_at: iso(span[1]), step_s: view.step_s };
    const row = saved && isOwn && !as_new
      ? (await writeTagged("PATCH", `/timelines/${saved.id}`, body, `"${saved.version}"`)).data
      : await api.post("/timelines", { ...body, ...where });
    say("Saved");
    onSaved(row);
  });
  return html`<${Dialog} title="Save the timeline" onClose=${onClose}>
    <form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      <${TextField} label="Name" required maxlength="120" autofocus ...${form.field("name")} />
      <${TextField} label=${t("About§what it is")} multiline optional ...${form.field("description")} />
      <${CheckField} label="Share with the group" hint="Every member sees it; only you change it" ...${form.field("is_shared")} />
      ${saved && isOwn && html`<${CheckField} label="As a new one" hint="The saved one stays as it is" ...${form.field("as_new")} />`}
      <p class="soft small-text">Kept are the tracks, the span that is shown and the length of its bins. What they show is always the present state of the data.</p>
      <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" busy=${form.busy}>Save<//></div>
    </form>
  <//>`;
}

const DAYS = [["1", t("1 day")], ["7", t("7 days")], ["30", t("30 days")], ["90", t("90 days")], ["366", t("1 year")]].map(([value, label]) => ({ value, label }));

/** Result pages a link may show beside timelines. */
export const RESULT_PAGES = [["nights", t("Calls by night"), t("with the sun")], ["hours", t("Calls by type and hour"), ""], ["places", t("Species and types by site"), t("site names are shown")]];

/** @param {{projectId: string, timelines: any[], chosen?: string[], before?: any, onClose: () => void, onMade?: () => void}} props */
export function PublicLinkDialog({ projectId, timelines, chosen = [], before, onClose, onMade }) {
  const [made, setMade] = useState(/** @type {any} */ (null));
  const [ids, setIds] = useState(new Set(chosen));
  const [pages, setPages] = useState(new Set(/** @type {string[]} */ ([])));
  const form = useForm({ name: timelines.find(({ id }) => id === chosen[0])?.name || "", shows_places: false, shows_author: false, days: "30" }, async (values) => {
    setMade(await api.post("/public-links", { ...values, days: Number(values.days), project_id: projectId, timeline_ids: [...ids], pages: [...pages] }));
    onMade?.();
  });
  if (made) return html`<${MadeLink} made=${made} onClose=${onClose} />`;
  const flip = (set, change, value) => { const next = new Set(set); if (!next.delete(value)) next.add(value); change(next); };
  return html`<${Dialog} title="Make a public link" onClose=${onClose}>
    <form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      <p class="soft">Anybody who has the link sees what you choose here, without signing in, until it ends. Nothing else can be reached by it.</p>
      ${before}
      <${TextField} label="Heading of the page" required maxlength="120" ...${form.field("name")} />
      <fieldset class="field"><legend class="label">Timelines</legend>
        ${timelines.length === 0 && html`<p class="soft small-text">None is saved in this project yet.</p>`}
        ${timelines.map((row) => html`<${CheckField} key=${row.id} label=${row.name} value=${ids.has(row.id)} onValue=${() => flip(ids, setIds, row.id)} />`)}
      </fieldset>
      <fieldset class="field"><legend class="label">Result pages</legend>
        ${RESULT_PAGES.map(([id, label, hint]) => html`<${CheckField} key=${id} label=${label} hint=${hint} value=${pages.has(id)} onValue=${() => flip(pages, setPages, id)} />`)}
      </fieldset>
      <${SelectField} label="It ends after" options=${DAYS} ...${form.field("days")} />
      <${CheckField} label="Show exactly where the sites are" hint="Otherwise places, and the sun over them, are told to about 20 km; beside a sensitive species always" ...${form.field("shows_places")} />
      <${CheckField} label="Show my name" ...${form.field("shows_author")} />
      <p class="soft small-text">The tracks of a timeline are fixed as they are now. Sightings count only where their owners made them public.</p>
      <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" disabled=${!ids.size && !pages.size} busy=${form.busy}>Make the link<//></div>
    </form>
  <//>`;
}

/** @param {{made: any, onClose: () => void}} props */
function MadeLink({ made, onClose }) {
  const copy = () => navigator.clipboard.writeText(made.url).then(() => say("Copied"), () => say("Select the address and copy it"));
  return html`<${Dialog} title="The link is made" onClose=${onClose}>
    <div class="stack">
      <p>This address is shown this once. The station keeps only its fingerprint.</p>
      <input class="input mono" readonly aria-label="Address of the public page" value=${made.url} onFocus=${(event) => event.currentTarget.select()} />
      <div class="actions end"><${Button} href=${made.url} target="_blank" rel="noopener">Look at it<//><${Button} icon="copy" onClick=${copy}>Copy<//><${Button} tone="primary" onClick=${onClose}>Done<//></div>
    </div>
  <//>`;
}
