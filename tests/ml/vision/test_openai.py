"""The openai provider through the official SDK against a server on this machine."""

import base64
import io
import json

import pytest
from PIL import Image

from ml.vision import openai_provider  # noqa: F401 (registers the provider)
from ml.vision.answers import PassingVisionError, Question, VisionError
from ml.vision.providers import ProviderSettings, make_provider
from ml.vision.reading import SCHEMA
from tests.images.vision_server import animals, completion, failure

OWL = {
    "scientific_name": "Strix aluco", "common_name": "Tawny owl", "confidence": 0.83, "count": 2,
    "box": [0.1, 0.2, 0.6, 0.9], "reason": "Round head.",
    "look_alikes": [{"scientific_name": "Asio otus", "common_name": "Long-eared owl", "confidence": 0.1}],
}  # fmt: skip


def _ask(speaker, picture, *, model="gpt-4o-mini", timeout_s=10.0, **question):
    settings = ProviderSettings(api_key="sk-test", base_url=speaker.url, model=model, timeout_s=timeout_s)
    return make_provider("openai", settings).identify(Question(picture, **question))


def test_a_structured_answer_is_read(speaker, picture):
    speaker.says(animals(OWL))
    answer = _ask(speaker, picture)
    (owl,) = answer.animals
    assert [(one.scientific_name, one.confidence) for one in owl.guesses] == [("Strix aluco", 0.83), ("Asio otus", 0.1)]
    assert (owl.n_individuals, owl.box) == (2, (0.1, 0.2, 0.6, 0.9))
    assert (answer.usage.tokens_in, answer.usage.tokens_out, answer.model) == (900, 100, "gpt-4o-mini-2024-07-18")
    assert speaker.keys == ["Bearer sk-test"]


def test_the_picture_goes_as_a_plain_jpeg_with_the_schema(speaker, picture):
    speaker.says(animals(OWL))
    _ask(speaker, picture, detail="low")
    asked = speaker.requests[0]
    assert asked["response_format"]["json_schema"] == {"name": "animals", "strict": True, "schema": SCHEMA}
    text, shown = asked["messages"][1]["content"]
    assert text["text"] == "Which animals are in this picture?"
    assert shown["image_url"]["detail"] == "low"
    head, encoded = shown["image_url"]["url"].split(",")
    assert head == "data:image/jpeg;base64"
    sent = Image.open(io.BytesIO(base64.b64decode(encoded)))
    assert (max(sent.size), dict(sent.getexif())) == (768, {})


def test_place_and_date_are_told_only_when_they_are_given(speaker, picture):
    speaker.says(animals(OWL))
    _ask(speaker, picture, taken="2026-06-12 21:40", place="latitude 46.5, longitude 13.2")
    told = speaker.requests[0]["messages"][1]["content"][0]["text"]
    assert "2026-06-12 21:40" in told
    assert "latitude 46.5" in told


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("gpt-4o-mini", "max_tokens"), ("gpt-4.1", "max_tokens"), ("chatgpt-4o-latest", "max_tokens"),
        ("gpt-5-mini", "max_completion_tokens"), ("o3", "max_completion_tokens"), ("o4-mini", "max_completion_tokens"),
        ("llava", "max_completion_tokens"),
    ],
)  # fmt: skip
def test_each_family_is_told_the_length_in_its_own_word(model, name, speaker, picture):
    speaker.says(animals(OWL))
    _ask(speaker, picture, model=model)
    other = {"max_tokens", "max_completion_tokens"} - {name}
    assert name in speaker.requests[0]
    assert not other & set(speaker.requests[0])


def test_an_unknown_model_that_knows_only_the_older_word_gets_it(speaker, picture):
    refusal = failure(400, "Unrecognized request argument supplied: max_completion_tokens")
    speaker.says(refusal, animals(OWL))
    answer = _ask(speaker, picture, model="llava")
    assert answer.animals[0].guesses[0].scientific_name == "Strix aluco"
    assert ["max_tokens" in asked for asked in speaker.requests] == [False, True]


def test_a_model_that_wants_the_newer_word_gets_it(speaker, picture):
    message = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."
    speaker.says(failure(400, message, param="max_tokens", code="unsupported_parameter"), animals(OWL))
    _ask(speaker, picture, model="gpt-4.9")
    assert "max_completion_tokens" in speaker.requests[1]


