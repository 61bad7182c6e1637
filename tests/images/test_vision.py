"""Identifications from asking to a person's word: jobs, budgets, models, proposals, learning, costs."""

import io
from datetime import timedelta
from uuid import UUID

import pytest
from PIL import Image as Pixels
from sqlalchemy import select

from blueprints.images import jobs  # noqa: F401 (what workers do with pictures)
from blueprints.images.models import Identification, VisionJob, VisionProposal
from blueprints.images.service.prices import price_of
from blueprints.images.service.providers import KNOWN, Known
from blueprints.species.models import Species
from core.clock import now
from core.db import db
from core.jobs.models import Job
from core.jobs.worker import run_job_now
from ml.vision.answers import Animal, Answer, Guess, Question
from ml.vision.providers import ProviderSettings, provider
from tests.images.vision_server import animals, completion, failure, speaking

OWL = {"scientific_name": "Strix aluco", "common_name": "Tawny owl", "confidence": 0.83}
BADGER = {"scientific_name": "Meles meles", "common_name": "Badger", "confidence": 0.4, "count": 3}


@pytest.fixture
def speaker(app, monkeypatch):
    """A provider on this machine, which the station's settings name."""
    with speaking() as found:
        settings = app.config["SETTINGS"]
        monkeypatch.setattr(settings, "openai_base_url", found.url)
        monkeypatch.setattr(settings, "openai_api_key", "sk-test-secret")
        monkeypatch.setattr(settings, "vision_models", "gpt-4o-mini, gpt-5-mini")
        found.says(animals(OWL, BADGER))
        yield found


@pytest.fixture
def image(hide, make):
    return make.stored_image(hide.group, owner=hide.person)


def _ask(client, hide, image, headers=None, **body):
    return client.post(f"/api/v1/images/{image.id}/vision-jobs", json=body, headers=headers or hide.editor)


def _work(answer):
    """Carry out the job of an identification; gives the identification's row."""
    run_job_now(db.session.scalar(select(VisionJob.job_id).where(VisionJob.id == _uuid(answer.json["id"]))))
    db.session.expire_all()
    return db.session.get_one(VisionJob, _uuid(answer.json["id"]))


def _uuid(text: str) -> UUID:
    return UUID(text)


def test_an_identification_proposes_every_animal_with_what_it_cost(client, hide, image, speaker, make):
    species = make.species(hide.group, scientific_name="Strix aluco")
    asked = _ask(client, hide, image)
    assert (asked.status_code, asked.json["state"], asked.json["model"]) == (201, "queued", "gpt-4o-mini")
    row = _work(asked)
    assert (row.state, row.attempts, row.tokens_in, row.tokens_out) == ("succeeded", 1, 900, 100)
    assert row.cost_usd == pytest.approx((900 * 0.15 + 100 * 0.6) / 1e6)
    shown = client.get(asked.json["url"], headers=hide.viewer).json
    named = [
        (one["animal"], one["scientific_name"], one["confidence"], one["n_individuals"]) for one in shown["proposals"]
    ]
    assert named == [(0, "Strix aluco", 0.83, 1), (1, "Meles meles", 0.4, 3)]
    assert shown["proposals"][0]["species_id"] == str(species.id)
    assert shown["proposals"][0]["match"]["how"] == "station"
    assert "Strix aluco" in shown["raw_answer"]
    assert db.session.scalars(select(Species)).all() == [species]


def test_the_key_is_in_no_answer(client, hide, image, speaker):
    speaker.says(failure(401, "Incorrect API key provided: sk-test-secret", code="invalid_api_key"))
    asked = _ask(client, hide, image)
    row = _work(asked)
    job = client.get(f"/api/v1/jobs/{row.job_id}", headers=hide.editor)
    for answer in (client.get(asked.json["url"], headers=hide.editor), job):
        assert b"sk-test" not in answer.data


def test_with_nobody_to_ask_it_fails_at_once_and_says_so(client, hide, image):
    for name in ("auto", "openai", "local"):
        asked = _ask(client, hide, image, provider=name)
        assert (asked.status_code, asked.json["state"]) == (201, "failed")
        assert asked.json["error"]["code"] == "vision-no-provider"
        assert "by hand" in asked.json["error"]["detail"]
    assert db.session.scalars(select(Job)).all() == []


@pytest.mark.parametrize("model", ["gpt-4o", "o1-pro", "gpt-4o-mini-2024", ""])
def test_only_models_the_operator_allows_are_asked(model, client, hide, image, speaker):
    answer = _ask(client, hide, image, model=model)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/model"
    assert speaker.requests == []


def test_an_unknown_provider_is_refused(client, hide, image):
    assert _ask(client, hide, image, provider="oracle").json["errors"][0]["pointer"] == "/provider"


