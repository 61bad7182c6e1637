// @ts-check
/** The last word on calls that annotators see differently: each answer is one key, any other type another. */

import { Button } from "../components/button.js";
import { LabelMenu } from "../components/label_menu.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { Thumbnail } from "../components/thumbnail.js";
import { api } from "../lib/api.js";
import { callHref } from "../lib/calls.js";
import { position } from "../lib/format.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { useList } from "../lib/resource.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

/** What answers are called beside their keys. */
const LETTERS = [..."ABC"];

/** @param {any} word */
const said = (word) => (word.is_rejected ? t("No call") : word.label);

/** @param {{batch: any, words: any[], onChanged: () => void}} props */
export function Judging({ batch, words, onChanged }) {
  const list = useList(`/task-batches/${batch.id}/disagreements`, { state: "all" });
  const [at, setAt] = useState(-1);
  const [done, setDone] = useState(/** @type {number[]} */ ([]));
  const busy = useRef(false);
  const firstOpen = list.rows.findIndex(({ adjudication }) => !adjudication);
  const index = at < 0 ? Math.max(0, firstOpen) : Math.min(at, list.rows.length - 1);
  const now = useRef({ index, rows: list.rows });
  now.current = { index, rows: list.rows };
  const call = list.rows[index];
  const canJudge = may("editor");
  useEffect(() => {
    if (list.hasMore && index > list.rows.length - 20) list.more();
  }, [index, list.rows.length]);
  const change = (segment_id, adjudication) => list.setRows((rows) => rows.map((row) => (row.segment_id === segment_id ? { ...row, adjudication } : row)));
  const goTo = (next) => setAt(Math.max(0, Math.min(now.current.rows.length - 1, next)));
  const during = async (what, act) => {
    if (busy.current) return;
    busy.current = true;
    try {
      await act();
      onChanged();
    } catch (error) {
      sayError(error, what);
    } finally {
      busy.current = false;
    }
  };
  const judge = (word) => during(t("Not settled"), async () => {
    const { segment_id } = now.current.rows[now.current.index];
    const body = word.is_rejected ? { is_rejected: true } : word.call_type_id ? { call_type_id: word.call_type_id } : { label: word.label };
    change(segment_id, await api.post(`/task-batches/${batch.id}/adjudications`, { segment_id, ...body }));
    setDone((before) => [...before.filter((one) => one !== segment_id), segment_id]);
    goTo(nextOpen(now.current.rows, now.current.index));
  });
  const undo = () => during(t("Not undone"), async () => {
    const last = done.at(-1);
    if (last === undefined) return say("Nothing to undo on this page");
    await api.delete(`/task-batches/${batch.id}/adjudications/${last}`);
    change(last, null);
    setDone((before) => before.slice(0, -1));
    return goTo(now.current.rows.findIndex(({ segment_id }) => segment_id === last));
  });
  const ofWord = (word) => judge({ label: word.name, call_type_id: word.id });
  const typeKeys = Object.fromEntries(words.filter(({ key }) => key && !"abcABC".includes(key)).map((word) => [word.key, [t`It is ${word.name}`, () => ofWord(word)]]));
  const answerKeys = Object.fromEntries((call?.answers || []).flatMap((answer, i) => [LETTERS[i].toLowerCase(), LETTERS[i]].map((key) => [key, [t`Answer ${LETTERS[i]} is right`, () => judge(answer)]])));
  useKeys("Differences", /** @type {any} */ (call ? {
    ArrowRight: ["Next call", () => goTo(now.current.index + 1)],
    ArrowLeft: ["Previous call", () => goTo(now.current.index - 1)],
    ...(canJudge ? { ...typeKeys, x: ["No call", () => judge({ is_rejected: true })], ...answerKeys, u: ["Undo", undo] } : {}),
  } : {}), [Boolean(call), canJudge, call?.answers.length, words.length]);
  if (list.error) return html`<${Failure} error=${list.error} retry=${list.reload} />`;
  if (list.loading) return html`<${SkeletonRows} />`;
  if (!call) return html`<${Empty} icon="check-check" title="No differences" action=${html`<${Button} href=${`/batches/${batch.id}`}>To the batch<//>`}>All calls that everybody has answered are seen alike.<//>`;
  return html`<div class="stack">
    <div class="judging">
      <${Call} call=${call} />
      <div class="judged-answers">
        ${call.answers.map((answer, i) => html`<${Answer} key=${i} letter=${LETTERS[i]} answer=${answer} isRight=${isSame(answer, call.adjudication)} disabled=${!canJudge} onChoose=${() => judge(answer)} />`)}
        ${canJudge ? html`<div class="actions"><${LabelMenu} types=${words} onLabel=${ofWord} face="Another type" /><${Button} tone="quiet" icon="ban" onClick=${() => judge({ is_rejected: true })}>No call<kbd>x</kbd><//>
          <${Button} tone="quiet" icon="undo-2" disabled=${!done.length} onClick=${undo}>Undo<kbd>u</kbd><//></div>` : html`<p class="soft">An editor has the last word.</p>`}
        ${call.adjudication && html`<p class="soft" role="status">Settled as <strong>${said(call.adjudication)}</strong>${call.adjudication.user && t` by ${call.adjudication.user.display_name}`}.</p>`}
      </div>
    </div>
    <div class="judged-row" role="group" aria-label="Calls seen differently">${list.rows.map((row, i) => html`<button type="button" key=${row.segment_id} class=${row.adjudication ? "call settled" : "call"} aria-current=${i === index ? "true" : undefined}
      aria-label=${t`Call ${row.segment_id}: ${row.answers.map(said).join(" or ")}${row.adjudication ? t(", settled") : ""}`} onClick=${() => goTo(i)}><${Thumbnail} segmentId=${row.segment_id} label="" /></button>`)}</div>
  </div>`;
}

/** @param {{call: any}} props */
function Call({ call }) {
  const what = t`Call at ${position(call.onset_s)} in ${call.recording_name}`;
  return html`<div class="judged-call">
    <${Thumbnail} segmentId=${call.segment_id} width=${256} height=${128} label=${what} />
    <p class="soft"><a href=${callHref(call)}>${call.recording_name}</a> <span class="mono">${position(call.onset_s)}</span></p>
  </div>`;
}

/** @param {{letter: string, answer: any, isRight: boolean, disabled: boolean, onChoose: () => void}} props */
function Answer({ letter, answer, isRight, disabled, onChoose }) {
  return html`<button type="button" class="judged-answer" aria-pressed=${isRight ? "true" : "false"} disabled=${disabled} onClick=${onChoose}>
    <kbd>${letter}</kbd><strong>${said(answer)}</strong><span class="soft">${answer.user?.display_name || t("someone")}${answer.note && `: ${answer.note}`}</span>
  </button>`;
}

/** @param {any} answer @param {any} word */
const isSame = (answer, word) => Boolean(word) && answer.is_rejected === word.is_rejected && answer.label === word.label;

/** The next call without a last word, from the one at hand on; that one when there is none. @param {any[]} rows @param {number} from */
function nextOpen(rows, from) {
  for (let step = 1; step < rows.length; step += 1) {
    const i = (from + step) % rows.length;
    if (!rows[i].adjudication) return i;
  }
  return from;
}
