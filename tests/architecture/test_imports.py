"""Which way imports run (ARCHITECTURE: rules 1 to 5)."""

import re

import pytest

from app import PACKAGES
from tests.architecture.source import Import, imports, is_within, modules

ROWS = (
    {"accounts"},
    {"projects", "species"},
    {"recordings", "images", "telemetry", "timeseries"},
    {"calls", "forecasting"},
    {"mirror"},
    {"similarity"},
    {"annotation", "dex"},
    {"exchange"},
    {"timeline"},
    {"sharing"},
    {"sample"},
    {"atlas", "finder", "home"},
    {"ops"},
)
"""The areas' order: an area imports only from rows above its own in this list."""

OPEN_MODULES = {"models", "service", "policy", "schemas"}
"""What of an area others may import."""

NOT_FOR_NUMBERS = {
    "flask", "flask_sqlalchemy", "flask_openapi3", "sqlalchemy", "redis", "rq", "socketio", "core", "blueprints", "app",
}  # fmt: skip
"""What `processing` and `ml` never import."""

HEAVY = (
    "pandas", "pyarrow", "sklearn", "matplotlib", "torch", "skops", "onnxruntime", "librosa", "h5py", "openpyxl", "ml",
)  # fmt: skip
"""What only workers may load when a module is imported; of SciPy, `test_web_process.py` knows the heavy parts."""

WORKER_MODULES = re.compile(r"^(blueprints\.\w+\.jobs|core\.jobs\.worker|core\.uploads\.jobs)(\.|$)")
"""Modules the web process never imports."""


def _row(area: str) -> int:
    found = [n for n, row in enumerate(ROWS) if area in row]
    assert found, f"the area {area} has no place in ROWS of tests/architecture/test_imports.py"
    return found[0]


def _all() -> list[tuple[str, Import]]:
    return [(name, found) for name, path in modules().items() for found in imports(path)]


def _told(module: str, found: Import) -> str:
    return f"{module}:{found.line} imports {found.module}"


def test_imports_are_absolute() -> None:
    assert [_told(m, i) for m, i in _all() if i.module.startswith(".")] == []


def test_only_the_application_names_every_area() -> None:
    wrong = [
        _told(m, i) for m, i in _all() if not is_within(m, "app") and m != "wsgi" and i.module == "app" and i.is_top
    ]
    assert wrong == []


def test_core_knows_no_area_and_of_the_numbers_only_their_errors() -> None:
    wrong = [
        _told(m, i)
        for m, i in _all()
        if is_within(m, "core")
        and (is_within(i.module, "blueprints") or is_within(i.module, "ml") or is_within(i.module, "processing"))
        and i.module != "processing.errors"
    ]
    assert wrong == []


def test_an_area_imports_lower_areas_only_and_only_their_open_modules() -> None:
    wrong = []
    for module, found in _all():
        if not is_within(module, "blueprints") or not is_within(found.module, "blueprints") or module == "blueprints":
            continue
        own = module.split(".")[1]
        _, other, part, *_rest = [*found.module.split("."), "", ""]
        if own != other and (_row(other) >= _row(own) or part not in OPEN_MODULES):
            wrong.append(_told(module, found))
    assert wrong == []


def test_numbers_know_neither_web_nor_database_nor_areas() -> None:
    wrong = [
        _told(m, i)
        for m, i in _all()
        if (is_within(m, "processing") or is_within(m, "ml")) and i.module.split(".")[0] in NOT_FOR_NUMBERS
    ]
    assert wrong == []


def test_processing_does_not_import_models() -> None:
    assert [_told(m, i) for m, i in _all() if is_within(m, "processing") and is_within(i.module, "ml")] == []


def _loaded_by_web() -> set[str]:
    """Our modules that a web process loads when it starts, following every import outside functions."""
    known = modules()
    waiting = ["app", "wsgi", *PACKAGES, *(f"{name}.routes" for name in PACKAGES)]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in found or name not in known:
            continue
        found.add(name)
        waiting += [i.module for i in imports(known[name]) if i.is_top]
        waiting.append(name.rpartition(".")[0])
    return found


def test_nothing_the_web_process_loads_brings_a_heavy_library() -> None:
    loaded = _loaded_by_web()
    wrong = [_told(m, i) for m, i in _all() if m in loaded and i.is_top and i.module.split(".")[0] in HEAVY]
    assert wrong == []
    assert not [name for name in loaded if WORKER_MODULES.match(name)]


def _has_reason(lines: list[str], line: int) -> bool:
    """Whether a comment that is more than a code stands on this line or just above the imports it is among."""
    while lines[line - 2].strip().startswith(("import ", "from ")):
        line -= 1
    above, beside = lines[line - 2].strip(), lines[line - 1]
    return above.startswith("# ") or bool(re.search(r"noqa: PLC0415\W+\w.{10,}", beside))


def test_an_import_inside_a_function_has_its_reason_beside_it() -> None:
    wrong = []
    for module, path in modules().items():
        lines = path.read_text("utf-8").splitlines()
        inside = [found for found in imports(path) if not found.is_top]
        wrong += [_told(module, found) for found in inside if not _has_reason(lines, found.line)]
    assert sorted(set(wrong)) == []


def _first_cycle(graph: dict[str, set[str]]) -> list[str]:
    """The modules of some cycle in the order they import each other; empty when there is none."""
    done: set[str] = set()
    for start in graph:
        trail: list[str] = []
        on_trail: set[str] = set()
        stack = [(start, iter(graph[start]))] if start not in done else []
        trail.append(start)
        on_trail.add(start)
        while stack:
            node, rest = stack[-1]
            following = next((n for n in rest if n not in done), None)
            if following is None:
                stack.pop()
                done.add(node)
                on_trail.discard(trail.pop())
            elif following in on_trail:
                return [*trail[trail.index(following) :], following]
            else:
                stack.append((following, iter(graph[following])))
                trail.append(following)
                on_trail.add(following)
    return []


def test_no_modules_import_each_other_in_a_circle() -> None:
    known = modules()
    graph = {
        name: {i.module for i in imports(path) if i.is_top and i.module in known and i.module != name}
        for name, path in known.items()
    }
    # A package that gathers its own parts is imported by them as a namespace; that is no circle of ours.
    for name, found in graph.items():
        graph[name] = {other for other in found if not is_within(name, other)}
    assert _first_cycle(graph) == []


@pytest.mark.parametrize(
    ("graph", "cycle"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, []),
        ({"a": {"b"}, "b": {"c"}, "c": {"b"}}, ["b", "c", "b"]),
        ({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": set()}, []),
    ],
)
def test_the_search_for_circles_finds_them(graph: dict[str, set[str]], cycle: list[str]) -> None:
    assert _first_cycle(graph) == cycle
