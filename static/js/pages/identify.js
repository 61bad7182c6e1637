// @ts-check
/** What is it? A photograph in, names out, a person decides. */

import { Button } from "../components/button.js";
import { Page } from "../components/page.js";
import { Loaded } from "../components/states.js";
import { EntryPicture } from "../dex/picture.js";
import { loadStyle } from "../lib/assets.js";
import { html, useEffect } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { useGet } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { activeGroup, may } from "../lib/store.js";
import { Bench } from "../pictures/bench.js";
import { IntakeZone } from "../pictures/intake_zone.js";

export default function Identify() {
  const { image } = place.value.query;
  useEffect(() => { loadStyle("/static/css/pictures.css"); }, []);
  useKeys("Identify", { n: ["Another picture", () => setQuery({ image: null })] }, []);
  return image ? html`<${OnBench} id=${image} />` : html`<${Begin} />`;
}

function Begin() {
  const recent = useGet("/images", { group_id: activeGroup.value?.id, identified: false, limit: 12 });
  return html`<${Page} title="Identify" lede="A photograph of an animal in, its name out. You have the last word.">
    ${may("editor") ? html`<${IntakeZone} onPicture=${(id) => setQuery({ image: id }, { push: true })} />` : html`<p class="notice">Viewers and annotators name pictures that editors bring in.</p>`}
    ${recent.data?.results.length > 0 && html`<section class="stack"><h2>Not named yet</h2>
      <ul class="picture-strip">${recent.data.results.map((one) => html`<li key=${one.id}><a href=${`/identify?image=${one.id}`} title=${one.name}><${EntryPicture} url=${one.thumbnail_256_url} alt=${one.name} /></a></li>`)}</ul></section>`}
  <//>`;
}

/** @param {{id: string}} props */
function OnBench({ id }) {
  const image = useGet(`/images/${id}`);
  const actions = html`<${Button} icon="plus" href="/identify" title="Another picture (n)">Another picture<//>`;
  return html`<${Page} title="Identify" shape="full" actions=${actions}>
    <${Loaded} of=${image} rows=${8} what="The picture could not be opened">
      ${(data) => html`<${Bench} key=${data.id} image=${data} onChange=${image.reload}><p><a href=${`/pictures/${data.id}`}>All about this picture</a></p><//>`}
    <//>
  <//>`;
}
