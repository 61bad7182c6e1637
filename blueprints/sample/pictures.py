"""The sample's pictures: drawn encounters, most of them named, some still to be identified, one burst of a trap."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from PIL import ExifTags
from PIL import Image as Pixels

from blueprints.images.models import Identification, Image
from blueprints.images.schemas.vision import NameBody
from blueprints.images.service import arrivals, naming, stored
from blueprints.projects.models import Project, Site
from blueprints.sample import scenes
from core.access import Principal
from core.db import db
from core.jobs.context import JobContext
from core.storage import sha256_of, storage
from core.storage.blobs import announce_blob
from processing.images.synthesis import draw_encounter

COMMON_NAMES = {
    "Aglais io": "Peacock butterfly", "Strix aluco": "Tawny owl", "Erinaceus europaeus": "European hedgehog",
    "Hyla arborea": "European tree frog", "Vulpes vulpes": "Red fox", "Cepaea nemoralis": "Grove snail",
}  # fmt: skip

JPEG_QUALITY = 88


class Shot(NamedTuple):
    """One picture of the sample."""

    species: str
    seed: int
    minute: int
    place: int
    camera: str = "Fieldstation FS-2"
    second: int = 0
    shift: float = 0.0
    is_named: bool = True
    orientation: int = 1


SHOTS = (
    Shot("Aglais io", 1, -300, 1), Shot("Aglais io", 4, -290, 1, is_named=False), Shot("Strix aluco", 2, 95, 1),
    Shot("Erinaceus europaeus", 3, 130, 0, orientation=6), Shot("Hyla arborea", 5, 60, 0),
    Shot("Hyla arborea", 9, 64, 0, is_named=False), Shot("Cepaea nemoralis", 6, -30, 1),
    *(Shot("Vulpes vulpes", 7, 200, 1, "Fieldstation trap", 7 * k, 0.11 * (k - 1), is_named=k == 1) for k in range(3)),
)  # fmt: skip
"""Minutes count from the first evening; the three foxes are one burst."""


class Ready(NamedTuple):
    """A picture whose files are stored and whose rows are not there yet."""

    shot: Shot
    sha256: str
    size_bytes: int
    prepared: stored.Prepared
    hashes: stored.Hashes


def store_pictures(ctx: JobContext) -> list[Ready]:
    """Draw every picture and store its files."""
    ready = []
    for number, shot in enumerate(SHOTS):
        path = ctx.workdir / f"picture{number}.jpg"
        _write(shot, path)
        prepared = stored.prepare(path)
        sha256 = sha256_of(path)
        announce_blob(sha256, path.stat().st_size, "image/jpeg")
        hashes = stored.store(ctx, prepared.files)
        storage().put_file(path, sha256)
        ready.append(Ready(shot, sha256, path.stat().st_size, prepared, hashes))
    return ready


def _write(shot: Shot, path: Path) -> None:
    """A JPEG as the camera would have stored it; one was held upright."""
    picture = draw_encounter(shot.species, shot.seed, shift=shot.shift)
    if shot.orientation == 6:
        picture = picture.transpose(Pixels.Transpose.ROTATE_90)
    local_time = _moment(shot) + timedelta(hours=2)
    exif = Pixels.Exif()
    exif[ExifTags.Base.Orientation] = shot.orientation
    exif[ExifTags.Base.Model] = shot.camera
    exif[ExifTags.IFD.Exif] = {
        ExifTags.Base.DateTimeOriginal: f"{local_time:%Y:%m:%d %H:%M:%S}",
        ExifTags.Base.OffsetTimeOriginal: "+02:00",
    }
    picture.save(path, quality=JPEG_QUALITY, exif=exif.tobytes())


def _moment(shot: Shot) -> datetime:
    return scenes.FIRST_EVENING + timedelta(minutes=shot.minute, seconds=shot.second)


def file_pictures(ready: list[Ready], project: Project, sites: list[Site], who: Principal) -> list[Identification]:
    """Add the rows of stored pictures, and a person's word for most of them. Flushes."""
    words = []
    for one in ready:
        image = _file(one, project, sites[one.shot.place], who)
        if image is None or not one.shot.is_named:
            continue
        word = naming.name_picture(image, NameBody(species_id=None, scientific_name=one.shot.species), who)
        words.append(word)
        _name_species(word, COMMON_NAMES[one.shot.species])
    return words


def _name_species(word: Identification, common_name: str) -> None:
    species = naming.species_of(word)
    species.common_name = species.common_name or common_name
    db.session.flush()


def _file(one: Ready, project: Project, site: Site, who: Principal) -> Image | None:
    """None when the group has the very same picture from an earlier sample."""
    if arrivals.find_here(project.group_id, one.sha256) is not None:
        return None
    arrival = arrivals.Arrival(
        owner_id=who.user_id,
        group_id=project.group_id,
        file_name=f"encounter-{one.shot.seed}-{one.shot.second}.jpg",
        size_bytes=one.size_bytes,
        project_id=project.id,
        site_id=site.id,
    )
    return arrivals.take_in(arrival, one.sha256, one.prepared.made, one.hashes)
