// @ts-check
/** Several series on one grid, or one behind the other: which, how each, and from when to when. */

import { Button } from "../components/button.js";
import { CheckField, FormProblem, NumberField, Segmented, SelectField, TextField, useForm } from "../components/form.js";
import { Page, Panel } from "../components/page.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { allRows, api } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { count, plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { followAnswer } from "../lib/jobs.js";
import { asChoices, projects } from "../lib/names.js";
import { useResource } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { activeGroup, may } from "../lib/store.js";
import { t } from "../lib/words.js";
import { SourceRow } from "../series/source_row.js";
import { SpanBars } from "../series/span_bars.js";
import { commonSpan, pointsOf } from "../series/spans.js";
import { momentIn, stepText } from "../series/facts.js";

loadStyle("/static/css/series.css");

const STEPS = [60, 180, 300, 600, 900, 1800, 3600, 86_400];
const WAYS = [{ value: "align", label: "On one grid" }, { value: "merge", label: "One behind the other" }];
const DUPLICATES = [["first", t("the first")], ["last", t("the last")], ["mean", t("their mean")], ["error", t("none: refuse")]].map(([value, label]) => ({ value, label }));

export default function Alignments() {
  const group_id = activeGroup.value?.id;
  const all = useResource(group_id ? `datasets ${group_id}` : null, () => allRows("/datasets", { group_id, ordering: "name" }));
  if (all.error && !all.data) return html`<${Page} title="Align"><${Failure} error=${all.error} retry=${all.reload} /><//>`;
  if (!all.data) return html`<${Page} title="Align"><${SkeletonRows} /><//>`;
  const ready = all.data.filter((row) => row.current?.state === "ready" && row.current.n_rows);
  if (!ready.length) {
    return html`<${Page} title="Align"><${Empty} icon="merge" title="Nothing to align yet" action=${html`<${Button} tone="primary" icon="upload" href="/datasets/import">Import a series<//>`}>Series of different clocks and steps are brought onto one grid here, each in the way that suits it.<//><//>`;
  }
  return html`<${Page} title="Align" shape="full" lede="Series of different clocks and steps, brought together. What they hold stays as it is; the result is a new dataset."><${Desk} ready=${ready} /><//>`;
}

