"""Nothing of ours unpickles: not by a module that can, not by a library that does so underneath."""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import imports, is_within, modules, tree

UNPICKLING_MODULES = (
    "pickle", "_pickle", "cPickle", "cloudpickle", "dill", "joblib", "jsonpickle", "marshal", "shelve", "torch",
    "pandas",
)  # fmt: skip
"""Modules that turn bytes into any object, and libraries whose readers do."""

TRAINED_WITH = {"ml.forecasting.models.deep": "torch"}
"""Modules that train with a library whose readers unpickle: they may import it, and call none of its readers."""

UNPICKLING_NAMES = {"Unpickler", "read_pickle", "from_pickle"}


def _calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]


def _name(node: ast.expr) -> str:
    return ast.unparse(node)


def unpickling_in(path: Path) -> list[str]:
    """What in a file could unpickle, with its line."""
    brought = [one for one in imports(path) if any(is_within(one.module, name) for name in UNPICKLING_MODULES)]
    found = [f"{one.line}: {one.module}" for one in brought]
    for node in ast.walk(tree(path)):
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        if name in UNPICKLING_NAMES:
            found.append(f"{node.lineno}: {name}")
    for call in _calls(path):
        options = {keyword.arg: keyword.value for keyword in call.keywords}
        if "allow_pickle" in options and not _is_false(options["allow_pickle"]):
            found.append(f"{call.lineno}: allow_pickle")
        if _name(call.func).endswith("skops.io.loads") and "trusted" not in options:
            found.append(f"{call.lineno}: skops without a list of trusted types")
        if _name(call.func) == "skops.io.load" or _imports_by_name(call):
            found.append(f"{call.lineno}: {_name(call.func)}")
    return found


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _imports_by_name(call: ast.Call) -> bool:
    if _name(call.func) not in ("__import__", "importlib.import_module", "import_module"):
        return False
    texts = [node.value for node in ast.walk(call) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return any(is_within(text, name) for text in texts for name in UNPICKLING_MODULES)


def test_no_module_of_ours_unpickles() -> None:
    wrong = {
        name: found
        for name, path in modules().items()
        if (found := [one for one in unpickling_in(path) if not one.endswith(f": {TRAINED_WITH.get(name)}")])
    }
    assert wrong == {}


@pytest.mark.parametrize("name", TRAINED_WITH)
def test_what_trains_with_such_a_library_reads_nothing_by_it(name: str) -> None:
    called = {ast.unparse(call.func) for call in _calls(modules()[name])}
    assert not {one for one in called if one.rpartition(".")[2] in ("load", "loads", "hub", "jit")}


@pytest.mark.parametrize(
    "source",
    [
        "import pickle", "from pickle import loads", "import _pickle", "import joblib", "from joblib import load",
        "import pandas", "import io\nclass A(io.Unpickler): pass",
        "import numpy as np\nnp.load('a', allow_pickle=True)", "import numpy as np\nnp.load('a', allow_pickle=x)",
        "import skops.io\nskops.io.loads(b'')", "__import__('pickle')",
        "def f():\n    import marshal  # reason",
    ],
)  # fmt: skip
def test_the_search_finds_what_unpickles(source: str, tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(source)
    assert unpickling_in(path)


def test_the_search_leaves_the_rest_alone(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text("import json\nimport numpy as np\nnp.load('a', allow_pickle=False)\nnp.load('b')")
    assert unpickling_in(path) == []
