"""The kinds of pictures by name; a decorator adds one."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from processing.errors import TableError
from processing.timeseries.table import Column, Table

FORMATS = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
"""File formats and their media types."""

COLOURS = ("#0b6e8a", "#c2571a", "#4a7a2b", "#8a3b8f", "#a3850a", "#3d4f9f", "#a8324a", "#5c6670")
"""Line colours, told apart also by people who do not see red and green."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a picture is drawn.

    zone : IANA name for time axes and hours of the day. width_in, height_in : inches, 2 to 40. dpi : of PNG.
    """

    zone: str = "UTC"
    title: str = ""
    width_in: float = 10.0
    height_in: float = 5.0
    dpi: float = 120.0

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


Draw = Callable[[Figure, Table, Sequence[Column], Look], None]
"""`(figure, table, columns, look)`: draws on the figure."""

_Draw = TypeVar("_Draw", bound=Draw)


@dataclass(frozen=True, slots=True)
class Plot:
    """One kind of picture."""

    name: str
    title: str
    draw: Draw


PLOTS: dict[str, Plot] = {}
"""All kinds of pictures, in the order a page offers them, filled by `plot`."""


def plot(name: str, *, title: str) -> Callable[[_Draw], _Draw]:
    """Register a function that draws columns of a table on a figure."""

    def register(draw: _Draw) -> _Draw:
        PLOTS[name] = Plot(name, title, draw)
        return draw

    return register


def draw(table: Table, kind: str, *, columns: Sequence[str] = (), fmt: str = "png", look: Look | None = None) -> bytes:
    """Draw a picture of some columns (none: all) as a file.

    kind : a name in `PLOTS`. fmt : a name in `FORMATS`.
    Raises TableError: unknown-plot, unknown-format, unknown-column, nothing-to-draw.
    """
    if kind not in PLOTS:
        raise TableError("unknown-plot", f"expected one of {', '.join(PLOTS)}, got {kind!r}")
    chosen = [table.column(name) for name in columns or table.names]
    if table.n_rows == 0 or not chosen:
        raise TableError("nothing-to-draw", "the table has no values to draw")
    look = look or Look()

    def paint(figure: Figure) -> None:
        PLOTS[kind].draw(figure, table, chosen, look)

    return rendered(paint, fmt=fmt, look=look)


def rendered(paint: Callable[[Figure], None], *, fmt: str, look: Look) -> bytes:
    """A figure as a file, the same bytes for the same picture. Raises TableError("unknown-format")."""
    if fmt not in FORMATS:
        raise TableError("unknown-format", f"expected one of {', '.join(FORMATS)}, got {fmt!r}")
    # Text stays text in SVG and PDF, and neither carries a random id.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "series", "pdf.fonttype": 42, "axes.grid": True,
                     "grid.alpha": 0.25, "axes.spines.top": False, "axes.spines.right": False}):  # fmt: skip
        figure = Figure(figsize=(look.width_in, look.height_in), layout="constrained")
        FigureCanvasAgg(figure)
        paint(figure)
        if look.title:
            figure.suptitle(look.title)
        out = io.BytesIO()
        metadata = {"png": {}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}[fmt]
        figure.savefig(out, format=fmt, dpi=look.dpi, metadata=metadata)
    return out.getvalue()


def label(column: Column) -> str:
    """The name of a column with its unit."""
    return f"{column.name} [{column.unit}]" if column.unit else column.name
