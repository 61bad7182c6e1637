// @ts-check
/** What else can be done with one's collection: exports, imports, what was deleted. */

import { Button } from "../components/button.js";
import { Dialog } from "../components/dialog.js";
import { FormProblem, SelectField, useForm } from "../components/form.js";
import { Icon } from "../components/icon.js";
import { Menu, MenuItem } from "../components/menu.js";
import { Empty, Loaded } from "../components/states.js";
import { api, download } from "../lib/api.js";
import { plural } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { navigate } from "../lib/router.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { dayOf } from "./kinds.js";

/** @param {{onDone: () => void}} props */
export function MoreMenu({ onDone }) {
  const [open, setOpen] = useState("");
  const save = (format, name) => download(`/dex/export?format=${format}`, name).catch((error) => sayError(error, "Not exported"));
  const print = async () => {
    try {
      const file = await api.post("/dex/card-files", {});
      navigate(`/jobs/${file.job_id}`);
      say("The cards are being laid out");
    } catch (error) {
      sayError(error, "Not made");
    }
  };
  return html`<${Menu} label="More" face=${html`<${Icon} name="ellipsis" /><span>More</span>`} align="end">${() => html`
      <${MenuItem} icon="table-2" onClick=${() => save("csv", "collection.csv")}>Export as CSV<//>
      <${MenuItem} icon="file-archive" onClick=${() => save("dwca", "collection-dwca.zip")}>Export as Darwin Core Archive<//>
      <${MenuItem} icon="package" onClick=${() => save("json", "collection.json")}>Export as JSON<//>
      <${MenuItem} icon="book-open" onClick=${print}>Print the cards (PDF)<//>
      <${MenuItem} icon="upload" onClick=${() => setOpen("import")}>Import …<//>
      <${MenuItem} icon="trash-2" onClick=${() => setOpen("deleted")}>Deleted entries<//>`}<//>
    ${open === "import" && html`<${ImportDialog} onClose=${() => setOpen("")} onDone=${onDone} />`}
    ${open === "deleted" && html`<${DeletedDialog} onClose=${() => setOpen("")} onDone=${onDone} />`}`;
}

/** @param {{onClose: () => void, onDone: () => void}} props */
function ImportDialog({ onClose, onDone }) {
  const [report, setReport] = useState(/** @type {any} */ (null));
  const form = useForm({ file: null, visibility: "private" }, async ({ file, visibility }) => {
    const body = new FormData();
    body.append("file", file);
    body.append("visibility", visibility);
    setReport(await api.post("/dex/import", body));
    onDone();
  });
  return html`<${Dialog} title="Import entries" onClose=${onClose}>
    ${report
      ? html`<div class="stack"><p>${plural(report.n_created, "entry was", "entries were")} added, ${plural(report.n_known, "was", "were")} here already${report.n_refused ? t`, ${plural(report.n_refused, "row")} could not be taken` : ""}.</p>
          ${report.problems.length > 0 && html`<ul class="problem-list">${report.problems.map((one) => html`<li key=${one.row}><span class="mono">row ${one.row}</span> ${one.detail}</li>`)}</ul>`}
          <div class="actions end"><${Button} tone="primary" onClick=${onClose}>Done<//></div></div>`
      : html`<form class="form" onSubmit=${form.onSubmit}><${FormProblem} form=${form} />
          <p class="soft">A CSV as the export makes it, or the export of iNaturalist (columns such as scientific_name, observed_on, latitude). The same file again adds nothing twice.</p>
          <label class="field"><span class="label">File</span><input class="input" type="file" accept=".csv,text/csv" required onChange=${(event) => form.set({ file: event.currentTarget.files?.[0] })} /></label>
          <${SelectField} label="Show them to" options=${[{ value: "private", label: "Only I" }, { value: "friends", label: "Friends" }, { value: "public", label: "Everybody here" }]} ...${form.field("visibility")} />
          <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" busy=${form.busy}>Import<//></div></form>`}
  <//>`;
}

/** @param {{onClose: () => void, onDone: () => void}} props */
function DeletedDialog({ onClose, onDone }) {
  const list = useGet("/dex/entries", { deleted: true, limit: 200 });
  const restore = (entry) => api.post(`/dex/entries/${entry.id}/restore`).then(() => { list.reload(); onDone(); say("It is back"); }, (error) => sayError(error, "Not brought back"));
  return html`<${Dialog} title="Deleted entries" onClose=${onClose}>
    <${Loaded} of=${list} rows=${3}>${({ results }) => (results.length
      ? html`<ul class="rule-list">${results.map((entry) => html`<li class="line-item" key=${entry.id}><span class="grow clip"><i class="species-name">${entry.species.scientific_name}</i> <span class="faint">${dayOf(entry.observed_at)}</span></span><${Button} small icon="undo-2" onClick=${() => restore(entry)}>Bring back<//></li>`)}</ul>`
      : html`<${Empty} icon="trash-2" title="Nothing deleted">What is deleted can be brought back for 30 days.<//>`)}<//>
  <//>`;
}