def test_a_passing_fault_is_tried_again_after_the_wait_that_was_asked_for(client, hide, image, speaker):
    speaker.says(failure(429, "slow down", Retry_After="500"), animals(OWL))
    asked = _ask(client, hide, image)
    row = _work(asked)
    job = db.session.get_one(Job, row.job_id)
    assert (row.state, row.error_code, job.state, job.n_faults) == ("queued", "vision-busy", "queued", 1)
    assert job.not_before > now() + timedelta(seconds=400)
    job.not_before = None
    db.session.commit()
    assert (_work(asked).state, _work(asked).error_code, _work(asked).attempts) == ("succeeded", None, 2)


def test_after_three_passing_faults_it_has_failed_and_a_person_may_ask_again(client, hide, image, speaker):
    speaker.says(failure(500, "oops"))
    asked = _ask(client, hide, image)
    for _ in range(4):
        row = _work(asked)
    assert (row.state, row.error_code, row.attempts, row.reserved_usd) == ("failed", "vision-unavailable", 4, 0)
    speaker.says(animals(OWL))
    again = client.post(f"{asked.json['url']}/retry", headers=hide.editor)
    assert (again.status_code, again.json["state"], again.json["error"]) == (200, "queued", None)
    assert _work(asked).state == "succeeded"
    assert client.post(f"{asked.json['url']}/retry", headers=hide.editor).status_code == 409


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (failure(400, "bad image"), "vision-request-refused"),
        (completion('{"animals": [', finish="length"), "vision-truncated"),
        (completion(None, refusal="No."), "vision-refused"),
        (completion("It is dark."), "vision-unreadable"),
    ],
)
def test_what_would_fail_again_is_never_tried_again(answer, code, client, hide, image, speaker):
    speaker.says(answer)
    row = _work(_ask(client, hide, image))
    assert (row.state, row.error_code, row.attempts) == ("failed", code, 1)
    assert db.session.get_one(Job, row.job_id).state == "failed"
    assert (row.cost_usd > 0) == (code not in {"vision-request-refused"})
    assert db.session.scalars(select(VisionProposal)).all() == []


def test_a_spent_budget_is_told_before_anything_is_asked(client, hide, image, speaker, app, monkeypatch, make):
    monkeypatch.setattr(app.config["SETTINGS"], "vision_user_budget_usd", 0.5)
    make.vision_job(image, created_by=hide.person.id, cost_usd=0.4999)
    answer = _ask(client, hide, image)
    assert (answer.status_code, answer.json["code"]) == (409, "vision-budget-spent")
    assert "Your budget" in answer.json["detail"]
    assert _ask(client, hide, image, headers=hide.colleague).status_code == 201
    monkeypatch.setattr(app.config["SETTINGS"], "vision_group_budget_usd", 0.5)
    assert "group's budget" in _ask(client, hide, image, headers=hide.colleague).json["detail"]
    assert speaker.requests == []


def test_money_of_last_month_is_not_counted(client, hide, image, speaker, app, monkeypatch, make):
    monkeypatch.setattr(app.config["SETTINGS"], "vision_user_budget_usd", 0.5)
    make.vision_job(image, created_by=hide.person.id, cost_usd=9, created_at=now() - timedelta(days=32))
    assert _ask(client, hide, image).status_code == 201


def test_what_is_under_way_counts_against_the_budget(client, hide, image, speaker, app, monkeypatch):
    monkeypatch.setattr(app.config["SETTINGS"], "vision_user_budget_usd", 0.0025)
    assert _ask(client, hide, image).status_code == 201
    assert _ask(client, hide, image).json["code"] == "vision-budget-spent"


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("gpt-4o", "gpt-4o"), ("gpt-4o-mini", "gpt-4o-mini"), ("gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
        ("gpt-4o-2024-11-20", "gpt-4o"), ("gpt-4-turbo", "gpt-4"), ("gpt-4oracle", None), ("llava", None),
    ],
)  # fmt: skip
def test_a_price_is_that_of_the_longest_beginning(model, name):
    prices = {"gpt-4": (30.0, 60.0), "gpt-4o": (2.5, 10.0), "gpt-4o-mini": (0.15, 0.6)}
    assert tuple(price_of(model, prices)) == (prices[name] if name else (30.0, 60.0))
    assert tuple(price_of("llava", {})) == (0, 0)


def test_a_place_is_told_only_when_who_brought_the_picture_allows(client, hide, make, speaker):
    image = make.stored_image(hide.group, owner=hide.person, latitude=46.5123, longitude=13.2512)
    _work(_ask(client, hide, image))
    assert "46." not in str(speaker.requests[0]["messages"])
    assert _ask(client, hide, image, headers=hide.colleague, tell_place=True).status_code == 403
    _work(_ask(client, hide, image, tell_place=True))
    told = speaker.requests[1]["messages"][1]["content"][0]["text"]
    assert "latitude 46.5, longitude 13.3" in told


