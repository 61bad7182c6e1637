"""Taking in a project: all its rows in one transaction, with new identifiers, or none."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError, StatementError

from blueprints.accounts.models import Membership, User
from blueprints.exchange.service.layout import ProjectArchiveError
from blueprints.exchange.service.mapping import LeftOut, Mapping
from blueprints.exchange.service.reading import rows_of
from blueprints.exchange.service.tables import BY_NAME, TABLES, Row, Table
from blueprints.exchange.service.values import from_json
from blueprints.projects.models import Project
from blueprints.recordings.models import RecordingState
from blueprints.species.models import CallType, Repertoire, Species
from core.clock import new_id
from core.db import db
from core.uploads.kinds import Reporter

ROWS_AT_ONCE = 1000

KEPT_NUMBERS = ("segments", "tasks")
"""Tables whose numbers other rows name."""

PEOPLE_NAMED = 20
"""People unknown here that are named one by one."""


class Taker:
    """One archive being taken in."""

    def __init__(self, folder: Path, mapping: Mapping) -> None:
        self.folder = folder
        self.mapping = mapping
        self.counts: dict[str, int] = {}
        self.notes: list[str] = []
        self.project_id: UUID | None = None
        self.absent: set[str] = set()
        """What stands for files that did not come along."""
        self._n_classes: dict[UUID, int] = {}
        """Classes of each classifier, and of each run by it."""

    def take(self, reporter: Reporter) -> UUID:
        """Add every row; returns the new project. Flushes. Raises ProjectArchiveError, and nothing may then be kept."""
        self._find_people()
        self._number_rows()
        try:
            for done, table in enumerate(TABLES):
                reporter.report(done, len(TABLES), f"Taking in {table.name.replace('_', ' ')}")
                self._take_table(table)
        except (IntegrityError, StatementError) as exc:
            detail = "Rows of the archive contradict each other."
            raise ProjectArchiveError("project-archive-damaged", detail) from exc
        if self.project_id is None or self.counts["projects"] != 1:
            raise ProjectArchiveError("project-archive-damaged", "The archive does not hold one project.")
        return self.project_id

    def _find_people(self) -> None:
        """People by address among the members of this group; whom it does not know is nobody here."""
        members = (
            select(User.email, User.id)
            .join(Membership, Membership.user_id == User.id)
            .where(Membership.group_id == self.mapping.group_id)
        )
        here = {row.email: row.id for row in db.session.execute(members)}
        unknown = []
        for row in rows_of(self.folder, "users"):
            old = from_json(User.__table__.c.id, row.get("id"), None)
            email = from_json(User.__table__.c.email, row.get("email"), None)
            self.mapping.users[old] = here.get(email.lower())
            if email.lower() not in here:
                unknown.append(from_json(User.__table__.c.display_name, row.get("display_name"), None))
        if unknown:
            named = ", ".join(sorted(unknown)[:PEOPLE_NAMED])
            self.notes.append(f"Not members of this group, so that what they did is nobody's here: {named}")

    def _number_rows(self) -> None:
        """New identifiers for all rows before the first is added: documents name rows of later tables."""
        for table in TABLES:
            if table.key is None or table.has_numbers:
                continue
            for row in rows_of(self.folder, table.name):
                old = from_json(table.model.__table__.c.id, row.get("id"), None)
                if old in self.mapping.ids.get(table.name, {}):
                    raise ProjectArchiveError("project-archive-damaged", f"A row of {table.name} is there twice.")
                self.mapping.add(table.name, old, new_id())
        self._match_species()

    def _match_species(self) -> None:
        """Species that the station has keep their identifiers, and so do call types of the same name in the group."""
        names = [row["scientific_name"] for row in rows_of(self.folder, "species") if _has_name(row)]
        present = select(Species.scientific_name, Species.id).where(Species.scientific_name.in_(names))
        here = {row.scientific_name: row.id for row in db.session.execute(present)}
        for row in rows_of(self.folder, "species"):
            if _has_name(row) and row["scientific_name"] in here:
                self.mapping.add("species", UUID(row["id"]), here[row["scientific_name"]])
        own = (CallType.group_id == self.mapping.group_id, CallType.species_id.in_(here.values()))
        types = select(CallType.species_id, CallType.name, CallType.id).where(*own)
        known = {(row.species_id, row.name): row.id for row in db.session.execute(types)}
        for row in rows_of(self.folder, "call_types"):
            species_id = from_json(CallType.__table__.c.species_id, row.get("species_id"), None)
            same = known.get((self.mapping.ids.get("species", {}).get(species_id), row.get("name")))
            if same is not None:
                self.mapping.add("call_types", UUID(row["id"]), same)

    def _take_table(self, table: Table) -> None:
        adapt = {"species": self._new_species, "repertoires": self._new_repertoire,
                 "call_types": self._new_call_type, "projects": self._named,
                 "recordings": self._with_sound, "classifiers": self._counted, "classification_runs": self._counted_run,
                 "predictions": self._fitting}.get(table.name, _as_it_is)  # fmt: skip
        waiting: list[tuple[Any, Row, Row]] = []
        self.counts[table.name] = 0
        for given in rows_of(self.folder, table.name):
            try:
                row, later = self.mapping.translate(table, given)
            except LeftOut:
                continue
            if not adapt(row):
                continue
            waiting.append((given.get("id"), row, later))
            if len(waiting) >= ROWS_AT_ONCE:
                self._insert(table, waiting)
                waiting = []
        if waiting:
            self._insert(table, waiting)
        if table.later:
            self._fill_in(table)

    def _insert(self, table: Table, waiting: list[tuple[Any, Row, Row]]) -> None:
        rows = [row for _, row, _ in waiting]
        for alike in _alike(rows):
            if table.name in KEPT_NUMBERS:
                added = insert(table.model).returning(table.model.id, sort_by_parameter_order=True)
                numbers = db.session.scalars(added, [rows[i] for i in alike]).all()
                known = self.mapping.ids.setdefault(table.name, {})
                known |= {waiting[i][0]: number for i, number in zip(alike, numbers, strict=True)}
            else:
                db.session.execute(insert(table.model), [rows[i] for i in alike])
        self.counts[table.name] += len(rows)

    def _fill_in(self, table: Table) -> None:
        """References among the rows of one table, once all are there."""
        columns = table.model.__table__.c
        for name in table.later:
            changes = []
            for given in rows_of(self.folder, table.name):
                other = self.mapping.ids.get(table.name, {}).get(from_json(columns[name], given.get(name), None))
                if other is not None:
                    changes.append({"row": self.mapping.ids[table.name][UUID(given["id"])], "other": other})
            if changes:
                statement = update(table.model.__table__).where(columns.id == bindparam("row"))
                db.session.connection().execute(statement.values({name: bindparam("other")}), changes)

    def _new_species(self, row: Row) -> bool:
        return db.session.get(Species, row["id"]) is None

    def _new_repertoire(self, row: Row) -> bool:
        return db.session.get(Repertoire, (row["group_id"], row["species_id"])) is None

    def _new_call_type(self, row: Row) -> bool:
        """Whether the repertoire lacks this type; a key that is taken there is left out."""
        if db.session.get(CallType, row["id"]) is not None:
            return False
        keys = select(CallType.key).where(
            CallType.group_id == row["group_id"], CallType.species_id == row["species_id"]
        )
        if row.get("key") in set(db.session.scalars(keys)):
            row["key"] = None
        return True

    def _named(self, row: Row) -> bool:
        """The project under its name, or that name with a number where the group has one of that name."""
        taken = set(db.session.scalars(select(Project.name).where(Project.group_id == self.mapping.group_id)))
        row["name"] = next(name for name in _names(row["name"]) if name not in taken)
        self.project_id = row["id"]
        return True

    def _with_sound(self, row: Row) -> bool:
        if row["blob_sha256"] in self.absent:
            code = "sound-not-included"
            row["state"], row["problem_code"] = RecordingState.FAILED, code
            row["problem_detail"] = "The archive this recording came in was made without its sound."
        return True

    def _counted(self, row: Row) -> bool:
        labels = row["labels"]
        if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
            raise ProjectArchiveError("project-archive-damaged", "The labels of a classifier are no list of texts.")
        self._n_classes[row["id"]] = len(labels)
        return True

    def _counted_run(self, row: Row) -> bool:
        self._n_classes[row["id"]] = self._n_classes[row["classifier_id"]]
        return True

    def _fitting(self, row: Row) -> bool:
        n_classes = self._n_classes[row["run_id"]]
        if len(row["probabilities"]) != 4 * n_classes or not 0 <= row["label_index"] < n_classes:
            raise ProjectArchiveError("project-archive-damaged", "A prediction has other classes than its classifier.")
        return True


def count_rows(name: str) -> int:
    """How many rows of a table there are on this station."""
    return db.session.scalar(select(func.count()).select_from(BY_NAME[name].model)) or 0


def _has_name(row: Row) -> bool:
    return isinstance(row.get("scientific_name"), str)


def _as_it_is(_row: Row) -> bool:
    return True


def _alike(rows: list[Row]) -> Iterator[list[int]]:
    """Places of rows that have the same columns, which one statement can add."""
    groups: dict[frozenset[str], list[int]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(frozenset(row), []).append(place)
    yield from groups.values()


def _names(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        ending = f" ({number})"
        yield name[: 100 - len(ending)] + ending
        number += 1


Adapt = Callable[[Row], bool]
"""Looks at a row before it is added; false leaves it out, because it is here already."""
