"""Reading files of the world into tables."""

from processing.timeseries.read.detect import detect, redetect
from processing.timeseries.read.order import merge
from processing.timeseries.read.plan import (
    ColumnPlan,
    Detection,
    Duplicates,
    Layout,
    Question,
    ReadPlan,
    ReadResult,
    Role,
)
from processing.timeseries.read.reader import check_plan, read, with_answers

__all__ = [
    "ColumnPlan",
    "Detection",
    "Duplicates",
    "Layout",
    "Question",
    "ReadPlan",
    "ReadResult",
    "Role",
    "check_plan",
    "detect",
    "merge",
    "read",
    "redetect",
    "with_answers",
]
