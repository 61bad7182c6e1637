// @ts-check
/** A chart of several channels, from years to milliseconds, live or still; the address says what is shown. */

import { Button } from "../components/button.js";
import { Menu } from "../components/menu.js";
import { Page } from "../components/page.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { download } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { count, duration } from "../lib/format.js";
import { html, useMemo, useRef, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { useGet } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { t } from "../lib/words.js";
import { sharedZone } from "../lib/names.js";
import { Chart, hasNoReading, savePicture } from "../telemetry/chart.js";
import { ChannelPicker } from "../telemetry/channel_picker.js";
import { ChartLegend } from "../telemetry/legend.js";
import { bounded } from "../telemetry/plot.js";
import { feedTime } from "../telemetry/values.js";

loadStyle("/static/css/telemetry.css");

const MOST = 20;
const SPANS = [["60", t("1 min")], ["600", t("10 min")], ["3600", "1 h"], ["21600", "6 h"], ["86400", "24 h"], ["604800", t("7 days")], ["2592000", t("30 days")]];
const DEFAULT_SPAN_S = 3600;

export default function Charts() {
  const { query } = place.value;
  const ids = [...new Set((query.ids || "").split(",").filter(Boolean).map(Number))].slice(0, MOST);
  const live = query.live === "1";
  const spanUs = (Number(query.span) || DEFAULT_SPAN_S) * 1e6;
  const span = !live && query.from && query.to ? { startUs: Number(query.from), endUs: Number(query.to) } : null;
  const found = useGet(ids.length ? "/telemetry/channels" : null, { ids: ids.join(","), limit: MOST });
  const channels = useMemo(() => {
    const byId = new Map((found.data?.results || []).map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id)).filter(Boolean);
  }, [found.data, query.ids]);
  const [data, setData] = useState(/** @type {any} */ (null));
  const [cursorUs, setCursor] = useState(/** @type {number | null} */ (null));
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const events = useGet(ids.length === 1 && data ? "/telemetry/events" : null, { channel_id: ids[0], start_us: data?.startUs, end_us: data?.endUs, limit: 200 });
  const marks = useMemo(() => (events.data?.results || []).map((row) => ({ atUs: row.start_us ?? Date.parse(row.start_at || row.start) * 1000, tone: row.severity === "alarm" ? "brick" : "ochre", label: row.title || row.kind })), [events.data]);

  const shown = span || (data && !hasNoReading(data) ? { startUs: data.startUs, endUs: data.endUs } : null);
  const show = (next) => setQuery({ from: next.startUs, to: next.endUs, live: null, span: null });
  const move = (share) => shown && show({ startUs: Math.round(shown.startUs + (shown.endUs - shown.startUs) * share), endUs: Math.round(shown.endUs + (shown.endUs - shown.startUs) * share) });
  const zoom = (factor) => {
    if (!shown) return;
    const middle = (shown.startUs + shown.endUs) / 2e6;
    const half = ((shown.endUs - shown.startUs) / 2e6) * factor;
    const [from, to] = bounded(middle - half, middle + half);
    show({ startUs: Math.round(from * 1e6), endUs: Math.round(to * 1e6) });
  };
  const pause = () => {
    if (!live) return setQuery({ live: 1, from: null, to: null, span: query.span || String(DEFAULT_SPAN_S) });
    const newest = Math.max(...[...(data?.lines.values() || [])].map((line) => line.lastUs ?? 0));
    return show({ startUs: Math.round(newest - spanUs), endUs: Math.round(newest) });
  };
  const whole = () => setQuery({ from: null, to: null, live: null, span: null });
  useKeys("On this chart", {
    ArrowLeft: ["Earlier", () => move(-0.25)],
    ArrowRight: ["Later", () => move(0.25)],
    "+": ["Closer", () => zoom(0.5)],
    "-": ["Wider", () => zoom(2)],
    "0": ["All of it", whole],
    l: [live ? "Pause" : "Follow live", pause],
  }, [shown, live, query.span]);

  const add = (channel) => setQuery({ ids: [...ids, channel.id].join(",") });
  const remove = (id) => setQuery({ ids: ids.filter((one) => one !== id).join(",") });
  const iso = (us) => new Date(us / 1000).toISOString();
  const save = (format) => shown && download("/telemetry/export", `readings.${format}`, { query: { ids: ids.join(","), start: iso(shown.startUs), end: iso(shown.endUs + 1000), format } });
  const picker = query.add && html`<${ChannelPicker} chosen=${ids} most=${MOST} onPick=${add} onClose=${() => setQuery({ add: null })} />`;
  const zone = sharedZone(channels);
  const addButton = html`<${Button} tone=${ids.length ? "" : "primary"} icon="plus" onClick=${() => setQuery({ add: 1 })}>Add channels<//>`;
  if (!ids.length) {
    return html`<${Page} title="Charts"><${Empty} icon="chart-line" title="Nothing on the chart yet" action=${addButton}>Choose one or several channels: any span from years to milliseconds, or live. The address of this page shows the same chart to other members.<//>${picker}<//>`;
  }
  const actions = html`${addButton}
    <${Menu} label="Save" face=${html`<span>Save</span>`} align="end">${(close) => html`
      <button type="button" class="menu-item" role="menuitem" onClick=${() => { savePicture(box.current, "chart.png"); close(); }}>Picture (PNG)</button>
      ${["csv", "ndjson", "parquet"].map((format) => html`<button type="button" key=${format} class="menu-item" role="menuitem" onClick=${() => { save(format); close(); }}>Readings in view (${format.toUpperCase()})</button>`)}`}<//>`;
  const n = [...(data?.lines.values() || [])].reduce((sum, line) => sum + line.n, 0);
  return html`<${Page} title="Charts" actions=${actions}>
    <div class="toolbar">
      <${Button} small icon=${live ? "pause" : "play"} tone=${live ? "" : "primary"} onClick=${pause}>${live ? t("Pause") : t("Follow live")}<//>
      <span class="row tight-row" role="group" aria-label="Span up to the newest reading">${SPANS.map(([seconds, label]) => html`<button type="button" class="button small" key=${seconds} aria-pressed=${String(live && spanUs === Number(seconds) * 1e6)} onClick=${() => setQuery({ span: seconds, live: 1, from: null, to: null })}>${label}</button>`)}</span>
      <${Button} small onClick=${whole}>All<//>
      <${Button} small icon="arrow-left" onClick=${() => move(-0.5)} aria-label="Earlier" title="Earlier (←)" /><${Button} small icon="arrow-right" onClick=${() => move(0.5)} aria-label="Later" title="Later (→)" />
      <${Button} small onClick=${() => zoom(0.5)} aria-label="Closer" title="Closer (+)">+<//><${Button} small onClick=${() => zoom(2)} aria-label="Wider" title="Wider (−)">−<//>
    </div>
    ${found.error && !found.data ? html`<${Failure} error=${found.error} retry=${found.reload} />` : !found.data ? html`<${SkeletonRows} rows=${8} height="24px" />` : html`
    <div class="chart-frame stack tight" ref=${box}>
      <${Chart} channels=${channels} span=${span} spanUs=${spanUs} live=${live} height=${420} marks=${marks} label=${t`Chart of ${channels.map((c) => c.public_id).join(", ")}`}
        onSpan=${show} onCursor=${setCursor} onData=${setData} />
      <div class="chart-note"><span>${cursorUs === null ? (shown ? `${feedTime(shown.startUs, zone)} – ${feedTime(shown.endUs, zone)}` : "") : feedTime(cursorUs, zone)}</span>
        ${n > 0 && html`<span>${live ? t`last ${duration(spanUs / 1e6)}` : shown && duration((shown.endUs - shown.startUs) / 1e6)} · ${count(n)} readings · drag to zoom, wheel to zoom, shift and wheel to move</span>`}</div>
    </div>
    <${ChartLegend} channels=${channels} data=${data} cursorUs=${cursorUs} onRemove=${remove} />`}
    ${picker}
  <//>`;
}
