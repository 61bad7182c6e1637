"""The catalogues of the page's languages: complete, and fit for the places they go to."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from scripts import extract_messages, station_messages
from scripts.js_marking import mark
from scripts.js_messages import messages_of


def reached(source: str) -> list[str]:
    return [one.message for one in messages_of(source) if one.is_reached]


def unreached(source: str) -> list[str]:
    return [one.message for one in messages_of(source) if not one.is_reached]


def test_every_text_of_the_page_has_a_translation() -> None:
    texts = extract_messages.wanted()
    assert {language: extract_messages.missing(language, texts) for language in extract_messages.LANGUAGES} == {
        language: [] for language in extract_messages.LANGUAGES
    }


@pytest.mark.parametrize("language", extract_messages.LANGUAGES)
def test_a_translation_has_the_holes_of_its_text_and_nothing_that_breaks_a_template(language: str) -> None:
    catalogue = extract_messages.read(language)
    for section in ("page", "server"):
        for text, translation in catalogue[section].items():
            holes = [Counter(re.findall(r"\{\d+\}", one)) for one in (text, translation)]
            assert holes[0] == holes[1], text
            assert not re.search(r"[<>\"`]", translation) or re.search(r"[<>\"`]", text), text
            assert translation.count("|") == text.count("|"), text


def test_a_catalogue_is_sorted_so_that_changes_of_several_people_merge() -> None:
    for language in extract_messages.LANGUAGES:
        path = extract_messages.LOCALES / f"{language}.json"
        for section in json.loads(path.read_text(encoding="utf-8")).values():
            assert list(section) == sorted(section)


def test_no_text_of_the_page_escapes_its_translation(capsys: pytest.CaptureFixture[str]) -> None:
    extract_messages.show_unmarked([])
    assert capsys.readouterr().out == ""


def test_texts_and_read_attributes_of_a_template_are_messages_with_numbered_holes() -> None:
    source = 'html`<${Button} label="Close it" class="wide">\n  ${n} of ${m} files <code>curl</code></button>`'
    assert reached(source) == ["Close it", "{0} of {1} files"]


def test_marked_literals_counted_words_and_tables_are_messages() -> None:
    source = """
        const a = t("Saved"), b = t`Working in ${name}`, c = plural(n, "entry", "entries");
        const columns = [{ id: "name", label: "Name", cell: (row) => row.name }];
        useKeys("Keys", { j: ["Next", go] });
    """
    assert set(reached(source)) == {"Saved", "Working in {0}", "entry|entries", "Name", "Keys", "Next"}


def test_names_addresses_and_comparisons_are_no_messages() -> None:
    source = (
        'if (kind === "Big one") useGet("/recordings and more"); const x = html`<p class=${"wide row"}>${row.name}</p>`'
    )
    assert reached(source) == []
    assert unreached(source) == []


def test_a_literal_that_nothing_translates_is_found_and_marked(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    module = tmp_path / "lib" / "page.js"
    module.write_text(
        'import { html } from "./html.js";\n\nconst a = html`<p>${on ? "Switched on" : `Off for ${n}`}</p>`;\n'
    )
    assert unreached(module.read_text()) == ["Switched on", "Off for {0}"]
    assert mark(module, tmp_path) == 2
    assert 'import { t } from "./words.js";' in module.read_text()
    assert reached(module.read_text()) == ["Switched on", "Off for {0}"]


def test_what_a_finding_says_and_what_a_step_did_are_texts_of_the_page() -> None:
    source = """
message = f"{n} rows come late" if late else "the rows run backwards"
found = Finding("too-late", Severity.INFO, message, count=n)
@column_step("zeros", title="Zeros", told="zeros made missing")
def zeros(): ...
"""
    assert set(filter(None, station_messages.finding_texts_of(source))) == {
        "{0} rows come late", "the rows run backwards", "too late", "{0}: {1} zeros made missing",
    }  # fmt: skip