def test_another_version_can_be_asked_about(client, hide, image, speaker):
    body = {"transformations": [{"op": "crop", "x": 0, "y": 0, "width": 0.5, "height": 0.5}]}
    version = client.post(f"/api/v1/images/{image.id}/versions", json=body, headers=hide.editor).json
    asked = _ask(client, hide, image, version_id=version["id"])
    assert asked.json["version_id"] == version["id"]
    assert _work(asked).state == "succeeded"


def test_confirming_makes_the_species_and_a_persons_word(client, hide, image, make):
    proposal = make.proposal(make.vision_job(image))
    other = make.proposal(db.session.get_one(VisionJob, proposal.vision_job_id), place=1, scientific_name="Asio otus")
    url = f"/api/v1/vision-proposals/{proposal.id}/confirm"
    made = client.post(url, json={}, headers=hide.editor)
    assert (made.status_code, made.json["scientific_name"], made.json["common_name"]) == (
        201,
        "Strix aluco",
        "Tawny owl",
    )
    assert client.post(url, json={}, headers=hide.editor).json["id"] == made.json["id"]
    db.session.expire_all()
    assert (proposal.state, other.state) == ("confirmed", "rejected")
    shown = client.get(f"/api/v1/images/{image.id}", headers=hide.viewer).json
    assert shown["species"]["scientific_name"] == "Strix aluco"
    listed = client.get(f"/api/v1/images/{image.id}/identifications", headers=hide.viewer).json
    assert [one["id"] for one in listed["results"]] == [made.json["id"]]


def test_correcting_names_another_species(client, hide, image, make):
    proposal = make.proposal(make.vision_job(image))
    url = f"/api/v1/vision-proposals/{proposal.id}/confirm"
    made = client.post(url, json={"scientific_name": "Asio otus (Linnaeus, 1758)"}, headers=hide.editor)
    assert (made.status_code, made.json["scientific_name"]) == (201, "Asio otus")
    db.session.expire_all()
    assert proposal.state == "corrected"
    again = client.post(url, json={"scientific_name": "Bubo bubo"}, headers=hide.editor)
    listed = client.get(f"/api/v1/images/{image.id}/identifications", headers=hide.viewer).json["results"]
    assert [one["id"] for one in listed] == [again.json["id"]]


@pytest.mark.parametrize("how", ["fuzzy", "genus"])
def test_likeness_of_a_name_alone_makes_no_species(how, client, hide, image, make):
    proposal = make.proposal(
        make.vision_job(image),
        scientific_name="Strix aluca",
        match_how=how,
        match_name="Strix aluco",
        match_confidence=0.9,
    )
    url = f"/api/v1/vision-proposals/{proposal.id}/confirm"
    refused = client.post(url, json={}, headers=hide.editor)
    assert (refused.status_code, refused.json["code"]) == (409, "confirm-the-name")
    assert db.session.scalars(select(Species)).all() == []
    made = client.post(url, json={"is_match_accepted": True}, headers=hide.editor)
    assert made.json["scientific_name"] == "Strix aluco"


@pytest.mark.parametrize("name", ["The animal is", "Unidentified bird", "no idea"])
def test_prose_never_becomes_a_species(name, client, hide, image):
    answer = client.post(
        f"/api/v1/images/{image.id}/identifications", json={"scientific_name": name}, headers=hide.editor
    )
    assert (answer.status_code, answer.json["code"]) == (422, "not-a-name")
    assert db.session.scalars(select(Species)).all() == []


@pytest.mark.parametrize("body", [{}, {"species_id": "x"}, {"species_id": None, "scientific_name": None}])
def test_naming_by_hand_needs_a_name(body, client, hide, image):
    assert client.post(f"/api/v1/images/{image.id}/identifications", json=body, headers=hide.editor).status_code == 422


def test_a_genus_can_be_confirmed_where_the_marks_allow_no_more(client, hide, image, make):
    proposal = make.proposal(make.vision_job(image), scientific_name="Corvus", common_name="", rank="genus")
    made = client.post(f"/api/v1/vision-proposals/{proposal.id}/confirm", json={}, headers=hide.editor)
    assert (made.status_code, made.json["scientific_name"]) == (201, "Corvus")


def test_a_proposal_can_be_rejected_until_it_is_confirmed(client, hide, image, make):
    proposal = make.proposal(make.vision_job(image))
    assert (
        client.post(f"/api/v1/vision-proposals/{proposal.id}/reject", headers=hide.editor).json["state"] == "rejected"
    )
    client.post(f"/api/v1/vision-proposals/{proposal.id}/confirm", json={}, headers=hide.editor)
    late = client.post(f"/api/v1/vision-proposals/{proposal.id}/reject", headers=hide.editor)
    assert (late.status_code, late.json["code"]) == (409, "proposal-confirmed")


