// @ts-check
/** One project: its recordings, its sites, what happens to a recording as it arrives. */

import { AddRecordings } from "../components/add_recordings.js";
import { Button } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { DropVeil } from "../components/drop_zone.js";
import { FilterChips, FilterMenu, SearchBox } from "../components/filters.js";
import { FormProblem, TextField, useForm } from "../components/form.js";
import { Page, Section } from "../components/page.js";
import { ProjectExports } from "../components/project_exports.js";
import { RecipeForm } from "../components/recipe_form.js";
import { recordingFilters } from "../components/recording_filters.js";
import { RecordingTable } from "../components/recording_table.js";
import { SiteList } from "../components/site_list.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { Tabs, openTab } from "../components/tabs.js";
import { UploadList } from "../components/upload_list.js";
import { api, getTagged, writeTagged } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { reloadNames } from "../lib/names.js";
import { useResource } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

const TRAIL = [{ label: "Projects", href: "/projects" }];
const TABS = [{ id: "recordings", label: "Recordings" }, { id: "arrival", label: "On arrival" }, { id: "sites", label: "Sites" }, { id: "about", label: "About" }];

export default function Project() {
  const { id } = place.value.params;
  const project = useResource(id, (signal) => getTagged(`/projects/${id}`, { signal }));
  const [dropped, setDropped] = useState(/** @type {File[]} */ ([]));
  if (project.error && !project.data) return html`<${Page} title="Project" trail=${TRAIL}><${Failure} error=${project.error} retry=${project.reload} /><//>`;
  if (!project.data) return html`<${Page} title="Project" trail=${TRAIL}><${SkeletonRows} /><//>`;
  const { data, etag } = project.data;
  const tab = openTab(TABS);
  const adding = Boolean(place.value.query.add) || dropped.length > 0;
  const save = async (patch) => {
    project.set(await writeTagged("PATCH", `/projects/${id}`, patch, etag));
    reloadNames();
    say("Saved");
  };
  const close = () => {
    setDropped([]);
    setQuery({ add: null });
  };
  const actions = html`
    <${Button} icon="clock" href=${`/timeline?project=${id}`}>Timeline<//>
    <${Button} icon="table-2" href=${`/calls?project_id=${id}`}>Calls<//>
    ${may("editor") && html`<${Button} tone="primary" icon="upload" onClick=${() => setQuery({ add: 1 })}>Add recordings<//>`}`;
  return html`<${Page} title=${data.name} lede=${data.description} trail=${TRAIL} actions=${actions} shape=${tab === "recordings" ? "full" : ""}>
    <${Tabs} label="Parts of the project" tabs=${TABS} />
    ${tab === "recordings" && html`<${ProjectRecordings} id=${id} />`}
    ${tab === "arrival" && html`<${RecipeForm} recipe=${data.recipe} save=${(recipe) => save({ recipe })} canEdit=${may("editor")} />`}
    ${tab === "sites" && html`<${SiteList} projectId=${id} canEdit=${may("editor")} />`}
    ${tab === "about" && html`<${About} data=${data} save=${save} />`}
    ${may("editor") && html`<${DropVeil} text=${t`Drop to add to ${data.name}`} onFiles=${setDropped} />`}
    ${adding && html`<${AddRecordings} key=${dropped.length} first=${dropped} projectId=${id} onClose=${close} />`}
  <//>`;
}

/** @param {{id: string}} props */
function ProjectRecordings({ id }) {
  const filters = recordingFilters([]);
  const empty = html`<${Empty} icon="audio-lines" title="No recordings yet" action=${html`<${Button} tone="primary" icon="upload" onClick=${() => setQuery({ add: 1 })}>Add recordings<//>`}>
    Drop files, a folder or a ZIP anywhere on this page.<//>`;
  return html`<${UploadList} />
    <div class="toolbar"><${SearchBox} label="Search recordings" placeholder="Search name, device, notes" /><${FilterMenu} filters=${filters} /><${FilterChips} filters=${filters} /></div>
    <${RecordingTable} filters=${filters} projectId=${id} empty=${empty} />`;
}

/** @param {{data: any, save: (patch: any) => Promise<void>}} props */
function About({ data, save }) {
  const form = useForm({ name: data.name, description: data.description }, save);
  const remove = async () => {
    const yes = await askFirst({ title: t`Delete ${data.name}`, tone: "danger", action: "Delete the project", text: "Only a project without recordings can be deleted; delete or move those first. Its sites, batches and clusterings go with it. This cannot be undone." });
    if (!yes) return;
    try {
      await api.delete(`/projects/${data.id}`);
      reloadNames();
      say(t`${data.name} is deleted`);
      navigate("/projects");
    } catch (error) {
      sayError(error, "Not deleted");
    }
  };
  const locked = !may("editor");
  return html`<div>
    <${Section} title="Name" why="How the group knows this project.">
      <form class="form" onSubmit=${form.onSubmit}>
        <${FormProblem} form=${form} />
        <${TextField} label="Name" required disabled=${locked} ...${form.field("name")} />
        <${TextField} label=${t("About§what it is")} multiline optional disabled=${locked} ...${form.field("description")} />
        ${!locked && html`<div class="actions"><${Button} type="submit" tone="primary" busy=${form.busy}>Save<//></div>`}
      </form>
    <//>
    <${Section} title="Take it elsewhere" why="One archive with everything: recordings, calls, labels and their history, classifiers, tasks."><${ProjectExports} projectId=${data.id} /><//>
    ${may("admin") && html`<${Section} title="Delete" why="For good, once it holds no recordings."><div><${Button} tone="danger" icon="trash-2" onClick=${remove}>Delete the project<//></div><//>`}
  </div>`;
}
