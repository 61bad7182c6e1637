// @ts-check
/** The annotation screen: the call in the middle, its names at the right, what was decided below. */

import { html, useEffect, useMemo, useRef, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { say } from "../lib/toasts.js";
import { user } from "../lib/store.js";
import { t } from "../lib/words.js";
import { createActions } from "./actions.js";
import { Commands, NoteField } from "./commands.js";
import { Facts } from "./facts.js";
import { labellingFeed, lookingFeed } from "./feed.js";
import { Head } from "./head.js";
import { commandKeys, keyCap } from "./keys.js";
import { createLabelling } from "./labelling.js";
import { NothingInFront } from "./places.js";
import { Recent, Refusals } from "./recent.js";
import { Instructions, Repertoire } from "./repertoire.js";
import { TypeList } from "./type_list.js";
import { useBatchNews, useLeaving } from "./use_batch_news.js";
import { useCallViews } from "./use_call_views.js";
import { useWords } from "./use_words.js";

const RANKING = "fieldstation.ranking";

/** @param {{batch: any, species: any, types: any[], mayLabel: boolean, startAt: string | undefined, onChanged: () => void, onTake: () => void}} props */
export function Workplace({ batch, species, types, mayLabel, startAt, onChanged, onTake }) {
  const announcer = useRef(/** @type {HTMLElement | null} */ (null));
  const finder = useRef(/** @type {HTMLInputElement | null} */ (null));
  const announce = (text) => {
    if (announcer.current) announcer.current.textContent = text;
  };
  const labelling = useMemo(() => createLabelling({
    batchId: batch.id,
    userId: user.value.id,
    feed: mayLabel ? labellingFeed(batch.id) : lookingFeed(batch.id),
    progress: { n_tasks: batch.n_tasks, n_done: batch.n_done, n_left: batch.n_tasks - batch.n_done, n_mine_done: batch.n_mine_done },
    onAnnounce: (text) => say(text, { tone: "brick" }),
  }), [batch.id, mayLabel]);
  const [noteOpen, setNoteOpen] = useState(false);
  const [edge, setEdge] = useState(/** @type {any} */ (null));
  const [showsPicture, setShowsPicture] = useState(true);
  const [showsRanking, setShowsRanking] = useState(localStorage.getItem(RANKING) !== "hidden");
  const isFree = !types.length;
  const { words, addWord } = useWords(batch, types, labelling);
  const task = labelling.current.value;
  const canDecide = mayLabel && Boolean(task) && !task?.isRefused;
  const { views, hosts } = useCallViews({ labelling, species, isEditable: mayLabel, announce });
  useEffect(() => {
    if (startAt) labelling.open(Number(startAt)).then(labelling.supply.refill);
    else labelling.supply.refill();
    return labelling.close;
  }, [labelling]);
  useEffect(() => {
    setNoteOpen(false);
    setEdge(null);
    if (views.current?.detail.edge()) views.current.detail.setEdge(null);
  }, [task?.id]);
  useBatchNews(batch.id, labelling, onChanged);
  useLeaving(batch.id, labelling);
  const toggleRanking = () => {
    localStorage.setItem(RANKING, showsRanking ? "hidden" : "shown");
    setShowsRanking(!showsRanking);
  };
  const actions = createActions({ labelling, views, finder, announce, setNoteOpen, setEdge, toggleRanking, togglePicture: () => setShowsPicture(!showsPicture), canDecide: () => mayLabel && Boolean(labelling.current.value) && !labelling.current.value.isRefused });
  const give = (word) => {
    if (isFree) addWord(word.name);
    actions.name(word);
  };
  const keys = commandKeys(words);
  useKeys("Labelling", tableOf(words, keys, give, actions, edge), [words, edge, labelling]);
  return html`<div class="annotation" onClick=${letGo} onChange=${letGoOfChoice}>
    <${Head} labelling=${labelling} batch=${batch} views=${views} onTake=${onTake} />
    <p class="sr-only" role="status" aria-live="polite" ref=${announcer}></p>
    ${!mayLabel && html`<p class="a-notice notice"><span class="grow">${batch.state === "closed" ? t("This batch is closed: its calls can be looked at, not decided.") : t("You may look at these calls. Deciding needs the role of an annotator.")}</span></p>`}
    <${Refusals} labelling=${labelling} />
    <div class=${task ? "a-main" : "a-main alone"}>
      <div class="a-picture">
        ${task && html`<${Facts} task=${task} onStep=${actions.step} />`}
        ${!task && html`<${NothingInFront} labelling=${labelling} batch=${batch} />`}
        <div class="a-detail" hidden=${!task} ref=${hosts.detail} role="group" aria-label="The call close up"></div>
        <div class="a-overview" hidden=${!task} ref=${hosts.overview} role="group" aria-label="The call from afar"></div>
        ${noteOpen && task && html`<${NoteField} task=${task} onSave=${actions.saveNote} onClose=${() => setNoteOpen(false)} />`}
      </div>
      ${task && html`<div class="a-side">
        <${TypeList} words=${words} task=${task} canDecide=${canDecide} isFree=${isFree} showsRanking=${showsRanking && !batch.is_blind} finder=${finder} onWord=${give} />
        ${!batch.is_blind && task.ranking && html`<button type="button" class="a-link" aria-pressed=${String(showsRanking)} onClick=${toggleRanking}>${showsRanking ? t("Hide") : t("Show")} the model's ranking <kbd>${keys.ranking.keys[0]}</kbd></button>`}
        ${mayLabel && html`<${Commands} task=${task} canDecide=${canDecide} keys=${keys} run=${actions.run} edge=${edge} />`}
        <${Instructions} batch=${batch} />
        ${showsPicture && html`<${Repertoire} species=${species} />`}
      </div>`}
    </div>
    ${mayLabel && html`<${Recent} labelling=${labelling} undoKey=${keyCap(keys.undo.keys[0])} onUndo=${actions.takeBack} />`}
  </div>`;
}

/** A button that was clicked gives its focus back, so that the next key is a key of the page. @param {MouseEvent} event */
function letGo(event) {
  if (event.detail > 0 && event.target instanceof Element) /** @type {HTMLElement | null} */ (event.target.closest("button, summary"))?.blur();
}

/** @param {Event} event */
function letGoOfChoice(event) {
  if (event.target instanceof HTMLSelectElement) event.target.blur();
}

/**
 * @param {import("./words.js").Word[]} words @param {Record<string, {keys: string[], label: string}>} keys
 * @param {(word: import("./words.js").Word) => void} give @param {ReturnType<typeof createActions>} actions @param {string | null} edge
 */
function tableOf(words, keys, give, actions, edge) {
  /** @type {Record<string, [string, (event: KeyboardEvent) => void]>} */
  const table = {};
  for (const word of words) if (word.key) table[word.key] = [word.name, () => give(word)];
  for (const [name, { keys: all, label }] of Object.entries(keys)) {
    for (const key of all) table[key] = [label, (event) => actions.run(name, event)];
  }
  if (edge) Object.assign(table, actions.edgeKeys());
  table.Escape = [t("Let go"), actions.letGo];
  return table;
}
