"""Tracks as a table: one row a bin, one column a track."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from blueprints.timeline.schemas.tracks import TrackSpec
from blueprints.timeline.service.kinds import Track
from blueprints.timeline.service.moments import moment_of
from blueprints.timeline.service.scope import Scope
from blueprints.timeline.service.views import Asked, grid_of, open_all, span_of
from core.clock import iso
from processing.audio.formats.cells import neutralise

ROWS_A_PIECE = 500


def table(scope: Scope, specs: Sequence[TrackSpec], asked: Asked) -> Iterator[str]:
    """CSV in pieces: each bin's ends, then the tracks; unknown is empty."""
    tracks = [one.track for one in open_all(scope, specs) if one.track is not None]
    grid = grid_of(scope, span_of(asked, tracks), asked.step_s)
    columns = [track.bins(grid).tolist() for track in tracks]
    edges = [moment_of(edge) for edge in grid.edges_us.tolist()]
    head = ["start_utc", "end_utc", f"start_local ({scope.zone})", *(neutralise(_column(track)) for track in tracks)]
    return _written(head, edges, columns, ZoneInfo(scope.zone))


def _written(head: list[str], edges: list[datetime], columns: list[list[float]], zone: ZoneInfo) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    for row, (start, end) in enumerate(pairwise(edges)):
        values = [column[row] for column in columns]
        local = start.astimezone(zone).isoformat(timespec="seconds")
        writer.writerow([iso(start), iso(end), local, *("" if v != v else f"{v:.12g}" for v in values)])
        if row % ROWS_A_PIECE == ROWS_A_PIECE - 1:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _column(track: Track) -> str:
    what = ", ".join(part for part in (track.detail, track.measure, track.unit) if part)
    return f"{track.title} ({what})" if what else track.title
