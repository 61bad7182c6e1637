// @ts-check
/** What went wrong in the last day, for administrators of the station. */

import { count, plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { kindOfJob } from "../lib/job_kinds.js";
import { useGet } from "../lib/resource.js";
import { t } from "../lib/words.js";
import { Icon } from "./icon.js";
import { Panel } from "./page.js";
import { Loaded } from "./states.js";
import { Moment } from "./text.js";

export function StationFaults() {
  const faults = useGet("/status/faults");
  return html`<${Loaded} of=${faults} rows=${3} what="The last day's faults could not be read">${(data) => html`
    <${Panel} title="Failures of the last day" flush>${data.failures.length ? html`<${Failures} rows=${data.failures} />` : html`<div class="panel-body"><p class="soft">No job has failed.</p></div>`}<//>
    <${Panel} title="Who is told"><${Told} data=${data} /><//>`}<//>`;
}

/** @param {{rows: any[]}} props */
function Failures({ rows }) {
  return html`<div class="table-scroll"><table class="plain-table"><thead><tr><th>Kind</th><th>Why</th><th class="number">Jobs</th><th>Last</th></tr></thead>
    <tbody>${rows.map((row) => html`<tr key=${`${row.kind} ${row.code}`}><th scope="row"><a href=${`/jobs?state=failed&kind=${encodeURIComponent(row.kind)}`}>${kindOfJob(row.kind)}</a></th>
      <td class="mono">${row.code}</td><td class="number">${count(row.n)}</td><td><${Moment} value=${row.last_at} relative /></td></tr>`)}</tbody></table></div>`;
}

/** @param {{data: any}} props */
function Told({ data }) {
  const lines = [
    [data.operator_email, data.operator_email ? t`Faults of the station are mailed to ${data.operator_email}` : t("Nobody is mailed about faults: OPERATOR_EMAIL is not set")],
    [data.is_mail_set_up, data.is_mail_set_up ? t("Mail leaves through the mail server") : t("Mail stays in the data folder: SMTP_HOST is not set")],
    [data.mail_waiting === 0, data.mail_waiting ? t`${plural(data.mail_waiting, "message")} wait for the mail server` : t("No message waits")],
    [data.memory_dumps.length === 0, data.memory_dumps.length ? t`Workers that grew too large are told of in ${plural(data.memory_dumps.length, "dump")}, the newest ${data.memory_dumps[0]}` : t("No worker has grown too large")],
  ];
  return html`<ul class="stack tight">${lines.map(([isWell, words]) => html`<li key=${words} class="row"><${Icon} name=${isWell ? "circle-check" : "info"} class=${isWell ? "moss" : "ochre"} /><span class="grow">${words}</span></li>`)}</ul>`;
}
