"""Calls measured out of an archive of labelled clips."""

from pathlib import Path
from typing import NamedTuple

from blueprints.calls.jobs.material import UNKNOWN_GROUP, Material
from blueprints.calls.service.training_sets import LIMITS, Named, named_members
from core.jobs.context import JobContext
from core.storage import storage
from core.uploads.archives import Archive, ArchiveError, Member, open_archive
from ml.calls.changes import Changes
from processing.arrays import FloatArray
from processing.audio.decode import open_audio, probe
from processing.audio.features import extract_clips
from processing.audio.features.table import common_band, join_tables
from processing.errors import ModelError, SignalError

CLIPS_PER_BATCH = 500
"""Clips measured together; their samples are in memory at once."""


LONGEST_VARIANT = 1 << 20
"""Samples of a clip that is made fainter; 4 s at 250 kHz."""


class _Clip(NamedTuple):
    named: Named
    sr: int


def measure_clips(ctx: JobContext, sha256: str, *, feature_set: str) -> Material:
    """Measure every clip of a stored archive that can be read; the database is let go of."""
    ctx.commit()
    with storage().open_local(sha256) as path, open_archive(path, LIMITS) as archive:
        return _measure_archive(ctx, archive, feature_set)


def _measure_archive(ctx: JobContext, archive: Archive, feature_set: str) -> Material:
    clips, refused = _look_over(ctx, archive)
    if not clips:
        raise ModelError("too-few-calls", "expected labelled clips, found none that can be read")
    band_hz = common_band([clip.sr for clip in clips])
    clips.sort(key=lambda clip: clip.sr)
    tables = []
    changes = Changes(len(clips), feature_set, band_hz)
    n_before = 0
    for rate in sorted({clip.sr for clip in clips}):
        alike = [clip for clip in clips if clip.sr == rate]
        for first in range(0, len(alike), CLIPS_PER_BATCH):
            sounds = [_read_clip(ctx, archive, clip.named) for clip in alike[first : first + CLIPS_PER_BATCH]]
            tables.append(extract_clips(sounds, rate, feature_set=feature_set, band_hz=band_hz))
            wanted = {n_before + i: y[:LONGEST_VARIANT] for i, y in enumerate(sounds) if changes.wants(n_before + i)}
            changes.add(wanted, rate)
            n_before += len(sounds)
    labels = [clip.named.label for clip in clips]
    groups = [clip.named.group or UNKNOWN_GROUP for clip in clips]
    return Material(join_tables(tables), labels, groups, refused, changed=changes.found())


def _look_over(ctx: JobContext, archive: Archive) -> tuple[list[_Clip], list[dict[str, str]]]:
    """Clips that can be read, with their rates, and those that cannot, with the reason."""
    clips: list[_Clip] = []
    refused: list[dict[str, str]] = []
    rates: dict[str, int] = {}
    named, _ = named_members(archive, ctx.workdir)
    for number, one in enumerate(named):
        ctx.report(number, 2 * len(named), "Reading clips", unit="clips")
        try:
            if one.member.path not in rates:
                rates[one.member.path] = probe(_extracted(ctx, archive, one.member)).sr
        except (SignalError, ArchiveError) as exc:
            refused.append({"member": one.member.path, "code": exc.code, "reason": exc.message})
            continue
        clips.append(_Clip(one, rates[one.member.path]))
    return clips, refused


def _extracted(ctx: JobContext, archive: Archive, member: Member) -> Path:
    target = ctx.workdir / f"clip{Path(member.name).suffix.lower()}"
    archive.extract(member, target)
    return target


def _read_clip(ctx: JobContext, archive: Archive, named: Named) -> FloatArray:
    ctx.check()
    with open_audio(_extracted(ctx, archive, named.member)) as audio:
        if named.interval is None:
            return audio.read(0, audio.info.n_frames)
        start = min(round(named.interval.onset_s * audio.info.sr), audio.info.n_frames)
        stop = min(round(named.interval.offset_s * audio.info.sr), audio.info.n_frames)
        return audio.read(start, stop - start)
