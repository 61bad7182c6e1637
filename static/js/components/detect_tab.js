// @ts-check
/** Searching for calls: method, preset and parameters, tried on the visible window while they move. */

import { api } from "../lib/api.js";
import { plural } from "../lib/format.js";
import { html, useEffect, useMemo, useRef, useState } from "../lib/html.js";
import { followAnswer, trayOpen } from "../lib/jobs.js";
import { useGet } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { CheckField, SelectField } from "./form.js";
import { LearnedChoice } from "./learned_choice.js";
import { Icon } from "./icon.js";
import { ParameterSlider } from "./parameter_slider.js";
import { Failure, SkeletonRows } from "./states.js";

/** A slider rests this long before the window is tried again. */
const REST_MS = 90;
/** The server tries at most this many samples at once. */
const MOST_SAMPLES = 4_000_000;

/** @param {{recording: any, work: any}} props */
export function DetectTab({ recording, work }) {
  const known = useGet("/segmentation-methods");
  const [choice, setChoice] = useState({ method: "adaptive", preset: "auto", params: /** @type {Record<string, number>} */ ({}) });
  const [isTrying, setIsTrying] = useState(true);
  const [modelId, setModelId] = useState("");
  const method = known.data?.methods.find(({ name }) => name === choice.method);
  const needsModel = Boolean(method?.needs_model);
  const tried = usePreview(recording, work, choice, isTrying && !needsModel);
  const values = useMemo(() => defaultsOf(known.data, choice, tried.answer), [known.data, choice.method, choice.preset, tried.answer?.preset]);
  if (known.error) return html`<${Failure} error=${known.error} retry=${known.reload} />`;
  if (!known.data) return html`<${SkeletonRows} />`;
  const set = (patch) => setChoice((before) => ({ ...before, ...patch }));
  const run = async () => {
    try {
      const body = needsModel ? { ...choice, model_id: modelId } : choice;
      const answer = await api.post(`/recordings/${recording.parent_id || recording.id}/segmentations`, body);
      trayOpen.value = true;
      followAnswer(answer, (job) => showFound(job, place.value.path, work));
      setQuery({ tab: null });
    } catch (error) {
      sayError(error, "The search was not started");
    }
  };
  const presets = [{ value: "auto", label: tried.answer?.preset && choice.preset === "auto" ? t`Automatic (${tried.answer.preset})` : "Automatic" }, ...known.data.presets.filter(({ name }) => name !== "auto").map(({ name, label }) => ({ value: name, label }))];
  return html`<div class="stack">
    <div class="toolbar" style=${{ alignItems: "end" }}>
      <div style=${{ width: "200px" }}><${SelectField} label="Method" value=${choice.method} onValue=${(name) => setChoice({ method: name, preset: "auto", params: {} })} options=${defaultFirst(known.data).map(({ name, label }) => ({ value: name, label }))} /></div>
      ${method?.uses_presets !== false && html`<div style=${{ width: "220px" }}><${SelectField} label="Preset" value=${choice.preset} onValue=${(preset) => set({ preset, params: {} })} options=${presets} /></div>`}
      ${needsModel && html`<${LearnedChoice} projectId=${recording.project_id} value=${modelId} onValue=${setModelId} />`}
      <div class="push row">${!needsModel && html`<${PreviewState} tried=${tried} />`}
        <${Button} tone="primary" icon="scissors" disabled=${needsModel && !modelId} onClick=${run}>Search the whole recording<//></div>
    </div>
    <div class="row spread">${needsModel
        ? html`<p class="soft">It proposes calls as the adaptive method does and leaves out those that people took away.</p>`
        : html`<${CheckField} label="Try on the visible window while I change things" value=${isTrying} onValue=${setIsTrying} />`}
      ${Object.keys(choice.params).length > 0 && html`<${Button} small icon="rotate-ccw" onClick=${() => set({ params: {} })}>Back to the preset<//>`}</div>
    <div class="parameters">${method?.parameters.map((parameter) => html`<${ParameterSlider} key=${choice.method + parameter.name} parameter=${parameter}
      value=${choice.params[parameter.name] ?? values[parameter.name]} isChanged=${parameter.name in choice.params}
      onValue=${(value) => set({ params: { ...choice.params, [parameter.name]: value } })} />`)}</div>
  </div>`;
}

/** A run that ended is shown where one still looks at the recording. @param {any} job @param {string} path @param {any} work */
function showFound(job, path, work) {
  const found = job.results?.[0];
  if (job.state !== "succeeded" || !found) return;
  work.reload();
  const isHere = location.pathname === path;
  if (isHere) setQuery({ segmentation: new URL(found.href, location.href).searchParams.get("segmentation") });
  say(found.title ? t`The search is done: ${found.title}` : "The search is done", isHere ? {} : { action: { label: t("Show"), run: () => navigate(found.href) } });
}

/** @param {any} known */
const defaultFirst = ({ methods, default: chosen }) => [...methods].sort((a, b) => Number(b.name === chosen.method) - Number(a.name === chosen.method));

/** What a preset sets, over the method's own defaults. @param {any} known @param {any} choice @param {any} answer */
function defaultsOf(known, choice, answer) {
  const method = known?.methods.find(({ name }) => name === choice.method);
  const preset = known?.presets.find(({ name }) => name === (choice.preset === "auto" ? answer?.preset : choice.preset));
  const own = Object.fromEntries((method?.parameters || []).map((parameter) => [parameter.name, parameter.default]));
  return { ...own, ...preset?.values };
}

/** @param {{tried: any}} props */
function PreviewState({ tried }) {
  if (tried.error) return html`<span class="row" style=${{ color: "var(--brick)" }}><${Icon} name="circle-alert" />${tried.error.detail || tried.error.message}</span>`;
  if (tried.isTooWide) return html`<span class="soft">Zoom in to try it here</span>`;
  if (!tried.answer) return null;
  return html`<span class="soft" role="status">${plural(tried.answer.results.length, "call")} in this window <span class="faint mono">${tried.ms} ms</span></span>`;
}

/** Shows proposals in the viewer; the stored calls come back when the tab is left. @param {any} recording @param {any} work @param {any} choice @param {boolean} isOn */
function usePreview(recording, work, choice, isOn) {
  const [tried, setTried] = useState(/** @type {{answer: any, error: any, ms: number}} */ ({ answer: null, error: null, ms: 0 }));
  const show = useRef(work.show);
  show.current = work.show;
  const { viewer, view } = work;
  const isTooWide = Boolean(view) && (view.t1 - view.t0) * recording.sr_hz > MOST_SAMPLES;
  const key = view && isOn && !isTooWide ? JSON.stringify([view.t0, view.t1, choice]) : null;
  useEffect(() => {
    viewer?.flush();
    return () => show.current();
  }, [viewer]);
  useEffect(() => {
    if (!key || !viewer) return undefined;
    const control = new AbortController();
    const timer = setTimeout(async () => {
      const begun = performance.now();
      try {
        const body = { from: view.t0, to: view.t1, ...choice };
        const answer = await api.post(`/recordings/${recording.id}/segmentations/preview`, body, { signal: control.signal });
        viewer.setSegments(answer.results.map((one, i) => ({ ...one, id: `try-${i}`, label: undefined, source: "model", confidence: null })));
        setTried({ answer, error: null, ms: Math.round(performance.now() - begun) });
      } catch (error) {
        if (!control.signal.aborted) setTried((before) => ({ ...before, error }));
      }
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [key, viewer]);
  return { ...tried, isTooWide };
}
