"""Grouping the calls of a run."""

from typing import Any

import numpy as np

from blueprints.similarity.models import ClusteringRun
from blueprints.similarity.schemas.jobs import CLUSTER, ClusterParams
from blueprints.similarity.service import measures, runs
from blueprints.similarity.service.calls import HeardCall, by_sound, chunks, measure
from blueprints.similarity.service.runs import ClusterRow, MemberRow
from core.db import db
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink, TransientError
from core.storage import StorageError, storage
from ml.clustering.catalogue import CODE_VERSION
from ml.clustering.run import Clustering, cluster
from processing.audio.features import FeatureTable, common_band, join_tables
from processing.errors import ModelError

CARD_MEASURES = "warble27"
"""Feature set by which groups are described and compared, whatever they were made by."""

MEASURING_SHARE = 0.7
"""Share of the time that measuring takes, for the bar."""


@CLUSTER.runs
def cluster_calls(ctx: JobContext, params: ClusterParams) -> list[ResultLink]:
    """Measure the calls at their native rate, group them, and store groups and members in one transaction."""
    row = _load(params)
    name, feature_set, method, map_method = row.name, row.feature_set, row.method, row.map_method
    calls = runs.calls_of(row)
    ctx.commit()
    if not calls:
        raise ModelError("too-few-calls", "the calls of this run were deleted meanwhile")
    ordered, table, described = _measure(ctx, calls, feature_set)
    ctx.log(f"{len(ordered)} calls, {int(np.sum(~table.is_measurable))} of them silent or too short")
    found = cluster(
        table,
        method=method,
        params=params.params,
        map_method=map_method,
        on_progress=lambda done, total, stage: ctx.report(
            MEASURING_SHARE * total + (1 - MEASURING_SHARE) * done, total, stage
        ),
    )
    row = _load(params)
    row.params, row.scores = found.params, found.scores
    row.silhouette, row.code_version = found.silhouette, f"{CODE_VERSION} {table.code_version}"
    runs.store(row, *_rows(ordered, found, described))
    ctx.log(f"{row.n_clusters} groups, {row.n_noise} calls in none")
    return [ResultLink("clustering-run", name, f"/clusterings/{params.run_id}")]


def _load(params: ClusterParams) -> ClusteringRun:
    row = db.session.get(ClusteringRun, params.run_id, populate_existing=True)
    if row is None:
        raise AppError(404, "not-found", "The run was deleted meanwhile.")
    return row


def _measure(
    ctx: JobContext, calls: list[HeardCall], feature_set: str
) -> tuple[list[HeardCall], FeatureTable, FeatureTable]:
    """The calls in the order of their measures, the measures to group by, and those to describe by."""
    band_hz = common_band({call.sr_hz for call in calls})
    ordered: list[HeardCall] = []
    tables: dict[str, list[FeatureTable]] = {feature_set: [], CARD_MEASURES: []}
    for together in by_sound(calls).values():
        for some in chunks(together):
            ctx.report(MEASURING_SHARE * len(ordered), len(calls), "Measuring calls", unit="calls")
            try:
                for name, found in tables.items():
                    found.append(measure(some, name, place=storage(), band_hz=band_hz))
            except StorageError as exc:
                raise TransientError(exc.code, exc.message) from exc
            ordered += some
    return ordered, join_tables(tables[feature_set]), join_tables(tables[CARD_MEASURES])


def _rows(
    calls: list[HeardCall], found: Clustering, described: FeatureTable
) -> tuple[list[MemberRow], list[ClusterRow]]:
    packed = measures.packed(described.values)
    members = [
        MemberRow(call.id, int(number), float(x), float(y), _finite(silhouette), stored)
        for call, number, (x, y), silhouette, stored in zip(
            calls, found.numbers, found.places, found.silhouettes, packed, strict=True
        )
    ]
    numbers: dict[int, list[Any]] = {}
    for member in members:
        numbers.setdefault(member.number, []).append(member.measures)
    cards = [
        ClusterRow(
            card.number,
            len(numbers[card.number]),
            card.coherence,
            card.silhouette,
            calls[card.representative].id,
            measures.summary(numbers[card.number]),
        )
        for card in found.cards
    ]
    return members, cards


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
