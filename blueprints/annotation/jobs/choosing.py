"""Which calls people should label first: what the present model doubts, and what is like nothing labelled yet."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import numpy as np

from blueprints.annotation.models import TaskBatch
from blueprints.annotation.service import ranking
from blueprints.annotation.service.sources import Call, labelled_in
from blueprints.calls.service.shapes import unpack
from blueprints.recordings.models import Segment
from blueprints.similarity.service import embeddings
from blueprints.similarity.service.calls import by_sound, chunks, current_calls, read
from blueprints.similarity.service.search import embed
from core.jobs.context import JobContext
from core.jobs.kinds import TransientError
from core.storage import StorageError, storage
from ml.calls.active import choose, doubts
from ml.similarity.index import unpacked
from processing.arrays import FloatArray
from processing.errors import SignalError

Strategy = Literal["uncertain", "diverse", "mixed"]

MOST_MEASURED = 20_000
"""Calls whose likeness is told in one choice; of more, as many are drawn at random. `choose` compares no more."""

MOST_KNOWN = 5000
"""Labelled calls that are looked at to tell what is no news any more; the newest."""


def choose_calls(
    ctx: JobContext,
    batch: TaskBatch,
    calls: Sequence[Call],
    *,
    n: int,
    strategy: Strategy = "mixed",
    quota: int | None = None,
    classifier_id: UUID | None = None,
) -> list[Call]:
    """Up to n of these calls in the order in which people should be asked.

    quota : of each predicted type at most so many. classifier_id : whose predictions count; None: the batch's
    classifier, or the one most of the current predictions come from. What cannot be measured comes last.
    """
    rng = np.random.default_rng(batch.id.int)
    probabilities = _probabilities(calls, classifier_id or batch.classifier_id)
    if strategy == "uncertain" and probabilities is not None:
        # Doubt alone needs no measures: `choose` then only sorts by the probabilities.
        picked = choose(probabilities, probabilities, n, strategy=strategy, quota=quota, rng=rng).positions
        return [calls[place] for place in picked]
    places, points = _measured(ctx, batch, calls, rng)
    given = None if probabilities is None else probabilities[places]
    picked = places[:0]
    if len(places):
        known = _known_points(batch.project_id)
        chosen = choose(given, points, n, strategy=strategy, quota=quota, known=known, rng=rng)
        picked = places[chosen.positions]
    if quota is None or probabilities is None:
        picked = np.concatenate([picked, _others(len(calls), picked, probabilities, rng)])[:n]
    return [calls[place] for place in picked]


def _probabilities(calls: Sequence[Call], classifier_id: UUID | None) -> FloatArray | None:
    """Of one classifier's types for each call; alike for calls it has not seen. None without any prediction."""
    guesses = ranking.guesses([call.segment_id for call in calls], classifier_id)
    voices = Counter(guess.classifier_id for guess in guesses.values())
    if not voices:
        return None
    chosen = classifier_id if classifier_id and classifier_id in voices else voices.most_common(1)[0][0]
    n_types = len(ranking.labels_of({chosen})[chosen])
    rows = np.full((len(calls), n_types), 1 / n_types)
    for place, call in enumerate(calls):
        guess = guesses.get(call.segment_id)
        if guess is not None and guess.classifier_id == chosen:
            rows[place] = unpack(guess.probabilities)
    return rows


def _measured(
    ctx: JobContext, batch: TaskBatch, calls: Sequence[Call], rng: np.random.Generator
) -> tuple[np.ndarray, FloatArray]:
    """Places of calls that have a point, and the points; missing ones are made and kept."""
    places = np.arange(len(calls))
    if len(calls) > MOST_MEASURED:
        places = np.sort(rng.choice(places, MOST_MEASURED, replace=False))
    ids = [calls[place].segment_id for place in places.tolist()]
    points = embeddings.points_of(ids)
    points |= _embed_missing(ctx, batch.group_id, [number for number in ids if number not in points])
    has_point = np.array([number in points for number in ids], dtype=np.bool_)
    there = [points[number] for number in ids if number in points]
    return places[has_point], unpacked(there) if there else np.zeros((0, 1))


def _embed_missing(ctx: JobContext, group_id: UUID, numbers: Sequence[int]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    waiting = [call for chunk in chunks(numbers) for call in read(current_calls().where(Segment.id.in_(chunk)))]
    done = 0
    for calls in by_sound(waiting).values():
        ctx.report(done, len(waiting), "Listening to calls", unit="calls")
        try:
            points = embed(calls, storage())
        except SignalError as exc:
            ctx.log(f"recording {calls[0].recording_id} cannot be read: {exc.message}")
            points = {}
        except StorageError as exc:
            raise TransientError(exc.code, exc.message) from exc
        embeddings.store(group_id, points)
        ctx.commit()
        found |= points
        done += len(calls)
    return found


def _known_points(project_id: UUID) -> FloatArray | None:
    points = embeddings.points_of(labelled_in(project_id, MOST_KNOWN))
    return unpacked(list(points.values())) if points else None


def _others(n: int, picked: np.ndarray, probabilities: FloatArray | None, rng: np.random.Generator) -> np.ndarray:
    """All places that were not picked: by doubt, or without a model at random."""
    rest = np.setdiff1d(np.arange(n), picked)
    if probabilities is None:
        return np.asarray(rng.permutation(rest))
    return np.asarray(rest[np.argsort(-doubts(probabilities[rest]), kind="stable")])
