"""Making and changing targets of announcements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from blueprints.telemetry import posting
from blueprints.telemetry.models import Detector, Event, Post, PostTarget
from blueprints.telemetry.posting import addresses, sealing
from blueprints.telemetry.posting.registry import Kind
from blueprints.telemetry.schemas.posts import TargetBody, TargetPatch
from blueprints.telemetry.service import wording
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import AppError, invalid, not_found
from core.transactions import conflict_if_broken

SHOWN_PREVIEWS = 12


def kinds() -> dict[str, Any]:
    """The registry, as the editor draws it."""
    return {
        "results": [
            {
                "name": kind.name,
                "label": kind.label,
                "about": kind.about,
                "limit": kind.limit,
                "fields": [
                    {
                        "name": field.name,
                        "label": field.label,
                        "help": field.help,
                        "is_secret": field.is_secret,
                        "is_required": field.is_required,
                    }
                    for field in kind.fields
                ],
            }
            for kind in posting.KINDS.values()
        ],
        "default_templates": {kind: list(texts) for kind, texts in wording.DEFAULT_TEMPLATES.items()},
    }


def create(who: Principal, body: TargetBody) -> PostTarget:
    """A new target; flushes. Editors make them; turning one on needs every credential."""
    require_role(who, body.group_id, Role.EDITOR, "group")
    kind = posting.known(body.kind)
    row = PostTarget(
        created_by=who.user_id,
        **body.model_dump(exclude={"secrets", "detector_ids"}),
        detector_ids=_own_detectors(body.group_id, body.detector_ids),
        secrets=sealing.seal(_only_fields(kind, body.secrets, is_secret=True)),
    )
    _check(kind, row, body.secrets)
    with conflict_if_broken("name-taken", "The group has a target of this name already."):
        db.session.add(row)
    return row


def change(row: PostTarget, patch: TargetPatch) -> None:
    """Change what was given; flushes."""
    kind = posting.known(row.kind)
    given = patch.model_dump(exclude_unset=True)
    secrets = sealing.unseal(row.secrets) if set(given) - {"secrets"} or "secrets" not in given else {}
    if "secrets" in given:
        # Credentials of a station whose secret has changed cannot be read, and are entered anew.
        kept = sealing.unseal(row.secrets) if _is_readable(row) else {}
        fresh = _only_fields(kind, given.pop("secrets"), is_secret=True)
        secrets = {name: value for name, value in (kept | fresh).items() if value}
        row.secrets = sealing.seal(secrets)
    if "detector_ids" in given:
        given["detector_ids"] = _own_detectors(row.group_id, patch.detector_ids)
    for name, value in given.items():
        setattr(row, name, value)
    _check(kind, row, secrets)
    row.version += 1
    with conflict_if_broken("name-taken", "The group has a target of this name already."):
        db.session.flush()


def _is_readable(row: PostTarget) -> bool:
    try:
        sealing.unseal(row.secrets)
    except AppError:
        return False
    return True


def _only_fields(kind: Kind, given: Mapping[str, str], *, is_secret: bool) -> dict[str, str]:
    known = {field.name for field in kind.fields if field.is_secret == is_secret}
    for name in given:
        if name not in known:
            told = f"expected one of {', '.join(sorted(known)) or 'none'}, found {name}"
            raise invalid(f"/{'secrets' if is_secret else 'settings'}/{name}", told)
    return dict(given)


def _check(kind: Kind, row: PostTarget, secrets: Mapping[str, str]) -> None:
    """Raises AppError 422 naming the field that is wrong."""
    _only_fields(kind, row.settings, is_secret=False)
    address = row.settings.get("address")
    problem = addresses.check(address) if address else None
    if problem is not None:
        raise invalid("/settings/address", problem, "address-refused")
    missing = kind.missing(row.settings | dict(secrets))
    if row.is_live and missing:
        raise invalid("/is_live", f"still missing: {', '.join(missing)}", "credentials-missing")
    if kind.name == "webhook" and secrets.get("key") and len(secrets["key"]) < 16:
        raise invalid("/secrets/key", "expected 16 characters or more")
    for event_kind, texts in row.templates.items():
        for n, text in enumerate(texts):
            wording.check_template(text, f"/templates/{event_kind}/{n}")
    try:
        ZoneInfo(row.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise invalid("/time_zone", f"there is no time zone {row.time_zone!r}") from exc


def _own_detectors(group_id: UUID, detector_ids: Sequence[UUID]) -> list[str]:
    """The ids as kept; 404 when one is not of the group."""
    found = set(
        db.session.scalars(select(Detector.id).where(Detector.group_id == group_id, Detector.id.in_(detector_ids)))
    )
    if set(detector_ids) - found:
        raise not_found("detector")
    return [str(detector_id) for detector_id in dict.fromkeys(detector_ids)]


def preview(row: Detector, kind_name: str, templates: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Every template filled with the newest event of its kind, with its length as the target counts."""
    kind = posting.known(kind_name)
    for event_kind, texts in templates.items():
        for n, text in enumerate(texts):
            wording.check_template(text, f"/templates/{event_kind}/{n}")
    newest = db.session.scalars(
        select(Event).where(Event.detector_id == row.id).order_by(Event.start_us.desc()).limit(50)
    )
    by_kind: dict[str, Event] = {}
    for event in newest:
        by_kind.setdefault(event.kind, event)
    results = []
    for event in by_kind.values():
        pool = templates.get(event.kind) or templates.get("*") or wording.DEFAULT_TEMPLATES.get(event.kind)
        named = wording.values(row, event)
        for template in pool or wording.DEFAULT_TEMPLATES["*"]:
            if (filled := wording.fill(template, named)) is not None:
                results.append(
                    {"text": filled, "length": kind.length(filled), "limit": kind.limit, "event_id": event.id}
                )
    return {"results": results[:SHOWN_PREVIEWS]}


def shape_target(row: PostTarget) -> dict[str, Any]:
    """A target without its credentials."""
    return {
        "id": row.id,
        "group_id": row.group_id,
        "name": row.name,
        "kind": row.kind,
        "settings": row.settings,
        "secrets_set": sorted(sealing.unseal(row.secrets)) if _is_readable(row) else [],
        "is_live": row.is_live,
        "is_enabled": row.is_enabled,
        "detector_ids": row.detector_ids,
        "kinds": row.kinds,
        "min_severity": row.min_severity,
        "min_confidence": row.min_confidence,
        "templates": row.templates,
        "cooldown_s": row.cooldown_s,
        "daily_cap": row.daily_cap,
        "quiet_from": row.quiet_from,
        "quiet_to": row.quiet_to,
        "time_zone": row.time_zone,
        "version": row.version,
        "created_at": row.created_at,
    }


def shape_post(row: Post, target: PostTarget) -> dict[str, Any]:
    """A post of the outbox."""
    return {
        "id": row.id,
        "group_id": row.group_id,
        "target_id": row.target_id,
        "target_name": target.name,
        "target_kind": target.kind,
        "event_id": row.event_id,
        "detector_id": row.detector_id,
        "state": row.state,
        "text": row.text,
        "reason": row.reason,
        "n_tries": row.n_tries,
        "not_before": row.not_before,
        "posted_at": row.posted_at,
        "remote_url": row.remote_url,
        "error_code": row.error_code,
        "error_detail": row.error_detail,
        "created_at": row.created_at,
    }
