"""Reading files of the world into tables."""

from processing.timeseries.read.detect import detect, redetect
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
from processing.timeseries.read.reader import merge, read

__all__ = [
    "ColumnPlan",
    "Detection",
    "Duplicates",
    "Layout",
    "Question",
    "ReadPlan",
    "ReadResult",
    "Role",
    "detect",
    "merge",
    "read",
    "redetect",
]
