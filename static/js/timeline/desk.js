// @ts-check
/** The timeline of a project or site: its lanes, and what can be asked of them. */

import { Button, IconButton } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { Select } from "../components/form.js";
import { Later, LaterDialog } from "../components/later.js";
import { Page } from "../components/page.js";
import { Empty, Failure, Skeleton } from "../components/states.js";
import { api } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { findIn, projects, sites } from "../lib/names.js";
import { useList } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { may, user } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { TimelineChart } from "./chart.js";
import { TimelineExport } from "./export_menu.js";
import { pieceAt, nearestMark } from "./find.js";
import { Questions } from "./questions.js";
import { STEPS, specsText, stepName } from "./spec.js";
import { TrackMenu } from "./track_menu.js";
import { limitsOf, useDesk } from "./use_desk.js";
import { iso, useView, widthPx } from "./use_view.js";

export function TimelineDesk() {
  const { query } = place.value;
  const desk = useDesk();
  const [lane, setLane] = useState(0);
  const { where, specs, span, step, saved } = desk;
  const key = where && specs.length ? JSON.stringify([where, specsText(specs), step]) : null;
  const found = useView(key, span, (over, signal) => api.get("/timeline/view", {
    signal,
    query: { ...where, tracks: specsText(specs), step_s: step, width: widthPx(), ...(over ? { start: iso(over[0]), end: iso(over[1]) } : {}) },
  }));
  const project = findIn(projects, where?.project_id);
  const title = saved?.name || (project ? t`Timeline of ${project.name}` : t("Timeline"));
  const trail = [{ label: "Timelines", href: "/timeline" }];
  if (desk.base.error) return html`<${Page} title="Timeline" trail=${trail}><${Failure} error=${desk.base.error} retry=${desk.base.reload} /><//>`;
  const { view } = found;
  const shown = span || (view ? /** @type {import("./types.js").Span} */ ([view.start, view.end]) : null);
  const ready = view && shown && view.tracks.length === specs.length ? { view, span: shown } : null;
  return html`<${Page} title=${title} lede=${saved?.description} trail=${trail} shape="full" actions=${ready && html`<${Actions} ...${{ desk, ...ready, title }} />`}>
    ${where && html`<${Toolbar} desk=${desk} view=${view} />`}
    ${found.error && !ready ? html`<${Failure} error=${found.error} what="The tracks could not be read" retry=${found.reload} />`
      : desk.base.data && !specs.length ? html`<${NoTracks} />`
      : !ready ? html`<${Skeleton} height="420px" />`
      : html`<${Lanes} ...${{ desk, found, ...ready, lane: Math.min(lane, specs.length - 1), setLane }} />
        <${Questions} place=${where} specs=${specs} view=${ready.view} span=${ready.span} />`}
    ${query.add && where && html`<${LaterDialog} name="tracks" load=${() => import("./track_picker.js")}>${({ TrackPicker }) => html`<${TrackPicker} place=${where} chosen=${specs} onClose=${() => setQuery({ add: null })} onAdd=${(spec) => desk.setSpecs([...specs, spec])} />`}<//>`}
  <//>`;
}

/** The lanes, and what is behind the piece one pointed at. @param {any} props */
function Lanes({ desk, found, view, span, lane, setLane }) {
  const { specs } = desk;
  const [at, from, to] = (place.value.query.at || "").split(".").map(Number);
  const piece = Number.isFinite(from) && Number.isFinite(to) && view.tracks[at] ? /** @type {import("./types.js").Span} */ ([from, to]) : null;
  const point = (index, moment, pixelMs) => {
    const track = view.tracks[index];
    const mark = track.form === "marks" ? nearestMark(track, moment) : null;
    setLane(index);
    if (mark?.id && Math.abs(mark.at - moment) < pixelMs * 12) return navigate(`/telemetry/events/${mark.id}`);
    const [start, end] = pieceAt(track, view.edges, moment, pixelMs);
    return setQuery({ at: `${index}.${Math.round(start)}.${Math.round(end)}` });
  };
  const anySun = view.nights.length > 0;
  const sound = view.tracks.filter((track) => !track.problem);
  const isEmpty = sound.length > 0 && sound.every((track) => track.n === 0);
  return html`<div class="panel tl-panel">
      ${found.error && html`<${Failure} error=${found.error} what="The tracks could not be read anew" retry=${found.reload} />`}
      <${TimelineChart} ...${{ view, span, lane, setLane, piece }} limits=${limitsOf(view, span)} busy=${found.busy} onSpan=${desk.setSpan} onPoint=${point}
        menuOf=${(index) => html`<${TrackMenu} specs=${specs} index=${index} setSpecs=${desk.setSpecs} />`} />
      <p class="tl-legend faint small-text">
        ${anySun ? html`<span><span class="swatch tl-night"></span> between sunset and sunrise${view.place?.n_sites > 1 ? t`, at the mean of ${view.place.n_sites} sites` : ""}</span>` : html`<span>${view.place ? t("The sun is drawn for spans of up to two months") : t("No place is known: the sun is not drawn")}</span>`}
        ${view.tracks.some((track) => track.form === "bars" && track.value.includes(null)) && html`<span><span class="tl-dotted" aria-hidden="true"></span> nothing recorded: no value, which is not zero</span>`}
        <span>Click a bar or line to see what is behind it; drag to move, wheel to zoom.</span>
      </p>
    </div>
    ${isEmpty && html`<div class="notice"><div>Nothing of these tracks lies in this span. <button type="button" class="button small" onClick=${desk.showAll}>Show all there is</button></div></div>`}
    ${piece && html`<${Later} name="behind" load=${() => import("./behind_panel.js")}>${({ BehindPanel }) => html`<${BehindPanel} key=${place.value.query.at} place=${desk.where} spec=${specs[at]} title=${view.tracks[at].title} piece=${piece} zone=${view.time_zone} onClose=${() => setQuery({ at: null })} />`}<//>`}`;
}

