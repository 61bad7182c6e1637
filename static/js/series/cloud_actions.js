// @ts-check
/** What follows from a cloud: points outside removed as a step, gaps filled from the curve, files. */

import { Button } from "../components/button.js";
import { NumberField } from "../components/form.js";
import { Panel } from "../components/page.js";
import { api } from "../lib/api.js";
import { count, plural } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { followAnswer } from "../lib/jobs.js";
import { navigate } from "../lib/router.js";
import { may } from "../lib/store.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { saveAnswer } from "./compute.js";
import { savePicture } from "./cloud_picture.js";

/** @param {{desk: any, data: any}} props */
export function CloudActions({ desk, data }) {
  const { body, y, x, isSame } = desk;
  const [refits, setRefits] = useState(/** @type {number | null} */ (1));
  const [busy, setBusy] = useState("");
  const during = (name, work) => async () => {
    setBusy(name);
    await Promise.resolve().then(work).catch((error) => sayError(error));
    setBusy("");
  };
  const curve = { x: body.x.column, kind: body.kind, degree: body.degree, n_breaks: body.n_breaks, span: body.span, pair_within_s: body.pair_within_s };
  const step = async (name, params, title) => {
    const answer = await api.post(`/datasets/${y.dataset.id}/versions`, { parent_id: y.version.id, title, steps: [{ name, params: { ...curve, ...params }, columns: [body.y.column] }] });
    followAnswer(answer);
    navigate(`/datasets/${y.dataset.id}?v=${answer.number}`);
  };
  const remove = () => step("cloud-outside", { tolerance_kind: body.tolerance_kind, tolerance: body.tolerance, refits: refits ?? 0 }, t`Outside the cloud of ${body.y.column} on ${body.x.column}`);
  const fill = () => step("cloud-fill", {}, t`${body.y.column} filled from ${body.x.column}`);
  const nOut = data.outside?.n || 0;
  return html`<${Panel} title="What follows"><div class="stack">
    ${may("editor") && (isSame ? html`
      ${data.outside && nOut > 0 && html`<div class="form"><${NumberField} label="Fit again without them" unit="times" min="0" max="20" step="1" value=${refits} hint="Each time more may turn out to lie outside" onValue=${setRefits} />
        <${Button} class="wide" tone="primary" icon="scissors" busy=${busy === "remove"} onClick=${during("remove", remove)}>Remove ${plural(nOut, "point")}<//></div>`}
      ${data.n_fillable > 0 && html`<${Button} class="wide" icon="sparkles" busy=${busy === "fill"} onClick=${during("fill", fill)} title="Missing values whose partner is known, within the range of the curve">Fill ${plural(data.n_fillable, "gap")} from the curve<//>`}
      <p class="hint">Both are steps: the result is a new version, and undone by choosing the earlier one.</p>`
      : html`<p class="hint">Removing points and filling gaps are steps of one dataset. Put both series on one grid to do that.</p><${Button} class="wide" icon="merge" href=${`/alignments?ids=${x.dataset.id},${y.dataset.id}`}>Align them<//>`)}
    <div class="actions">
      <${Button} small icon="download" busy=${busy === "points"} onClick=${during("points", () => saveAnswer("/series-clouds/points", body, `cloud-${body.y.column}.csv`))}>Points<//>
      ${data.curve && html`<${Button} small icon="download" busy=${busy === "numbers"} onClick=${during("numbers", () => saveAnswer("/series-clouds/coefficients", body, `curve-${body.y.column}.csv`))}>Coefficients<//>`}
      ${["png", "svg"].map((image) => html`<${Button} key=${image} small icon="download" busy=${busy === image} onClick=${during(image, () => savePicture(body, image))}>${image.toUpperCase()}<//>`)}
    </div>
    ${data.n_pairs > data.points.x.length && html`<p class="faint small-text">${count(data.points.x.length)} of ${count(data.n_pairs)} points are drawn one by one; the shade behind them is all of them.</p>`}
  </div><//>`;
}
