"""The predecessor's pickles read without unpickling, and everything dangerous refused by its opcode."""

import io
import os
import pickle
import struct
import subprocess
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from processing.audio.formats import SegmentImport, read_segments
from processing.audio.formats import pickle_machine as machine
from processing.audio.formats.pickle_machine import PickleMachine
from processing.audio.intervals import Interval
from processing.errors import TableError

ONSETS, OFFSETS = [0.1, 0.5, 1.25], [0.2, 0.75, 1.5]
EXPECTED = [Interval(onset, offset) for onset, offset in zip(ONSETS, OFFSETS, strict=True)]
PROTOCOLS = range(6)


def read(tmp_path: Path, data: bytes) -> SegmentImport:
    path = tmp_path / "a.pkl"
    path.write_bytes(data)
    return read_segments(path, format_name="pickle")


def refusal(data: bytes) -> TableError:
    with pytest.raises(TableError) as caught:
        PickleMachine().run(data)
    return caught.value


def numpy_1(data: bytes) -> bytes:
    """The pickle as numpy 1 would have written it: its modules had no underscore."""
    for module in (b"multiarray", b"numeric"):
        new, old = b"numpy._core." + module, b"numpy.core." + module
        data = data.replace(b"\x8c" + bytes([len(new)]) + new, b"\x8c" + bytes([len(old)]) + old).replace(new, old)
    return data


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("kind", [list, tuple, np.array, lambda values: [np.float64(v) for v in values]])
def test_onsets_and_offsets_are_read_in_every_protocol(tmp_path: Path, protocol: int, kind: Any) -> None:
    data = pickle.dumps({"onsets": kind(ONSETS), "offsets": kind(OFFSETS)}, protocol=protocol)
    assert read(tmp_path, data).intervals == EXPECTED
    assert read_segments(tmp_path / "a.pkl").format == "pickle"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_arrays_of_numpy_1_are_read_too(tmp_path: Path, protocol: int) -> None:
    data = pickle.dumps({"onsets": np.array(ONSETS), "offsets": np.array(OFFSETS)}, protocol=protocol)
    old = numpy_1(data)
    assert old != data
    assert b"numpy._core" not in old
    assert read(tmp_path, old).intervals == EXPECTED


@pytest.mark.parametrize("dtype", ["<f8", ">f8", "<f4", "<i4", ">i2", "|u1", "<i8", "<f2"])
@pytest.mark.parametrize("protocol", [0, 2, 4, 5])
def test_every_plain_number_type_is_read(dtype: str, protocol: int) -> None:
    values = np.array([1, 2, 3], dtype)
    read = PickleMachine().run(pickle.dumps([values, values[:2]], protocol=protocol))
    assert read[0].values.tolist() == [1, 2, 3]
    assert read[1].values.tolist() == [1, 2]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_harmless_values_of_every_kind_come_back_as_they_were(protocol: int) -> None:
    value = {
        "a": [1, -1, 255, 65536, -(2**40), 2**70, 1.5, float("inf"), True, False, None],
        "b": ("x", "Käuzchen €", b"\x00\xff", b"", ()),
        "c": {1: "one", 2.5: [], "nested": {"deep": [[1]]}},
        "d": "x" * 70_000,
    }
    assert PickleMachine().run(pickle.dumps(value, protocol=protocol)) == value


def test_values_shared_through_the_memo_stay_shared() -> None:
    shared = np.array([1.0, 2.0])
    one, other = PickleMachine().run(pickle.dumps([shared, shared]))
    assert one is other
    assert one.values.tolist() == [1, 2]


def test_a_list_that_holds_itself_does_no_harm(tmp_path: Path) -> None:
    loop: list[Any] = []
    loop.append(loop)
    assert isinstance(PickleMachine().run(pickle.dumps(loop)), list)
    found = read(tmp_path, pickle.dumps({"onsets": loop, "offsets": [1.0]}))
    assert found.counts == {"not-a-number": 1}


def test_python_2_names_as_bytes_are_understood(tmp_path: Path) -> None:
    assert read(tmp_path, pickle.dumps({b"onsets": ONSETS, b"offsets": OFFSETS})).intervals == EXPECTED


def test_column_vectors_are_flattened(tmp_path: Path) -> None:
    data = pickle.dumps({"onsets": np.array(ONSETS)[:, None], "offsets": np.array(OFFSETS)[:, None]})
    assert read(tmp_path, data).intervals == EXPECTED


