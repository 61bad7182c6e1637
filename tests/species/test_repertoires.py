"""Repertoires as a whole: order, retiring, the picture, call types from and to text."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from blueprints.accounts.models import Group, User
from blueprints.recordings.models import Segment
from blueprints.species.models import CallType, Species
from blueprints.species.service.repertoire_text import read_repertoire, write_repertoire
from core.db import db
from core.errors import AppError
from tests.factories import Factory

SPECIES = "/api/v1/species"


@pytest.fixture
def species(make: Factory, group: Group) -> Species:
    return make.species(group)


def names_of(client: FlaskClient, headers: dict[str, str], species: Species, query: str = "") -> list[str]:
    rows = client.get(f"{SPECIES}/{species.id}/call-types{query}", headers=headers).json["results"]
    return [row["name"] for row in rows]


def imported(client: FlaskClient, headers: dict[str, str], species: Species, text: str, **form: Any) -> Any:
    file = (io.BytesIO(text.encode()), "types.txt")
    address = f"{SPECIES}/{species.id}/call-types/import"
    return client.post(address, headers=headers, data={"file": file} | form, content_type="multipart/form-data")


def test_a_repertoire_is_put_into_another_order(
    client: FlaskClient, make: Factory, auth, species: Species, editor: User
) -> None:
    types = [make.call_type(species, name=name, position=n) for n, name in enumerate("abc")]
    headers, address = auth(editor), f"{SPECIES}/{species.id}/call-types/order"
    wanted = [str(types[n].id) for n in (2, 0, 1)]
    assert client.put(address, headers=headers, json={"ids": wanted}).status_code == 204
    assert names_of(client, headers, species) == ["c", "a", "b"]


@pytest.mark.parametrize("ids", [[], ["first"], ["first", "first"], ["first", "other"]])
def test_an_order_names_each_call_type_once(
    client: FlaskClient, make: Factory, auth, species: Species, editor: User, ids: list[str]
) -> None:
    known = {"first": make.call_type(species), "second": make.call_type(species), "other": make.call_type()}
    body = {"ids": [str(known[name].id) for name in ids]}
    answer = client.put(f"{SPECIES}/{species.id}/call-types/order", headers=auth(editor), json=body)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/ids")


def test_a_call_type_with_labels_is_retired_and_not_deleted(
    client: FlaskClient, make: Factory, auth, group: Group, species: Species, editor: User
) -> None:
    call_type = make.call_type(species, name="buzz", key="b")
    segmentation = make.segmentation(make.recording(make.project(group)))
    segment = db.session.query(Segment).filter_by(segmentation_id=segmentation.id).first()
    assert segment is not None
    segment.label, segment.call_type_id = "buzz", call_type.id
    db.session.commit()
    headers, address = auth(editor), f"/api/v1/call-types/{call_type.id}"

    refused = client.delete(address, headers=headers)
    assert (refused.status_code, refused.json["code"]) == (409, "call-type-in-use")
    assert "Retire" in refused.json["detail"]

    retired = client.patch(address, headers=headers, json={"is_retired": True}).json
    assert (retired["is_retired"], retired["key"]) == (True, None)
    assert names_of(client, headers, species, "?is_retired=false") == []
    assert names_of(client, headers, species) == ["buzz"]
    db.session.expire_all()
    assert db.session.get_one(Segment, segment.id).label == "buzz"


def test_contexts_have_defaults_and_bounds(client: FlaskClient, auth, species: Species, editor: User) -> None:
    headers, address = auth(editor), f"{SPECIES}/{species.id}"
    shown = client.get(address, headers=headers).json
    assert (shown["context_detail_s"], shown["context_overview_s"]) == (0.008, 0.5)
    changed = client.patch(address, headers=headers, json={"context_detail_s": 0.02, "context_overview_s": 2}).json
    assert (changed["context_detail_s"], changed["context_overview_s"]) == (0.02, 2)
    for wrong in ({"context_detail_s": 0.0005}, {"context_detail_s": 1.5}, {"context_overview_s": 61}):
        assert client.patch(address, headers=headers, json=wrong).status_code == 422


def exif_jpeg() -> bytes:
    exif = Image.Exif()
    exif[0x9286] = "a secret place"
    exif[0x0112] = 6
    buffer = io.BytesIO()
    Image.new("RGB", (40, 20), "#3d6a33").save(buffer, "JPEG", exif=exif, comment=b"secret")
    return buffer.getvalue()


def test_a_picture_keeps_its_pixels_and_nothing_else(client: FlaskClient, auth, species: Species, editor: User) -> None:
    headers, address = auth(editor), f"{SPECIES}/{species.id}/repertoire-picture"
    sent = exif_jpeg() + b"PK\x03\x04 a second file"
    assert client.get(address, headers=headers).status_code == 404
    put = client.put(address, headers=headers, data=sent, content_type="image/jpeg")
    assert put.status_code == 204
    shown = client.get(
        client.get(f"{SPECIES}/{species.id}", headers=headers).json["repertoire_picture_url"], headers=headers
    )
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    assert b"secret" not in shown.data
    assert b"second file" not in shown.data
    picture = Image.open(io.BytesIO(shown.data))
    assert picture.size == (20, 40), "turned upright as the camera said"
    again = client.get(address, headers=headers | {"If-None-Match": shown.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.delete(address, headers=headers).status_code == 204
    assert client.get(f"{SPECIES}/{species.id}", headers=headers).json["repertoire_picture_url"] is None


def test_a_picture_also_comes_in_a_form(
    client: FlaskClient, make: Factory, auth, species: Species, editor: User
) -> None:
    headers, address = auth(editor), f"{SPECIES}/{species.id}/repertoire-picture"
    answer = client.put(
        address, headers=headers, data={"file": make.picture_file()}, content_type="multipart/form-data"
    )
    assert answer.status_code == 204
    assert client.get(address, headers=headers).mimetype == "image/png"


def bomb() -> bytes:
    """A PNG whose header speaks of 100 million pixels."""
    buffer = io.BytesIO()
    Image.new("1", (20_000, 5_000)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type", "status", "code"),
    [
        (b"GIF89a" + b"\0" * 50, "image/png", 422, "not-a-picture"),
        (exif_jpeg()[:200], "image/jpeg", 422, "not-a-picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", 415, "unsupported-media-type"),
        (bomb(), "image/png", 422, "picture-too-large"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 10_000_000, "image/png", 413, "too-large"),
    ],
)
def test_what_is_no_picture_is_refused(
    client: FlaskClient, auth, species: Species, editor: User, content: bytes, media_type: str, status: int, code: str
) -> None:
    address = f"{SPECIES}/{species.id}/repertoire-picture"
    answer = client.put(address, headers=auth(editor), data=content, content_type=media_type)
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_names_one_a_line_become_call_types(client: FlaskClient, auth, species: Species, editor: User) -> None:
    headers = auth(editor)
    answer = imported(client, headers, species, "buzz\n\nsocial call\nbuzz\n").json
    assert (answer["n_made"], answer["n_present"]) == (2, 1)
    assert [(f["line"], f["code"]) for f in answer["findings"]] == [(4, "name-taken")]
    assert names_of(client, headers, species) == ["buzz", "social call"]


def test_a_table_with_a_header_fills_every_field(client: FlaskClient, auth, species: Species, editor: User) -> None:
    headers = auth(editor)
    text = "Short name\tLong name\tDescription\tColour\tKey\nBZ\tFeeding buzz\tfast, at the end\t#FF0000\tB\n"
    imported(client, headers, species, text)
    row = client.get(f"{SPECIES}/{species.id}/call-types", headers=headers).json["results"][0]
    wanted = {"name": "BZ", "short_name": "BZ", "long_name": "Feeding buzz", "notes": "fast, at the end",
              "colour": "#ff0000", "key": "b"}  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted


def test_a_dry_run_shows_what_would_be_made_and_makes_nothing(
    client: FlaskClient, make: Factory, auth, species: Species, editor: User
) -> None:
    make.call_type(species, name="buzz", key="b")
    headers = auth(editor)
    text = "buzz\nchirp,Chirp,,red,b\n,nameless\n" + "x" * 101 + "\n"
    answer = imported(client, headers, species, text, dry_run="true").json
    assert [(row["name"], row["key"], row["call_type_id"]) for row in answer["results"]] == [("chirp", None, None)]
    codes = ["name-taken", "colour-unknown", "key-taken", "no-name", "text-too-long"]
    assert [finding["code"] for finding in answer["findings"]] == codes
    assert names_of(client, headers, species) == ["buzz"]


@pytest.mark.parametrize("content", [b"\xff\xfa\x00", b"a\x00b", ("\n".join(map(str, range(600)))).encode()])
def test_a_file_that_is_no_list_of_call_types_is_refused(content: bytes) -> None:
    with pytest.raises(AppError) as refused:
        read_repertoire(content)
    assert refused.value.status == 422


def test_an_exported_repertoire_makes_the_same_one_elsewhere(
    client: FlaskClient, make: Factory, auth, group: Group, species: Species, editor: User
) -> None:
    make.call_type(
        species, name="=buzz", short_name="bz", long_name="Feeding buzz", notes='two\nlines, "quoted"', key="1"
    )
    make.call_type(species, name="social", position=1, colour="#123456")
    headers, other = auth(editor), make.species(group)
    exported = client.get(f"{SPECIES}/{species.id}/call-types/export", headers=headers)
    assert "'=buzz" in exported.text
    imported(client, headers, other, exported.text)
    fields = ("name", "short_name", "long_name", "notes", "colour", "key", "position")
    first, second = (
        [
            [row[f] for f in fields]
            for row in client.get(f"{SPECIES}/{s.id}/call-types", headers=headers).json["results"]
        ]
        for s in (species, other)
    )
    assert first == second


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20).map(
    lambda text: " ".join(text.split())
)


@example([("0", "", "'@")])
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(TEXT.filter(str.isprintable).filter(bool), TEXT, TEXT), max_size=8, unique_by=lambda row: row[0])
)
def test_any_repertoire_is_written_and_read_to_the_same(rows: list[tuple[str, str, str]]) -> None:
    types = [
        CallType(name=name, short_name="", long_name=long_name, notes=notes, colour="#000000", key=None)
        for name, long_name, notes in rows
    ]
    read = read_repertoire(write_repertoire(types).encode())
    assert read.findings == []
    assert [(line.name, line.long_name, line.notes) for line in read.lines] == rows
