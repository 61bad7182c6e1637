// @ts-check
/** One detector: its settings, what it has found, and how it would have done with other parameters. */

import { Button } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { Page, Panel } from "../components/page.js";
import { Empty, Failure, Loaded, SkeletonRows } from "../components/states.js";
import { Tabs, openTab } from "../components/tabs.js";
import { Moment } from "../components/text.js";
import { WithProject } from "../components/with_project.js";
import { BackTestTab } from "../detection/back_test.js";
import { DetectorForm } from "../detection/detector_form.js";
import { SeverityTag, StandingTag } from "../detection/severity_tag.js";
import { isoOf, lasted, measuresText } from "../detection/words.js";
import { api, getTagged, writeTagged } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { count } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { join } from "../lib/live.js";
import { projects } from "../lib/names.js";
import { useGet, useResource } from "../lib/resource.js";
import { navigate, place } from "../lib/router.js";
import { detectorName } from "../lib/station_words.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

loadStyle("/static/css/detection.css");

const TRAIL = [{ label: "Telemetry", href: "/telemetry" }, { label: "Detectors", href: "/telemetry/detectors" }];

export default function Detector() {
  const { id } = place.value.params;
  const methods = useGet("/telemetry/detector-methods");
  if (methods.error) return html`<${Page} title="Detector" trail=${TRAIL}><${Failure} error=${methods.error} retry=${methods.reload} /><//>`;
  if (!methods.data) return html`<${Page} title="Detector" trail=${TRAIL}><${SkeletonRows} /><//>`;
  const choosable = methods.data.results.filter(({ name }) => name !== "channel_limits");
  return id === "new" ? html`<${NewDetector} methods=${choosable} />` : html`<${OneDetector} key=${id} id=${id} methods=${methods.data.results} />`;
}

/** @param {{methods: any[]}} props */
function NewDetector({ methods }) {
  const { query } = place.value;
  const first = query.project_id || projects.value[0]?.id || "";
  if (!first) return html`<${Page} title="New detector" trail=${TRAIL}><${WithProject} why=${t("Channels and detectors belong to a project.")} /><//>`;
  const blank = {
    name: "", description: "", project_id: first, method: query.method || "limit", params: {}, channel_ids: [], beat_ids: [], gap_s: 30, late_s: 600, every_s: 30,
    severity: "warning", is_notified: true, is_enabled: true,
  };
  const submit = async (body) => {
    const made = await api.post("/telemetry/detectors", body);
    say(t`${made.name} is watching`);
    navigate(`/telemetry/detectors/${made.id}`);
  };
  return html`<${Page} title="New detector" trail=${TRAIL}><${DetectorForm} key=${first} methods=${methods} detector=${blank} isNew submit=${submit} /><//>`;
}

/** @param {{id: string, methods: any[]}} props */
function OneDetector({ id, methods }) {
  const found = useResource(id, (signal) => getTagged(`/telemetry/detectors/${id}`, { signal }));
  const detector = found.data?.data;
  useEffect(() => (detector ? join(`group:${detector.group_id}`, { "telemetry.event": (news) => news.detector_id === id && found.reload() }) : undefined), [detector?.group_id]);
  if (found.error && !detector) return html`<${Page} title="Detector" trail=${TRAIL}><${Failure} error=${found.error} retry=${found.reload} /><//>`;
  if (!detector) return html`<${Page} title="Detector" trail=${TRAIL}><${SkeletonRows} /><//>`;
  const method = methods.find(({ name }) => name === detector.method);
  const tabs = [
    { id: "events", label: "Events", count: count(detector.n_events) },
    ...(method ? [{ id: "settings", label: "Settings" }, { id: "back-test", label: "Back-test" }] : []),
  ];
  const tab = place.value.query.back_test ? "back-test" : openTab(tabs);
  const submit = async (body) => {
    const saved = await writeTagged("PATCH", `/telemetry/detectors/${id}`, body, found.data?.etag || "");
    found.set(saved);
    say("Saved");
  };
  return html`<${Page} title=${detectorName(detector.name)} lede=${detector.description || method?.about} trail=${TRAIL}>
    ${detector.problem && html`<${Failure} error=${{ detail: detector.problem }} what="It cannot look" />`}
    <p class="soft">${detector.method_label} on <span class="mono">${detector.channels.map(({ public_id }) => public_id).join(", ") || t("no channel")}</span>.
      ${detector.until_us === null ? t(" It has seen no readings yet.") : html` It has seen readings up to <${Moment} value=${isoOf(detector.until_us)} zone="UTC" />.`}</p>
    <${Tabs} label="Parts of the detector" tabs=${tabs} />
    ${tab === "events" && html`<${Found} detector=${detector} />`}
    ${tab === "settings" && html`<${Settings} ...${{ detector, methods, submit }} />`}
    ${tab === "back-test" && html`<${BackTestTab} detector=${detector} method=${method} />`}
  <//>`;
}

/** @param {any} props */
function Settings({ detector, methods, submit }) {
  if (detector.limits_channel_id) return html`<${Empty} icon="sliders-horizontal" title="It follows the limits of its channel">Change the limits of the channel, and this detector changes with them.<//>`;
  if (!may("editor")) return html`<p class="soft">Editors change detectors.</p>`;
  return html`<div><${DetectorForm} key=${detector.version} methods=${methods} detector=${detector} submit=${submit} />
    ${may("admin") && html`<div class="actions"><${Button} tone="danger" icon="trash-2" onClick=${() => remove(detector)}>Delete the detector<//></div>`}</div>`;
}

/** @param {{detector: any}} props */
function Found({ detector }) {
  const events = useGet("/telemetry/events", { detector_id: detector.id, limit: 50 });
  useEffect(() => {
    if (!events.loading) events.reload();
  }, [detector.n_events]);
  return html`<${Loaded} of=${events}>${(page) => (page.results.length
    ? html`<${Panel} flush><div class="table-scroll" tabindex="0" role="region" aria-label="Events of the detector"><table class="plain-table"><thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Severity</th><th scope="col">Standing</th><th scope="col">Lasted</th><th scope="col">Numbers</th></tr></thead>
        <tbody>${page.results.map((row) => html`<tr key=${row.id}><td><a href=${`/telemetry/events/${row.id}`}><${Moment} value=${isoOf(row.start_us)} zone="UTC" /></a></td><td>${row.kind_words}</td><td><${SeverityTag} severity=${row.severity} /></td><td><${StandingTag} event=${row} /></td><td class="number">${lasted(row)}</td><td class="soft words">${measuresText(row.measures)}</td></tr>`)}</tbody></table></div><//>
      ${page.count > 50 && html`<p><a href=${`/telemetry/events?detector_id=${detector.id}`}>All ${count(page.count)} events</a></p>`}`
    : html`<${Empty} icon="flag" title="Nothing found yet">What it finds from now on stands here. Settings can send it through history, and a back-test shows what it would have found.<//>`)}<//>`;
}

/** @param {any} detector */
async function remove(detector) {
  const yes = await askFirst({ title: t`Delete ${detector.name}`, tone: "danger", action: "Delete the detector", text: t`Its ${count(detector.n_events)} events and their announcements go with it. This cannot be undone.` });
  if (!yes) return;
  try {
    await api.delete(`/telemetry/detectors/${detector.id}`);
    say(t`${detector.name} is deleted`);
    navigate("/telemetry/detectors");
  } catch (error) {
    sayError(error, "Not deleted");
  }
}
