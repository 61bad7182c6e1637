// @ts-check
/** One event: the readings that show it, its numbers, who has seen it, where it was announced. */

import { Button } from "../components/button.js";
import { TextField, useForm, FormProblem } from "../components/form.js";
import { Page, Panel } from "../components/page.js";
import { Failure, SkeletonRows } from "../components/states.js";
import { Moment } from "../components/text.js";
import { EventActions } from "../detection/event_actions.js";
import { EvidencePlots } from "../detection/evidence_plot.js";
import { PostStateTag } from "../detection/post_state.js";
import { SeverityTag, StandingTag } from "../detection/severity_tag.js";
import { feedTime, figure, isoOf, lasted, measureParts } from "../detection/words.js";
import { getTagged, writeTagged } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { percent } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { join } from "../lib/live.js";
import { useGet, useResource } from "../lib/resource.js";
import { place } from "../lib/router.js";
import { detectorName } from "../lib/station_words.js";
import { may } from "../lib/store.js";
import { say } from "../lib/toasts.js";
import { t } from "../lib/words.js";

loadStyle("/static/css/detection.css");

const TRAIL = [{ label: "Telemetry", href: "/telemetry" }, { label: "Events", href: "/telemetry/events" }];

export default function Event() {
  const { id } = place.value.params;
  const found = useResource(id, (signal) => getTagged(`/telemetry/events/${id}`, { signal }));
  const event = found.data?.data;
  useEffect(() => (event ? join(`group:${event.group_id}`, { "telemetry.event": (news) => news.id === id && found.reload() }) : undefined), [event?.group_id, id]);
  if (found.error && !event) return html`<${Page} title="Event" trail=${TRAIL}><${Failure} error=${found.error} retry=${found.reload} /><//>`;
  if (!event) return html`<${Page} title="Event" trail=${TRAIL}><${SkeletonRows} /><//>`;
  const title = `${event.kind_words[0].toUpperCase()}${event.kind_words.slice(1)}`;
  return html`<${Page} title=${title} name=${`${title}, ${feedTime(event.start_us)}`} trail=${TRAIL} shape="full"
      lede=${html`${feedTime(event.start_us)}, found by <a href=${`/telemetry/detectors/${event.detector_id}`}>${detectorName(event.detector_name)}</a>`}
      actions=${html`<${EventActions} event=${event} onChange=${() => found.reload()} />`}>
    <div class="event-columns">
      <div class="stack"><${Panel} title="What was read"><${EvidencePlots} event=${event} /><//><${Announced} event=${event} /></div>
      <div class="stack"><${Panel} title="Facts"><${Facts} event=${event} /><//>
        ${may("annotator") && html`<${Panel} title="Note"><${Note} key=${event.id} event=${event} etag=${found.data?.etag || ""} onSaved=${found.reload} /><//>`}</div>
    </div>
  <//>`;
}

/** @param {{event: any}} props */
function Facts({ event }) {
  return html`<dl class="facts">
    <dt>Severity</dt><dd><${SeverityTag} severity=${event.severity} /></dd>
    <dt>Standing</dt><dd><${StandingTag} event=${event} /></dd>
    ${event.acknowledged_at && html`<dt>Seen by</dt><dd>${event.acknowledged_by || t("someone")}, <${Moment} value=${event.acknowledged_at} relative /></dd>`}
    <dt>Began</dt><dd><${Moment} value=${isoOf(event.start_us)} zone="UTC" /></dd>
    <dt>Lasted</dt><dd>${lasted(event)}</dd>
    <dt>Peak</dt><dd class="mono">${figure(event.peak)}</dd>
    ${Object.entries(event.measures).map(([name, value]) => {
      const [words, unit] = measureParts(name);
      return html`<dt key=${name}>${words}</dt><dd class="mono">${figure(/** @type {number} */ (value))} ${unit}</dd>`;
    })}
    <dt>Confidence</dt><dd class="mono">${percent(event.confidence, 0)}</dd>
    <dt>Found</dt><dd><${Moment} value=${event.created_at} relative />${!event.is_settled && html` <span class="faint" title="Late readings can still change it">(not final)</span>`}</dd>
    <dt>Detector</dt><dd>revision ${event.detector_revision}, method version ${event.method_version}</dd>
  </dl>`;
}

/** @param {{event: any, etag: string, onSaved: () => void}} props */
function Note({ event, etag, onSaved }) {
  const form = useForm({ note: event.note }, async (values) => {
    await writeTagged("PATCH", `/telemetry/events/${event.id}`, { note: values.note }, etag);
    say("Note saved");
    onSaved();
  });
  return html`<form class="form" onSubmit=${form.onSubmit}>
    <${FormProblem} form=${form} />
    <${TextField} label="What people should know" multiline rows="4" ...${form.field("note")} />
    <div class="actions end"><${Button} type="submit" busy=${form.busy} disabled=${form.values.note === event.note}>Save the note<//></div>
  </form>`;
}

/** @param {{event: any}} props */
function Announced({ event }) {
  const posts = useGet("/telemetry/posts", { event_id: event.id });
  if (!posts.data?.results.length) return null;
  return html`<${Panel} title="Announced">
    <ul class="stack">${posts.data.results.map((post) => html`<li key=${post.id}>
      <div class="row"><strong>${post.target_name}</strong><${PostStateTag} post=${post} />${post.remote_url && html`<a href=${post.remote_url} rel="noreferrer" target="_blank">see it there</a>`}</div>
      <p class="post-text soft">${post.text}</p></li>`)}</ul>
  <//>`;
}
