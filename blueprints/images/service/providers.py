"""Which providers this station has: what the web process knows of them without loading them.

A further provider is a class in `ml/vision/` with the decorator `provider("name")` and a line in `KNOWN` here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from blueprints.images.models import Identification
from core.config import Settings
from core.db import db
from core.errors import AppError, invalid

MIN_CONFIRMED = 2
"""Confirmed pictures from which the local provider compares."""


@dataclass(frozen=True)
class Known:
    """A provider by its name. why_not : why it cannot be asked at present; None when it can."""

    name: str
    title: str
    why_not: Callable[[Settings], str | None]
    models: Callable[[Settings], list[str]]


def _openai_lacks(settings: Settings) -> str | None:
    if not (settings.openai_api_key or settings.openai_base_url):
        return "The operator has set no key and no address."
    return None if settings.vision_model_list else "The operator allows no model."


def _local_lacks(settings: Settings) -> str | None:
    if settings.vision_onnx_model:
        return None
    n = db.session.scalar(select(func.count()).where(~Identification.is_withdrawn)) or 0
    if n >= MIN_CONFIRMED:
        return None
    return f"It learns from confirmed pictures: {n} so far, {MIN_CONFIRMED} are needed."


KNOWN: dict[str, Known] = {
    one.name: one
    for one in (
        Known("openai", "Vision model", _openai_lacks, lambda settings: settings.vision_model_list),
        Known("local", "This station's own eye", _local_lacks, lambda _settings: []),
    )
}
"""Providers in the order in which `auto` tries them."""


MANUAL = {"name": "manual", "title": "By hand", "is_available": True, "why_not": None, "models": []}
"""Always there: a person chooses from a search of names, without a job."""


def list_providers() -> list[dict[str, Any]]:
    """Every provider, also those that cannot be asked at present, with the reason."""
    settings: Settings = current_app.config["SETTINGS"]
    found = []
    for one in KNOWN.values():
        reason = one.why_not(settings)
        shown = {"name": one.name, "title": one.title, "is_available": reason is None, "why_not": reason}
        found.append(shown | {"models": one.models(settings)})
    return [*found, MANUAL]


def usual_provider() -> str | None:
    """The one that `auto` would ask; None when there is nobody."""
    settings: Settings = current_app.config["SETTINGS"]
    return next((one.name for one in KNOWN.values() if one.why_not(settings) is None), None)


def chosen(name: str) -> Known | AppError:
    """The provider to ask, or why none can be asked. Raises AppError 422 for a name nobody knows."""
    settings: Settings = current_app.config["SETTINGS"]
    if name == "auto":
        able = [one for one in KNOWN.values() if one.why_not(settings) is None]
        return able[0] if able else _none([f"{one.title}: {one.why_not(settings)}" for one in KNOWN.values()])
    known = KNOWN.get(name)
    if known is None:
        raise invalid("/provider", f"expected auto or one of {', '.join(KNOWN)}, found {name}", "unknown-provider")
    reason = known.why_not(settings)
    return known if reason is None else _none([f"{known.title}: {reason}"])


def _none(reasons: list[str]) -> AppError:
    return AppError(409, "vision-no-provider", f"There is nobody to ask. {' '.join(reasons)} Name the animal by hand.")


def chosen_model(known: Known, wanted: str | None) -> str | None:
    """The model to ask. Raises AppError 422 for one that the operator does not allow."""
    allowed = known.models(current_app.config["SETTINGS"])
    if wanted is None:
        return allowed[0] if allowed else None
    if wanted not in allowed:
        choices = ", ".join(allowed) or "none for this provider"
        detail = f"expected one that the operator allows ({choices}), found {wanted}"
        raise invalid("/model", detail, "model-not-allowed")
    return wanted
