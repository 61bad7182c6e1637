"""Keeps the catalogues of static/locales in step with the texts of the page and of the station.

    python scripts/extract_messages.py missing [--list]   what each language lacks; --list for every text and its place
    python scripts/extract_messages.py unmarked           texts in the modules that the mechanism does not reach
    python scripts/extract_messages.py mark FILE ...      marks those of some modules with t()
    python scripts/extract_messages.py fill FILE          takes translations in: [{"section", "text", "de", "es"}, ...]
    python scripts/extract_messages.py prune              drops what nothing uses any more

A catalogue maps each text to its translation, in three sections: `page` (templates, labels, messages), `server` (what
the station hands out, with numbered holes) and `problems` (what an error code means).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts import js_marking, js_messages, station_messages  # noqa: E402 - the project is not installed

MODULES = ROOT / "static" / "js"
LOCALES = ROOT / "static" / "locales"
LANGUAGES = ("de", "es")
Catalogue = dict[str, dict[str, str]]
"""Section → text → translation."""


def wanted() -> dict[str, dict[str, str]]:
    """Every text that needs a translation: section → text → where it stands (of a problem: what it says)."""
    return {
        "page": {text: ", ".join(sorted(places)[:3]) for text, places in js_messages.all_messages(MODULES).items()},
        "server": station_messages.texts(ROOT),
        "problems": station_messages.problems(ROOT),
    }


def read(language: str) -> Catalogue:
    path = LOCALES / f"{language}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def write(language: str, catalogue: Catalogue) -> None:
    """Sorted by text, one a line, so that changes of several people merge."""
    ordered = {section: dict(sorted(catalogue.get(section, {}).items())) for section in ("page", "server", "problems")}
    LOCALES.mkdir(parents=True, exist_ok=True)
    text = json.dumps(ordered, ensure_ascii=False, indent=1) + "\n"
    (LOCALES / f"{language}.json").write_text(text, encoding="utf-8")


def missing(language: str, texts: dict[str, dict[str, str]]) -> list[tuple[str, str, str]]:
    """Section, text and place of what a language lacks of the wanted texts."""
    catalogue = read(language)
    return [
        (section, text, place)
        for section, found in texts.items()
        for text, place in sorted(found.items())
        if not catalogue.get(section, {}).get(text)
    ]


def show_missing(arguments: list[str]) -> int:
    texts = wanted()
    lacking = {language: missing(language, texts) for language in LANGUAGES}
    for language, rows in lacking.items():
        print(f"{language}: {len(rows)} missing")
        if "--list" in arguments:
            for section, text, place in rows:
                print(f"  {section}: {text}   [{place}]")
    return 1 if any(lacking.values()) else 0


def show_unmarked(_: list[str]) -> int:
    n = 0
    for path in sorted(MODULES.rglob("*.js")):
        for one in js_marking.unmarked(path, MODULES):
            print(f"{path.relative_to(ROOT)}:{one.line}: {one.message}")
            n += 1
    return 1 if n else 0


def mark(arguments: list[str]) -> int:
    for name in arguments:
        n = js_marking.mark(Path(name).resolve(), MODULES)
        print(f"{name}: {n} marked")
    return 0


def fill(arguments: list[str]) -> int:
    rows = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    for language in LANGUAGES:
        catalogue = read(language)
        for row in rows:
            if row.get(language):
                catalogue.setdefault(row["section"], {})[row["text"]] = row[language]
        write(language, catalogue)
    return 0


def prune(_: list[str]) -> int:
    texts = wanted()
    for language in LANGUAGES:
        catalogue = read(language)
        write(language, {name: kept(section, texts[name]) for name, section in catalogue.items()})
    return 0


def kept(section: dict[str, str], texts: Iterable[str]) -> dict[str, str]:
    used = set(texts)
    return {text: translation for text, translation in section.items() if text in used}


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "missing": show_missing,
    "unmarked": show_unmarked,
    "mark": mark,
    "fill": fill,
    "prune": prune,
}

if __name__ == "__main__":
    command = sys.argv[1] if len(sys.argv) > 1 else "missing"
    if command not in COMMANDS:
        raise SystemExit(__doc__)
    raise SystemExit(COMMANDS[command](sys.argv[2:]))
