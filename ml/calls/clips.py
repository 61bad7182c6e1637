"""Training material on disk: labelled clips in a folder or ZIP, or a table of labelled intervals."""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from processing.audio.clip_names import SOUND_ENDINGS, read_clip_name
from processing.audio.intervals import Interval
from processing.errors import TableError

SHARED_GROUP = "all clips"
"""Group of clips of which nothing tells the recording."""

MOST_CLIPS = 200_000
"""Members of an archive or files of a folder."""

MOST_BYTES = 64 << 30
"""Bytes of an archive when unpacked."""

MOST_CLIP_BYTES = 1 << 30
"""Bytes of one unpacked clip."""

MOST_RATIO = 200
"""Unpacked over packed size of a member beyond 1 MB: sound does not pack further unless it is silence."""

LABEL_COLUMNS = ("file", "onset", "offset", "label")
"""Columns a table must have; `group` is optional. Names may end in `_s`."""


class LabelledCall(NamedTuple):
    """One call to learn from.

    interval : within the file; None where the whole file is the call.
    group : what must not be split between folds: the recording, day or individual.
    """

    path: Path
    interval: Interval | None
    label: str
    group: str


@dataclass(frozen=True)
class Clips:
    """What was found, and the names that were left aside with the reason."""

    calls: tuple[LabelledCall, ...]
    left_aside: tuple[tuple[str, str], ...]


def read_folder(folder: Path) -> Clips:
    """Clips in a folder: `NUMBER_LABEL.wav` at any depth, or folders named by label.

    Labels and groups are told from names and folders by `read_clip_name`; clips without a group share one,
    as nothing says which recording they are from.
    Raises TableError("too-many-files").
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    if len(paths) > MOST_CLIPS:
        raise TableError("too-many-files", f"expected at most {MOST_CLIPS} files, got {len(paths)}")
    named = ((path, PurePosixPath(path.relative_to(folder).as_posix())) for path in paths)
    return _clips(named)


def unpack(archive: Path, folder: Path) -> Clips:
    """Unpack a ZIP of labelled clips into an empty folder and read it as `read_folder` does.

    Only sound members are written, under names made here.
    Raises TableError: "not-a-zip", "unsafe-name" for an absolute name or one with `..`, "too-many-files",
    "too-large", "suspicious-compression", "encrypted".
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [member for member in opened.infolist() if not member.is_dir()]
            _check_members(members)
            named = [(_unpacked(opened, member, folder, i), _safe_name(member)) for i, member in enumerate(members)]
    except zipfile.BadZipFile as error:
        raise TableError("not-a-zip", f"expected a ZIP archive, found: {error}") from error
    return _clips((path, name) for path, name in named if path is not None)


def read_table(table: Path, folder: Path) -> Clips:
    """Labelled intervals: CSV with file, onset, offset (s), label and optionally group (default the file).

    Files are named relative to `folder`. Rows without a label, or of a file that is not there, are left
    aside.
    Raises TableError("missing-columns"), ("bad-number") and ("unsafe-name"), naming the line.
    """
    calls: list[LabelledCall] = []
    left: list[tuple[str, str]] = []
    with table.open(newline="", encoding="utf-8-sig") as lines:
        reader = csv.DictReader(lines)
        columns = _columns(reader.fieldnames or ())
        for row in reader:
            call = _call_of_row(row, columns, folder, reader.line_num)
            if isinstance(call, str):
                left.append((f"line {reader.line_num}", call))
            else:
                calls.append(call)
    return Clips(tuple(calls), tuple(left))


def _clips(named: Iterable[tuple[Path, PurePosixPath]]) -> Clips:
    calls: list[LabelledCall] = []
    left: list[tuple[str, str]] = []
    for path, name in named:
        if name.suffix.lower() not in SOUND_ENDINGS or name.name.startswith("."):
            left.append((str(name), "not a sound file"))
            continue
        found = read_clip_name(str(name))
        if found is None or not found.label.strip():
            left.append((str(name), "no label in the name or folder"))
            continue
        calls.append(LabelledCall(path, None, found.label.strip(), found.group or SHARED_GROUP))
    return Clips(tuple(calls), tuple(left))


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_CLIPS:
        raise TableError("too-many-files", f"expected at most {MOST_CLIPS} members, got {len(members)}")
    total = sum(member.file_size for member in members)
    if total > MOST_BYTES:
        raise TableError("too-large", f"expected at most {MOST_BYTES} bytes unpacked, got {total}")
    for member in members:
        _safe_name(member)
        if member.flag_bits & 0x1:
            raise TableError("encrypted", f"expected no password, found one on {member.filename!r}")
        if member.file_size > MOST_CLIP_BYTES:
            raise TableError("too-large", f"expected clips of at most {MOST_CLIP_BYTES} bytes, got {member.filename!r}")
        if member.file_size > (1 << 20) and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            raise TableError(
                "suspicious-compression", f"{member.filename!r} unpacks to over {MOST_RATIO} times its size"
            )


def _safe_name(member: zipfile.ZipInfo) -> PurePosixPath:
    text = member.filename.replace("\\", "/")
    name = PurePosixPath(text)
    if name.is_absolute() or ".." in name.parts or re.match(r"^[A-Za-z]:", text) or "\x00" in text:
        raise TableError("unsafe-name", f"expected names inside the archive, got {member.filename!r}")
    return name


def _unpacked(opened: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, number: int) -> Path | None:
    name = _safe_name(member)
    if name.suffix.lower() not in SOUND_ENDINGS or "__MACOSX" in name.parts:
        return None
    path = folder / f"{number:06d}{name.suffix.lower()}"
    with opened.open(member) as source, path.open("xb") as target:
        # The sizes in the directory are claims: what is read is counted again.
        written = sum(target.write(block) for block in _blocks(source, MOST_CLIP_BYTES))
    if written > member.file_size:
        raise TableError("too-large", f"{member.filename!r} is larger than the archive says")
    return path


def _blocks(source: object, limit: int) -> Iterator[bytes]:
    n_read = 0
    while n_read <= limit and (block := source.read(1 << 20)):  # type: ignore[attr-defined]
        n_read += len(block)
        yield block


def _columns(names: Iterable[str]) -> dict[str, str]:
    found = {name.strip().lower().removesuffix("_s"): name for name in names}
    missing = [name for name in LABEL_COLUMNS if name not in found]
    if missing:
        raise TableError(
            "missing-columns", f"expected columns {', '.join(LABEL_COLUMNS)}; missing {', '.join(missing)}"
        )
    return found


def _call_of_row(row: dict[str, str], columns: dict[str, str], folder: Path, line: int) -> LabelledCall | str:
    cell = {key: (row.get(name) or "").strip() for key, name in columns.items()}
    if not cell["label"]:
        return "no label"
    name = PurePosixPath(cell["file"].replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts:
        raise TableError("unsafe-name", f"line {line}: expected a file inside the folder, got {cell['file']!r}")
    path = folder / name
    if not path.is_file():
        return f"no file {cell['file']}"
    try:
        onset_s, offset_s = float(cell["onset"]), float(cell["offset"])
    except ValueError as error:
        raise TableError("bad-number", f"line {line}: expected seconds, found: {error}") from error
    if not 0 <= onset_s < offset_s < float("inf"):
        return f"onset {onset_s:g} is not before offset {offset_s:g}"
    interval = Interval(onset_s, offset_s, label=cell["label"])
    return LabelledCall(path, interval, cell["label"], cell.get("group") or str(name))
