"""Reading answers: structured ones with care, prose by the parser of names; nothing is made up."""

import json

import pytest

from ml.vision.answers import VisionError
from ml.vision.reading import MAX_ANIMALS, read_answer


def _read(*items):
    return read_answer(json.dumps({"animals": list(items)}))


@pytest.mark.parametrize("stated", [None, "0.9", True, 1.7, -0.1, 85, "high", [0.5]])
def test_confidence_is_as_stated_or_none(stated):
    items = [{"scientific_name": name, "confidence": stated} for name in ("Strix aluco", "Asio otus", "Bubo bubo")]
    assert [animal.guesses[0].confidence for animal in _read(*items)] == [None, None, None]


def test_confidence_does_not_depend_on_the_place_in_the_list():
    items = [{"scientific_name": "Strix aluco", "confidence": 0.2}, {"scientific_name": "Asio otus", "confidence": 0.9}]
    forwards, backwards = _read(*items), _read(*reversed(items))
    told = {animal.guesses[0].scientific_name: animal.guesses[0].confidence for animal in forwards}
    assert told == {animal.guesses[0].scientific_name: animal.guesses[0].confidence for animal in backwards}
    assert told == {"Strix aluco": 0.2, "Asio otus": 0.9}


@pytest.mark.parametrize(
    "prose", ["The animal is", "Unidentified bird", "No animals found", "I am not sure", "", "123", "<b>owl</b>"]
)
def test_what_is_not_a_name_names_nothing(prose):
    assert _read({"scientific_name": prose}) == ()


def test_a_common_name_alone_is_kept_without_a_scientific_one():
    ((guess,),) = [animal.guesses for animal in _read({"scientific_name": "some owl", "common_name": "Tawny owl"})]
    assert (guess.scientific_name, guess.common_name, guess.rank) == ("", "Tawny owl", "unknown")


def test_markdown_authors_and_case_are_taken_off():
    ((guess,),) = [animal.guesses for animal in _read({"scientific_name": "*Strix aluco* Linnaeus, 1758"})]
    assert guess.scientific_name == "Strix aluco"


def test_several_animals_are_all_kept_up_to_a_bound():
    names = [f"Turdus merul{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(30)]
    assert len(_read(*({"scientific_name": name} for name in names))) == MAX_ANIMALS


def test_the_same_name_twice_among_look_alikes_is_one():
    others = [{"scientific_name": "Strix aluco"}, {"scientific_name": "Asio otus"}]
    owl = {"scientific_name": "Strix aluco", "look_alikes": others}
    assert [guess.scientific_name for guess in _read(owl)[0].guesses] == ["Strix aluco", "Asio otus"]


@pytest.mark.parametrize("box", [[0, 0, 1], [0.5, 0, 0.2, 1], [0, 0, 2, 2], "all", [0, 0, None, 1], None, {}])
def test_a_box_that_is_none_is_left_out(box):
    assert _read({"scientific_name": "Strix aluco", "box": box})[0].box is None


@pytest.mark.parametrize("count", [0, -1, 2.5, "two", True, 10**9, None])
def test_a_count_that_is_none_is_one(count):
    assert _read({"scientific_name": "Strix aluco", "count": count})[0].n_individuals == 1


@pytest.mark.parametrize("item", ["Strix aluco", None, 5, []])
def test_items_of_another_shape_are_passed_over(item):
    assert _read(item, {"scientific_name": "Asio otus"})[0].guesses[0].scientific_name == "Asio otus"


def test_a_fence_around_the_json_is_taken_off():
    text = 'Here you are:\n```json\n{"animals": [{"scientific_name": "Strix aluco"}]}\n```'
    assert read_answer(text)[0].guesses[0].scientific_name == "Strix aluco"


def test_prose_that_sees_no_animal_is_an_answer():
    assert read_answer("There are no animals in this picture.") == ()


@pytest.mark.parametrize("text", ["A dark forest.", "{" * 5000, '{"animals": "none"}', "[]"])
def test_prose_without_a_name_is_unreadable(text):
    with pytest.raises(VisionError) as refusal:
        read_answer(text)
    assert refusal.value.code == "vision-unreadable"
