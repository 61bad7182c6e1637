"""Call types brought by a text file into a repertoire, once looked at and once made."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from blueprints.species.models import CallType, Repertoire
from blueprints.species.service.call_types import create_call_type, of_repertoire
from blueprints.species.service.repertoire_text import Line, LineFinding, RepertoireText
from core.db import db


class Plan(NamedTuple):
    """What a file would add to a repertoire."""

    to_make: list[Line]
    n_present: int
    """Lines that name a call type the repertoire has, or one named further up."""
    findings: list[LineFinding]


class Made(NamedTuple):
    """One line of a plan and the call type made of it; None while nothing was made."""

    line: Line
    call_type_id: UUID | None


def plan_import(repertoire: Repertoire, found: RepertoireText) -> Plan:
    """Tell new call types from those that are there; a key that is taken is left out, with a finding."""
    present = db.session.execute(select(CallType.name, CallType.key).where(*of_repertoire(repertoire))).all()
    names, keys = {row.name for row in present}, {row.key for row in present if row.key}
    findings, to_make, n_present = list(found.findings), [], 0
    for line in found.lines:
        if line.name in names:
            n_present += 1
            findings.append(LineFinding(line.line, "name-taken", f"{line.name!r} is there already; left as it is"))
            continue
        if line.key in keys:
            taken = f"the key {line.key} is taken; {line.name!r} gets none"
            findings.append(LineFinding(line.line, "key-taken", taken))
            line = line._replace(key=None)
        names.add(line.name)
        keys |= {line.key} if line.key else set()
        to_make.append(line)
    return Plan(to_make, n_present, sorted(findings))


def carry_out(repertoire: Repertoire, plan: Plan) -> list[Made]:
    """Make the call types of a plan, at the end of the repertoire. Raises AppError 409 when one was made meanwhile."""
    return [
        Made(line, create_call_type(repertoire, **{k: v for k, v in line._asdict().items() if k != "line"}).id)
        for line in plan.to_make
    ]