def test_bad_rows_are_refused_one_by_one(tmp_path: Path) -> None:
    data = pickle.dumps({"onsets": [0.1, "x", 2.0, 2**2000, np.nan], "offsets": [0.2, 1.0, 1.0, 1.0, 2.0]})
    found = read(tmp_path, data)
    assert found.intervals == [Interval(0.1, 0.2)]
    assert [(finding.row, finding.code) for finding in found.findings] == [
        (2, "not-a-number"), (3, "ends-before-it-begins"), (4, "not-a-number"), (5, "not-a-number"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ([1, 2], "not-a-table"),
        ({"onsets": [1.0]}, "not-a-table"),
        ({"onsets": [1.0], "offsets": "abc"}, "not-a-table"),
        ({"onsets": [1.0, 2.0], "offsets": [1.5]}, "lengths-differ"),
    ],
)
def test_other_contents_are_refused(tmp_path: Path, value: object, code: str) -> None:
    with pytest.raises(TableError) as caught:
        read(tmp_path, pickle.dumps(value))
    assert caught.value.code == code


class Shell:
    """What an attacker would send."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, ("touch /tmp/fieldstation-was-here",)


class Opener:
    def __reduce__(self) -> tuple[Any, ...]:
        return subprocess.Popen, (["true"],)


class Plain:
    """An object with a state, pickled by NEWOBJ and BUILD."""

    def __init__(self) -> None:
        self.x = 1


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize(
    "value",
    [
        Shell(), Opener(), Plain(), OrderedDict(a=1), range(3), complex(1, 2), frozenset({1}), print, int,
        np.array([object()], dtype=object), np.array([("a", 1)], dtype=[("n", "U1"), ("v", "i4")]),
        np.array(["a", "b"]), np.array(["2024-01-01"], dtype="M8[D]"), np.array([1j]), np.ma.array([1.0]),
        np.random.default_rng(0), Path("/etc/passwd"), slice(1, 2), bytearray(b"x") if os.name == "nt" else Ellipsis,
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_anything_that_is_no_container_number_text_or_plain_array_is_refused(value: object, protocol: int) -> None:
    error = refusal(pickle.dumps(value, protocol=protocol))
    assert error.code in ("unsafe-pickle", "broken-pickle")
    assert str(error.details["opcode"]) in error.message
    assert not Path("/tmp/fieldstation-was-here").exists()


def test_the_refusal_names_what_was_asked_for() -> None:
    error = refusal(pickle.dumps(Shell(), protocol=2))
    assert error.message.startswith("opcode GLOBAL at byte 2 asks for 'posix.system'")


@pytest.mark.parametrize(
    ("data", "opcode"),
    [
        (b"cos\nsystem\n(S'true'\ntR.", "GLOBAL"),
        (b"(S'true'\nios\nsystem\n.", "INST"),
        (b"(cos\nsystem\nS'true'\no.", "GLOBAL"),
        (b"(I1\no.", "OBJ"),
        (b"Pid\n.", "PERSID"),
        (b"I1\nQ.", "BINPERSID"),
        (b"\x80\x02\x82\x01.", "EXT1"),
        (b"\x80\x02\x83\x01\x01.", "EXT2"),
        (b"\x80\x02\x84\x01\0\0\0.", "EXT4"),
        (b"\x80\x02))\x81.", "NEWOBJ"),
        (b"\x80\x04))}\x92.", "NEWOBJ_EX"),
        (b"\x80\x05\x97.", "NEXT_BUFFER"),
        (b"\x80\x05\x97\x98.", "NEXT_BUFFER"),
        (b"\x80\x04\x8c\x02os\x8c\x06system\x93.", "STACK_GLOBAL"),
        (b"\x80\x04\x8c\x08builtins\x8c\x04eval\x93\x8c\x011\x85R.", "STACK_GLOBAL"),
        (b"}}b.", "BUILD"),
        (b"I1\n)R.", "REDUCE"),
        (b"cnumpy\nndarray\n}R.", "REDUCE"),
    ],
)
def test_each_dangerous_opcode_is_refused_by_name(data: bytes, opcode: str) -> None:
    error = refusal(data)
    assert (error.code, error.details["opcode"]) == ("unsafe-pickle", opcode)


@pytest.mark.parametrize(
    "data",
    [
        b"", b".", b"garbage", b"\x80\x04", b"\x80\x04]", b"\x80\x04]\x94", b"0.", b"a.", b"]a.", b"I1\nI2\na.", b"(.",
        b"((.", b"1.", b"e.", b"h\x07.", b"}(I1\nu.", b"(I1\nd.", b"t.", b"2.", b"(2.", b"\x85.", b"\x93.", b"(q\x00.",
        b"L1" + b"0" * 5_000 + b"L\n.", b"\x8e" + b"\xff" * 8 + b".", b"\x8b\xff\xff\xff\x7f.", b"X\xff\xff\xff\xff.",
        b"}]]s.", b"}()}I1\nu.", b"cnumpy\ndtype\n)R.", b"cnumpy\ndtype\n(I1\ntR.", b"cnumpy\nndarray\n)R.",
        b"cnumpy\ndtype\n(S'f8'\ntR}b.", b"cnumpy.core.multiarray\n_reconstruct\n(I1\ntR.",
        b"cnumpy.core.multiarray\nscalar\n(I1\nI2\ntR.", b"c_codecs\nencode\n(I1\ntR.", b"Fnan\nI1\n",
    ],
)  # fmt: skip
def test_a_pickle_that_makes_no_sense_is_called_broken(data: bytes) -> None:
    assert refusal(data).code == "broken-pickle"


def array_pickle(shape: tuple[Any, ...], code: str, raw: bytes, state: Any = None) -> bytes:
    """An array's pickle written by hand, so that its claims can lie."""
    out = io.BytesIO()
    out.write(b"\x80\x02cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n(K\x00tC\x01b\x87R(K\x01")
    out.write(pickle.dumps(shape, 2)[2:-1] + b"cnumpy\ndtype\n(X" + struct.pack("<I", len(code)) + code.encode())
    dtype_state = state or (3, "<", None, None, None, -1, -1, 0)
    out.write(b"\x89\x88tR" + pickle.dumps(dtype_state, 2)[2:-1] + b"b\x89B" + struct.pack("<I", len(raw)) + raw)
    out.write(b"tb.")
    return out.getvalue()


