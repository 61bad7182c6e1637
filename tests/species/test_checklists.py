"""Checklists: taken in from every layout, once; matched, searched, stopped and resumed."""

import io
import os
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from blueprints.species.models import Checklist, ChecklistState, Species
from blueprints.species.service import How, look_up_or_create, match
from blueprints.species.service.checklists import add_checklist
from blueprints.species.service.releases import tables_of
from core.db import db
from core.jobs.kinds import JobCancelled
from processing.errors import TableError
from processing.taxonomy.checklist import open_checklist
from tests.factories import Factory
from tests.factories.species import CHECKLIST, Silent

COUNTS = {"usages": 10, "accepted": 9, "synonyms": 1, "common_names": 3, "places": 3}

SPLIT = {
    "Name.csv": """ID,scientificName,authorship,rank
n0,Animalia,,kingdom
n1,Parus,"Linnaeus, 1758",genus
n2,Parus major,"Linnaeus, 1758",species
n3,Parus robustus,"Brehm, 1831",species
""",
    "TAXON.CSV": "ID,parentID,nameID\nt2,t1,n2\nt1,t0,n1\nt0,,n0\n",
    "synonym.csv": "ID,taxonID,nameID,status\ns1,t2,n3,synonym\n",
    "vernacular-name.csv": 'taxonID,language,name\nt2,eng,"Tit, great"\n',
    "SpeciesInteraction.csv": "taxonID,relatedTaxonID,type\nt2,t1,eats\n",
    "TaxonProperty.csv": "taxonID,property,value\nt2,mass,18 g\n",
    "reference.bib": "@article{x}",
}

DARWIN_CORE = {
    "meta.xml": """<archive xmlns="http://rs.tdwg.org/dwc/text/">
<core rowType="http://rs.tdwg.org/dwc/terms/Taxon" fieldsTerminatedBy="," fieldsEnclosedBy='"' ignoreHeaderLines="1">
<files><location>taxa.txt</location></files><id index="0"/>
<field index="1" term="http://rs.tdwg.org/dwc/terms/parentNameUsageID"/>
<field index="2" term="http://rs.tdwg.org/dwc/terms/acceptedNameUsageID"/>
<field index="3" term="http://rs.tdwg.org/dwc/terms/taxonomicStatus"/>
<field index="4" term="http://rs.tdwg.org/dwc/terms/scientificName"/>
<field index="5" term="http://rs.tdwg.org/dwc/terms/scientificNameAuthorship"/>
<field index="6" term="http://rs.tdwg.org/dwc/terms/taxonRank"/></core>
<extension rowType="http://rs.gbif.org/terms/1.0/VernacularName" fieldsTerminatedBy="\\t" ignoreHeaderLines="0">
<files><location>names.txt</location></files><coreid index="0"/>
<field index="1" term="http://rs.tdwg.org/dwc/terms/vernacularName"/>
<field index="2" term="http://purl.org/dc/terms/language"/></extension></archive>""",
    "taxa.txt": """id,parent,accepted,status,name,author,rank
3,2,,synonym of nothing,"Parus robustus Brehm, 1831","Brehm, 1831",species
2,1,2,accepted,"Parus major Linnaeus, 1758","Linnaeus, 1758",species
1,,,accepted,Parus,,genus
4,,2,,"Parus vulgaris",,species
""",
    "names.txt": "2\tGreat tit\ten\n",
}

PLAIN = {
    "birds.csv": "scientific_name;common_name;family;genus;authorship\n"
    "Parus major;Great tit|Kohlmeise;Paridae;Parus;Linnaeus, 1758\n"
    "Parus minor;Japanese tit;Paridae;Parus;Temminck & Schlegel, 1848\n"
}


def rows(row: Checklist, table: str = "usages") -> list[Any]:
    return list(db.session.execute(select(getattr(tables_of(row.id), table))).all())


def above(row: Checklist) -> dict[str, str | None]:
    """The name above each name."""
    usages = rows(row)
    by_number = {one.number: one.name for one in usages}
    return {one.name: by_number.get(one.above) for one in usages}


def test_a_package_fills_parents_accepted_names_ranks_common_names_and_places(make: Factory) -> None:
    row = make.checklist()
    assert {name: row.counts[name] for name in COUNTS} == COUNTS
    assert row.counts["ranks"] == {
        "species": 3,
        "genus": 2,
        "family": 1,
        "order": 1,
        "class": 1,
        "phylum": 1,
        "kingdom": 1,
    }
    found = above(row)
    assert found["Parus major"] == "Parus", "a parent that stands further down is found"
    assert found["Parus caeruleus"] == "Cyanistes caeruleus"
    assert found["Animalia"] is None
    assert all(one.rank for one in rows(row))
    assert [one.name for one in rows(row, "common_names")] == ["Great tit", "Kohlmeise", "Eurasian blue tit"]
    assert {(one.area_id, one.establishment) for one in rows(row, "places")} == {
        ("DE", "native"), ("FR", "native"), ("NZ", "introduced"),
    }  # fmt: skip


