"""Collections as files, out and in."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from PIL import Image

from blueprints.accounts.models import User
from blueprints.dex.models import DexEntry
from core.db import db
from processing.cards.sheet import Card, write_sheets
from tests.factories import Factory

INATURALIST = """id,observed_on,time_observed_at,quality_grade,scientific_name,latitude,longitude,private_latitude,\
private_longitude,positional_accuracy,geoprivacy,captive_cultivated,place_guess,description
11,2025-05-01,2025-05-01 06:30:00 UTC,research,Parus major,47.1,8.2,,,12,,false,Wood,"Singing, loud"
12,2025-05-02,,casual,Lynx lynx,46.0,7.0,46.8123,7.9456,,obscured,true,,
13,2025-05-03,,needs_id,The animal is brown,,,,,,,false,,
"""


@pytest.fixture
def me(make: Factory) -> User:
    return make.user()


@pytest.fixture
def mine(auth: Any, me: User) -> dict[str, str]:
    return auth(me)


def send(client: FlaskClient, headers: dict[str, str], text: str, **fields: str) -> Any:
    data = {"file": (io.BytesIO(text.encode()), "entries.csv"), **fields}
    return client.post("/api/v1/dex/import", data=data, headers=headers, content_type="multipart/form-data")


def test_an_export_comes_back_as_it_was_and_twice_adds_nothing(
    client: FlaskClient, auth: Any, mine: dict[str, str], make: Factory, me: User
) -> None:
    make.entry(
        me, make.animal(scientific_name="Lutra lutra"), latitude=1.5, longitude=-2.25, notes="=SUM(1)",
        observed_at="2025-01-02T03:04:05Z", n_individuals=3, is_wild=False, is_favourite=True, visibility="public",
    )  # fmt: skip
    text = client.get("/api/v1/dex/export", headers=mine).text
    assert "'=SUM(1)" in text
    other = auth(make.user())
    first, again = send(client, other, text).json, send(client, other, text).json
    assert (first["n_created"], again["n_created"], again["n_known"]) == (1, 0, 1)
    taken = client.get("/api/v1/dex/entries", headers=other).json["results"][0]
    kept = client.get("/api/v1/dex/entries", headers=mine).json["results"][0]
    same = ("latitude", "longitude", "notes", "observed_at", "n_individuals", "is_wild", "is_favourite", "visibility")
    assert {name: taken[name] for name in same} == {name: kept[name] for name in same}


def test_an_inaturalist_export_is_read_and_prose_is_refused_with_its_row(
    client: FlaskClient, mine: dict[str, str]
) -> None:
    report = send(client, mine, INATURALIST).json
    assert (report["n_created"], report["n_refused"]) == (2, 1)
    assert report["problems"][0]["row"] == 4
    rows = {
        row["species"]["scientific_name"]: row
        for row in client.get("/api/v1/dex/entries", headers=mine).json["results"]
    }
    lynx, tit = rows["Lynx lynx"], rows["Parus major"]
    assert (lynx["latitude"], lynx["obscures_by_choice"], lynx["is_wild"]) == (46.8123, True, False)
    assert (tit["observed_at"], tit["accuracy_m"], tit["notes"]) == ("2025-05-01T06:30:00.000Z", 12, "Singing, loud")
    assert {row["visibility"] for row in rows.values()} == {"private"}


@pytest.mark.parametrize("text", ["", "\x00", "a,b\n1,2\n", 'scientific_name\n"Parus major'])
def test_what_is_no_table_of_entries_is_refused_and_adds_nothing(
    client: FlaskClient, mine: dict[str, str], text: str
) -> None:
    assert send(client, mine, text).status_code == 422
    assert db.session.query(DexEntry).count() == 0


def test_a_darwin_core_archive_describes_its_columns_and_hides_what_is_sensitive(
    client: FlaskClient, mine: dict[str, str], make: Factory, me: User
) -> None:
    make.entry(me, make.animal(is_sensitive=True), latitude=47.51, longitude=8.74, notes="a\tb\nc")
    answer = client.get("/api/v1/dex/export?format=dwca", headers=mine)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        meta = ElementTree.fromstring(archive.read("meta.xml"))
        ElementTree.fromstring(archive.read("eml.xml"))
        lines = archive.read("occurrence.txt").decode().split("\r\n")
    space = "{http://rs.tdwg.org/dwc/text/}"
    terms = [field.attrib["term"].rsplit("/", 1)[1] for field in meta.iter(f"{space}field")]
    assert lines[0].split("\t") == terms
    row = dict(zip(terms, lines[1].split("\t"), strict=True))
    assert (row["decimalLatitude"], row["decimalLongitude"], row["occurrenceRemarks"]) == ("47.5", "8.7", "a b c")
    assert row["dataGeneralizations"]
    assert row["geodeticDatum"] == "EPSG:4326"


def test_json_holds_every_entry(client: FlaskClient, mine: dict[str, str], make: Factory, me: User) -> None:
    ids = {str(make.entry(me).id) for _ in range(3)}
    assert {row["id"] for row in client.get("/api/v1/dex/export?format=json", headers=mine).json["entries"]} == ids


def test_a_csv_has_a_line_for_each_entry(client: FlaskClient, mine: dict[str, str], make: Factory, me: User) -> None:
    make.entry(me, notes='two\nlines, "quoted"')
    rows = list(csv.DictReader(io.StringIO(client.get("/api/v1/dex/export", headers=mine).text)))
    assert [row["notes"] for row in rows] == ['two\nlines, "quoted"']


def test_cards_are_laid_out_nine_to_a_page_also_with_a_picture_that_cannot_be_read(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.webp", tmp_path / "bad.webp"
    Image.new("RGB", (60, 40), "#3d6a33").save(good)
    bad.write_bytes(b"no picture")
    cards = [
        Card(f"Pl. {n}", "Felidae", "Lynx $lynx", "Lynx", "Wood", "#3d6a33", [good, bad, None][n % 3])
        for n in range(10)
    ]
    target = tmp_path / "cards.pdf"
    assert write_sheets(cards, target, title="Collection") == 10
    assert target.read_bytes().startswith(b"%PDF")
    assert target.read_bytes().count(b"/Type /Page\n") + target.read_bytes().count(b"/Type /Page ") >= 2


def test_the_job_of_a_file_of_cards_makes_it(
    client: FlaskClient, mine: dict[str, str], make: Factory, me: User, run_jobs: Any
) -> None:
    make.entry_picture(make.entry(me, place_name="Wood"))
    made = client.post("/api/v1/dex/card-files", json={}, headers=mine).json
    assert client.get(f"/api/v1/dex/card-files/{made['id']}/file", headers=mine).json["code"] == "not-ready"
    run_jobs()
    shown = client.get(f"/api/v1/dex/card-files/{made['id']}", headers=mine).json
    assert (shown["state"], shown["n_cards"]) == ("ready", 1)
    assert client.get(f"/api/v1/dex/card-files/{made['id']}/file", headers=mine).data.startswith(b"%PDF")
