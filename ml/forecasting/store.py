"""Fitted forecasters as bytes and back, in a form that cannot run code.

A file is a line of identification, a JSON header with the recipe, and packed plain arrays whose types and shapes
the header names. Nothing is built that is not a kind of the registry, and each checks its arrays.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

import numpy as np

from ml.forecasting.inputs import Group, groups_of, other_names
from ml.forecasting.intervals import Calibration
from ml.forecasting.models.catalogue import KINDS
from ml.forecasting.scaling import Scaler
from ml.forecasting.spec import SessionSpec, model_of, spec_of
from ml.forecasting.strategies import Forecaster, n_models, shape_for
from ml.forecasting.trained import Candidate, Trained, TrainedGroup
from ml.packed import packed, unpacked
from processing.errors import ModelError, ProcessingError

IDENTIFICATION = b"fieldstation forecaster\n"
"""The first line of every file."""

FORMAT_VERSION = 1
"""Version of the layout."""

MOST_HEADER_BYTES = 4 << 20
"""Longest header: fifty series with their columns and a search are some hundred kilobytes."""


def dump(trained: Trained) -> bytes:
    """The forecaster as bytes, for `load`."""
    arrays: dict[str, Any] = {"scaler.centre": trained.scaler.centre, "scaler.scale": trained.scaler.scale}
    kinds = []
    for n, (_, forecaster, calibration) in enumerate(trained.groups):
        kinds.append([model.kind for model in forecaster.models])
        for k, model in enumerate(forecaster.models):
            arrays |= {f"{n}.{k}.{name}": array for name, array in model.arrays().items()}
        arrays |= {f"{n}.calibration.{name}": array for name, array in calibration.arrays().items()}
    table, payload = packed(arrays)
    header = {
        "format": FORMAT_VERSION,
        "sha256": hashlib.sha256(payload).hexdigest(),
        "spec": trained.spec.as_dict(),
        "model": asdict(trained.model),
        "columns": list(trained.columns),
        "kinds": kinds,
        "candidates": [one._asdict() for one in trained.candidates],
        "seconds": trained.seconds,
        "versions": trained.versions,
        "arrays": table,
    }
    return IDENTIFICATION + json.dumps(header).encode() + b"\n" + payload


def header_of(data: bytes) -> dict[str, Any]:
    """The header of a stored forecaster, without building anything of it.

    Raises ModelError("not-a-forecaster") or ("other-format").
    """
    start = len(IDENTIFICATION)
    stop = data.find(b"\n", start, start + MOST_HEADER_BYTES)
    if not data.startswith(IDENTIFICATION) or stop < 0:
        raise ModelError("not-a-forecaster", "expected a forecaster stored by this program, found something else")
    try:
        header = json.loads(data[start:stop])
    except (ValueError, RecursionError) as error:
        raise ModelError("not-a-forecaster", f"expected a JSON header, found: {error}") from error
    if not isinstance(header, dict) or header.get("format") != FORMAT_VERSION:
        raise ModelError("other-format", f"expected format {FORMAT_VERSION}, got a file of another")
    return header


def load(data: bytes) -> Trained:
    """The forecaster that `dump` stored.

    Raises ModelError: "not-a-forecaster", "other-format", "damaged" if content and hash differ or a part is not
    what it has to be, "untrusted-model" for more than a forecaster can hold.
    """
    header = header_of(data)
    payload = data[data.index(b"\n", len(IDENTIFICATION)) + 1 :]
    if hashlib.sha256(payload).hexdigest() != header.get("sha256"):
        raise ModelError("damaged", "expected content with the header's SHA-256, found other content")
    try:
        return _trained(header, unpacked(header["arrays"], payload))
    except ModelError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, ProcessingError) as error:
        raise ModelError("damaged", f"expected the parts of a forecaster, found: {error}") from error


def _trained(header: dict[str, Any], arrays: dict[str, Any]) -> Trained:
    spec, model = spec_of(header["spec"]), model_of(header["model"])
    columns = other_names(spec)
    if list(columns) != header["columns"]:
        raise ModelError("damaged", "expected the inputs that the study names, found others")
    groups = groups_of(spec)
    if len(groups) != len(header["kinds"]):
        raise ModelError("damaged", "expected a model for every group of targets, found others")
    return Trained(
        spec, model, _scaler(arrays, len(spec.series)), columns,
        tuple(_group(spec, model.strategy, n, one, header["kinds"][n], arrays) for n, one in enumerate(groups)),
        tuple(Candidate(dict(c["parameters"]), float(c["score"]), float(c["seconds"])) for c in header["candidates"]),
        float(header["seconds"]), {str(k): str(v) for k, v in header["versions"].items()},
    )  # fmt: skip


def _scaler(arrays: dict[str, Any], n_series: int) -> Scaler:
    found = Scaler(arrays["scaler.centre"], arrays["scaler.scale"])
    is_whole = all(part.shape == (n_series,) and bool(np.isfinite(part).all()) for part in found)
    if not is_whole or not (found.scale > 0).all():
        raise ModelError("damaged", "expected a centre and a scale for every series, found others")
    return found


def _group(
    spec: SessionSpec, strategy: str, number: int, group: Group, kinds: list[str], arrays: dict[str, Any]
) -> TrainedGroup:
    if len(kinds) != n_models(group, strategy):
        raise ModelError("damaged", "expected as many models as the strategy has, found others")
    shape = shape_for(group, len(other_names(spec)), strategy)
    models = tuple(KINDS[kind].of(within(arrays, f"{number}.{k}."), shape) for k, kind in enumerate(kinds))
    calibration = Calibration.of(
        within(arrays, f"{number}.calibration."), shape_for(group, 0, "mimo"), len(spec.quantiles)
    )
    return TrainedGroup(group, Forecaster(strategy, models), calibration)


def within(arrays: dict[str, Any], prefix: str) -> dict[str, Any]:
    """The arrays whose names begin so, named by the rest."""
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