def test_the_hand_written_array_is_read() -> None:
    array = PickleMachine().run(array_pickle((2,), "f8", np.array([1.0, 2.0]).tobytes()))
    assert array.values.tolist() == [1, 2]


@pytest.mark.parametrize(
    "data",
    [
        array_pickle((10**9,), "f8", b""),
        array_pickle((3,), "f8", bytes(16)),
        array_pickle((-1,), "f8", b""),
        array_pickle((2**40, 2**40), "f8", b""),
        array_pickle((1, 1, 1, 1, 1), "f8", bytes(8)),
        array_pickle(("x",), "f8", bytes(8)),
        array_pickle((1,), "O8", bytes(8)),
        array_pickle((1,), "O", bytes(8)),
        array_pickle((1,), "V8", bytes(8)),
        array_pickle((1,), "U2", bytes(8)),
        array_pickle((1,), "f8,f8", bytes(16)),
        array_pickle((1,), "f8", bytes(8), (3, "<", None, ("a",), {}, -1, -1, 0)),
        array_pickle((1,), "f8", bytes(8), (3, "?", None, None, None, -1, -1, 0)),
    ],
)
def test_an_array_that_lies_about_itself_is_refused(data: bytes) -> None:
    assert refusal(data).code == "broken-pickle"


def test_the_budgets_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    cases: list[tuple[str, int, bytes]] = [
        ("MAX_BYTES", 10, pickle.dumps("x" * 100)),
        ("MAX_OPCODES", 50, pickle.dumps(list(range(100)))),
        ("MAX_MEMO", 5, pickle.dumps([str(i) for i in range(10)])),
        ("MAX_STACK", 50, pickle.dumps(tuple(range(100)))),
        ("MAX_NESTING", 5, pickle.dumps([[[[[[[[1]]]]]]]])),
        ("MAX_NESTING", 5, b"\x80\x02)" + b"\x85" * 10 + b"."),
        ("MAX_NESTING", 5, b"(" * 10 + b"."),
    ]
    for name, limit, data in cases:
        with monkeypatch.context() as patch:
            patch.setattr(machine, name, limit)
            assert refusal(data).code == "too-large"


def test_ordinary_files_stay_far_below_the_budgets(tmp_path: Path) -> None:
    onsets = [i * 0.01 for i in range(200_000)]
    found = read(tmp_path, pickle.dumps({"onsets": onsets, "offsets": [onset + 0.005 for onset in onsets]}))
    assert len(found.intervals) == 200_000


@pytest.mark.parametrize(
    "data",
    [
        b"\x80\x02" + b"]" * 100_000 + b"a" * 99_999 + b".",
        b"\x80\x02)" + b"\x85" * 200_000 + b".",
        b"(" * 100_000 + b"t" * 99_999 + b".",
        b"}" + b"(" * 30 + b")" + b"\x85" * 100_000 + b"I1\n" + b"u.",
    ],
)
def test_deep_nesting_never_reaches_the_interpreters_own_stack(data: bytes) -> None:
    assert refusal(data).code in ("too-large", "broken-pickle")


@pytest.mark.parametrize("seed", range(100))
def test_random_bytes_give_a_value_or_a_table_error(seed: int) -> None:
    rng = np.random.default_rng(seed)
    data = bytearray(pickle.dumps({"onsets": np.array(ONSETS), "offsets": OFFSETS}, protocol=seed % 6))
    for position in rng.integers(0, len(data), size=4):
        data[position] = rng.integers(0, 256)
    try:
        PickleMachine().run(bytes(data))
    except TableError as error:
        code = error.code
    else:
        code = "read"
    assert code in ("read", "unsafe-pickle", "broken-pickle", "too-large")