def test_the_same_release_again_changes_nothing(make: Factory, tmp_path: Path) -> None:
    first = make.checklist()
    before = (rows(first), rows(first, "common_names"), rows(first, "places"))
    archive = tmp_path / "again.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name, text in CHECKLIST.items():
            file.writestr(f"some folder/{name.upper()}", text)
    second = make.checklist(path=archive)
    assert second.id == first.id
    assert db.session.scalar(select(func.count()).select_from(Checklist)) == 1
    assert (rows(first), rows(first, "common_names"), rows(first, "places")) == before


def test_a_newer_release_takes_the_place_of_the_older(make: Factory) -> None:
    named = CHECKLIST | {"metadata.yaml": "title: Birds\nalias: birds\nversion: 1\n"}
    first = make.checklist(named)
    newer = named | {"NameUsage.tsv": CHECKLIST["NameUsage.tsv"] + "P9\tP0\taccepted\tParus minor\t\tspecies\n"}
    second = make.checklist(newer)
    assert db.session.scalars(select(Checklist.id)).all() == [second.id]
    assert second.id != first.id
    assert match("Parus minor").how == How.EXACT


@pytest.mark.parametrize(
    ("files", "kind", "counts"),
    [
        (SPLIT, "coldp-split", {"usages": 4, "synonyms": 1, "common_names": 1}),
        (DARWIN_CORE, "dwca", {"usages": 4, "synonyms": 2, "common_names": 1}),
        (PLAIN, "csv", {"usages": 4, "synonyms": 0, "common_names": 3}),
    ],
)
def test_other_layouts_are_read_too(make: Factory, files: dict[str, str], kind: str, counts: dict[str, int]) -> None:
    row = make.checklist(files)
    assert row.kind == kind
    assert {name: row.counts[name] for name in counts} == counts
    assert above(row)["Parus major"] == "Parus"
    found = match("Parus major")
    assert (found.how, found.usage.rank if found.usage else "") == (How.EXACT, "species")
    assert all(one.rank for one in rows(row))