/** @param {{ready: any[]}} props */
function Desk({ ready }) {
  const { ids = "", way = "align" } = place.value.query;
  const chosen = ids.split(",").map((id) => ready.find((row) => row.id === id)).filter(Boolean);
  const form = useForm(
    { project_id: chosen[0]?.project_id || projects.value[0]?.id || "", name: "", step_s: 900, offset_min: 0, as_one: true, duplicates: "first", ways: /** @type {Record<string, any>} */ ({}) },
    async (values) => {
      const answer = way === "merge" ? await merge(values, chosen) : await align(values, chosen);
      answer.results.forEach((version) => followAnswer(version));
      navigate(`/datasets/${answer.dataset?.id || chosen[0].id}`);
    },
  );
  const { values, set } = form;
  const choose = (next) => setQuery({ ids: next.join(",") || null });
  const left = ready.filter((row) => !chosen.includes(row));
  const span = commonSpan(chosen);
  const wayOf = (id) => values.ways[id] || { method: "mean", max_gap_min: null, decimals: null };
  const setWay = (id, patch) => set({ ways: { ...values.ways, [id]: { ...wayOf(id), ...patch } } });
  const canRun = chosen.length >= (way === "merge" ? 2 : 1) && (way === "merge" || Boolean(span));
  return html`<form class="import-desk" onSubmit=${form.onSubmit}>
    <div class="stack">
      <${Segmented} label="How they come together" options=${WAYS} value=${way} onValue=${(next) => setQuery({ way: next === "align" ? null : next })} />
      <${Panel} title="Series" flush actions=${html`<${AddSeries} left=${left} add=${(id) => choose([...chosen.map((row) => row.id), id])} />`}>
        ${chosen.length ? html`<ul class="rule-list source-rows">${chosen.map((row) => html`<${SourceRow} key=${row.id} row=${row} way=${wayOf(row.id)} plain=${way === "merge"} change=${(patch) => setWay(row.id, patch)}
            remove=${() => choose(chosen.filter((one) => one !== row).map((one) => one.id))} />`)}</ul>`
          : html`<${Empty} icon="merge" title="Choose series">Take two or more from the list above. Each may come onto the grid by a method of its own.<//>`}
      <//>
      ${chosen.length > 0 && html`<${Panel} title="When they were running"><${SpanBars} rows=${chosen} span=${way === "align" ? span : null} /><//>`}
      ${way === "align" && chosen.length > 1 && !span && html`<div class="notice ochre"><div class="grow"><strong>No time in common</strong><p class="soft">One of these series ends before another begins. Put them one behind the other instead.</p></div></div>`}
    </div>
    <aside><${Panel} title=${way === "merge" ? t("Together") : t("Grid")}>
      <div class="form">
        <${FormProblem} form=${form} />
        ${way === "align" ? html`<${GridFields} form=${form} span=${span} />` : html`<${SelectField} label="Rows of the same time: keep" options=${DUPLICATES} ...${form.field("duplicates")} />`}
        ${(way === "merge" || values.as_one) && html`<${TextField} label="Name of the new dataset" optional=${way === "align"} placeholder=${chosen.map((row) => row.name).join(" and ").slice(0, 60)} ...${form.field("name")} />
          <${SelectField} label="Project" options=${asChoices(projects.value)} ...${form.field("project_id")} />`}
        ${way === "align" && chosen.length > 0 && html`<${CheckField} label="Side by side in a new dataset" hint="Otherwise each series gets a new version of its own" value=${values.as_one} onValue=${(as_one) => set({ as_one })} />`}
        <${Button} type="submit" tone="primary" icon="merge" class="wide" busy=${form.busy} disabled=${!canRun || !may("editor")}>${way === "merge" ? t`Merge ${plural(chosen.length, "series", "series")}` : t`Align ${plural(chosen.length, "series", "series")}`}<//>
      </div>
    <//></aside>
  </form>`;
}

/** @param {{left: any[], add: (id: string) => void}} props */
function AddSeries({ left, add }) {
  return html`<select class="input" aria-label="Add a series" value="" style=${{ maxWidth: "260px" }} onChange=${(event) => { if (event.currentTarget.value) add(event.currentTarget.value); event.currentTarget.value = ""; }}>
    <option value="">Add a series …</option>${left.map((row) => html`<option key=${row.id} value=${row.id}>${row.name} · every ${stepText(row.current.step_s)}</option>`)}
  </select>`;
}

/** @param {{form: any, span: [number, number] | null}} props */
function GridFields({ form, span }) {
  const { values, set } = form;
  const known = STEPS.includes(values.step_s);
  const n = span ? pointsOf(span, values.step_s) : null;
  return html`<${SelectField} label="Step" value=${known ? values.step_s : "own"} options=${[...STEPS.map((value) => ({ value, label: stepText(value) })), { value: "own", label: "Another …" }]} onValue=${(value) => set({ step_s: value === "own" ? 720 : Number(value) })} />
    ${!known && html`<${NumberField} label="Step" unit="s" min="1" max="86400" ...${form.field("step_s")} hint="A second to a day" />`}
    <${NumberField} label="After the full hour" unit="min" min="0" max="1439" ...${form.field("offset_min")} />
    <p class="hint">${span ? html`From ${momentIn(span[0], "UTC")} to ${momentIn(span[1], "UTC")} UTC, where all of them run: ${count(n)} points.` : t("The grid lies where all series run.")}</p>`;
}

/** @param {any} values @param {any[]} chosen */
function align(values, chosen) {
  const sources = chosen.map((row) => {
    const way = values.ways[row.id] || {};
    return { version_id: row.current_version_id, method: way.method || "mean", max_gap_s: way.max_gap_min === null || way.max_gap_min === undefined ? null : way.max_gap_min * 60, decimals: way.decimals ?? null };
  });
  return api.post("/dataset-alignments", { project_id: values.project_id, name: values.as_one && values.name.trim() ? values.name.trim() : null, sources, as_one: values.as_one, grid: { step_s: values.step_s, offset_s: (values.offset_min || 0) * 60 } });
}

/** @param {any} values @param {any[]} chosen */
function merge(values, chosen) {
  const name = values.name.trim() || chosen.map((row) => row.name).join(" and ").slice(0, 120);
  return api.post("/dataset-merges", { project_id: values.project_id, name, version_ids: chosen.map((row) => row.current_version_id), duplicates: values.duplicates });
}
