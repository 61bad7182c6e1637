"""A round of the learning loop: train on the labels so far, score, show new guesses, put open tasks in new order."""

from dataclasses import asdict, replace
from typing import Any, NamedTuple

import numpy as np

from blueprints.annotation.models import LearningRound, TaskBatch, TaskOrder
from blueprints.annotation.schemas.jobs import LEARN, LearnParams
from blueprints.annotation.service import learning, lessons, progress
from blueprints.annotation.service.lessons import Lesson
from blueprints.calls.service.classifiers import store_trained
from blueprints.calls.service.measures import measure, sounds_of
from blueprints.calls.service.runs import PredictionRow
from blueprints.calls.service.stored_models import store_model
from core.db import db
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from ml.calls.active import Strategy, choose
from ml.calls.changes import Changes
from ml.calls.evaluation import Evaluation, evaluate
from ml.calls.findings import LEAST_CALLS
from ml.calls.novelty import Changed
from ml.calls.rounds import METHOD, Round, learn_round, mean_f1
from ml.calls.store import dump
from ml.calls.training import Predictions
from processing.audio.features import FeatureTable
from processing.errors import ModelError

SEED = 1
"""A round is a function of its labels: the same labels give the same model and the same order."""

ROUNDS_AHEAD = 2
"""Rounds for which tasks are chosen with care; what would come later is ordered by doubt alone."""


MOST_CHANGED = 60
"""Labelled calls that are also measured made fainter and cut otherwise, three times each; they take about half a
second, a round has to keep up with people."""


class _Plan(NamedTuple):
    """What of a batch orders its tasks."""

    ordering: TaskOrder
    strategy: Strategy
    n_ahead: int


class _Learned(NamedTuple):
    """What came of a round, before it is stored."""

    found: Round
    evaluation: Evaluation
    guesses: Predictions
    order: list[lessons.OpenTask] | None


@LEARN.runs
def learn_from_batch(ctx: JobContext, params: LearnParams) -> list[ResultLink]:
    """Learn from a batch; too few labels end the round with the reason, not with a failure."""
    row = db.session.get(LearningRound, params.round_id)
    if row is None:
        ctx.log("The batch was deleted meanwhile.")
        return []
    batch = db.session.get_one(TaskBatch, row.batch_id)
    lesson, plan = lessons.read_lesson(batch, row), _plan(batch)
    ctx.log(f"{len(lesson.learned_ids)} labels to learn from, {len(lesson.held_out_ids)} held out")
    ctx.commit()
    try:
        learned = _learn(ctx, lesson, plan)
    except ModelError as error:
        ctx.log(f"Nothing learned: {error.message}")
        _close(params, lesson, (error.code, error.message))
        return []
    return _store(ctx, params, lesson, learned)


def _plan(batch: TaskBatch) -> _Plan:
    strategy: Any = batch.source.get("strategy", "mixed") if batch.source.get("kind") == "active" else "mixed"
    return _Plan(batch.ordering, strategy, ROUNDS_AHEAD * max(batch.learn_every or 0, 10))


def _learn(ctx: JobContext, lesson: Lesson, plan: _Plan) -> _Learned:
    if len(lesson.learned_ids) < LEAST_CALLS:
        n = len(lesson.learned_ids)
        raise ModelError("too-few-calls", f"expected at least {LEAST_CALLS} usable calls, got {n}")
    table = measure(
        lesson.calls, on_recording=lambda done, total: ctx.report(done, 2 * total, "Measuring calls", unit="recordings")
    )
    ctx.report(1, 2, "Training")
    held = np.array(lesson.is_held_out)
    found = learn_round(
        table,
        lesson.labels,
        lesson.groups,
        held,
        rng=np.random.default_rng(SEED),
        call_types=lesson.call_types,
        changed=_changed(lesson, table),
    )
    ctx.report(3, 4, "Evaluating")
    evaluation = _evaluate(table, lesson, found)
    own = np.flatnonzero(lesson.is_own)
    guesses = found.model.predict(table.rows(own))
    return _Learned(found, evaluation, guesses, _in_order(lesson, plan, table, guesses))


