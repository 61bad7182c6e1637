"""Reads what a pickle holds without running it: an interpreter for the harmless opcodes, and no other.

Python's own unpickler calls whatever a file names. Here nothing is ever imported or called by name: the
opcodes are walked with `pickletools.genops`, containers, numbers and texts are rebuilt from them, and the
few forms in which numpy writes a plain numeric array are recognised (`pickle_arrays`). Any other opcode,
any other name, any excess of a budget ends the reading with a TableError that names the opcode.
"""

import pickletools
from collections.abc import Callable
from typing import Any, Final, NoReturn

from processing.audio.formats.pickle_arrays import ALLOWED_NAMES, Name, PlainArray, PlainDtype, call
from processing.errors import TableError

MAX_BYTES = 128 << 20
"""Largest pickle read: 128 MB, two arrays of 8 million numbers."""

MAX_OPCODES = 8_000_000
"""Most opcodes walked: two lists of a million numbers take 4 million, memo entries included."""

MAX_MEMO = 2_000_000
"""Most memo entries: one a container or text, and lists of floats have none."""

MAX_STACK = 2_000_000
"""Most values waiting on the stack: a tuple's items all wait at once."""

MAX_NESTING = 32
"""Deepest nesting of containers and marks; what we look for has 2."""

_MARK: Final = object()


class PickleMachine:
    """Walks one pickle; `run` gives the value it holds."""

    def __init__(self) -> None:
        self._stack: list[Any] = []
        self._marks: list[int] = []
        self._memo: dict[int, Any] = {}
        self._depths: dict[int, tuple[Any, int]] = {}
        self._opcode = ""
        self._position: int | None = 0

    def run(self, data: bytes) -> Any:
        """The value a pickle holds: dict, list, tuple, str, bytes, int, float, bool, None or ndarray.

        Raises TableError: unsafe-pickle for an opcode or a name that is not allowed, broken-pickle for one
        that makes no sense, too-large beyond a budget.
        """
        if len(data) > MAX_BYTES:
            raise TableError("too-large", f"expected a pickle of at most {MAX_BYTES:,} bytes, found {len(data):,}")
        try:
            for count, (opcode, argument, position) in enumerate(pickletools.genops(data)):
                self._opcode, self._position = opcode.name, position
                if count >= MAX_OPCODES:
                    self._exceed(f"more than {MAX_OPCODES:,} opcodes")
                if opcode.name == "STOP":
                    return self._pop()
                self._step(opcode.name, argument)
        except (ValueError, IndexError, KeyError, TypeError, OverflowError, AttributeError) as error:
            raise self._error("broken-pickle", f"makes no sense: {error}") from error
        raise self._error("broken-pickle", "is not followed by STOP")

    def _step(self, name: str, argument: Any) -> None:
        if name in _IGNORED:
            return
        if name in _CONSTANTS:
            self._push(_CONSTANTS[name])
        elif name in _LITERALS:
            self._push(argument)
        elif (handler := _HANDLERS.get(name)) is not None:
            handler(self, argument)
        else:
            raise self._error("unsafe-pickle", "is not allowed: only containers, numbers, texts and plain arrays are")

    def _push(self, value: Any) -> None:
        if len(self._stack) >= MAX_STACK:
            self._exceed(f"more than {MAX_STACK:,} values at once")
        self._stack.append(value)

    def _pop(self) -> Any:
        if not self._stack or self._stack[-1] is _MARK:
            raise ValueError("the stack is empty")
        return self._stack.pop()

    def _pop_to_mark(self) -> list[Any]:
        start = self._marks.pop()
        items = self._stack[start + 1 :]
        del self._stack[start:]
        return items

    def _mark(self, _: Any) -> None:
        if len(self._marks) >= MAX_NESTING:
            self._exceed(f"marks more than {MAX_NESTING} deep")
        self._marks.append(len(self._stack))
        self._push(_MARK)

    def _push_container(self, value: Any, items: list[Any]) -> None:
        """Push a container; no deeper than allowed, so that nothing later recurses without end."""
        self._depths[id(value)] = (value, 0)
        self._deepen(value, items)
        self._push(value)

    def _deepen(self, container: Any, items: list[Any]) -> None:
        depth = max((self._depths.get(id(item), (None, -1))[1] + 1 for item in items), default=0)
        known = self._depths.get(id(container), (None, 0))[1]
        if max(depth, known) > MAX_NESTING:
            self._exceed(f"containers more than {MAX_NESTING} deep")
        self._depths[id(container)] = (container, max(depth, known))

    def _top(self, kind: type) -> Any:
        """The container on top of the stack, if it is of the kind the opcode works on."""
        container = self._stack[-1]
        if type(container) is not kind:
            raise ValueError(f"expected a {kind.__name__} on the stack, found a {type(container).__name__}")
        return container

    def _extend(self, items: list[Any]) -> None:
        target = self._top(list)
        self._deepen(target, items)
        target.extend(items)

    def _update(self, items: list[Any]) -> None:
        target = self._top(dict)
        self._deepen(target, items)
        self._fill(target, items)

    def _fill(self, target: dict[Any, Any], items: list[Any]) -> None:
        if len(items) % 2:
            raise ValueError("a key has no value")
        for key, value in zip(items[::2], items[1::2], strict=True):
            _check_key(key)
            target[key] = value

    def _append(self, _: Any) -> None:
        item = self._pop()
        self._extend([item])

    def _set_item(self, _: Any) -> None:
        value, key = self._pop(), self._pop()
        self._update([key, value])

    def _tuple(self, n: int) -> None:
        items = [self._pop() for _ in range(n)][::-1]
        self._push_container(tuple(items), items)

    def _marked_list(self, _: Any) -> None:
        items = self._pop_to_mark()
        self._push_container(items, items)

    def _marked_tuple(self, _: Any) -> None:
        items = self._pop_to_mark()
        self._push_container(tuple(items), items)

    def _marked_dict(self, _: Any) -> None:
        items = self._pop_to_mark()
        target: dict[Any, Any] = {}
        self._fill(target, items)
        self._push_container(target, items)

    def _put(self, key: int) -> None:
        if len(self._memo) >= MAX_MEMO:
            self._exceed(f"more than {MAX_MEMO:,} memo entries")
        if self._stack[-1] is _MARK:
            raise ValueError("a mark cannot be remembered")
        self._memo[key] = self._stack[-1]

    def _name(self, dotted: str) -> None:
        if dotted not in ALLOWED_NAMES:
            raise self._error("unsafe-pickle", f"asks for {dotted[:80]!r}, which is not allowed")
        self._push(Name(dotted))

    def _global(self, argument: str) -> None:
        self._name(argument.replace(" ", ".", 1))

    def _stack_global(self, _: Any) -> None:
        name, module = self._pop(), self._pop()
        if type(name) is not str or type(module) is not str:
            raise ValueError("expected a module and a name as texts")
        self._name(f"{module}.{name}")

    def _reduce(self, _: Any) -> None:
        arguments, function = self._pop(), self._pop()
        if not isinstance(function, Name) or type(arguments) is not tuple:
            raise self._error("unsafe-pickle", "calls something that is not allowed")
        self._push(call(function, arguments))

    def _build(self, _: Any) -> None:
        """Set the state of the array or type on the stack, in place: the memo may hold it too."""
        state, target = self._pop(), self._stack[-1]
        if not isinstance(target, PlainArray | PlainDtype):
            raise self._error("unsafe-pickle", "sets the state of something that is not an array")
        target.set_state(state)

    def _discard(self, _: Any) -> None:
        if self._stack[-1] is _MARK:
            self._marks.pop()
        self._stack.pop()

    def _discard_to_mark(self, _: Any) -> None:
        self._pop_to_mark()

    def _duplicate(self, _: Any) -> None:
        top = self._pop()
        self._push(top)
        self._push(top)

    def _get(self, key: int) -> None:
        self._push(self._memo[key])

    def _memoize(self, _: Any) -> None:
        self._put(len(self._memo))

    def _empty(self, kind: type) -> None:
        self._push_container(kind(), [])

    def _add_items(self, _: Any) -> None:
        items = self._pop_to_mark()
        target = self._top(set)
        for item in items:
            _check_key(item)
        target.update(items)

    def _exceed(self, what: str) -> NoReturn:
        raise self._error("too-large", f"goes beyond what is read: {what}")

    def _error(self, code: str, what: str) -> TableError:
        message = f"opcode {self._opcode} at byte {self._position} {what}"
        return TableError(code, message, opcode=self._opcode, position=self._position)


