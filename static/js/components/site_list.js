// @ts-check
/** The sites of a project: where its recorders stood. */

import { api, getTagged, writeTagged } from "../lib/api.js";
import { fixed } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { reloadNames } from "../lib/names.js";
import { useList } from "../lib/resource.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button, IconButton } from "./button.js";
import { askFirst } from "./dialog.js";
import { QuickForm } from "./quick_form.js";
import { Empty, Failure, SkeletonRows } from "./states.js";

const ZONES = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : ["UTC"];

const FIELDS = [
  { name: "name", label: "Name", required: true, autofocus: true },
  { name: "latitude", label: "Latitude", unit: "°", kind: "number", min: "-90", max: "90", optional: true, hint: "Degrees north, WGS 84" },
  { name: "longitude", label: "Longitude", unit: "°", kind: "number", min: "-180", max: "180", optional: true, hint: "Degrees east, WGS 84" },
  { name: "time_zone", label: "Time zone", kind: "select", options: ["UTC", ...ZONES.filter((zone) => zone !== "UTC")].map((zone) => ({ value: zone, label: zone })) },
  { name: "habitat", label: "Habitat", optional: true },
];

/** @param {{projectId: string, canEdit: boolean}} props */
export function SiteList({ projectId, canEdit }) {
  const list = useList("/sites", { project_id: projectId });
  const [editing, setEditing] = useState(/** @type {any} */ (null));
  const save = async (values) => {
    if (editing.id) await writeTagged("PATCH", `/sites/${editing.id}`, values, (await getTagged(`/sites/${editing.id}`)).etag);
    else await api.post("/sites", { ...values, project_id: projectId });
    reloadNames();
    list.reload();
  };
  const remove = async (site) => {
    if (!(await askFirst({ title: t`Delete ${site.name}`, tone: "danger", action: "Delete the site", text: "Recordings made there stay, without a site." }))) return;
    try {
      await api.delete(`/sites/${site.id}`);
      reloadNames();
      list.reload();
      say(t`${site.name} is deleted`);
    } catch (error) {
      sayError(error, "Not deleted");
    }
  };
  const add = canEdit && html`<${Button} tone="primary" icon="plus" onClick=${() => setEditing({ name: "", latitude: null, longitude: null, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone, habitat: "" })}>New site<//>`;
  if (list.error) return html`<${Failure} error=${list.error} retry=${list.reload} />`;
  if (list.loading) return html`<${SkeletonRows} />`;
  return html`<div class="stack">
    ${list.rows.length
      ? html`<div class="row">${add}</div><div class="panel table-scroll"><table class="plain-table"><thead><tr><th>Name</th><th class="number">Latitude</th><th class="number">Longitude</th><th class="wide-only">Time zone</th><th class="wide-only">Habitat</th><th><span class="sr-only">Actions</span></th></tr></thead>
        <tbody>${list.rows.map((site) => html`<tr key=${site.id}><th scope="row">${site.name}</th>
          <td class="number">${site.latitude === null ? "–" : `${fixed(site.latitude, 4)}°`}</td><td class="number">${site.longitude === null ? "–" : `${fixed(site.longitude, 4)}°`}</td>
          <td class="wide-only">${site.time_zone}</td><td class="wide-only">${site.habitat}</td>
          <td class="nowrap">${canEdit && html`<${IconButton} small icon="pencil" label=${t`Edit ${site.name}`} onClick=${() => setEditing(site)} />${may("admin") && html`<${IconButton} small icon="trash-2" label=${t`Delete ${site.name}`} onClick=${() => remove(site)} />`}`}</td></tr>`)}</tbody></table></div>`
      : html`<${Empty} icon="map-pin" title="No sites yet" action=${add}>A site is a place with a time zone. Recordings know their site, and results can be compared between sites.<//>`}
    ${editing && html`<${QuickForm} title=${editing.id ? editing.name : t("New site")} action="Save" fields=${/** @type {any} */ (FIELDS)} save=${save} onClose=${() => setEditing(null)}
      initial=${{ name: editing.name, latitude: editing.latitude, longitude: editing.longitude, time_zone: editing.time_zone, habitat: editing.habitat }} />`}
  </div>`;
}
