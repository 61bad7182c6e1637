// @ts-check
/** Pictures the station draws of a version: to look at, to save as PNG, SVG or PDF. */

import { Button } from "../components/button.js";
import { SelectField } from "../components/form.js";
import { Failure, Skeleton } from "../components/states.js";
import { download, request } from "../lib/api.js";
import { html, useEffect, useState } from "../lib/html.js";
import { useResource } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { made } from "./version_files.js";

export const PLOTS = [
  ["line", t("Line")], ["histogram", t("Histogram")], ["box", t("Box")], ["violin", t("Violin")], ["heat", t("Day by hour")],
  ["autocorrelation", t("Autocorrelation")], ["spectrum", t("Spectrum")], ["missing", t("What is missing")],
];
const IMAGES = ["png", "svg", "pdf"];

/** @param {{desk: any}} props */
export function PlotsTab({ desk }) {
  const { version, dataset } = desk;
  const { plot = "line", pcol } = place.value.query;
  const column = Math.max(0, version.columns.findIndex(({ name }) => name === pcol));
  const options = { kind: plot, column };
  const picture = useResource(JSON.stringify([version.id, options]), async (signal) => {
    const { path, query } = await made(version.id, { ...options, image: "png" });
    const response = await request("GET", path, { query, headers: { Accept: "image/*" }, signal });
    return URL.createObjectURL(await response.blob());
  });
  useEffect(() => () => { if (picture.data) URL.revokeObjectURL(picture.data); }, [picture.data]);
  const [busy, setBusy] = useState("");
  const save = async (image) => {
    setBusy(image);
    try {
      const { path, query } = await made(version.id, { ...options, image });
      await download(path, `${dataset.name}-${plot}.${image}`, { query });
    } catch (error) {
      sayError(error, "Not saved");
    }
    setBusy("");
  };
  return html`<section class="stack" aria-label="Plots">
    <div class="row">
      <${SelectField} label="Picture" value=${plot} options=${PLOTS.map(([value, label]) => ({ value, label }))} onValue=${(next) => setQuery({ plot: next === "line" ? null : next })} />
      ${version.columns.length > 1 && html`<${SelectField} label="Column" value=${version.columns[column].name} options=${version.columns.map(({ name }) => ({ value: name, label: name }))} onValue=${(name) => setQuery({ pcol: name === version.columns[0].name ? null : name })} />`}
      <span class="actions push">${IMAGES.map((image) => html`<${Button} key=${image} small icon="download" busy=${busy === image} onClick=${() => save(image)}>${image.toUpperCase()}<//>`)}</span>
    </div>
    <div class="panel plot-frame">
      ${picture.error ? html`<${Failure} error=${picture.error} what="This picture could not be drawn" retry=${picture.reload} />`
        : picture.data ? html`<img class="plot-picture" src=${picture.data} alt=${t`${PLOTS.find(([name]) => name === plot)?.[1]} of ${version.columns[column].name}`} />`
        : html`<${Skeleton} height="320px" />`}
    </div>
  </section>`;
}