_IGNORED = {"PROTO", "FRAME"}

_CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}

_LITERALS = {
    "INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT",
    "STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8",
    "BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8",
}  # fmt: skip
"""Opcodes whose argument is the value."""

_HANDLERS: dict[str, Callable[[PickleMachine, Any], None]] = {
    "MARK": PickleMachine._mark,
    "POP": PickleMachine._discard,
    "POP_MARK": PickleMachine._discard_to_mark,
    "DUP": PickleMachine._duplicate,
    "EMPTY_LIST": lambda machine, _: machine._empty(list),
    "EMPTY_DICT": lambda machine, _: machine._empty(dict),
    "EMPTY_TUPLE": lambda machine, _: machine._empty(tuple),
    "EMPTY_SET": lambda machine, _: machine._empty(set),
    "LIST": PickleMachine._marked_list,
    "TUPLE": PickleMachine._marked_tuple,
    "DICT": PickleMachine._marked_dict,
    "TUPLE1": lambda machine, _: machine._tuple(1),
    "TUPLE2": lambda machine, _: machine._tuple(2),
    "TUPLE3": lambda machine, _: machine._tuple(3),
    "APPEND": PickleMachine._append,
    "APPENDS": lambda machine, _: machine._extend(machine._pop_to_mark()),
    "SETITEM": PickleMachine._set_item,
    "SETITEMS": lambda machine, _: machine._update(machine._pop_to_mark()),
    "ADDITEMS": PickleMachine._add_items,
    "PUT": PickleMachine._put,
    "BINPUT": PickleMachine._put,
    "LONG_BINPUT": PickleMachine._put,
    "MEMOIZE": PickleMachine._memoize,
    "GET": PickleMachine._get,
    "BINGET": PickleMachine._get,
    "LONG_BINGET": PickleMachine._get,
    "GLOBAL": PickleMachine._global,
    "STACK_GLOBAL": PickleMachine._stack_global,
    "REDUCE": PickleMachine._reduce,
    "BUILD": PickleMachine._build,
}
"""What each remaining opcode does. Not here, hence refused: INST, OBJ, NEWOBJ, NEWOBJ_EX, PERSID, BINPERSID,
EXT1, EXT2, EXT4, NEXT_BUFFER, READONLY_BUFFER, FROZENSET."""


def _check_key(key: object) -> None:
    """Only texts and numbers are hashed: hashing a deep tuple recurses without a limit."""
    if not isinstance(key, str | bytes | int | float | None):
        raise ValueError(f"expected a text or number as key, found a {type(key).__name__}")
