"""A chain of steps: checked before it runs, run in order, previewed on a window."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from processing.errors import ProcessingError
from processing.timeseries.findings import Finding
from processing.timeseries.parameters import build
from processing.timeseries.steps.registry import STEPS, Marks, Step, StepResult
from processing.timeseries.table import US, Table, Window

Progress = Callable[[int, int, str], None]
"""Called with the number of steps done, of all, and the title of the one that begins."""


def silently(done: int, whole: int, title: str) -> None:
    """Progress that nobody asked for."""


@dataclass(frozen=True, slots=True)
class StepSpec:
    """One link of a recipe as it is stored: the step's name, its parameters, the columns (none: all)."""

    name: str
    params: Mapping[str, object] = field(default_factory=dict)
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecipeResult:
    """The last table and what each step did, in order."""

    table: Table
    results: tuple[StepResult, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for result in self.results for finding in result.findings)


def check_recipe(specs: Sequence[StepSpec]) -> None:
    """Raise ProcessingError if a step is unknown (unknown-step) or a parameter wrong (see `build`)."""
    for spec in specs:
        build(_step(spec).params, spec.params)


def run_step(table: Table, spec: StepSpec) -> StepResult:
    """Apply one step. Raises like `check_recipe`, and TableError("unknown-column")."""
    step = _step(spec)
    for name in spec.columns:
        table.column(name)
    return step.run(table, build(step.params, spec.params), spec.columns or table.names)


def run_recipe(table: Table, specs: Sequence[StepSpec], *, on_progress: Progress = silently) -> RecipeResult:
    """Apply steps in order; all are checked before the first runs."""
    check_recipe(specs)
    results = []
    for n, spec in enumerate(specs):
        on_progress(n, len(specs), _step(spec).title)
        results.append(run_step(table, spec))
        table = results[-1].table
    return RecipeResult(table, tuple(results))


def preview(table: Table, spec: StepSpec, window: Window) -> StepResult:
    """Apply one step to a window and what it needs to see around it; the answer covers the window only.

    Findings count what happened in the window together with its margins.
    """
    step = _step(spec)
    margin = int(step.margin_s(build(step.params, spec.params)) * US)
    result = run_step(table.within(Window(window.start - margin, window.end + margin)), spec)
    return StepResult(
        result.table.within(window), result.findings, tuple(_marks_within(marks, window) for marks in result.marks)
    )


def _marks_within(marks: Marks, window: Window) -> Marks:
    start, stop = np.searchsorted(marks.times, [window.start, window.end])
    return Marks(marks.column, marks.times[start:stop], marks.before[start:stop], marks.after[start:stop])


def _step(spec: StepSpec) -> Step:
    if spec.name not in STEPS:
        raise ProcessingError("unknown-step", f"expected one of {', '.join(STEPS)}, got {spec.name!r}", name=spec.name)
    return STEPS[spec.name]
