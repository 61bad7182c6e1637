// @ts-check
/** One classifier: how good it is, honestly, and what would fool one about it. */

import { Button } from "../components/button.js";
import { Claims, Origin } from "../components/classifier_origin.js";
import { askFirst } from "../components/dialog.js";
import { Evaluation } from "../components/evaluation.js";
import { Lineage } from "../components/lineage.js";
import { Page, Panel } from "../components/page.js";
import { ProgressBar, jobLine, jobShare } from "../components/progress.js";
import { RunBatchDialog } from "../components/run_batch_dialog.js";
import { Failure, Loaded, SkeletonRows } from "../components/states.js";
import { TrainDialog } from "../components/train_dialog.js";
import { api, download } from "../lib/api.js";
import { html, useEffect, useState } from "../lib/html.js";
import { follow, jobs } from "../lib/jobs.js";
import { useGet } from "../lib/resource.js";
import { navigate, place } from "../lib/router.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

const TRAIL = [{ label: "Classifiers", href: "/classifiers" }];

export default function Classifier() {
  const { id } = place.value.params;
  const [open, setOpen] = useState("");
  const classifier = useGet(`/classifiers/${id}`);
  const data = classifier.data;
  const jobId = data?.job_id;
  const trained = Boolean(data) && (!data.state || data.state === "ready");
  useEffect(() => {
    if (data && !trained && jobId) follow(jobId, undefined, () => classifier.reload());
  }, [jobId, trained]);
  if (classifier.error && !data) return html`<${Page} title="Classifier" trail=${TRAIL}><${Failure} error=${classifier.error} retry=${classifier.reload} /><//>`;
  if (!data) return html`<${Page} title="Classifier" trail=${TRAIL}><${SkeletonRows} /><//>`;
  const remove = async () => {
    if (!(await askFirst({ title: t`Delete ${data.name}`, tone: "danger", action: "Delete", text: "What it said about calls stays until another classifier is run." }))) return;
    try {
      await api.delete(`/classifiers/${id}`);
      say(t`${data.name} is deleted`);
      navigate("/classifiers");
    } catch (error) {
      sayError(error, "Not deleted");
    }
  };
  const save = () => download(`/classifiers/${id}/export`, `${data.name}.fsmodel`).catch((error) => sayError(error, "Not written"));
  const actions = html`
    ${trained && html`<${Button} icon="download" onClick=${save}>Download<//>`}
    ${may("editor") && html`<${Button} icon="trash-2" onClick=${remove}>Delete<//>`}
    ${data.source?.kind !== "import" && may("editor") && html`<${Button} icon="flask-conical" onClick=${() => setOpen("train")}>Train anew<//>`}
    ${trained && may("editor") && html`<${Button} tone="primary" icon="play" onClick=${() => setOpen("use")}>Use it<//>`}`;
  const isImported = data.source?.kind === "import";
  return html`<${Page} title=${data.name} lede=${data.notes} trail=${TRAIL} actions=${actions}>
    ${!trained && html`<${TrainingState} data=${data} job=${jobs.value[jobId]} />`}
    ${trained && (isImported ? html`<${Claims} data=${data} />` : html`<${Scores} id=${id} />`)}
    <${Lineage} data=${data} />
    <${Origin} data=${data} />
    ${open === "use" && html`<${RunBatchDialog} classifier=${data} onClose=${() => setOpen("")} />`}
    ${open === "train" && html`<${TrainDialog} parent=${data} onClose=${() => setOpen("")} />`}
  <//>`;
}

/** @param {{data: any, job: any}} props */
function TrainingState({ data, job }) {
  const problem = data.problem || (job?.state === "failed" ? job.error : null);
  if (data.state === "failed" || problem) {
    return html`<div class="notice brick"><div class="grow"><strong>${data.source?.kind === "import" ? t("It was not taken in") : t("It was not trained")}</strong><p class="soft">${problem?.detail || problem?.code || t("The training job failed.")}</p></div>
      ${job && html`<${Button} small href=${`/jobs/${job.id}`}>The job<//>`}</div>`;
  }
  return html`<${Panel}><div class="stack tight"><div class="row spread"><strong>${data.state === "checking" ? t("Being looked over") : t("Being trained")}</strong><span class="soft">${job ? jobLine(job) : ""}</span></div>
    <${ProgressBar} share=${job ? jobShare(job) : null} label="Progress" /></div><//>`;
}

/** @param {{id: string}} props */
function Scores({ id }) {
  const evaluation = useGet(`/classifiers/${id}/evaluation`);
  return html`<${Loaded} of=${evaluation} what="The scores could not be read">${(data) => html`<${Evaluation} data=${data} />`}<//>`;
}
