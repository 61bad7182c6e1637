"""A classifier that the operator drops in: its own probabilities, its labels, and what is said when it does not fit."""

import io
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ml.vision import local  # noqa: F401 (registers the provider)
from ml.vision.answers import Question, VisionError
from ml.vision.onnx_classifier import classify
from ml.vision.providers import ProviderSettings, make_provider

LABELS = "Cardinalis cardinalis,Northern cardinal\nHyla arborea,European tree frog\nbackground\n"


def _field(number: int, value: bytes | int) -> bytes:
    """One field of a protocol buffer."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    found = b""
    while value > 127:
        found, value = found + bytes([value & 127 | 128]), value >> 7
    return found + bytes([value])


def _node(kind: str, inputs: list[str], output: str) -> bytes:
    names = b"".join(_field(1, name.encode()) for name in inputs)
    return _field(1, names + _field(2, output.encode()) + _field(4, kind.encode()))


def _value(name: str, dims: list[int]) -> bytes:
    shape = b"".join(_field(1, _field(1, size)) for size in dims)
    return _field(1, name.encode()) + _field(2, _field(1, _field(1, 1) + _field(2, shape)))


def model(n_classes: int = 3) -> bytes:
    """An ONNX file that scores a picture by its mean red, green and blue."""
    weights = (np.eye(3, n_classes) * 6).astype("<f4")
    tensor = _field(1, 3) + _field(1, n_classes) + _field(2, 1) + _field(8, b"w") + _field(9, weights.tobytes())
    nodes = _node("GlobalAveragePool", ["x"], "p") + _node("Flatten", ["p"], "f") + _node("MatMul", ["f", "w"], "y")
    edges = _field(11, _value("x", [1, 3, 32, 32])) + _field(12, _value("y", [1, n_classes]))
    graph = nodes + _field(2, b"g") + _field(5, tensor) + edges
    return _field(1, 8) + _field(8, _field(1, b"") + _field(2, 13)) + _field(7, graph)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "model.onnx").write_bytes(model())
    (tmp_path / "labels.csv").write_text(LABELS)
    return str(tmp_path / "model.onnx"), str(tmp_path / "labels.csv")


def _picture(colour: tuple[int, int, int]) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (90, 60), colour).save(buffer, "WEBP")
    return buffer.getvalue()


def test_without_the_runtime_it_says_what_to_install(files, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(VisionError, match="Install onnxruntime") as refusal:
        classify(_picture((200, 20, 20)), *files)
    assert refusal.value.code == "vision-onnx-missing"


def test_the_likeliest_classes_come_with_the_models_probabilities(files):
    pytest.importorskip("onnxruntime")
    first, *_others = classify(_picture((230, 20, 20)), *files)
    assert (first.scientific_name, first.common_name) == ("Cardinalis cardinalis", "Northern cardinal")
    assert 0.9 < first.confidence <= 1


def test_a_class_that_is_no_name_is_passed_over(files):
    pytest.importorskip("onnxruntime")
    assert [guess.scientific_name for guess in classify(_picture((10, 10, 240)), *files)] == []


def test_the_local_provider_asks_it_without_any_confirmed_picture(files):
    pytest.importorskip("onnxruntime")
    provider = make_provider("local", ProviderSettings(onnx_model=files[0], onnx_labels=files[1]))
    (frog,) = provider.identify(Question(_picture((20, 230, 20)))).animals
    assert frog.guesses[0].scientific_name == "Hyla arborea"


@pytest.mark.parametrize("spoil", ["model", "labels", "missing"])
def test_what_does_not_fit_is_told(spoil, files, tmp_path):
    pytest.importorskip("onnxruntime")
    if spoil == "model":
        Path(files[0]).write_bytes(b"\x08\x08 no model " + struct.pack("<d", 1.0))
    elif spoil == "labels":
        Path(files[1]).write_text("Hyla arborea\n")
    labels = str(tmp_path / "nowhere.csv") if spoil == "missing" else files[1]
    with pytest.raises(VisionError) as refusal:
        classify(_picture((20, 230, 20)), files[0], labels)
    assert refusal.value.code == "vision-onnx-unusable"
