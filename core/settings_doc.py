"""`docs/settings.md`, written from the settings themselves: `python -m core.settings_doc > docs/settings.md`."""

from pathlib import Path

from pydantic.fields import FieldInfo

from core.config import ROOT, Settings

HEAD = """# Settings

Every setting is an environment variable; a `.env` file beside `app.py` is read too. A wrong value stops the
start with a message that names it. In production (`FIELDSTATION_ENV=production`) the server refuses to start
without `SECRET_KEY`, `JWT_SECRET_KEY`, `DATABASE_URL`, `REDIS_URL` and `PUBLIC_URL`; elsewhere missing secrets
are made once and kept in the data folder, readable by its owner only.

| variable | default | meaning |
|---|---|---|
"""


def render() -> str:
    """The page as Markdown."""
    rows = [f"| `{name.upper()}` | {_default(field)} | {field.description} |" for name, field in _fields()]
    return HEAD + "\n".join(rows) + "\n"


def _fields() -> list[tuple[str, FieldInfo]]:
    return list(Settings.model_fields.items())


def _default(field: FieldInfo) -> str:
    value = field.default
    if value == "":
        return "–"
    if isinstance(value, Path):
        return f"`{value.relative_to(ROOT)}`"
    if isinstance(value, tuple):
        return f"`{list(value)}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


if __name__ == "__main__":
    print(render(), end="")
