// @ts-check
/** Bringing a series in: send the file, see what was detected, correct it, import. The address holds the file. */

import { Page } from "../components/page.js";
import { loadStyle } from "../lib/assets.js";
import { html } from "../lib/html.js";
import { place } from "../lib/router.js";
import { ImportDesk } from "../series/import_desk.js";
import { SendFiles } from "../series/send_files.js";

loadStyle("/static/css/series.css");

const TRAIL = [{ label: "Datasets", href: "/datasets" }];

export default function DatasetImport() {
  const { id } = place.value.query;
  if (id) return html`<${ImportDesk} key=${id} id=${id} />`;
  return html`<${Page} title="Import a series" trail=${TRAIL} lede="A file of times and values. It is looked at first; nothing is imported before you have seen how it is read."><${SendFiles} /><//>`;
}
