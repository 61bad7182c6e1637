"""The page's own files: one version for one set of contents, the modules of the first view, and their weight."""

import gzip
import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from core.shell import Shell, import_map, module_graph

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
PAGE = ROOT / "templates" / "index.html"

MOST_KB = 120
"""Bar of the first view: JavaScript in kilobytes, compressed file by file as a server sends it."""


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    """A page of three modules, one of which comes later."""
    files = {
        "js/main.js": 'import { a } from "./lib/a.js";\nimport { x } from "lib";\nimport("./pages/later.js");\n',
        "js/lib/a.js": 'export { b } from "./b.js";\n',
        "js/lib/b.js": "export const b = 1;\n",
        "js/pages/later.js": "export default 2;\n",
        "vendor/lib/lib.mjs": "export const x = 3;\n",
        "vendor/swagger-ui/swagger.js": "// of another page\n",
        "js/notes.txt": "not of the page\n",
    }
    for name, text in files.items():
        path = tmp_path / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    page = tmp_path / "index.html"
    page.write_text('<script type="importmap" nonce="n">{"imports": {"lib": "/static/vendor/lib/lib.mjs"}}</script>')
    return tmp_path / "static", page


def test_the_version_names_the_contents(small: tuple[Path, Path]) -> None:
    static, page = small
    before = Shell(static, page).current()
    assert set(before.files) == {
        "/static/js/main.js", "/static/js/lib/a.js", "/static/js/lib/b.js", "/static/js/pages/later.js",
        "/static/vendor/lib/lib.mjs",
    }  # fmt: skip
    assert Shell(static, page).current() == before
    (static / "js/lib/b.js").write_text("export const b = 2;\n")
    after = Shell(static, page).current()
    assert after.version != before.version
    assert [path for path, hash_ in after.files.items() if before.files[path] != hash_] == ["/static/js/lib/b.js"]


def test_the_version_changes_with_the_page_itself(small: tuple[Path, Path]) -> None:
    static, page = small
    before = Shell(static, page).current()
    page.write_text(page.read_text() + "<p></p>")
    assert Shell(static, page).current().version != before.version


def test_the_first_modules_are_those_that_are_not_waited_for(small: tuple[Path, Path]) -> None:
    assert Shell(*small).first_modules() == [
        "/static/js/main.js", "/static/js/lib/a.js", "/static/vendor/lib/lib.mjs", "/static/js/lib/b.js",
    ]  # fmt: skip


def test_modules_are_found_in_packed_code_too(small: tuple[Path, Path]) -> None:
    static, _ = small
    packed = 'import{x as n,y}from"./x.js";import"./y.js";export*from"./z.js";function f(){return"from"}'
    (static / "js/main.js").write_text(packed)
    for name in "xyz":
        (static / f"js/{name}.js").write_text("export const x=1,y=2;\n")
    assert module_graph(static, {}) == [f"/static/js/{name}.js" for name in ("main", "x", "y", "z")]


@pytest.mark.parametrize("page", ["home", "sign_in", "recordings", "dataset"])
def test_the_first_view_is_light(page: str) -> None:
    names = import_map(PAGE.read_text())
    graph = {*module_graph(STATIC, names), *module_graph(STATIC, names, f"/static/js/pages/{page}.js")}
    sizes = {path: len(gzip.compress((ROOT / path.lstrip("/")).read_bytes())) for path in graph}
    assert sum(sizes.values()) <= MOST_KB * 1000, sorted(sizes.items(), key=lambda item: -item[1])[:10]


def test_the_page_names_its_version_and_asks_for_its_modules_at_once(client: FlaskClient) -> None:
    text = client.get("/").text
    worker = client.get("/service-worker.js")
    shell = json.loads(re.match(r"self\.SHELL = (.*);\n", worker.text)[1])
    assert f'content="{shell["version"]}"' in text
    preloaded = re.findall(r'rel="modulepreload" href="([^"]+)"', text)
    assert "/static/js/main.js" in preloaded
    assert set(preloaded) <= set(shell["files"])


def test_every_file_the_worker_keeps_is_handed_out(client: FlaskClient) -> None:
    worker = client.get("/service-worker.js")
    assert worker.mimetype == "text/javascript"
    assert worker.headers["Cache-Control"] == "no-cache"
    files = json.loads(re.match(r"self\.SHELL = (.*);\n", worker.text)[1])["files"]
    assert {path: client.get(path).status_code for path in list(files)[::25]} == dict.fromkeys(list(files)[::25], 200)


def test_the_worker_leaves_the_stations_own_addresses_alone(client: FlaskClient) -> None:
    elsewhere = json.loads(re.match(r"self\.SHELL = (.*);\n", client.get("/service-worker.js").text)[1])["elsewhere"]
    assert {"api", "static", "health", "metrics"} <= set(elsewhere)
    assert "recordings" not in elsewhere


def test_the_manifest_names_the_page(client: FlaskClient) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    assert json.loads(answer.text)["start_url"] == "/"