def _changed(lesson: Lesson, table: FeatureTable) -> Changed | None:
    """Some of the calls that are learned from, made fainter and cut otherwise."""
    learned = set(lesson.learned_ids)
    rows = [i for i, call in enumerate(lesson.calls) if call.segment_id in learned]
    changes = Changes(len(rows), table.feature_set, table.band_hz, most=MOST_CHANGED)
    for sr, lot in sounds_of(lesson.calls, [row for k, row in enumerate(rows) if changes.wants(k)]):
        changes.add(lot, sr)
    return changes.found()


def _evaluate(table: FeatureTable, lesson: Lesson, found: Round) -> Evaluation:
    """The honest folds every classifier's page shows, over what the round was trained on."""
    known = set(found.model.labels)
    rows = [
        i
        for i, (label, is_held) in enumerate(zip(lesson.labels, lesson.is_held_out, strict=True))
        if label in known and not is_held
    ]
    folds = evaluate(
        table.rows(np.array(rows)),
        [lesson.labels[i] for i in rows],
        [lesson.groups[i] for i in rows],
        method=METHOD,
        rng=np.random.default_rng(SEED),
        call_types=lesson.call_types,
    )
    return replace(folds, held_out=found.held_out)


def _in_order(lesson: Lesson, plan: _Plan, table: FeatureTable, guesses: Predictions) -> list[lessons.OpenTask] | None:
    """The open tasks in a new order; None for a batch that keeps an order of its own."""
    if plan.ordering not in (TaskOrder.ACTIVE, TaskOrder.CONFIDENCE):
        return None
    open_ids = {task.segment_id for task in lesson.open_tasks if not task.is_held_out}
    own = [i for i, is_own in enumerate(lesson.is_own) if is_own]
    rows = [k for k, i in enumerate(own) if lesson.calls[i].segment_id in open_ids]
    ids = [lesson.calls[own[k]].segment_id for k in rows]
    probabilities = guesses.probabilities[rows]
    if plan.ordering == TaskOrder.CONFIDENCE:
        ranked = np.argsort(np.max(probabilities, axis=1, initial=0.0), kind="stable")
    else:
        known = [i for i, label in enumerate(lesson.labels) if label]
        ranked = _telling_first(
            probabilities, table.values[[own[k] for k in rows]], table.values[known], plan.strategy, plan.n_ahead
        )
    return lessons.in_new_order(lesson.open_tasks, [ids[k] for k in ranked])


def _telling_first(probabilities: Any, features: Any, known: Any, strategy: Strategy, n_ahead: int) -> Any:
    rng = np.random.default_rng(SEED)
    front = choose(probabilities, features, n_ahead, strategy=strategy, known=known, rng=rng).positions
    rest = choose(probabilities, features, len(features), strategy="uncertain", rng=rng).positions
    return np.concatenate([front, rest[~np.isin(rest, front)]])


def _store(ctx: JobContext, params: LearnParams, lesson: Lesson, learned: _Learned) -> list[ResultLink]:
    """The file first, announced so that no sweep takes it; then all rows at once."""
    sha256 = store_model(ctx, dump(learned.found.model))
    row = db.session.get(LearningRound, params.round_id)
    if row is None:
        return []
    progress.hold(row.batch_id)
    batch = db.session.get_one(TaskBatch, row.batch_id)
    classifier = lessons.classifier_of(batch, row, lesson, METHOD)
    facts = _facts(learned, lesson)
    store_trained(classifier, blob_sha256=sha256, facts=facts, evaluation=learned.evaluation.as_json())
    row.classifier_id = classifier.id
    own = [call for call, is_own in zip(lesson.calls, lesson.is_own, strict=True) if is_own]
    guesses = _rows(own, learned.guesses)
    if _is_better(ctx, batch, lesson, {guess.segment_id: guess.label for guess in guesses}):
        batch.classifier_id = classifier.id
        lessons.show_guesses(batch, row, classifier, own, guesses)
    if learned.order is not None:
        lessons.place(learned.order)
    _close(params, lesson, None, learned)
    return [ResultLink("classifier", classifier.name, f"/classifiers/{classifier.id}")]


