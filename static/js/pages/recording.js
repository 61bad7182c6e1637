// @ts-check
/** One recording: the viewer, its calls, searching for calls, what was found out about it. */

import { Button } from "../components/button.js";
import { CallsTab } from "../components/calls_tab.js";
import { DetectTab } from "../components/detect_tab.js";
import { Icon } from "../components/icon.js";
import { Page } from "../components/page.js";
import { PartsTab } from "../components/parts_tab.js";
import { RecordingAbout } from "../components/recording_about.js";
import { RecordingMenu } from "../components/recording_menu.js";
import { RecordingViewer } from "../components/recording_viewer.js";
import { RunsTab } from "../components/runs_tab.js";
import { Failure, Skeleton } from "../components/states.js";
import { Tabs, openTab } from "../components/tabs.js";
import { Moment, SpeciesName, StateTag } from "../components/text.js";
import { getTagged } from "../lib/api.js";
import { count, duration, frequency } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { onAnyEvent } from "../lib/live.js";
import { findIn, projects, sites, species, zoneOf } from "../lib/names.js";
import { useResource } from "../lib/resource.js";
import { place } from "../lib/router.js";
import { useSegmentsOf } from "../components/use_segments.js";
import { may } from "../lib/store.js";
import { t } from "../lib/words.js";

const TRAIL = [{ label: "Recordings", href: "/recordings" }];

export default function RecordingPage() {
  const { id } = place.value.params;
  const recording = useResource(id, (signal) => getTagged(`/recordings/${id}`, { signal }));
  useEffect(() => onAnyEvent((event, payload) => event === "recording.changed" && payload.id === id && recording.reload()), [id]);
  if (recording.error && !recording.data) return html`<${Page} title="Recording" trail=${TRAIL}><${Failure} error=${recording.error} retry=${recording.reload} /><//>`;
  if (!recording.data) return html`<${Page} title="Recording" trail=${TRAIL}><${Skeleton} width="40%" /><${Skeleton} height="420px" /><//>`;
  return html`<${Loaded} key=${id} recording=${recording.data.data} etag=${recording.data.etag} reload=${recording.reload} />`;
}

/** @param {{recording: any, etag: string, reload: () => void}} props */
function Loaded({ recording, etag, reload }) {
  const work = useSegmentsOf(recording);
  const tabs = [
    { id: "calls", label: "Calls", count: work.segmentation ? count(work.rows.length) : null },
    ...(may("annotator") ? [{ id: "search", label: "Search for calls" }] : []),
    { id: "runs", label: "Runs", count: work.segmentations.length || null },
    { id: "about", label: "About", count: recording.findings?.length ? count(recording.findings.length) : null },
    ...(recording.n_parts ? [{ id: "parts", label: "Parts", count: count(recording.n_parts) }] : []),
  ];
  const tab = openTab(tabs);
  const project = findIn(projects, recording.project_id);
  const trail = project ? [{ label: project.name, href: `/projects/${project.id}` }, ...TRAIL] : TRAIL;
  const isProposal = tab === "search";
  return html`<${Page} title=${recording.name} trail=${trail} shape="full" lede=${html`<${Facts} recording=${recording} />`} actions=${html`<${RecordingMenu} ...${{ recording, etag, reload, onClassified: work.reload }} />`}>
    ${recording.state === "failed" && html`<div class="notice brick"><${Icon} name="circle-alert" /><div class="grow"><strong>Not all of it could be taken in</strong><p class="soft">${recording.problem?.detail}</p></div></div>`}
    ${recording.state === "processing"
      ? html`<div class="notice"><${Icon} name="activity" /><span class="grow">It is being measured; the spectrogram can be looked at already.</span>${recording.job_id && html`<${Button} small href=${`/jobs/${recording.job_id}`}>The job<//>`}</div>` : null}
    <${RecordingViewer} recording=${recording} segmentationId=${work.segmentation?.id || null} isProposal=${isProposal} guesses=${work.guesses}
      onViewer=${work.setViewer} onSegments=${work.setRows} onSelect=${work.setSelected} onView=${work.setView} onConflict=${work.setConflict} onSaved=${work.noteSaved} />
    ${work.conflict && html`<${Conflict} work=${work} />`}
    <${Tabs} label="Parts of the page" tabs=${tabs} />
    ${tab === "calls" && html`<${CallsTab} recording=${recording} work=${work} />`}
    ${tab === "search" && html`<${DetectTab} recording=${recording} work=${work} />`}
    ${tab === "runs" && html`<${RunsTab} recording=${recording} work=${work} />`}
    ${tab === "about" && html`<${RecordingAbout} ...${{ recording, etag, reload }} />`}
    ${tab === "parts" && html`<${PartsTab} recording=${recording} />`}
  <//>`;
}

/** @param {{recording: any}} props */
function Facts({ recording }) {
  const site = findIn(sites, recording.site_id);
  const kind = findIn(species, recording.species_id);
  return html`<span class="recording-facts">
    ${recording.state !== "ready" && html`<${StateTag} state=${recording.state} />`}
    <span><${Icon} name="clock" />${duration(recording.duration_s)}</span>
    <span><${Icon} name="waves" />${frequency(recording.sr_hz)}${recording.time_expansion !== 1 ? t` (time expanded ${recording.time_expansion} times)` : ""}</span>
    ${recording.recorded_at && html`<span><${Icon} name="calendar" /><${Moment} value=${recording.recorded_at} zone=${zoneOf(recording)} /></span>`}
    ${site && html`<span><${Icon} name="map-pin" />${site.name}</span>`}
    ${kind && html`<span><${Icon} name="leaf" /><${SpeciesName} name=${kind.scientific_name} /></span>`}
    ${recording.device && html`<span><${Icon} name="cpu" />${recording.device}</span>`}
  </span>`;
}

/** @param {{work: any}} props */
function Conflict({ work }) {
  return html`<div class="notice ochre" role="alert"><${Icon} name="triangle-alert" /><div class="grow"><strong>Someone else changed these calls</strong><p class="soft">Your last edits are kept here and not yet stored.</p></div>
    <div class="actions"><${Button} small tone="primary" onClick=${() => work.resolve("mine")}>Put mine on top<//><${Button} small onClick=${() => work.resolve("theirs")}>Take theirs<//></div></div>`;
}
