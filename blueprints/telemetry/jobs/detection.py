"""Back-tests, and the outbox of announcements."""

from __future__ import annotations

from blueprints.telemetry.schemas.detection_jobs import BACK_TEST, DELIVER, BackTestParams, DeliverParams
from blueprints.telemetry.service import back_tests, outbox
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink


@BACK_TEST.runs
def run_back_test(ctx: JobContext, params: BackTestParams) -> list[ResultLink]:
    """Read once, run twice, compare."""
    row = back_tests.load(params.back_test_id)
    back_tests.run(row, report=lambda done, total, stage: ctx.report(done, total, stage))
    return [ResultLink("back-test", "Back-test", f"/telemetry/detectors/{row.detector_id}?back_test={row.id}")]


@DELIVER.runs
def deliver(ctx: JobContext, _params: DeliverParams) -> None:
    """Send what is due; every post is committed by itself, because what has left cannot be taken back."""
    for n, post in enumerate(outbox.deliver_all(ctx.job_id), 1):
        ctx.report(n, 0, "Announcing")
        ctx.log(f"{post.state}: {post.text[:80]}")
