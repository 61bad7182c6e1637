"""What the name of a labelled clip says: its class, and the individual or recording it came from.

Two layouts are read. By file name: `NUMBER_LABEL.wav`; the folder it lies in, if any, is its group.
By folder: `LABEL/anything.wav`; a folder around it, `GROUP/LABEL/anything.wav`, is the group.
"""

import re
from pathlib import PurePosixPath
from typing import NamedTuple

SOUND_ENDINGS = (".wav", ".w4v", ".flac", ".ogg", ".aif", ".aiff", ".mp3")
"""Endings of members that are looked at; what they really are is told by their bytes later."""

_NUMBERED = re.compile(r"^(?P<number>\d+)_(?P<label>.+)$")


class ClipName(NamedTuple):
    """A clip's class, and the recording, day or individual it came from (None: nothing tells)."""

    label: str
    group: str | None


def read_clip_name(path: str) -> ClipName | None:
    """Class and group of a clip by its path; None when neither name nor folder tells a class."""
    pure = PurePosixPath(path)
    if pure.suffix.lower() not in SOUND_ENDINGS:
        return None
    folders = pure.parts[:-1]
    numbered = _NUMBERED.match(pure.stem)
    if numbered:
        return ClipName(numbered["label"], folders[-1] if folders else None)
    if not folders:
        return None
    return ClipName(folders[-1], folders[-2] if len(folders) > 1 else None)
