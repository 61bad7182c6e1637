"""`docs/security.md` names tests and places that exist, and counts its items rightly."""

import re

from core.config import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")

ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([123]) \| (.+) \| (met|in part|\*\*open\*\*|–) \| (.+) \|$", re.MULTILINE)

FOLDERS = ("tests/", "core/", "blueprints/", "processing/", "static/", "deploy/", "templates/")


def test_every_file_named_exists() -> None:
    named = {word for _, _, _, _, where in ROW.findall(PAGE) for word in re.findall(r"`([^`\s]+)`", where)}
    paths = {word for word in named if word.startswith(FOLDERS)}
    missing = {path for path in paths if not ((ROOT / path).exists() or (ROOT / f"{path.rpartition('.')[0]}.py").exists())}
    assert missing == set()
    assert len(paths) > 40


def test_items_are_listed_once_in_order_with_a_place_or_a_reason() -> None:
    rows = ROW.findall(PAGE)
    items = [tuple(map(int, number.split("."))) for number, *_ in rows]
    assert items == sorted(set(items))
    assert PAGE.count("\n| ") - len(rows) == 5, "rows of the other tables and heads"
    assert all(len(where) > 3 for *_, where in rows)


def test_the_page_counts_rightly() -> None:
    states = [state for *_, state, _ in ROW.findall(PAGE)]
    told = re.search(r"(\d+) items: (\d+) met, (\d+) met in part, (\d+) open, (\d+) left", PAGE)
    assert told is not None
    counted = [len(states), *(states.count(one) for one in ("met", "in part", "**open**", "–"))]
    assert [int(number) for number in told.groups()] == counted
