"""The 27 measures of members: medians for a card, and how far two groups lie apart."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from blueprints.similarity.models import Cluster, ClusteringRun, ClusterMember
from core.db import db
from core.security import run_off_loop

ON_CARDS = ("duration", "meanpeakf", "mindom", "maxdom", "dfslope")
"""Measures whose medians stand on a card."""


def packed(values: Any) -> list[bytes]:
    """Rows of measures as they are stored: float32, little-endian."""
    return [row.tobytes() for row in values.astype("<f4")]


def summary(stored: Sequence[bytes | None]) -> dict[str, Any]:
    """Medians of a few measures with their units, by name; empty when nothing is known."""
    values = _unpacked(stored)
    if not len(values):
        return {}
    known = _measures()
    return {
        name: {"median": _rounded(_median(values[:, place])), "unit": known[place].unit}
        for place, name in ((place, measure.name) for place, measure in enumerate(known))
        if name in ON_CARDS
    }


def compare(run: ClusteringRun, a: Cluster, b: Cluster) -> dict[str, Any]:
    """Two groups side by side, the measure that tells them apart best first."""
    first, second = (_stored(run, cluster.number) for cluster in (a, b))
    found: dict[str, Any] = run_off_loop(_compared, first, second)
    return {"a": _side(a), "b": _side(b), **found}


def _side(cluster: Cluster) -> dict[str, Any]:
    return {"number": cluster.number, "n_members": cluster.n_members, "label": cluster.label}


def _stored(run: ClusteringRun, number: int) -> list[bytes | None]:
    return list(
        db.session.scalars(
            select(ClusterMember.measures).where(ClusterMember.run_id == run.id, ClusterMember.number == number)
        )
    )


def _measures() -> Any:
    # Measures bring SciPy's transforms, which the web process does not load before someone asks for them.
    from processing.audio.features import warble27  # noqa: PLC0415

    return warble27.MEASURES


def _unpacked(stored: Sequence[bytes | None]) -> Any:
    # Arrays come with the numeric code, which the web process does not load before someone asks for it.
    import numpy as np  # noqa: PLC0415 (as said above)

    flat = np.frombuffer(b"".join(one for one in stored if one), dtype="<f4").astype(np.float64)
    return np.nan_to_num(flat.reshape(-1, len(_measures())))


def _median(column: Any) -> float:
    ordered = sorted(column.tolist())
    middle = len(ordered) // 2
    return float(ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2)


def _rounded(value: float) -> float:
    return float(f"{value:.5g}")


def _compared(first: Sequence[bytes | None], second: Sequence[bytes | None]) -> dict[str, Any]:
    a, b = _unpacked(first), _unpacked(second)
    measures = [_row(measure, a[:, place], b[:, place]) for place, measure in enumerate(_measures())]
    measures.sort(key=lambda row: -abs(row["effect_size"] or 0.0))
    return {"measures": measures, "separation": _separation(a, b)}


def _row(measure: Any, a: Any, b: Any) -> dict[str, Any]:
    medians = [_rounded(_median(column)) if len(column) else None for column in (a, b)]
    effect = _effect_size(a, b)
    return {
        "name": measure.name,
        "unit": measure.unit,
        "a_median": medians[0],
        "b_median": medians[1],
        "effect_size": None if effect is None else round(effect, 3),
    }


def _effect_size(a: Any, b: Any) -> float | None:
    """Cohen's d with the pooled standard deviation; None for fewer than two calls or where nothing varies."""
    if len(a) < 2 or len(b) < 2:
        return None
    spread = ((len(a) - 1) * a.var(ddof=1) + (len(b) - 1) * b.var(ddof=1)) / (len(a) + len(b) - 2)
    return float((a.mean() - b.mean()) / spread**0.5) if spread > 0 else None


def _separation(a: Any, b: Any) -> float | None:
    """Part of the calls nearer to the middle of their own group than of the other, in standardised measures."""
    # Arrays come with the numeric code, which the web process does not load before someone asks for it.
    import numpy as np  # noqa: PLC0415 (as said above)

    if not len(a) or not len(b):
        return None
    both = np.concatenate([a, b])
    spread = np.where(both.std(axis=0) > 0, both.std(axis=0), 1.0)
    a, b = a / spread, b / spread
    own, other = a.mean(axis=0), b.mean(axis=0)
    n_right = np.sum(_nearer(a, own, other)) + np.sum(_nearer(b, other, own))
    return round(float(n_right / len(both)), 4)


def _nearer(points: Any, own: Any, other: Any) -> Any:
    return ((points - own) ** 2).sum(axis=1) < ((points - other) ** 2).sum(axis=1)