def test_signs_that_mean_something_to_a_database_arrive_as_they_are(make: Factory) -> None:
    odd = ("A\\N\tB", "C\nD\\", "\\N", "")
    lines = [f'{number},accepted,Parus major,"{author}",species' for number, author in enumerate(odd)]
    row = make.checklist({"NameUsage.csv": "\n".join(["ID,status,scientificName,authorship,rank", *lines, "9"])})
    assert [(one.source_id, one.authorship, one.rank) for one in rows(row)] == [
        *((str(number), author, "species") for number, author in enumerate(odd)), ("9", "", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "files",
    [
        {"readme.md": "nothing here"},
        {"birds.csv": "a,b\n1,2\n"},
        {"NameUsage.tsv": ""},
        {"NameUsage.tsv": "name\trank\nParus\tgenus\n"},
        {"meta.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><archive/>", "taxon.txt": "x"},
        {"meta.xml": "<archive"},
    ],
)
def test_what_is_no_checklist_is_refused(make: Factory, files: dict[str, str]) -> None:
    with pytest.raises(TableError):
        open_checklist(make.checklist_folder(files))


class Stops(Silent):
    """Is cancelled after some commits."""

    def __init__(self, after: int) -> None:
        self.left = after

    def commit(self) -> None:
        db.session.commit()
        self.left -= 1
        if self.left < 0:
            raise JobCancelled


@pytest.mark.parametrize("after", [1, 3, 6, 9])
def test_an_import_that_stopped_anywhere_goes_on_to_the_same_end(
    make: Factory, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    from blueprints.species.jobs import loading
    from blueprints.species.jobs.checklist_import import take_in

    monkeypatch.setattr(loading, "BATCH", 3)
    folder = make.checklist_folder()
    row = add_checklist(file_name="x", created_by=None, blob_sha256=None)
    db.session.commit()
    with pytest.raises(JobCancelled):
        take_in(row, folder, Stops(after), scratch=folder)
    db.session.rollback()
    assert match("Parus major").how == How.NONE, "nobody sees a checklist that is not ready"
    take_in(row, folder, Silent(), scratch=folder)
    assert row.state == ChecklistState.READY
    assert {name: row.counts[name] for name in COUNTS} == COUNTS
    assert len(rows(row)) == 10
    assert len(rows(row, "common_names")) == 3
    assert match("Prus major").name == "Parus major"


def test_an_administrator_sends_a_checklist_and_a_job_takes_it_in(
    client: FlaskClient, make: Factory, auth, run_jobs: Callable[[], Any]
) -> None:
    import blueprints.species.jobs  # noqa: F401

    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name, text in CHECKLIST.items():
            file.writestr(name, text)
    operator = make.user(is_operator=True)
    archive.seek(0)
    form = {"group_id": str(operator.personal_group_id), "file": (archive, "birds.zip")}
    sent = client.post("/api/v1/checklists", headers=auth(operator), data=form, content_type="multipart/form-data")
    assert sent.status_code == 202, sent.json
    run_jobs()
    listed = client.get("/api/v1/checklists", headers=auth(make.user())).json["results"]
    assert [(row["state"], row["counts"]["usages"]) for row in listed] == [("ready", 10)]
    again = client.post(f"/api/v1/checklists/{listed[0]['id']}/resume", headers=auth(operator))
    assert (again.status_code, again.json["code"]) == (409, "checklist-ready")
    assert client.delete(f"/api/v1/checklists/{listed[0]['id']}", headers=auth(operator)).status_code == 204
    assert client.get("/api/v1/checklists", headers=auth(operator)).json["count"] == 0


MATCHES = [
    ("Parus major", How.EXACT, "Parus major", False),
    ("*PARUS MAJOR* Linnaeus, 1758", How.EXACT, "Parus major", False),
    ("Parus caeruleus", How.SYNONYM, "Cyanistes caeruleus", False),
    ("great tit", How.COMMON_NAME, "Parus major", False),
    ("Kohlmeise", How.COMMON_NAME, "Parus major", False),
    ("Parus mahor", How.FUZZY, "Parus major", True),
    ("Prus mjor", How.FUZZY, "Parus major", True),
    ("Cyanistis caeruleus", How.FUZZY, "Cyanistes caeruleus", True),
    ("Parus ignotus", How.GENUS, "Parus", True),
    ("Paridae", How.EXACT, "Paridae", False),
    ("Rattus rattus", How.NONE, "", True),
    ("The animal is", How.NONE, "", True),
    ("", How.NONE, "", True),
]


def test_a_match_says_how_it_was_made(make: Factory) -> None:
    make.checklist()
    for text, how, name, needs_confirmation in MATCHES:
        found = match(text)
        assert (found.how, found.name, found.needs_confirmation) == (how, name, needs_confirmation), text
        assert (found.confidence == 1.0) == (how == How.EXACT), text
    assert db.session.scalar(select(func.count()).select_from(Species)) == 0, "matching writes nothing"


def test_a_search_finds_beginnings_words_and_misspellings(client: FlaskClient, make: Factory, auth) -> None:
    make.checklist()
    headers = auth(make.user())

    def found(q: str) -> list[tuple[str, str]]:
        results = client.get("/api/v1/taxonomy/search", headers=headers, query_string={"q": q}).json["results"]
        return [(row["name"], row["how"]) for row in results]

    assert found("Parus ma") == [("Parus major", "prefix")]
    assert ("Cyanistes caeruleus", "common-name") in found("blue ti")
    assert found("parsu major") == [("Parus major", "fuzzy")]
    assert found("zzzzzz") == []


def test_a_species_is_made_with_what_the_checklist_knows(client: FlaskClient, make: Factory, auth) -> None:
    make.checklist()
    made = look_up_or_create("parus major").species
    db.session.commit()
    headers = auth(make.user())
    shown = client.get(f"/api/v1/species/{made.id}", headers=headers).json
    wanted = {"kingdom": "Animalia", "class_name": "Aves", "order_name": "Passeriformes", "family": "Paridae",
              "genus": "Parus", "authorship": "Linnaeus, 1758", "common_name": "Great tit", "rank": "species",
              "native_regions": ["France", "Germany"], "source_id": "P1", "verified_at": None}  # fmt: skip
    assert {name: shown[name] for name in wanted} == wanted
    taxon = client.get(f"/api/v1/species/{made.id}/taxonomy", headers=headers).json["taxon"]
    assert [one["name"] for one in taxon["lineage"]][-2:] == ["Paridae", "Parus"]
    assert {one["name"] for one in taxon["common_names"]} == {"Great tit", "Kohlmeise"}


def test_the_real_cites_checklist_gives_what_its_files_hold(make: Factory) -> None:
    data = os.environ.get("FIELDSTATION_DATA")
    if not data:
        pytest.skip("FIELDSTATION_DATA names no folder of real data")
    folder = Path(data) / "species" / "cites-appendix-1"

    def table(name: str) -> list[dict[str, str]]:
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        header = lines[0].split("\t")
        return [dict(zip(header, line.split("\t"), strict=False)) for line in lines[1:]]

    row = make.checklist(path=folder)
    usages = table("NameUsage.tsv")
    ranks = Counter(one["rank"] for one in usages if one["rank"])
    assert row.counts["accepted"] == sum(one["status"] == "accepted" for one in usages)
    assert row.counts["synonyms"] == sum(one["status"] == "synonym" for one in usages)
    assert row.counts["ranks"] == dict(ranks)
    assert row.counts["common_names"] == len(table("vernacular-name.tsv"))
    assert row.counts["places"] == len(table("distribution.tsv"))
    parents = {one.number: one.above for one in rows(row)}
    for number in parents:
        steps, here = 0, number
        while parents[here] is not None:
            here, steps = parents[here], steps + 1
            assert steps < 60
    roots = {one.name for one in rows(row) if one.above is None}
    assert roots == {"Animalia", "Plantae"}
    before = rows(row)
    assert make.checklist(path=folder).id == row.id
    assert rows(row) == before
