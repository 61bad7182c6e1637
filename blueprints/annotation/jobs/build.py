"""Filling task batches with tasks and putting these in order."""

from collections.abc import Sequence

from blueprints.annotation.jobs.choosing import choose_calls
from blueprints.annotation.models import TaskBatch, TaskOrder
from blueprints.annotation.schemas.jobs import BUILD, REORDER, BuildParams, ReorderParams
from blueprints.annotation.schemas.sources import ActiveSource
from blueprints.annotation.service import building, news, sources
from blueprints.annotation.service.sources import Call
from core.db import db
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink


@BUILD.runs
def build_batch(ctx: JobContext, params: BuildParams) -> list[ResultLink]:
    """Find the segments a batch was asked for and make their tasks; what an earlier attempt made goes first."""
    batch = _read(params.batch_id)
    building.clear(batch)
    ctx.report(0, 1, "Finding calls")
    calls = _find(ctx, batch)
    building.check_number(batch, calls)
    ctx.log(f"{len(calls)} calls, {batch.n_annotators} answers each")
    ordered = calls if _is_chosen(batch) else _in_order(ctx, batch, calls)
    for done in building.add_tasks(batch, ordered):
        ctx.report(done, len(ordered), "Making tasks", unit="calls")
    building.open_batch(batch, len(ordered))
    return [_link(batch)]


@REORDER.runs
def reorder_batch(ctx: JobContext, params: ReorderParams) -> list[ResultLink]:
    """Put the tasks of a batch into the order it asks for."""
    batch = _read(params.batch_id)
    ctx.report(0, 1, "Ordering")
    ordered = _in_order(ctx, batch, building.calls_of(batch))
    building.place(batch.id, [call.segment_id for call in ordered])
    news.announce_batch(batch)
    return [_link(batch)]


def _find(ctx: JobContext, batch: TaskBatch) -> list[Call]:
    source = sources.source_of(batch)
    calls = sources.find(source, batch.project_id)
    if not isinstance(source, ActiveSource):
        return calls
    return choose_calls(
        ctx,
        batch,
        calls,
        n=source.n,
        strategy=source.strategy,
        quota=source.per_class_quota,
        classifier_id=source.classifier_id,
    )


def _is_chosen(batch: TaskBatch) -> bool:
    """Whether the calls come in the order in which they were chosen."""
    return batch.ordering == TaskOrder.ACTIVE and batch.source["kind"] == "active"


def _in_order(ctx: JobContext, batch: TaskBatch, calls: Sequence[Call]) -> list[Call]:
    if batch.ordering == TaskOrder.ACTIVE:
        return choose_calls(ctx, batch, calls, n=len(calls))
    return building.in_order(batch, calls)


def _read(batch_id: object) -> TaskBatch:
    batch = db.session.get(TaskBatch, batch_id)
    if batch is None:
        raise AppError(404, "not-found", "The batch was deleted meanwhile.")
    return batch


def _link(batch: TaskBatch) -> ResultLink:
    return ResultLink("task-batch", batch.name, f"/batches/{batch.id}")
