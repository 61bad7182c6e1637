// @ts-check
/** Backups: which there are, whether they can be relied on, when the next is due, how one comes back. */

import { Button, IconButton } from "../components/button.js";
import { Icon } from "../components/icon.js";
import { JobProgress } from "../components/job_progress.js";
import { Page, Panel } from "../components/page.js";
import { Empty, Loaded } from "../components/states.js";
import { Moment, Tag } from "../components/text.js";
import { api } from "../lib/api.js";
import { bytes, count, fixed, plural } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { follow, jobs } from "../lib/jobs.js";
import { useGet } from "../lib/resource.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

const LEDE = t("All tables, readings and stored files, saved while the station goes on working.");

const STEPS = [
  t("Install the version that made it, or a later one, with an empty database and an empty DATA_DIR."),
  t("Set the SECRET_KEY of before; with another one people sign in anew and credentials of announcements are entered again."),
  t("Run the command below, then start the station. Work that was under way is done again."),
];

export default function Backups() {
  const found = useGet("/backups");
  const job_id = found.data?.job_id;
  useEffect(() => {
    if (job_id) follow(job_id, undefined, found.reload);
  }, [job_id]);
  const ask = (path, done) => api.post(path).then(() => { say(done); found.reload(); }, (error) => sayError(error, "Not begun"));
  const make = html`<${Button} tone="primary" icon="archive" disabled=${Boolean(job_id)} onClick=${() => ask("/backups", t("The backup begins"))}>Back up now<//>`;
  return html`<${Page} title="Backups" lede=${LEDE} actions=${make}>
    <${Loaded} of=${found} what="The backups could not be read">${(data) => html`
      ${job_id && html`<${Running} job=${jobs.value[job_id]} />`}
      <${Outlook} data=${data} />
      ${data.results.length ? html`<${Kept} rows=${data.results} isBusy=${Boolean(job_id)} check=${(row) => ask(`/backups/${row.name}/check`, t("The backup is being read"))} />`
        : html`<${Empty} icon="archive" title="No backup yet">${data.every_days ? t("The first is made by the clock, or now with the button above.") : t("None is made by the clock: BACKUP_EVERY_DAYS is 0. Make one with the button above.")}<//>`}
      <${Restoring} data=${data} />`}<//>
  <//>`;
}

/** @param {{job: any}} props */
function Running({ job }) {
  if (!job) return null;
  return html`<div class="panel"><div class="panel-body row"><a class="nowrap" href=${`/jobs/${job.id}`}>${t(job.title)}</a><${JobProgress} job=${job} /></div></div>`;
}

/** What is well and what is not: age, check, place. @param {{data: any}} props */
function Outlook({ data }) {
  const newest = data.results[0];
  const isLate = Boolean(data.next_at) && Date.parse(data.next_at) < Date.now();
  const lines = [
    [Boolean(data.next_at) && !isLate, data.next_at ? html`${isLate ? t("The next is due since") : t("The next is due")} <${Moment} value=${data.next_at} />` : t("None is made by the clock: BACKUP_EVERY_DAYS is 0")],
    [newest?.n_wrong === 0, !newest || newest.checked_at === null ? t("The newest has not been read again yet") : newest.n_wrong ? t("The newest cannot be relied on") : t("The newest was read again, and all of it is as it was written")],
    [!data.is_same_disk, data.is_same_disk ? t`They lie in ${data.place}, on the disk of the station itself: they are lost with it` : t`They lie in ${data.place}`],
    [true, t`The newest ${count(data.keep)} stay`],
  ];
  return html`<${Panel} title="How it stands"><ul class="stack tight">${lines.map(([isWell, words], index) => html`<li key=${index} class="row"><${Icon} name=${isWell ? "circle-check" : "info"} class=${isWell ? "moss" : "ochre"} /><span class="grow">${words}</span></li>`)}</ul><//>`;
}

/** Whether a backup was read again, in a word. @param {any} row */
function verdict(row) {
  if (row.n_wrong) return html`<${Tag} tone="brick">${t("damaged")}<//>`;
  if (row.n_missing) return html`<${Tag} tone="ochre">${plural(row.n_missing, "file missing", "files missing")}<//>`;
  if (row.checked_at) return html`<span class="row"><${Tag} tone="moss">${t("checked")}<//><span class="wide-only faint small-text"><${Moment} value=${row.checked_at} relative /></span></span>`;
  return html`<span class="faint">${t("not yet")}</span>`;
}

/** @param {{rows: any[], isBusy: boolean, check: (row: any) => void}} props */
function Kept({ rows, isBusy, check }) {
  return html`<${Panel} title="Backups" flush><div class="table-scroll"><table class="plain-table"><thead><tr><th>Made</th><th class="number">Stored files</th><th class="number wide-only">Rows</th><th>Read again</th><th><span class="sr-only">Actions</span></th></tr></thead>
    <tbody>${rows.map((row) => html`<tr key=${row.name}><th scope="row" title=${row.name}><${Moment} value=${row.made_at} relative /></th>
      <td class="number">${bytes(row.stored_bytes)}<span class="wide-only faint"> · ${plural(row.n_stored_files, "file")}</span></td>
      <td class="number wide-only">${bytes(row.own_bytes)}<span class="faint"> · ${plural(row.n_rows, "row")}</span></td>
      <td>${verdict(row)}</td>
      <td><${IconButton} small icon="list-checks" label=${t`Read the backup of ${row.made_at.slice(0, 16).replace("T", " ")} again`} disabled=${isBusy} onClick=${() => check(row)} /></td></tr>`)}</tbody></table></div><//>`;
}

/** @param {{data: any}} props */
function Restoring({ data }) {
  const name = data.results[0]?.name || "NAME";
  const command = `flask --app "app:create_app(role='cli')" backup restore ${name} --place "${data.place}"`;
  return html`<${Panel} title="How one comes back"><div class="stack">
    <ol class="stack tight">${STEPS.map((step, index) => html`<li key=${step} class="row start"><span class="mono faint">${index + 1}</span><span class="grow">${step}</span></li>`)}</ol>
    <pre class="log" tabindex="0" aria-label="Command that restores">${command}</pre>
    <p class="soft">A backup fits SQLite and PostgreSQL, and any storage. Stored files are shared: each backup costs only what is new.${data.every_days > 0 && html` One is made every ${fixed(data.every_days, data.every_days % 1 ? 1 : 0)} days.`}</p>
  </div><//>`;
}
