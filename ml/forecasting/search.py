"""Bounded search of parameters, judged on the validation part, that survives being killed."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from ml.forecasting.inputs import blocks, outputs_of
from ml.forecasting.material import WINDOWS_AT_ONCE, Material
from ml.forecasting.progress import Checkpoint
from ml.forecasting.spec import ModelSpec
from ml.forecasting.strategies import Forecaster
from ml.forecasting.trained import Candidate
from processing.errors import ModelError


def candidates_of(model: ModelSpec, seed: int) -> list[dict[str, Any]]:
    """The sets of parameters to be tried, in order: all combinations, or as many of them drawn at random."""
    if not model.search:
        return []
    names = sorted(model.search)
    sizes = [len(model.search[name]) for name in names]
    n_all = math.prod(sizes)
    rng = np.random.default_rng(seed)
    n = min(max(1, model.n_candidates), n_all)
    chosen = range(n_all) if n == n_all else sorted(rng.choice(n_all, size=n, replace=False).tolist())
    found = []
    for number in chosen:
        places = np.unravel_index(number, sizes)
        values = {name: model.search[name][int(at)] for name, at in zip(names, places, strict=True)}
        found.append(dict(model.parameters) | values)
    return found


def digest_of(model: ModelSpec, materials: Sequence[Material]) -> str:
    """What a finished candidate is worth keeping for: the same study, model, windows and values."""
    told = json.dumps([asdict(materials[0].spec), asdict(model)], sort_keys=True, default=str)
    content = hashlib.sha256(told.encode())
    for material in materials:
        # Only what may be learned from: what comes after does not concern a search.
        last = max(itertools.chain(material.train[-1:], material.validation[-1:])) + material.group.horizon + 1
        for part in (material.scaled[:, :last], material.calendar[:, :last], material.train, material.validation):
            content.update(np.ascontiguousarray(part).tobytes())
    return content.hexdigest()[:32]


def tried(
    name: str, parameters: dict[str, Any], materials: Sequence[Material], checkpoint: Checkpoint,
    fit: Callable[[], list[Forecaster]],
) -> Candidate:  # fmt: skip
    """A candidate's score: as it was kept, or else by fitting and judging it, which is then kept."""
    kept = checkpoint.get(name)
    if kept is not None:
        known = json.loads(kept)
        return Candidate(parameters, float(known["score"]), float(known["seconds"]))
    began = time.perf_counter()
    score = validation_error(materials, fit())
    found = Candidate(parameters, score, time.perf_counter() - began)
    checkpoint.put(name, json.dumps({"score": found.score, "seconds": found.seconds}).encode())
    return found


def validation_error(materials: Sequence[Material], forecasters: Sequence[Forecaster]) -> float:
    """Mean squared error on the validation part, scaled. Raises ModelError("no-validation")."""
    total, n = 0.0, 0
    for material, forecaster in zip(materials, forecasters, strict=True):
        if not len(material.validation):
            raise ModelError("no-validation", "expected windows in the validation part to choose by, found none")
        for block in blocks(material.validation, WINDOWS_AT_ONCE):
            context = material.context(block)
            errors = outputs_of(material.spec, material.group, context) - forecaster.predict(
                material.spec, material.group, context
            )
            total += float(np.sum(errors**2))
            n += errors.size
    return total / n
