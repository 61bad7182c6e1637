// @ts-check
/** A picture on the bench: itself with its tools at the left, what it shows at the right. */

import { html, useState } from "../lib/html.js";
import { may } from "../lib/store.js";
import { PictureEditor } from "./picture_editor.js";
import { Results } from "./results.js";
import { byAnimal, useVision } from "./use_vision.js";

/** @param {{image: any, onChange: () => void, children?: any}} props `children` stand below the results */
export function Bench({ image, onChange, children }) {
  const [active, setActive] = useState(0);
  const vision = useVision(image);
  const animals = byAnimal(vision.latest?.version_id === image.version_id ? vision.latest.proposals : []);
  const boxes = animals.flatMap(([first], i) => (first.box ? [{ box: first.box, label: first.common_name || first.scientific_name, isChosen: i === active }] : []));
  return html`<div class="bench">
    <${PictureEditor} image=${image} canEdit=${may("editor")} boxes=${boxes} onChange=${onChange} />
    <div class="bench-side"><${Results} image=${image} vision=${vision} canDecide=${may("annotator")} active=${active} onActive=${setActive} onDecided=${onChange} />${children}</div>
  </div>`;
}
