"""Readings as files: CSV, NDJSON, Parquet, whole or thinned."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from blueprints.telemetry.models import Channel
from blueprints.telemetry.store import Reading, store
from core.clock import iso
from processing.audio.formats.cells import neutralise
from processing.telemetry.times import from_us

CSV_HEAD = "time,channel,value,unit\r\n"


def shown_time(at_us: int) -> str:
    """ISO 8601 in UTC to the microsecond."""
    return from_us(at_us).isoformat(timespec="microseconds").replace("+00:00", "Z")


def pages(rows: Sequence[Channel], start_us: int, end_us: int, n_points: int | None) -> Iterator[list[Reading]]:
    """Readings in pages: all, in the order of time, or each channel thinned to `n_points`, one after another."""
    if n_points is None:
        yield from store().stream([row.id for row in rows], start_us, end_us)
        return
    # Arrays are needed for charts and thinning only; the web process starts without them.
    from processing.telemetry.decimate import largest_triangles  # noqa: PLC0415

    for row in rows:
        thin = largest_triangles(store().series(row.id, start_us, end_us), n_out=n_points)
        yield [
            Reading(row.id, at, value, None) for at, value in zip(thin.at_us.tolist(), thin.value.tolist(), strict=True)
        ]


def csv_lines(rows: Sequence[Channel], found: Iterator[list[Reading]]) -> Iterator[str]:
    """A file of `time,channel,value,unit`, a page at a time."""
    names = {row.id: (_cell(row.public_id), _cell(row.unit)) for row in rows}
    yield CSV_HEAD
    for page in found:
        yield "".join(
            f"{shown_time(r.at_us)},{names[r.channel_id][0]},"
            f"{_cell(r.text) if r.text is not None else repr(r.value)},{names[r.channel_id][1]}\r\n"
            for r in page
        )


def _cell(text: str) -> str:
    """Quoted where need be; what a spreadsheet would run as a formula is led in by an apostrophe."""
    text = neutralise(text)
    return '"' + text.replace('"', '""') + '"' if any(char in text for char in ',"\r\n') else text


def ndjson_lines(rows: Sequence[Channel], found: Iterator[list[Reading]]) -> Iterator[str]:
    """One object a line, as the station itself takes them."""
    names = {row.id: row.public_id for row in rows}
    for page in found:
        yield "".join(
            json.dumps(
                {
                    "channel": names[r.channel_id],
                    "time": shown_time(r.at_us),
                    "value": r.value if r.text is None else r.text,
                },
                ensure_ascii=False,
            )
            + "\n"
            for r in page
        )


def parquet_chunks(rows: Sequence[Channel], found: Iterator[list[Reading]], folder: Path) -> Iterator[bytes]:
    """A Parquet file with the columns time, channel, value, text, unit."""
    # Parquet is wanted now and then; the web process starts without its library.
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415 (as above)

    names = {row.id: (row.public_id, row.unit) for row in rows}
    schema = pa.schema(
        [
            ("time", pa.timestamp("us", tz="UTC")),
            ("channel", pa.string()),
            ("value", pa.float64()),
            ("text", pa.string()),
            ("unit", pa.string()),
        ],
        metadata={"made_by": "Fieldstation", "channels": json.dumps([row.public_id for row in rows])},
    )
    with tempfile.TemporaryFile(dir=folder) as file:
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            for page in found:
                columns: list[Any] = [
                    [r.at_us for r in page],
                    [names[r.channel_id][0] for r in page],
                    [r.value for r in page],
                    [r.text for r in page],
                    [names[r.channel_id][1] for r in page],
                ]
                writer.write_table(
                    pa.table([pa.array(c, t.type) for c, t in zip(columns, schema, strict=True)], schema=schema)
                )
        file.seek(0)
        while chunk := file.read(256 * 1024):
            yield chunk


def file_name(rows: Sequence[Channel], start_us: int, suffix: str) -> str:
    name = rows[0].public_id if len(rows) == 1 else f"{len(rows)}-channels"
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "-" for char in name)
    return f"{plain}_{(iso(from_us(start_us)) or '')[:10]}.{suffix}"
