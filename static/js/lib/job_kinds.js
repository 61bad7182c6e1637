// @ts-check
/** What kinds of work there are, in words. */

import { t } from "./words.js";

/** By the station's own name of a kind. @type {Record<string, string>} */
export const JOB_KINDS = {
  "uploads.finish": t("Take a file in"),
  "recordings.ingest": t("Read a recording"),
  "recordings.segment": t("Search for calls§kind of job"),
  "recordings.pyramid": t("Draw a spectrogram"),
  "recordings.bulk": t("Change recordings"),
  "recordings.learn": t("Learn from corrections"),
  "calls.train": t("Train a classifier§kind of job"),
  "calls.classify": t("Name calls"),
  "calls.import": t("Check a classifier's file"),
  "similarity.index": t("Describe calls"),
  "similarity.cluster": t("Group calls§kind of job"),
  "annotation.build": t("Make a batch§kind of job"),
  "annotation.reorder": t("Put a batch in order"),
  "annotation.learn": t("Learn from a batch"),
  "images.identify": t("Name an animal"),
  "images.embed": t("Describe a picture"),
  "dex.cards": t("Draw cards"),
  "telemetry.deliver": t("Announce an event"),
  "timeseries.detect": t("Look a file over"),
  "timeseries.import": t("Read a series"),
  "timeseries.apply": t("Clean a series"),
  "timeseries.merge": t("Join series"),
  "timeseries.align": t("Align series"),
  "forecasting.prepare": t("Prepare a forecast"),
  "forecasting.train": t("Train forecasts"),
  "forecasting.forecast": t("Forecast§kind of job"),
  "sample.build": t("Make the sample project§kind of job"),
  "ops.backup": t("Back the station up"),
  chain: t("Several steps"),
};

/** A kind in words; an unknown one by its own name. @param {string} kind */
export const kindOfJob = (kind) => JOB_KINDS[kind] || kind;
