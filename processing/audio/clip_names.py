"""What the name of a labelled clip says: its class, and the individual or recording it came from.

Two layouts are read. By file name: `NUMBER_LABEL.wav`, or anything that ends in `_LABEL.wav`. By folder:
`LABEL/anything.wav`, with one more folder between, `LABEL/GROUP/anything.wav`, for clips that belong together.
"""

import re
from pathlib import PurePosixPath
from typing import NamedTuple

SOUND_ENDINGS = (".wav", ".w4v", ".flac", ".ogg", ".aif", ".aiff", ".mp3")
"""Endings of members that are looked at; what they really are is told by their bytes later."""

_NUMBERED = re.compile(r"^(?P<number>\d+)_(?P<label>.+)$")
_TRAILING = re.compile(r"^(?P<source>.+)_(?P<label>[^_]+)$")


class ClipName(NamedTuple):
    """A clip's class, and what must not be split between folds (None: the clip stands for itself)."""

    label: str
    group: str | None


def read_clip_name(path: str) -> ClipName | None:
    """Class and group of a member by its path; None when neither name nor folder tells a class."""
    pure = PurePosixPath(path)
    if pure.suffix.lower() not in SOUND_ENDINGS:
        return None
    folders = [part for part in pure.parts[:-1] if part not in (".", "/")]
    numbered = _NUMBERED.match(pure.stem)
    if numbered:
        return ClipName(numbered["label"], folders[-1] if folders else None)
    if len(folders) >= 2:
        return ClipName(folders[-2], f"{folders[-2]}/{folders[-1]}")
    if folders:
        return ClipName(folders[-1], None)
    trailing = _TRAILING.match(pure.stem)
    return ClipName(trailing["label"], trailing["source"]) if trailing else None
