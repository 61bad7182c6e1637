// @ts-check
/** What happened since the last visit, a line for each kind of thing. */

import { Icon } from "../components/icon.js";
import { Moment } from "../components/text.js";
import { plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { detectorName, told } from "../lib/station_words.js";
import { t } from "../lib/words.js";

/**
 * Icon, address of all of them, and words for a number of them.
 * @type {Record<string, {icon: string, href: string, words: (n: number) => any}>}
 */
const KINDS = {
  recordings: { icon: "audio-lines", href: "/recordings?ordering=-created_at", words: (n) => html`${plural(n, "recording")} came in` },
  calls: { icon: "table-2", href: "/calls", words: (n) => html`${plural(n, "call")} found` },
  labels: { icon: "pen-line", href: "/batches", words: (n) => html`${plural(n, "call")} named by others` },
  classifiers: { icon: "microscope", href: "/classifiers", words: (n) => html`${plural(n, "classifier")} trained` },
  pictures: { icon: "images", href: "/pictures", words: (n) => html`${plural(n, "picture")} came in` },
  identified: { icon: "scan-search", href: "/identify", words: (n) => html`${plural(n, "picture")} looked at by a machine` },
  sightings: { icon: "binoculars", href: "/feed", words: (n) => html`${plural(n, "sighting")} of friends` },
  events: { icon: "flag", href: "/telemetry/events", words: (n) => html`${plural(n, "event")} detected` },
  datasets: { icon: "chart-line", href: "/datasets", words: (n) => html`${plural(n, "dataset")} made` },
  jobs: { icon: "activity", href: "/jobs?state=succeeded", words: (n) => html`${plural(n, "job")} of yours done` },
  members: { icon: "users", href: "/group", words: (n) => html`${plural(n, "person", "people")} joined the group` },
};

/** @param {{data: any}} props */
export function News({ data }) {
  const lines = data.news.filter(({ kind }) => KINDS[kind]);
  return html`<section class="home-section" aria-labelledby="home-news">
    <div class="row spread"><h2 id="home-news">${data.is_first_visit ? t("In the last week") : t("Since your last visit")}</h2>
      <span class="faint small-text">since <${Moment} value=${data.since_at} /></span></div>
    <div class="panel rule-list">
      ${lines.map((line) => html`<${NewsLine} key=${line.kind} line=${line} />`)}
      ${!lines.length && html`<div class="line-item"><${Icon} name="check" class="moss" /><span class="soft">Nothing new</span></div>`}
    </div>
  </section>`;
}

/** Titles that the station gave, in the page's language; those of others are names. @type {Record<string, (title: string) => string>} */
const OWN = { jobs: told, events: detectorName };

/** @param {{line: any}} props */
function NewsLine({ line }) {
  const titleOf = ({ title }) => (OWN[line.kind] ? OWN[line.kind](title) : title);
  const { icon, href, words } = KINDS[line.kind];
  return html`<div class="news-line"><${Icon} name=${icon} />
    <a class="news-all" href=${href}>${words(line.n)}</a>
    ${line.latest.length > 0 && html`<span class="news-latest">${line.latest.map((thing) => html`<a key=${thing.href} class="clip" href=${thing.href} title=${titleOf(thing)}>${titleOf(thing)}</a>`)}</span>`}
  </div>`;
}
