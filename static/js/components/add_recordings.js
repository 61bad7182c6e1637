// @ts-check
/** Adding recordings: where they belong, how they are read, and the files themselves. */

import { plural } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { activeGroup } from "../lib/store.js";
import { say } from "../lib/toasts.js";
import { addFiles } from "../lib/uploads.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { DropZone, SOUND_FILE } from "./drop_zone.js";
import { CheckField, NumberField, SelectField } from "./form.js";
import { Empty, Loaded } from "./states.js";

/**
 * @param {{onClose: () => void, projectId?: string, first?: File[]}} props `first`: files dropped on the page already
 */
export function AddRecordings({ onClose, projectId, first = [] }) {
  const projects = useGet("/projects", { limit: 200, group_id: activeGroup.value?.id });
  return html`<${Dialog} title="Add recordings" onClose=${onClose}>
    <${Loaded} of=${projects} rows=${4}>
      ${(page) => page.results.length
        ? html`<${AddForm} ...${{ projects: page.results, projectId, first, onClose }} />`
        : html`<${Empty} icon="folder" title="A project first" action=${html`<${Button} tone="primary" icon="plus" href="/projects?new=1">Make a project<//>`}>
            Recordings belong to a project: one survey, one season, one study.<//>`}
    <//>
  <//>`;
}

/** @param {{projects: any[], projectId?: string, first: File[], onClose: () => void}} props */
function AddForm({ projects, projectId, first, onClose }) {
  const [values, setValues] = useState({ project_id: projectId || projects[0].id, site_id: "", auto_split: true, time_expansion: /** @type {number | null} */ (null) });
  const set = (patch) => setValues((before) => ({ ...before, ...patch }));
  const sites = useGet("/sites", { project_id: values.project_id, limit: 200 });
  const send = (files) => {
    const sound = files.filter(({ name }) => SOUND_FILE.test(name));
    const skipped = files.length - sound.length;
    if (!sound.length) return say("There is no sound file among them", { tone: "brick" });
    addFiles(sound, { ...values, auto_split: String(values.auto_split), time_expansion: values.time_expansion ? String(values.time_expansion) : "" });
    if (skipped) say(t`${plural(skipped, "file")} left out: not sound`);
    return onClose();
  };
  return html`<div class="form">
    <div class="pair">
      <${SelectField} label="Project" name="project_id" value=${values.project_id} options=${projects.map(({ id, name }) => ({ value: id, label: name }))} onValue=${(project_id) => set({ project_id, site_id: "" })} />
      <${SelectField} label="Site" name="site_id" optional value=${values.site_id} options=${[{ value: "", label: "As written in the file" }, ...(sites.data?.results || []).map(({ id, name }) => ({ value: id, label: name }))]} onValue=${(site_id) => set({ site_id })} />
    </div>
    <div class="pair">
      <${NumberField} label="Time expansion" optional name="time_expansion" min="0.1" max="100" placeholder="as written in the file" value=${values.time_expansion} hint="10 for files slowed ten times; every axis is then in real time" onValue=${(time_expansion) => set({ time_expansion })} />
      <div class="field"><span class="label">Long files</span><${CheckField} label="Split into parts of 60 s" hint="Times stay those of the whole file; nothing is copied" value=${values.auto_split} onValue=${(auto_split) => set({ auto_split })} /></div>
    </div>
    ${first.length
      ? html`<div class="actions end"><span class="soft grow">${plural(first.length, "file")} to add</span><${Button} onClick=${onClose}>Not now<//><${Button} tone="primary" icon="upload" onClick=${() => send(first)}>Add ${plural(first.length, "file")}<//></div>`
      : html`<${DropZone} folders onFiles=${send} hint="WAV, FLAC, OGG, MP3, AIFF, W4V up to 2 GB each; ZIP up to 4 GB. A broken connection carries on where it stopped." />`}
  </div>`;
}
