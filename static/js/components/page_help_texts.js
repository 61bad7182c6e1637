// @ts-check
/** What each page is for, in a few words; fetched when somebody asks. */

import { html } from "../lib/html.js";

/** By the pattern of the page's address. @type {Record<string, () => any>} */
export const TEXTS = {
  "/projects": () => html`<p>A project is one survey, season or study. It holds recordings, pictures and sites, and can search each recording for calls and name them by itself as it arrives.</p>`,
  "/recordings": () => html`<p>One row is one sound file. Drop files or whole folders anywhere on this page. Open a recording to see and hear it; choose rows with <kbd>x</kbd> to search, name, move or download many at once.</p>`,
  "/recordings/:id": () => html`<p>Boxes are calls: solid ones were set by a person, dashed ones by a detector or a model. Wheel zooms, a drag draws a box, space plays. Each search for calls is a run; the current one is what tables and classifiers work on.</p>`,
  "/uploads": () => html`<p>Every file that was sent, with what became of it. A file that cannot be read is refused with the reason, and nothing of it is kept; a file that is here already is recognised by its content.</p>`,
  "/calls": () => html`<p>One row is one call in the current run of its recording. A name in a solid frame was given by a person; a dashed one is a model's guess with its confidence. “Unknown” lies far from everything the model has learned.</p>`,
  "/results": () => html`<p>Calls counted by type, hour and night. Only the current run of each recording counts, so that no call counts twice. Hours are those of the recording's site.</p>`,
  "/batches": () => html`<p>A batch is a set of calls to be named by people, one after the other, one key a call. Choose which calls: at random, those the model doubts most, or some of each type. Several people can answer the same calls without seeing each other's answers.</p>`,
  "/similar": () => html`<p>Any call can be the question: the station lists the calls of the archive that sound most like it, nearest first. The distance says how near; it is no probability.</p>`,
  "/clusterings": () => html`<p>Calls put into groups by their likeness alone, without names. Useful where no classifier knows the species: name a whole group at once, then train on the names.</p>`,
  "/classifiers": () => html`<p>A classifier learns from calls people have named and then names others. Macro F1 is the figure to quote: how well it does on recordings it never saw, each type counting the same.</p>`,
  "/classifiers/:id": () => html`<p>Read from the top: macro F1 is the honest figure, measured on recordings it never learned from. “What would fool you” shows what a careless test would have said. The matrix has the true type in rows and the answer in columns.</p>`,
  "/repertoires": () => html`<p>A repertoire is the list of a species' call types: the names calls can get, each with a key of its own and a picture to compare with.</p>`,
  "/identify": () => html`<p>Bring a photograph; the station proposes names with a confidence each. You decide. What you confirm becomes an entry of your collection.</p>`,
  "/collection": () => html`<p>Each animal or plant you met: what, where, when, with your pictures. Every entry says who may see it; places of sensitive species are shown to others only roughly.</p>`,
  "/tree": () => html`<p>What was found, on the branches of the system of life. Drag moves it, the wheel changes its scale, a click on a point tells who found something of that branch first.</p>`,
  "/checklists": () => html`<p>A checklist is a list of names with their synonyms. With one, names typed or proposed are matched to one species, whatever name was used.</p>`,
  "/telemetry": () => html`<p>A source sends values, a channel is one quantity it sends. Detectors watch channels and find events; announcements tell of them elsewhere.</p>`,
  "/telemetry/channels": () => html`<p>One row is one quantity with its newest value. Warning and alarm are limits set for the channel. Choose rows with <kbd>x</kbd> to draw them on one chart.</p>`,
  "/telemetry/detectors": () => html`<p>A detector is a rule that watches channels, such as a level that falls and rises again. A back-test tries it on what was measured before, without announcing anything.</p>`,
  "/telemetry/announcements": () => html`<p>A target is where news of events goes. Until you switch it on, it only writes down what it would have sent.</p>`,
  "/datasets": () => html`<p>A dataset is a table of a logger. What was sent stays as it is; each cleaning or resampling step makes a new version with its settings, and can be taken back.</p>`,
  "/alignments": () => html`<p>Puts several series on one clock: one row a step, one column a series, with a rule for gaps.</p>`,
  "/clouds": () => html`<p>Two columns against each other, with a curve through them, and what lies away from it.</p>`,
  "/series-recipes": () => html`<p>A recipe is a chain of steps kept under a name, to do the same with the next file.</p>`,
  "/jobs": () => html`<p>All work longer than a moment. A job that fails says why and can be run again; nothing half-done stays. Closing the page stops nothing.</p>`,
  "/group": () => html`<p>Everything belongs to a group. Viewers look, annotators name calls, editors bring in and change, admins invite and remove. Everybody also has a group of their own.</p>`,
};