def test_an_identification_taken_back_counts_no_more(client, hide, image, make):
    named = client.post(
        f"/api/v1/images/{image.id}/identifications", json={"scientific_name": "Strix aluco"}, headers=hide.editor
    ).json
    assert client.delete(f"/api/v1/identifications/{named['id']}", headers=hide.editor).status_code == 204
    assert client.get(f"/api/v1/images/{image.id}", headers=hide.viewer).json["species"] is None
    assert client.get(f"/api/v1/images/{image.id}/identifications", headers=hide.viewer).json["count"] == 0


def test_what_people_confirm_teaches_the_station_itself(client, hide, make):
    species = make.species(hide.group, scientific_name="Strix aluco", common_name="Tawny owl")
    content = make.photo("JPEG", seed=77, size=(320, 240))
    for quality in (90, 60):
        make.identification(_copy(make, hide, content, quality), species_id=species.id)
    other = make.species(hide.group, scientific_name="Meles meles")
    make.identification(make.stored_image(hide.group), species_id=other.id)
    asked = _ask(client, hide, _copy(make, hide, content, 40))
    assert asked.json["provider"] == "local"
    row = _work(asked)
    first = client.get(asked.json["url"], headers=hide.viewer).json["proposals"][0]
    assert (row.state, row.cost_usd, first["scientific_name"]) == ("succeeded", 0, "Strix aluco")
    assert 0 < first["confidence"] <= 1
    assert {one.embedding is not None for one in db.session.scalars(select(Identification))} == {True}


def _copy(make, hide, content, quality):
    buffer = io.BytesIO()
    Pixels.open(io.BytesIO(content)).save(buffer, "JPEG", quality=quality)
    return make.stored_image(hide.group, content=buffer.getvalue(), owner=hide.person)


def test_costs_are_told_by_day_model_and_person_with_how_often_the_first_was_right(client, hide, image, make):
    yesterday = now() - timedelta(days=1)
    for name, state in (("Strix aluco", "confirmed"), ("Meles meles", "corrected"), ("Asio otus", "open")):
        row = make.vision_job(image, created_by=hide.person.id, cost_usd=0.25, created_at=yesterday)
        make.proposal(row, scientific_name=name, state=state)
    make.vision_job(image, provider="local", model=None, state="failed")
    make.vision_job(cost_usd=99)
    found = client.get("/api/v1/vision/costs", headers=hide.editor).json
    assert (found["n"], found["cost_usd"]) == (4, 0.75)
    assert [(one["key"], one["n"], one["n_failed"]) for one in found["by_model"]] == [
        ("gpt-4o-mini", 3, 0),
        ("local", 1, 1),
    ]
    assert [one["cost_usd"] for one in found["by_day"]] == [0.75, 0]
    assert hide.person.display_name in [one["name"] for one in found["by_person"]]
    (accuracy,) = found["accuracy"]
    assert (accuracy["n_decided"], accuracy["n_first_confirmed"], accuracy["n_corrected"]) == (2, 1, 1)


def test_a_further_provider_is_a_class_and_a_line(client, hide, image, monkeypatch):
    @provider("census")
    class Census:
        def __init__(self, settings: ProviderSettings) -> None:
            self._timeout_s = settings.timeout_s

        def identify(self, question: Question) -> Answer:
            return Answer((Animal((Guess("Corvus corax", "Raven", confidence=0.9),)),))

    monkeypatch.setitem(KNOWN, "census", Known("census", "Counting", lambda _settings: None, lambda _settings: []))
    row = _work(_ask(client, hide, image, provider="census"))
    proposals = db.session.scalars(select(VisionProposal).where(VisionProposal.vision_job_id == row.id)).all()
    assert [(one.scientific_name, one.confidence) for one in proposals] == [("Corvus corax", 0.9)]


def test_providers_are_listed_with_the_reason_why_not(client, hide, app):
    found = client.get(f"/api/v1/vision/providers?group_id={hide.group.id}", headers=hide.viewer).json
    assert {one["name"]: one["is_available"] for one in found["providers"]} == {
        "openai": False, "local": False, "manual": True,
    }  # fmt: skip
    assert found["usual"] is None
    assert "no key" in found["providers"][0]["why_not"]
    assert found["user_budget"] == {"limit_usd": 10.0, "spent_usd": 0.0}
    stranger = client.get(f"/api/v1/vision/providers?group_id={hide.group.id}", headers=hide.stranger)
    assert stranger.status_code == 404
