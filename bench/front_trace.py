"""Tasks of a page's main thread, by the processor time each took: the clock on the wall also counts other programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page

CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline"]
TASK = "RunTask"
MAIN_THREAD = "CrRendererMain"

PARTS = {
    "FunctionCall": "script", "EvaluateScript": "script", "RunMicrotasks": "script", "v8.evaluateModule": "script",
    "v8.compileModule": "script", "UpdateLayoutTree": "style", "Layout": "layout", "PrePaint": "paint",
    "Paint": "paint", "Layerize": "paint", "Commit": "paint", "MajorGC": "memory", "MinorGC": "memory",
    "ParseHTML": "parse",
}  # fmt: skip
"""Kinds of work inside a task, as the browser names them; the outermost of nested ones counts."""


class Task(NamedTuple):
    """One task: milliseconds of processor and of wall, and the processor's by kind of work."""

    cpu_ms: float
    wall_ms: float
    parts: dict[str, float]


class Traced:
    """What a trace found; filled when it ends."""

    def __init__(self) -> None:
        self.tasks: list[Task] = []

    def longest(self) -> Task:
        return max(self.tasks, default=Task(0.0, 0.0, {}), key=lambda task: task.cpu_ms)

    def total_ms(self) -> float:
        return sum(task.cpu_ms for task in self.tasks)


@contextmanager
def traced(browser: Browser, page: Page) -> Iterator[Traced]:
    """Record the tasks of a page while the block runs. One trace at a time."""
    found = Traced()
    browser.start_tracing(page=page, categories=CATEGORIES)
    try:
        yield found
    finally:
        found.tasks = tasks_of(json.loads(browser.stop_tracing())["traceEvents"])


def tasks_of(events: list[dict[str, Any]]) -> list[Task]:
    """The tasks of the busiest page's main thread, in order of time."""
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == MAIN_THREAD
    }
    whole = [event for event in events if event["ph"] == "X" and (event["pid"], event["tid"]) in mains]
    spent = Counter[int]()
    for event in whole:
        if event["name"] == TASK:
            spent[event["pid"]] += event.get("tdur", 0)
    if not spent:
        return []
    page_pid = spent.most_common(1)[0][0]
    mine = sorted((event for event in whole if event["pid"] == page_pid), key=lambda e: (e["ts"], -e.get("dur", 0)))
    return list(_tasks(mine))


def _tasks(events: list[dict[str, Any]]) -> Iterator[Task]:
    """Group events by the task they lie in; events come sorted by their beginning, longer ones first."""
    task: dict[str, Any] | None = None
    parts: Counter[str] = Counter()
    part_ends = 0.0
    for event in events:
        if task is not None and event["ts"] >= task["ts"] + task.get("dur", 0):
            yield _task(task, parts)
            task = None
        if task is None:
            if event["name"] == TASK:
                task, parts, part_ends = event, Counter(), 0.0
        elif event["name"] in PARTS and event["ts"] >= part_ends:
            parts[PARTS[event["name"]]] += event.get("tdur", 0) / 1000
            part_ends = event["ts"] + event.get("dur", 0)
    if task is not None:
        yield _task(task, parts)


def _task(event: dict[str, Any], parts: Counter[str]) -> Task:
    return Task(event.get("tdur", 0) / 1000, event.get("dur", 0) / 1000, dict(parts))
