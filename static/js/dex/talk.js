// @ts-check
/** What people say about an entry: signs, comments, and what to do about bad ones. */

import { Button, IconButton } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { Icon } from "../components/icon.js";
import { Loaded } from "../components/states.js";
import { Moment } from "../components/text.js";
import { api } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

const SIGNS = [["wonder", "sparkles", t("Wonder")], ["love", "heart", t("Love it")], ["rare", "gem", t("A rare one")], ["picture", "image", t("Good picture")]];

/** @param {{entry: any}} props the entry as the feed or `/feed` shows it */
export function Signs({ entry }) {
  const [state, setState] = useState({ reactions: entry.reactions || {}, my_reaction: entry.my_reaction || null });
  const press = async (kind) => {
    try {
      const path = `/dex/entries/${entry.id}/reaction`;
      setState(state.my_reaction === kind ? await api.delete(path) : await api.put(path, { body: { kind } }));
    } catch (error) {
      sayError(error, "Not noted");
    }
  };
  return html`<div class="signs" role="group" aria-label="Signs">${SIGNS.map(([kind, icon, label]) => html`<button type="button" key=${kind} class="sign" aria-pressed=${state.my_reaction === kind} title=${label} aria-label=${`${label}${state.reactions[kind] ? `, ${state.reactions[kind]}` : ""}`} onClick=${() => press(kind)}>
    <${Icon} name=${icon} />${state.reactions[kind] ? html`<span class="mono">${state.reactions[kind]}</span>` : null}</button>`)}</div>`;
}

/** @param {{entryId: string}} props */
export function Comments({ entryId }) {
  const list = useGet(`/dex/entries/${entryId}/comments`, { limit: 200 });
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const send = async (event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await api.post(`/dex/entries/${entryId}/comments`, { text });
      setText("");
      list.reload();
    } catch (error) {
      sayError(error, "Not written");
    } finally {
      setBusy(false);
    }
  };
  const hide = (one) => api.delete(`/dex/comments/${one.id}`).then(list.reload, (error) => sayError(error, "Not taken away"));
  return html`<section class="comments"><h2>Comments</h2>
    <${Loaded} of=${list} rows=${2}>${({ results }) => html`<ul class="stack tight">${results.map((one) => html`<li key=${one.id} class="comment">
      <p><strong>${one.author.display_name}</strong> <span class="faint small-text"><${Moment} value=${one.created_at} relative /></span></p><p class="comment-text">${one.text}</p>
      <span class="comment-tools">${one.may_hide ? html`<${IconButton} small icon="x" label="Take this comment away" onClick=${() => hide(one)} />` : html`<${IconButton} small icon="flag" label="Report this comment" onClick=${() => report(entryId, one.id)} />`}</span>
    </li>`)}</ul>`}<//>
    <form class="comment-form" onSubmit=${send}><label class="grow"><span class="sr-only">Your comment</span><input class="input" value=${text} maxlength="2000" placeholder="Write something kind" onInput=${(event) => setText(event.currentTarget.value)} /></label><${Button} type="submit" busy=${busy} disabled=${!text.trim()}>Send<//></form>
  </section>`;
}

/** @param {string} entryId @param {string} [commentId] */
export async function report(entryId, commentId) {
  const sure = await askFirst({ title: "Report this", action: "Report", text: "The administrators of the station look at it and take it away if it is wrong for others' eyes." });
  if (!sure) return;
  api.post(`/dex/entries/${entryId}/reports`, { reason: "Reported from the page", ...(commentId ? { comment_id: commentId } : {}) }).then(() => say("Reported"), (error) => sayError(error, "Not reported"));
}
