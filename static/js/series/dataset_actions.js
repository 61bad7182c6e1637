// @ts-check
/** What can be done with a whole dataset: take it out as a file, rename it, compare it, delete it. */

import { Button } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { Icon } from "../components/icon.js";
import { Menu, MenuItem } from "../components/menu.js";
import { QuickForm } from "../components/quick_form.js";
import { api } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { asChoices, sites } from "../lib/names.js";
import { navigate } from "../lib/router.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { saveVersion } from "./version_files.js";

const FORMATS = [["csv", "CSV", t("empty where missing")], ["parquet", t("Parquet"), t("as stored")], ["xlsx", t("Excel"), t("up to a million rows")], ["json", "JSON", t("null where missing")]];

/** @param {{desk: any}} props */
export function DatasetActions({ desk }) {
  const { dataset, version } = desk;
  const [renaming, setRenaming] = useState(false);
  const [busy, setBusy] = useState("");
  const save = async (format) => {
    setBusy(format);
    await saveVersion(dataset, version, format).catch((error) => sayError(error, "Not saved"));
    setBusy("");
  };
  const remove = async () => {
    if (!(await askFirst({ title: t`Delete ${dataset.name}`, tone: "danger", action: "Delete", text: "All its versions go, with their findings." }))) return;
    await api.delete(`/datasets/${dataset.id}`).then(() => { say(t`${dataset.name} is deleted`); navigate("/datasets"); }, (error) => sayError(error, "Not deleted"));
  };
  const change = async (values) => {
    await api.patch(`/datasets/${dataset.id}`, { body: { name: values.name.trim(), description: values.description, site_id: values.site_id || null } });
    desk.reload();
  };
  const mine = sites.value.filter((site) => site.project_id === dataset.project_id);
  return html`
    ${version?.state === "ready" && html`<${Menu} label="Save as a file" align="end" face=${html`<${Icon} name="download" /><span>${busy ? t("Writing …") : t("Save as")}</span>`}>
      ${(close) => FORMATS.map(([format, name, hint]) => html`<${MenuItem} key=${format} trail=${hint} onClick=${() => { close(); save(format); }}>${name}<//>`)}
    <//>`}
    <${Button} icon="chart-scatter" href=${`/clouds?x=${version?.id || ""}`}>Cloud<//>
    ${may("editor") && html`<${Menu} label="More" align="end" class="button icon-only" face=${html`<${Icon} name="ellipsis" />`}>
      ${(close) => html`<${MenuItem} icon="pencil" onClick=${() => { close(); setRenaming(true); }}>Name, site, description<//>
        <${MenuItem} icon="upload" href=${`/datasets/import?project_id=${dataset.project_id}`}>Continue with another file<//>
        <${MenuItem} icon="trash-2" onClick=${() => { close(); remove(); }}>Delete<//>`}
    <//>`}
    ${renaming && html`<${QuickForm} title="About the dataset" action="Save" onClose=${() => setRenaming(false)} save=${change} initial=${{ name: dataset.name, description: dataset.description, site_id: dataset.site_id || "" }}
      fields=${[{ name: "name", label: "Name" }, { name: "site_id", label: "Site", kind: "select", optional: true, options: asChoices(mine, t("None")), hint: "Times are shown in the zone of the site" }, { name: "description", label: "Description", optional: true, multiline: true }]} />`}`;
}
