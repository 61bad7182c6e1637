// @ts-check
/** One channel: its live value and chart, what it is, its limits. */

import { Button } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { Figure } from "../components/figure.js";
import { CheckField, FormProblem, NumberField, SelectField, TextField, useForm } from "../components/form.js";
import { LoadedPage, Page, Section } from "../components/page.js";
import { Tag } from "../components/text.js";
import { api, getTagged, writeTagged } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { html, useState } from "../lib/html.js";
import { useResource } from "../lib/resource.js";
import { navigate, place } from "../lib/router.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { sharedZone } from "../lib/names.js";
import { Chart } from "../telemetry/chart.js";
import { useNewest } from "../telemetry/live_values.js";
import { LIMIT_TEXTS, LIMIT_TONES, feedTime, valueWithUnit } from "../telemetry/values.js";

loadStyle("/static/css/telemetry.css");

const DAY_US = 86_400e6;
const KINDS = [{ value: "analog", label: "Analog" }, { value: "discrete", label: "Discrete" }, { value: "boolean", label: "Boolean" }, { value: "text", label: "Text" }];
const BOUNDS = [["alarm_low", t("Too low below")], ["warning_low", t("Low below")], ["warning_high", t("High above")], ["alarm_high", t("Too high above")]];

const TRAIL = [{ label: "Channels", href: "/telemetry/channels" }];

export default function ChannelPage() {
  const { id } = place.value.params;
  const found = useResource(`channel ${id}`, (signal) => getTagged(`/telemetry/channels/${id}`, { signal }));
  return html`<${LoadedPage} of=${found} title="Channel" trail=${TRAIL} what="This channel could not be loaded">${({ data, etag }) => html`<${Shown} channel=${data} etag=${etag} found=${found} />`}<//>`;
}

/** @param {any} props */
function Shown({ channel, etag, found }) {
  const live = useNewest([channel.id]).get(channel.id);
  const latest = channel.latest && [channel.latest.at_us, channel.latest.text ?? channel.latest.value];
  const [at, value] = live && (!latest || live[0] >= latest[0]) ? live : latest || [null, null];
  const remove = async () => {
    const yes = await askFirst({ title: t`Delete ${channel.public_id}?`, text: "All its readings go with it. This cannot be undone.", action: "Delete", tone: "danger" });
    if (!yes) return;
    try {
      await api.delete(`/telemetry/channels/${channel.id}`);
      navigate("/telemetry/channels");
    } catch (error) {
      sayError(error, "The channel was not deleted");
    }
  };
  const actions = html`<${Button} tone="primary" icon="chart-line" href=${`/telemetry/charts?ids=${channel.id}`}>Open the chart<//>
    ${may("admin") && html`<${Button} icon="trash-2" tone="danger" onClick=${remove}>Delete<//>`}`;
  return html`<${Page} title=${channel.name || channel.public_id} trail=${TRAIL} lede=${channel.description} actions=${actions}>
    <div class="row" style=${{ gap: "var(--s8)", flexWrap: "wrap" }}>
      <${Figure} name="newest value" value=${valueWithUnit(value, channel)} hint=${at === null ? t("no reading yet") : feedTime(at, sharedZone([channel]))} />
      <${Figure} name="channel" value=${html`<span class="mono" style=${{ fontSize: "var(--t20)" }}>${channel.public_id}</span>`} hint=${channel.source_name} />
      ${channel.limit_state !== "ok" && html`<${Tag} tone=${LIMIT_TONES[channel.limit_state]} icon="triangle-alert">${LIMIT_TEXTS[channel.limit_state]}<//>`}
      ${channel.published_unit && html`<${Tag} icon="info" title="The feed names another unit than its values have">published as ${channel.published_unit}<//>`}
      ${!channel.is_active && html`<${Tag} icon="pause">switched off<//>`}
    </div>
    ${channel.kind !== "text" && html`<div class="chart-frame"><p class="chart-note"><span>${t("Last day")}${channel.unit ? `, ${channel.unit}` : ""}</span><span>${sharedZone([channel])}</span></p><${Chart} channels=${[channel]} span=${null} spanUs=${DAY_US} live=${true} height=${240} compact label=${t`Last day of ${channel.public_id}`} /></div>`}
    ${may("editor") && html`<${Description} channel=${channel} etag=${etag} found=${found} />`}
  <//>`;
}

/** @param {any} props */
function Description({ channel, etag, found }) {
  const [tag, setTag] = useState(etag);
  const limits = channel.limits || {};
  const start = { ...channel, ...Object.fromEntries(BOUNDS.map(([name]) => [name, limits[name] ?? null])), hysteresis: limits.hysteresis || null,
    decimals: channel.display?.decimals ?? null, texts: Object.entries(channel.value_texts).map(([n, text]) => `${n}=${text}`).join("\n") };
  const form = useForm(start, async (v) => {
    const bounds = Object.fromEntries(BOUNDS.map(([name]) => [name, v[name]]).filter(([, bound]) => bound !== null));
    const body = {
      name: v.name, description: v.description, discipline: v.discipline, unit: v.unit, kind: v.kind, expected_interval_s: v.expected_interval_s, is_active: v.is_active,
      retention_days: v.retention_days, value_texts: Object.fromEntries(v.texts.split("\n").filter((line) => line.includes("=")).map((line) => [line.slice(0, line.indexOf("=")).trim(), line.slice(line.indexOf("=") + 1).trim()])),
      limits: Object.keys(bounds).length ? { ...bounds, hysteresis: v.hysteresis || 0, context: limits.context || null } : null,
      display: { ...channel.display, decimals: v.decimals },
    };
    const saved = await writeTagged("PATCH", `/telemetry/channels/${channel.id}`, body, tag);
    setTag(saved.etag);
    found.set(saved);
    say("Saved");
  });
  const f = form.field;
  return html`<form class="stack" onSubmit=${form.onSubmit}>
    <${FormProblem} form=${form} />
    <${Section} title="What it is" why="Names and units are shown wherever the channel is.">
      <${TextField} label="Name" ...${f("name")} />
      <div class="form-row"><${TextField} label="Unit" optional ...${f("unit")} /><${SelectField} label="Kind" options=${KINDS} ...${f("kind")} /><${NumberField} label="Digits after the point" optional ...${f("decimals")} /></div>
      <${TextField} label="Discipline" optional ...${f("discipline")} />
      <${TextField} label="Description" optional multiline ...${f("description")} />
      ${form.values.kind === "discrete" && html`<${TextField} label="What its values mean" multiline hint="One a line: 16=normal" ...${f("texts")} />`}
    <//>
    <${Section} title="Limits" why="Drawn as bands; a value outside shows in lists. It counts as back inside once it has come back by the hysteresis.">
      <div class="form-row">${BOUNDS.map(([name, label]) => html`<${NumberField} key=${name} label=${label} optional ...${f(name)} />`)}</div>
      <${NumberField} label="Hysteresis" optional min="0" ...${f("hysteresis")} />
    <//>
    <${Section} title="Readings" why="Silence of five expected intervals is a gap; charts never draw across it.">
      <div class="form-row"><${NumberField} label="Expected every" unit="s" optional hint="Empty: only on change" ...${f("expected_interval_s")} />
      <${NumberField} label="Keep raw readings" unit="days" optional ...${f("retention_days")} /></div>
      <${CheckField} label="Takes readings" hint="Those of a channel that is switched off are refused" ...${f("is_active")} />
      <div class="actions"><${Button} type="submit" tone="primary" busy=${form.busy}>Save<//></div>
    <//>
  </form>`;
}
