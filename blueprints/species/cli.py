"""`flask checklists import PATH`: a checklist that lies on the server, as a folder, an archive or a table."""

import tempfile
from pathlib import Path

import click
from flask.cli import AppGroup

from blueprints.species.models import ChecklistState
from blueprints.species.service import checklists
from core.db import db
from processing.errors import ProcessingError

group = AppGroup("checklists", help="Published names that species are matched with.")


class Console:
    """Says on the terminal how far the work is."""

    def __init__(self) -> None:
        self._stage = ""

    def report(self, done: float, total: float, stage: str, *, unit: str = "") -> None:  # noqa: ARG002
        if stage != self._stage:
            self._stage = stage
            click.echo(f"{stage} …")

    def log(self, line: str) -> None:
        click.echo(line)

    def commit(self) -> None:
        db.session.commit()


@group.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def import_command(path: Path) -> None:
    """Take in a checklist from a folder or file of the server."""
    # The work needs numpy, which no other command and no web process loads.
    from blueprints.species.jobs.checklist_import import take_in  # noqa: PLC0415

    row = checklists.add_checklist(file_name=path.name, created_by=None, blob_sha256=None)
    number = row.id
    db.session.commit()
    try:
        with tempfile.TemporaryDirectory() as scratch:
            taken = take_in(row, path, Console(), scratch=Path(scratch))
    except (ProcessingError, KeyboardInterrupt) as exc:
        db.session.rollback()
        checklists.discard(checklists.get_checklist(number))
        db.session.commit()
        raise click.ClickException(str(exc) or "Stopped; nothing was kept.") from exc
    click.echo(f"{taken.title}: {taken.counts.get('usages', 0):,} names, {ChecklistState(taken.state)}.")
