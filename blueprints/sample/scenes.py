"""What the sample project holds: nights, sites and a repertoire, all drawn from one seed."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile

from processing.arrays import FloatArray
from processing.audio import synthesis
from processing.audio.intervals import Interval

SEED = 20180612
"""Everything is made from it, so that every station's sample is the same."""

N_RECORDINGS = 8
RECORDING_S = 20.0
"""Long enough for a few passes, short enough that the sample takes 80 MB."""

LONG_RECORDING_S = 75.0
"""One recording is longer than a part, to show how long ones are split."""

FIRST_EVENING = datetime(2026, 6, 12, 19, 40, tzinfo=UTC)

CLIPS_PER_TYPE = 30
GROUPS_PER_TYPE = 6
"""Individuals whose clips must not be split between folds."""


class Place(NamedTuple):
    """A site of the sample project."""

    name: str
    latitude: float
    longitude: float
    habitat: str


PLACES = (
    Place("Mill pond", 48.1372, 11.5756, "Pond with reeds and a row of willows"),
    Place("Forest edge", 48.1510, 11.5420, "Beech forest above a meadow"),
)
TIME_ZONE = "Europe/Berlin"


class Night(NamedTuple):
    """One made-up recording as a file, with the truth about it."""

    file_name: str
    recorded_at: datetime
    place: int
    truth: list[Interval]
    guano: dict[str, str]


def write_night(index: int, path: Path) -> Night:
    """Write the recording of that number (0 to N_RECORDINGS − 1) as a WAV."""
    rng = np.random.default_rng(SEED + index)
    duration_s = LONG_RECORDING_S if index == N_RECORDINGS - 1 else RECORDING_S
    scene = synthesis.night(duration_s, rng=rng, passes_per_minute=20.0)
    soundfile.write(path, scene.y, scene.sr, subtype="PCM_16", format="WAV")
    recorded_at = FIRST_EVENING + timedelta(minutes=47 * index)
    place = index % len(PLACES)
    local = recorded_at + timedelta(hours=2)
    guano = {
        "GUANO|Version": "1.0",
        "Timestamp": local.replace(tzinfo=None).isoformat() + "+02:00",
        "Loc Position": f"{PLACES[place].latitude} {PLACES[place].longitude}",
        "Make": "Fieldstation",
        "Model": "Synthesiser",
        "Temperature Ext": f"{17.5 - 0.6 * index:.1f}",
    }
    return Night(f"SAMPLE_{local:%Y%m%d_%H%M%S}.wav", recorded_at, place, scene.truth, guano)


def write_clips(path: Path) -> None:
    """Write a ZIP of labelled clips, `INDIVIDUAL/NUMBER_LABEL.wav`, for training a first classifier.

    Types come in random order, as animals do: the order of the files must not give the labels away.
    """
    rng = np.random.default_rng(SEED - 1)
    kinds = [kind for kind in synthesis.CALL_TYPES for _ in range(CLIPS_PER_TYPE)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, at in enumerate(rng.permutation(len(kinds)), start=1):
            individual = f"bat{at % GROUPS_PER_TYPE + 1}"
            name = f"{individual}/{number:03d}_{kinds[at].label}.wav"
            archive.writestr(name, _wav(_clip(kinds[at], rng), synthesis.DEFAULT_SR))


def _clip(kind: synthesis.CallType, rng: np.random.Generator) -> FloatArray:
    """A call cut to its own bounds, over quiet noise, as a person would cut it out of a recording."""
    sound, bounds = synthesis.call(kind, synthesis.DEFAULT_SR, rng)
    sound = sound * np.float32(rng.uniform(0.05, 0.5))
    noise = synthesis.background(len(sound), synthesis.DEFAULT_SR, rng=rng)
    first, last = (int(moment * synthesis.DEFAULT_SR) for moment in (bounds.onset_s, bounds.offset_s))
    return (sound + noise)[first:last]


def _wav(y: FloatArray, sr: int) -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, y, sr, subtype="PCM_16", format="WAV")
    return buffer.getvalue()
