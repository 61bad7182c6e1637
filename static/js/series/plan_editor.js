// @ts-check
/** How a file is read, to be corrected: its form, its time, its columns. */

import { NumberField, Select, SelectField, TextField } from "../components/form.js";
import { Panel } from "../components/page.js";
import { html, useState } from "../lib/html.js";
import { t } from "../lib/words.js";
import { zoneChoices } from "./zones.js";

const DELIMITERS = [[",", t("comma")], [";", t("semicolon")], ["\t", t("tab")], ["|", t("bar")], [" ", t("space")]];
const ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"];
const DUPLICATES = [["first", t("the first")], ["last", t("the last")], ["mean", t("their mean")], ["error", t("refuse the file")]];
const ROLES = [["value", t("value")], ["time", t("time")], ["date", t("date")], ["clock", t("time of day")], ["skip", t("leave out")]];
const THOUSANDS = [["", t("none")], [".", "."], [",", ","], [" ", t("space")], ["'", "'"]];
const PATTERN_NAMES = { "unix-s": t("seconds since 1970"), "unix-ms": t("milliseconds since 1970"), "unix-us": t("microseconds since 1970"), excel: t("Excel's day numbers") };

const choices = (pairs) => pairs.map(([value, label]) => ({ value, label }));
const withOwn = (list, own) => (list.includes(own) ? list : [own, ...list]).map((value) => ({ value, label: value }));

/** @param {{plan: any, detection: any, change: (patch: any) => void, disabled?: boolean}} props */
export function PlanEditor({ plan, detection, change, disabled }) {
  return html`<fieldset disabled=${disabled} class="stack">
    <${TimePart} ...${{ plan, detection, change }} />
    <${ColumnsPart} ...${{ plan, change }} />
    <${FilePart} ...${{ plan, detection, change }} />
  </fieldset>`;
}

/** @param {{plan: any, detection: any, change: (patch: any) => void}} props */
function TimePart({ plan, detection, change }) {
  const known = [...new Set([plan.pattern, ...(detection.patterns || [])])].filter(Boolean);
  const [custom, setCustom] = useState(false);
  const options = [...(plan.pattern ? [] : [{ value: "", label: "Choose …" }]), ...known.map((value) => ({ value, label: PATTERN_NAMES[value] || value })), { value: "other", label: "Another pattern …" }];
  return html`<${Panel} title="Time">
    <div class="form">
      ${custom
        ? html`<${TextField} label="Pattern" class="mono" value=${plan.pattern} hint="%d day, %m month, %Y year, %y year of two digits, %H hour, %I hour of twelve, %p AM or PM, %M minute, %S second, %f fraction" onValue=${(pattern) => change({ pattern })} />`
        : html`<${SelectField} label="Pattern" value=${plan.pattern} options=${options} hint="Must fit every row; rows that do not fit are listed, never guessed" onValue=${(pattern) => (pattern === "other" ? setCustom(true) : change({ pattern }))} />`}
      <${SelectField} label="Clock" value=${plan.zone} options=${zoneChoices(detection.questions.some(({ field }) => field === "zone") ? t("Choose …") : t("Every time says its zone"))} hint="Zone of times without one" onValue=${(zone) => change({ zone })} />
      <${SelectField} label="Rows of the same time: keep" value=${plan.duplicates} options=${choices(DUPLICATES)} onValue=${(duplicates) => change({ duplicates })} />
    </div>
  <//>`;
}

/** @param {{plan: any, change: (patch: any) => void}} props */
function ColumnsPart({ plan, change }) {
  const edit = (position, patch) => change({ columns: plan.columns.map((column) => (column.position === position ? { ...column, ...patch } : column)) });
  return html`<${Panel} title="Columns" flush>
    <ul class="rule-list column-plans">${plan.columns.map((column) => html`<li key=${column.position} class=${`column-plan ${column.role}`}>
      <span class="mono faint">${column.position + 1}</span>
      <input class="input" aria-label=${t`Name of column ${column.position + 1}`} value=${column.name} onChange=${(event) => edit(column.position, { name: event.currentTarget.value })} />
      <${Select} aria-label=${t`What ${column.name} is`} options=${choices(ROLES)} value=${column.role} onValue=${(role) => edit(column.position, { role })} />
      ${column.role === "value" && html`<span class="column-more">
        <input class="input" aria-label=${t`Unit of ${column.name}`} placeholder="unit" value=${column.unit} onChange=${(event) => edit(column.position, { unit: event.currentTarget.value })} />
        <label class="small-text">decimal<${Select} aria-label=${t`Decimal mark of ${column.name}`} options=${choices([[".", "."], [",", ","]])} value=${column.decimal} onValue=${(decimal) => edit(column.position, { decimal })} /></label>
        <label class="small-text">thousands<${Select} aria-label=${t`Thousands mark of ${column.name}`} options=${choices(THOUSANDS)} value=${column.thousands} onValue=${(thousands) => edit(column.position, { thousands })} /></label>
      </span>`}
    </li>`)}</ul>
  <//>`;
}

/** @param {{plan: any, detection: any, change: (patch: any) => void}} props */
function FilePart({ plan, detection, change }) {
  const isText = plan.layout === "text";
  return html`<${Panel} title="File">
    <div class="form">
      ${detection.members?.length > 1 && html`<${SelectField} label=${plan.layout === "excel" ? t("Sheet") : t("File in the archive")} value=${plan.member} options=${withOwn(detection.members, plan.member)} onValue=${(member) => change({ member })} />`}
      ${isText && html`<div class="pair">
        <${SelectField} label="Columns are parted by" value=${plan.delimiter} options=${choices(DELIMITERS)} onValue=${(delimiter) => change({ delimiter })} />
        <${SelectField} label="Encoding" value=${plan.encoding} options=${withOwn(ENCODINGS, plan.encoding)} onValue=${(encoding) => change({ encoding })} />
      </div>`}
      ${["text", "excel"].includes(plan.layout) && html`<div class="pair lines">
        <${NumberField} label="Heading in line" optional min="1" step="1" placeholder="none" value=${plan.header_line} onValue=${(header_line) => change({ header_line })} />
        <${NumberField} label="Units in line" optional min="1" step="1" placeholder="none" value=${plan.units_line} onValue=${(units_line) => change({ units_line })} />
        <${NumberField} label="Data from line" min="1" step="1" value=${plan.first_line} onValue=${(first_line) => first_line && change({ first_line })} />
        ${isText && html`<${TextField} label="Comments begin with" optional class="mono" value=${plan.comment} onValue=${(comment) => change({ comment })} />`}
      </div>`}
    </div>
  <//>`;
}
