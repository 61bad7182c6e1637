"""What in a module is written for people and what for machines: the rules by which texts are found."""

from __future__ import annotations

import re


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


IN_TEMPLATES = words(
    "title label aria-label aria-roledescription placeholder alt hint why what lede unit action text face x y column"
)
"""Attributes whose values people read, as static/js/lib/templates.js has them."""

READ = IN_TEMPLATES | words("name trail empty about noun")
"""Those, and what components show of what they are given."""

VERBATIM = words("code kbd pre samp")
"""Elements whose text is for machines."""

NAMES = frozenset((("Figure", "name"), ("StateTag", "title")))
"""Components that translate an attribute which elsewhere is a name."""

MACHINE = words(
    "class style href id key type role d icon tone ref src for name value checked disabled selected autocomplete width"
    " height aria-current aria-expanded aria-pressed aria-sort aria-busy aria-live aria-selected inputmode"
)
"""Attributes whose values are for the browser."""

SHOWN_BESIDE = {
    "label": ("id", "value", "href", "name", "cell"),
    "about": ("cell",),
    "hint": ("name",),
    "unit": ("id",),
}
"""Members of the tables of columns, filters, choices, tabs and fields, each with the members that make it one of those:
the component that shows such a table translates it."""

QUESTION = words("title text action")
"""Members of what `askFirst` is given."""

TAKES_TEXT = {"say(": (0,), "sayError(": (1,), "useKeys(": (0,), "t(": (0, 1, 2, 3)}
"""Calls that translate what they are given, by the position of the text."""

TAKES_NAMES = words(
    "useGet useList useResource get post patch put delete download join querySelector querySelectorAll getItem setItem"
    " addEventListener removeEventListener setAttribute getAttribute includes startsWith endsWith split replace"
    " replaceAll padStart padEnd has closest matches navigate setQuery request createElement getContext import toggle"
    " add remove field var colour token style set on emit raw Number matchMedia URL RegExp getPropertyValue"
    " dispatchEvent CustomEvent fetch allRows getTagged writeTagged append getElementById f test exec match open"
    " element el"
)
"""Calls that take addresses, selectors, keys and names, never a text."""

NOT_TEXT = re.compile(
    r"scaleX|\dpx\b|^fieldstation\.|color-mix|^button|^data-headcell|^frame |^notice |^dialog |^mono |^meter "
    r"|^brightness|^rotate|^rgb|sans-serif|monospace|^a-repertoire|^[a-z]+-[a-z-]+( [a-z-]+)*$|^\d \d |1fr"
    r"|^(Backspace|Arrow\w+|Space|Escape|Esc|Ctrl|Enter|Edge|Chrome|Page\w+|Home|End)$|\}Space$"
    r"|^Ctrl |^shift |^alt |^home end|^u, shift"
    r"|· Fieldstation$|^Fieldstation$|Error$|^cloud-|^curve-|^Pl\. |\{0\} Hz$|^/"
    r"|^(Antarctica|model dashed)$"
    r"|^(viewer|annotator|editor|admin|settings|row|star|moss|brick|ochre|plain)$"
    r"|^(failed|succeeded|running|queued|cancelled|ready|done|open|rejected|skipped|closed)$"
)
"""Class names, keys, fonts, states and addresses that look like texts."""

OWN_WORDS = words(
    "lib/qr.js lib/words.js lib/templates.js lib/station_words.js viewer/wav.js viewer/overlay.js service_worker.js"
)
"""Modules whose literals nobody reads: the mechanism itself, drawing, a worker, faults of the program."""
