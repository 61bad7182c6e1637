// @ts-check
/** The recordings of the group: bring them in, find them, work on many at once. */

import { AddRecordings } from "../components/add_recordings.js";
import { Button } from "../components/button.js";
import { DropVeil } from "../components/drop_zone.js";
import { FilterChips, FilterMenu, SearchBox } from "../components/filters.js";
import { Page } from "../components/page.js";
import { RecordingTable } from "../components/recording_table.js";
import { UploadList } from "../components/upload_list.js";
import { html, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { useGet } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { activeGroup, may } from "../lib/store.js";
import { recordingFilters } from "../components/recording_filters.js";

export default function Recordings() {
  const group_id = activeGroup.value?.id;
  const projects = useGet("/projects", { limit: 200, group_id });
  const [dropped, setDropped] = useState(/** @type {File[]} */ ([]));
  const filters = recordingFilters(projects.data?.results || []);
  const canAdd = may("editor");
  const adding = canAdd && (Boolean(place.value.query.add) || dropped.length > 0);
  const close = () => {
    setDropped([]);
    setQuery({ add: null });
  };
  useKeys("Recordings", { n: ["Add recordings", () => setQuery({ add: 1 })] }, []);
  const actions = canAdd && html`<${Button} tone="primary" icon="upload" title="Add recordings (n)" onClick=${() => setQuery({ add: 1 })}>Add recordings<//>`;
  return html`<${Page} title="Recordings" shape="full" actions=${actions}>
    <${UploadList} />
    <div class="toolbar"><${SearchBox} label="Search recordings" placeholder="Search name, device, notes" /><${FilterMenu} filters=${filters} /><${FilterChips} filters=${filters} /></div>
    <${RecordingTable} filters=${filters} group_id=${group_id} />
    ${canAdd && html`<${DropVeil} text="Drop to add recordings" onFiles=${setDropped} />`}
    ${adding && html`<${AddRecordings} key=${dropped.length} first=${dropped} projectId=${place.value.query.project_id} onClose=${close} />`}
  <//>`;
}