def _is_better(ctx: JobContext, batch: TaskBatch, lesson: Lesson, said: dict[int, str]) -> bool:
    """Whether a round's guesses take the place of those that are shown.

    Those of an earlier round give way unless they are better on the held-out calls, as labels only become more;
    those of a model from outside only when the round is better there.
    """
    truth = dict(zip(lesson.held_out_ids, lesson.held_out_labels, strict=True))
    shown = lessons.shown_guesses(batch, list(truth))
    if not shown.is_any:
        return True
    labels = list(truth.values())
    before = mean_f1(labels, [shown.labels.get(number) for number in truth])
    after = mean_f1(labels, [said.get(number) for number in truth])
    is_better = after >= before if lessons.is_of_round(batch) else after > before
    if not is_better:
        ctx.log(f"Its guesses are not shown: {after:.3f} on the held-out calls, {before:.3f} of those shown")
    return is_better


def _close(
    params: LearnParams, lesson: Lesson, problem: tuple[str, str] | None, learned: _Learned | None = None
) -> None:
    row = db.session.get(LearningRound, params.round_id)
    if row is None:
        return
    row.n_labels = sum(learned.found.model.class_counts) if learned else len(lesson.learned_ids)
    scores = learned.found.held_out if learned else None
    row.n_held_out = scores.n_calls if scores else 0
    row.macro_f1 = scores.macro_f1 if scores else None
    row.balanced_accuracy = scores.balanced_accuracy if scores else None
    learning.close(row, db.session.get_one(TaskBatch, row.batch_id), problem=problem)


def _facts(learned: _Learned, lesson: Lesson) -> dict[str, Any]:
    model, scores, held = learned.found.model, learned.evaluation.scores, learned.found.held_out
    headline: dict[str, Any] = {
        "accuracy": scores.accuracy,
        "balanced_accuracy": scores.balanced_accuracy,
        "macro_f1": scores.macro_f1,
        "is_grouped": learned.evaluation.is_grouped,
        "n_groups": learned.evaluation.n_groups,
    }
    if held is not None:
        headline["held_out"] = {
            name: getattr(held, name) for name in ("n_calls", "macro_f1", "balanced_accuracy", "accuracy")
        }
    per_class = dict(zip(model.labels, model.class_counts, strict=True))
    return {
        "labels": list(model.labels),
        "feature_set": model.feature_set,
        "feature_version": model.code_version,
        "training": {
            "n_calls": sum(model.class_counts),
            "n_groups": learned.evaluation.n_groups,
            "per_class": per_class,
            "per_label": per_class | dict.fromkeys(learned.found.left_out, 1),
            "refused": [],
            "warnings": [asdict(warning) for warning in model.warnings],
            "n_labels_of_batch": sum(
                1
                for label, is_own, is_held in zip(lesson.labels, lesson.is_own, lesson.is_held_out, strict=True)
                if label and is_own and not is_held
            ),
        },
        "scores": headline,
    }


def _rows(calls: list[Any], guesses: Predictions) -> list[PredictionRow]:
    best = np.argmax(guesses.probabilities, axis=1)
    return [
        PredictionRow(
            segment_id=call.segment_id,
            label_index=int(index),
            label=guesses.labels[index],
            confidence=float(row[index]),
            is_unknown=bool(is_unknown),
            probabilities=row.astype("<f4").tobytes(),
        )
        for call, index, row, is_unknown in zip(calls, best, guesses.probabilities, guesses.is_unknown, strict=True)
    ]
