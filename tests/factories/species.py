"""Builders of species and call types."""

import io
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy import select

from blueprints.accounts.models import Group
from blueprints.species.models import CallType, Checklist, Repertoire, Species
from blueprints.species.service.checklists import add_checklist
from blueprints.species.service.lookup import look_up_or_create
from blueprints.species.service.repertoires import OWN
from core.db import db
from tests.factories import Factory
from tests.factories.calls import store_blob


def build_species(make: Factory, group: Group | None = None, **fields: Any) -> Species:
    """A species that a group works with: a new group unless one is given."""
    group_id = (group or make.group()).id
    own = {name: fields.pop(name) for name in OWN if name in fields}
    own["picture_sha256"] = fields.pop("repertoire_sha256", None)
    values = {"scientific_name": f"Myotis probabilis {make.number()}", "common_name": "Likely bat"} | fields
    species = db.session.scalar(select(Species).where(Species.scientific_name == values["scientific_name"]))
    species = species or make.save(Species(**values))
    make.save(Repertoire(group_id=group_id, species_id=species.id, **own))
    return species


def build_call_type(make: Factory, species: Species | None = None, **fields: Any) -> CallType:
    """A call type, of a new species unless one is given, in the group that began to work with it last."""
    species_id = (species or make.species()).id
    groups = select(Repertoire.group_id).where(Repertoire.species_id == species_id)
    group_id = db.session.scalar(groups.order_by(Repertoire.created_at.desc()))
    values = {"name": f"Call {make.number()}", "colour": "#0072b2", "group_id": group_id}
    return make.save(CallType(species_id=species_id, **(values | fields)))


def build_picture_bytes(_make: Factory, kind: str = "PNG", **saving: Any) -> bytes:
    """A small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (40, 20), "#3d6a33").save(buffer, kind, **saving)
    return buffer.getvalue()


def build_picture_file(make: Factory, kind: str = "PNG", **saving: Any) -> tuple[io.BytesIO, str]:
    """A small picture as the test client sends it."""
    return io.BytesIO(make.picture_bytes(kind, **saving)), f"repertoire.{kind.lower()}"


def build_picture(make: Factory) -> str:
    """A stored picture; returns its hash."""
    sha256 = store_blob(make.picture_bytes(), "image/png")
    db.session.commit()
    return sha256


CHECKLIST = {
    "NameUsage.tsv": """col:ID	col:parentID	col:status	col:scientificName	col:authorship	col:rank
P1	P0	accepted	Parus major	Linnaeus, 1758	species
P0	F0	accepted	Parus	Linnaeus, 1758	genus
F0	O0	accepted	Paridae	Vigors, 1825	family
O0	C0	accepted	Passeriformes		order
C0	H0	accepted	Aves		class
H0	K0	accepted	Chordata		phylum
K0		accepted	Animalia		kingdom
S1	P2	synonym	Parus caeruleus	Linnaeus, 1758	species
P2	G2	accepted	Cyanistes caeruleus	(Linnaeus, 1758)	species
G2	F0	accepted	Cyanistes	Kaup, 1829	genus
""",
    "VernacularName.tsv": """col:taxonID	col:name	col:language
P1	Great tit	eng
P1	Kohlmeise	deu
P2	Eurasian blue tit	eng
""",
    "Distribution.tsv": """col:taxonID	col:areaID	col:area	col:establishmentMeans
P1	DE	Germany	native
P1	FR	France	native
P2	NZ	New Zealand	introduced
""",
}
"""A ColDP of ten names."""


def build_checklist_folder(make: Factory, files: dict[str, str] | None = None) -> Path:
    """A checklist as it lies on a disk; ten names unless others are given."""
    folder = Path(make.app.config["SETTINGS"].work_dir) / f"checklist-{make.number()}"
    folder.mkdir(parents=True)
    for name, text in (files or CHECKLIST).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def build_checklist(make: Factory, files: dict[str, str] | None = None, path: Path | None = None) -> Checklist:
    """A checklist that is taken in."""
    # Only workers and tests that take in checklists load numpy.
    from blueprints.species.jobs.checklist_import import take_in

    folder = path or build_checklist_folder(make, files)
    row = add_checklist(file_name=folder.name, created_by=None, blob_sha256=None)
    db.session.commit()
    return take_in(row, folder, Silent(), scratch=folder if folder.is_dir() else folder.parent)


class Silent:
    """A reporter that tells nobody."""

    def report(self, done: float, total: float, stage: str, *, unit: str = "") -> None:
        pass

    def log(self, line: str) -> None:
        pass

    def commit(self) -> None:
        db.session.commit()


def build_listed_species(make: Factory) -> Species:
    """A species that a checklist knows."""
    make.checklist()
    species = look_up_or_create("Parus major").species
    db.session.commit()
    return species
