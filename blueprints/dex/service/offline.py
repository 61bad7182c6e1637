"""What devices did while they were away, held against what happened here meanwhile."""

from typing import Any

from pydantic import ValidationError

from blueprints.dex.models import DexEntry
from blueprints.dex.schemas.entries import EntryBody
from blueprints.dex.schemas.sync import OfflineWrite
from blueprints.dex.service import entries, journal
from blueprints.dex.service.shapes import shape_entry
from core.access import Principal
from core.clock import iso
from core.db import db
from core.errors import AppError, invalid


def apply_writes(who: Principal, writes: list[OfflineWrite]) -> list[dict[str, Any]]:
    """Carry out each write on its own: one that is refused takes no other with it."""
    # All of the person's devices wait for each other here, so what is read below is what is changed.
    journal.lock(who.user_id)
    return [_apply(who, write) for write in writes]


def _apply(who: Principal, write: OfflineWrite) -> dict[str, Any]:
    try:
        with db.session.begin_nested():
            return _carry_out(who, write)
    except AppError as exc:
        errors = [error._asdict() for error in exc.errors]
        return _answer(write, "refused", None, who) | {
            "problem": {"code": exc.code, "detail": exc.detail, "errors": errors}
        }


def _carry_out(who: Principal, write: OfflineWrite) -> dict[str, Any]:
    entry = _find(who, write)
    if write.op == "create":
        return _create(who, write, entry)
    if entry is None:
        raise AppError(404, "not-found", "There is no such entry in your collection.")
    if write.op == "change":
        return _change(who, write, entry)
    return _delete_or_restore(who, write, entry)


def _find(who: Principal, write: OfflineWrite) -> DexEntry | None:
    found = db.session.get(DexEntry, write.id) if write.id else None
    if found is None and write.client_id is not None:
        found = entries.by_client_id(who.user_id, write.client_id)
    if found is None or found.owner_id != who.user_id:
        return None
    return entries.with_parts(found.id)


def _create(who: Principal, write: OfflineWrite, known: DexEntry | None) -> dict[str, Any]:
    if known is not None:
        return _answer(write, "unchanged", known, who)
    given = write.fields.model_dump(exclude_unset=True) | {"client_id": write.client_id}
    if write.identification_id is not None:
        given["identification_id"] = write.identification_id
    try:
        body = EntryBody.model_validate(given)
    except ValidationError as exc:
        raise invalid("/fields", exc.errors(include_url=False)[0]["msg"]) from exc
    return _answer(write, "created", entries.with_parts(entries.create(who, body).id), who)


def _change(who: Principal, write: OfflineWrite, entry: DexEntry) -> dict[str, Any]:
    """Set what nobody changed since, leave and report what somebody did."""
    wanted = entries.wanted(write.fields)
    if entry.deleted_at is not None:
        return _answer(write, "conflict", entry, who, [_conflict(write, entry, "deleted_at", None)])
    late = [] if write.overwrite else [name for name in wanted if _is_late(write, entry, name, wanted[name])]
    conflicts = [_conflict(write, entry, name, write.fields.model_dump(mode="json").get(name)) for name in late]
    changed = entries.change(who, entry, {name: value for name, value in wanted.items() if name not in late})
    state = "conflict" if late else "changed" if changed else "unchanged"
    return _answer(write, state, entries.with_parts(entry.id), who, conflicts)


def _is_late(write: OfflineWrite, entry: DexEntry, name: str, value: Any) -> bool:
    field = "species_id" if name == "scientific_name" else name
    changed_in = entry.field_versions.get(field, 1)
    if write.base_version is None or changed_in <= write.base_version:
        return False
    return name == "scientific_name" or entries.differs(entry, name, value)


def _delete_or_restore(who: Principal, write: OfflineWrite, entry: DexEntry) -> dict[str, Any]:
    is_deleted = entry.deleted_at is not None
    if is_deleted == (write.op == "delete"):
        return _answer(write, "unchanged", entry, who)
    if write.op == "restore":
        entries.restore(entry)
        return _answer(write, "changed", entries.with_parts(entry.id), who)
    late = [] if write.overwrite or write.base_version is None else _changed_since(entry, write.base_version)
    if late:
        return _answer(write, "conflict", entry, who, [_conflict(write, entry, name, None) for name in late])
    entries.remove(entry)
    return _answer(write, "deleted", entry, who)


def _changed_since(entry: DexEntry, version: int) -> list[str]:
    return [name for name in entries.FIELDS if entry.field_versions.get(name, 1) > version]


def _conflict(write: OfflineWrite, entry: DexEntry, name: str, yours: Any) -> dict[str, Any]:
    """One field that changed here since the device last read it: what it says here, what the device wanted."""
    field = "species_id" if name == "scientific_name" else name
    theirs = iso(entry.deleted_at) if field == "deleted_at" else shape_entry(entry, entry.owner_id).get(field)
    if field == "species_id":
        theirs = str(entry.species_id)
    return {
        "field": name,
        "yours": yours,
        "theirs": theirs,
        "changed_in_version": entry.field_versions.get(field, 1),
        "base_version": write.base_version,
    }


def _answer(
    write: OfflineWrite,
    state: str,
    entry: DexEntry | None,
    who: Principal,
    conflicts: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    return {
        "client_id": write.client_id,
        "id": str(entry.id) if entry else str(write.id) if write.id else None,
        "state": state,
        "version": entry.version if entry else None,
        "entry": shape_entry(entry, who.user_id) if entry is not None and entry.deleted_at is None else None,
        "conflicts": conflicts or [],
        "problem": None,
    }
