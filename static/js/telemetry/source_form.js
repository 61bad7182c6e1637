// @ts-check
/** The form of a source: what every kind needs, and what only one does. */

import { Button } from "../components/button.js";
import { Dialog } from "../components/dialog.js";
import { CheckField, FormProblem, NumberField, SelectField, TextField, useForm } from "../components/form.js";
import { WithProject } from "../components/with_project.js";
import { html, useEffect } from "../lib/html.js";
import { projects } from "../lib/names.js";
import { t } from "../lib/words.js";
import { KINDS } from "./source_words.js";

const EMPTY = {
  push: { stale_after_s: 300 },
  simulator: { n_stations: 1, interval_s: 1, seed: 1 },
  mqtt: { host: "", port: 1883, tls: false, user: "", client_id: "", pattern: "field/{station}/{quantity}", channel: "{station}.{quantity}", payload: "value", value_path: "value", time_path: "" },
  lightstreamer: { url: "https://push.lightstreamer.com", adapter_set: "ISSLIVE", items: "" },
  replay: { from_source_id: "", speed: "" },
};

/** @param {string} kind @param {any} v the fields of the form */
function settingsOf(kind, v) {
  if (kind === "push") return { kind, stale_after_s: v.stale_after_s };
  if (kind === "simulator") return { kind, n_stations: v.n_stations, interval_s: v.interval_s, seed: v.seed };
  if (kind === "lightstreamer") return { kind, url: v.url, adapter_set: v.adapter_set, items: v.items.split(/[\s,]+/).filter(Boolean) };
  if (kind === "replay") return { kind, from_source_id: v.from_source_id || null, speed: v.speed === "" ? null : Number(v.speed) };
  const topic = { pattern: v.pattern, channel: v.channel, payload: v.payload, value_path: v.value_path, time_path: v.time_path || null };
  return { kind, host: v.host, port: v.port, tls: Boolean(v.tls), user: v.user || null, client_id: v.client_id || null, topics: [topic] };
}

/** @param {any} source @returns {any} the fields of the form */
function fieldsOf(source) {
  const { settings } = source;
  if (source.kind === "lightstreamer") return { ...settings, items: settings.items.join(" ") };
  if (source.kind === "mqtt") return { ...settings, ...settings.topics[0], time_path: settings.topics[0].time_path || "" };
  if (source.kind === "replay") return { from_source_id: settings.from_source_id || "", speed: settings.speed ?? "" };
  return settings;
}

/** @param {{source?: any, sources: any[], onClose: () => void, save: (body: any) => Promise<any>}} props */
export function SourceForm({ source, sources, onClose, save }) {
  const start = source
    ? { kind: source.kind, name: source.name, auto_create: source.auto_create, keep: source.keep, retention_days: source.retention_days, secret: "", ...fieldsOf(source) }
    : { kind: "push", name: "", project_id: projects.value[0]?.id || "", auto_create: true, keep: "first", retention_days: null, secret: "", ...Object.assign({}, ...Object.values(EMPTY)) };
  const form = useForm(start, async (v) => {
    const body = { name: v.name, settings: settingsOf(v.kind, v), auto_create: v.auto_create, keep: v.keep, retention_days: v.retention_days };
    if (v.secret) body.secret = v.secret;
    await save(source ? body : { ...body, project_id: v.project_id });
    onClose();
  });
  const { kind } = form.values;
  useEffect(() => {
    if (!source && !form.values.project_id && projects.value.length) form.set({ project_id: projects.value[0].id });
  }, [projects.value.length]);
  return html`<${Dialog} title=${source ? t`Change ${source.name}` : t("Add a source")} onClose=${onClose}>
    <${WithProject} why=${t("Channels and detectors belong to a project.")}><form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      ${!source && html`<${SelectField} label="Kind" options=${KINDS} hint=${KINDS.find((one) => one.value === kind)?.about} ...${form.field("kind")} />`}
      <${TextField} label="Name" required ...${form.field("name")} />
      ${!source && html`<${SelectField} label="Project" options=${projects.value.map(({ id, name }) => ({ value: id, label: name }))} ...${form.field("project_id")} />`}
      <${KindFields} form=${form} sources=${sources} source=${source} />
      <${CheckField} label="Make channels that are new" hint="Otherwise their readings are kept as dead letters" ...${form.field("auto_create")} />
      <${SelectField} label="Two values for the same time" options=${[{ value: "first", label: "Keep the first" }, { value: "last", label: "Keep the last" }]} ...${form.field("keep")} />
      <${NumberField} label="Keep raw readings" unit="days" optional hint="Counted back from each channel's newest; summaries stay. Empty: the station's setting" min="1" ...${form.field("retention_days")} />
      <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" busy=${form.busy}>${source ? t("Save") : t("Add the source")}<//></div>
    </form><//>
  <//>`;
}

/** @param {{form: any, sources: any[], source?: any}} props */
function KindFields({ form, sources, source }) {
  const f = form.field;
  const secret = html`<${TextField} label="Password" type="password" optional hint=${source?.has_secret ? t("One is set; leave empty to keep it") : ""} ...${f("secret")} />`;
  switch (form.values.kind) {
    case "simulator":
      return html`<div class="form-row"><${NumberField} label="Stations" hint="Eight channels each" ...${f("n_stations")} /><${NumberField} label="Interval" unit="s" ...${f("interval_s")} /></div>`;
    case "mqtt":
      return html`<div class="form-row"><${TextField} label="Broker" ...${f("host")} /><${NumberField} label="Port" ...${f("port")} /></div>
        <${CheckField} label="Encrypted (TLS)" ...${f("tls")} />
        <div class="form-row"><${TextField} label="User" optional ...${f("user")} />${secret}</div>
        <${TextField} label="Topics" hint="Names in braces stand for the parts that vary" ...${f("pattern")} />
        <${TextField} label="Channel made from them" ...${f("channel")} />
        <${SelectField} label="Payload" options=${[{ value: "value", label: "The bare value" }, { value: "json", label: "JSON with one value" }, { value: "object", label: "JSON, each member a channel" }]} ...${f("payload")} />
        ${form.values.payload !== "value" && html`<div class="form-row">${form.values.payload === "json" && html`<${TextField} label="Where the value is" ...${f("value_path")} />`}<${TextField} label="Where the time is" optional ...${f("time_path")} /></div>`}`;
    case "lightstreamer":
      return html`<${TextField} label="Server" ...${f("url")} /><${TextField} label="Adapter set" ...${f("adapter_set")} />
        <${TextField} label="Items" multiline optional hint="Blanks between; empty: the channels of this source's catalogue" ...${f("items")} />`;
    case "replay":
      return html`<${SelectField} label="What is sent" options=${[{ value: "", label: "A CSV file, put to the source afterwards" }, ...sources.map(({ id, name }) => ({ value: id, label: t`What ${name} stored` }))]} ...${f("from_source_id")} />
        <${SelectField} label="Speed" options=${[["", t("As fast as can be")], ["1", t("As it was (×1)")], ["10", "×10"], ["100", "×100"], ["1000", "×1,000"], ["10000", "×10,000"]].map(([value, label]) => ({ value, label }))} ...${f("speed")} />`;
    default:
      return html`<${NumberField} label="Counts as stale after" unit="s" ...${f("stale_after_s")} />`;
  }
}