def test_a_server_without_schemas_is_asked_without_and_its_prose_is_read(speaker, picture):
    prose = "In the oak I see:\n1. **Strix aluco** (Tawny owl), 83% sure\n2. *Polygonia c-album*\nBoth rest."
    speaker.says(failure(400, "response_format of type json_schema is not supported"), completion(prose))
    answer = _ask(speaker, picture)
    assert "response_format" not in speaker.requests[1]
    named = [(one.guesses[0].scientific_name, one.guesses[0].confidence) for one in answer.animals]
    assert named == [("Strix aluco", 0.83), ("Polygonia c-album", None)]


def test_it_gives_up_after_three_requests(speaker, picture):
    speaker.says(failure(400, "max_tokens and max_completion_tokens and response_format are all wrong"))
    with pytest.raises(VisionError) as refusal:
        _ask(speaker, picture)
    assert refusal.value.code == "vision-request-refused"
    assert len(speaker.requests) == 3


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (401, "invalid_api_key", "vision-key-refused"), (403, None, "vision-key-refused"),
        (404, "model_not_found", "vision-model-unknown"), (429, "insufficient_quota", "vision-quota"),
        (400, "content_policy_violation", "vision-filtered"), (400, "image_parse_error", "vision-request-refused"),
        (422, None, "vision-request-refused"),
    ],
)  # fmt: skip
def test_what_would_fail_again_fails_for_good_after_one_request(status, code, told, speaker, picture):
    speaker.says(failure(status, "no", code=code))
    with pytest.raises(VisionError) as refusal:
        _ask(speaker, picture)
    assert refusal.value.code == told
    assert len(speaker.requests) == 1


@pytest.mark.parametrize(
    ("answer", "code", "wait_s"),
    [
        (failure(429, "slow down", code="rate_limit_exceeded", Retry_After="77"), "vision-busy", 77.0),
        (failure(429, "slow down", code="rate_limit_exceeded"), "vision-busy", None),
        (failure(500, "oops"), "vision-unavailable", None),
        (failure(503, "later", Retry_After="soon"), "vision-unavailable", None),
    ],
)
def test_what_may_pass_is_told_as_passing_with_the_wait_asked_for(answer, code, wait_s, speaker, picture):
    speaker.says(answer)
    with pytest.raises(PassingVisionError) as fault:
        _ask(speaker, picture)
    assert (fault.value.code, fault.value.retry_after_s) == (code, wait_s)
    assert len(speaker.requests) == 1


def test_a_server_that_never_answers_is_a_passing_timeout(speaker, picture):
    speaker.is_silent.set()
    with pytest.raises(PassingVisionError) as fault:
        _ask(speaker, picture, timeout_s=0.2)
    assert fault.value.code == "vision-timeout"


def test_an_address_where_nobody_is_passes_too(picture):
    settings = ProviderSettings(base_url="http://127.0.0.1:9/v1", model="llava", timeout_s=2)
    with pytest.raises(PassingVisionError) as fault:
        make_provider("openai", settings).identify(Question(picture))
    assert fault.value.code == "vision-unreachable"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (completion('{"animals": [', finish="length"), "vision-truncated"),
        (completion(None, refusal="I cannot help with that."), "vision-refused"),
        (completion("", finish="content_filter"), "vision-filtered"),
        (completion(""), "vision-unreadable"),
        (completion('{"animals": [{'), "vision-unreadable"),
        (completion("The picture is quite dark."), "vision-unreadable"),
    ],
)
def test_an_answer_that_is_none_fails_and_counts_what_it_cost(answer, code, speaker, picture):
    speaker.says(answer)
    with pytest.raises(VisionError) as refusal:
        _ask(speaker, picture)
    assert refusal.value.code == code
    assert refusal.value.usage.tokens_in == 900


@pytest.mark.parametrize("body", [b"<html>not JSON</html>", b"{", b"[]", b'"text"', b'{"choices": null}'])
def test_a_body_that_is_not_the_protocol_is_unreadable(body, speaker, picture):
    speaker.says((200, body, {}))
    with pytest.raises(VisionError) as refusal:
        _ask(speaker, picture)
    assert refusal.value.code == "vision-unreadable"


def test_no_animal_is_an_answer(speaker, picture):
    speaker.says(animals())
    assert _ask(speaker, picture).animals == ()


def test_a_server_of_ones_own_needs_no_key(speaker, picture):
    speaker.says(animals(OWL))
    settings = ProviderSettings(base_url=speaker.url, model="llava")
    assert make_provider("openai", settings).identify(Question(picture)).animals
    assert "sk-" not in json.dumps(speaker.keys)