/** @param {{desk: any, view: import("./types.js").View | null}} props */
function Toolbar({ desk, view }) {
  const { where } = desk;
  const own = sites.value.filter((row) => row.project_id === where.project_id);
  const auto = view ? t`Bins: as fits (${stepName(view.step_s)})` : t("Bins: as fits");
  return html`<div class="toolbar tl-bar">
    ${own.length > 0 && html`<${Select} aria-label="Site" value=${where.site_id || ""} options=${[{ value: "", label: "All sites" }, ...own.map((row) => ({ value: row.id, label: row.name }))]} onValue=${(value) => setQuery({ site: value, project: where.project_id, saved: null, tracks: specsText(desk.specs), at: null })} />`}
    <${Select} aria-label="Length of a bin" value=${desk.step ? String(desk.step) : ""} options=${[{ value: "", label: auto }, ...STEPS.map(([seconds, name]) => ({ value: String(seconds), label: t`Bins of ${name}` }))]} onValue=${(value) => setQuery({ step: value })} />
    <${Button} icon="plus" onClick=${() => setQuery({ add: 1 })}>Add a track<//>
    <${IconButton} icon="rotate-ccw" label="Back to the whole span" onClick=${desk.showAll} />
  </div>`;
}

function NoTracks() {
  return html`<${Empty} icon="clock" title="Nothing to show yet" action=${html`<${Button} tone="primary" icon="plus" onClick=${() => setQuery({ add: 1 })}>Add a track<//>`}>
    A track is a species' calls, pictures, a channel, a column of a series, or what a detector found.<//>`;
}

/** @param {any} props */
function Actions({ desk, view, span, title }) {
  const { saved, where, specs } = desk;
  const isOwn = saved?.owner_id === user.value?.id;
  const { save, publish } = place.value.query;
  const timelines = useList(publish ? "/timelines" : null, { project_id: where.project_id });
  const kept = (row) => navigate(`/timeline?saved=${row.id}`);
  const remove = async () => {
    if (!(await askFirst({ title: t`Delete ${saved.name}`, tone: "danger", action: "Delete it", text: "The data stay. Public links that show it end with it." }))) return;
    await api.delete(`/timelines/${saved.id}`).then(() => { say(t`${saved.name} is deleted`); navigate("/timeline"); }, (error) => sayError(error, "Not deleted"));
  };
  return html`<${TimelineExport} ...${{ view, span, title, where, specs }} />
    ${may("editor") && html`<${Button} icon="eye" onClick=${() => setQuery({ publish: 1 })}>Public link<//>`}
    <${Button} tone="primary" icon="save" onClick=${() => setQuery({ save: 1 })}>Save<//>
    ${saved && isOwn && html`<${IconButton} icon="trash-2" label="Delete this timeline" onClick=${remove} />`}
    ${save && html`<${LaterDialog} name="save" load=${() => import("./save_dialogs.js")}>${({ SaveDialog }) => html`<${SaveDialog} ...${{ desk, view, span, isOwn }} onClose=${() => setQuery({ save: null })} onSaved=${kept} />`}<//>`}
    ${publish && !timelines.loading && html`<${LaterDialog} name="publish" load=${() => import("./save_dialogs.js")}>${({ PublicLinkDialog }) => html`<${PublicLinkDialog} projectId=${where.project_id} timelines=${timelines.rows} chosen=${saved ? [saved.id] : []} onClose=${() => setQuery({ publish: null })} />`}<//>`}`;
}
