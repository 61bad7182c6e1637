"""The sentence an AudioMoth writes into a WAV's INFO comment, in every wording from firmware 1.0 to 1.11.

The wordings differ in small ways from release to release (setHeaderComment in the firmware's main.c), so
each fact is looked for by itself rather than the sentence matched as a whole.
"""

import re
from datetime import UTC, datetime

from processing.audio.metadata.claims import Claims, clean_text
from processing.audio.metadata.timestamp import make_time, parse_zone

_RECORDED = re.compile(
    r"Recorded at (\d{2}):(\d{2}):(\d{2})(?:\.(\d{3}))? (\d{2})/(\d{2})/(\d{4})"
    r"(?: \(UTC([+-]\d{1,2}(?::\d{2})?)?\))?"
)
_DEVICE = re.compile(r"AudioMoth ([0-9A-Fa-f]{16})")
_DEPLOYMENT = re.compile(r"during deployment ([0-9A-Fa-f]{16})")
_GAIN_NUMBER = re.compile(r"at gain setting (\d)")
_GAIN_WORD = re.compile(r"at (low-medium|medium-high|low|medium|high) gain")
_BATTERY = re.compile(r"battery (?:state )?was (?:less than |greater than |[<>] ?)?(\d{1,2}\.\d)V")
_TEMPERATURE = re.compile(r"temperature was (-?\d{1,3}\.\d)C")

_GAIN_WORDS = ("low", "low-medium", "medium", "medium-high", "high")
"""Gain settings 0 to 4, by number up to firmware 1.3 and by word since."""


def audiomoth_claims(comment: str, artist: str | None = None) -> Claims | None:
    """What an AudioMoth's comment claims; None if it is not an AudioMoth's.

    comment : the ICMT text. The time is aware: up to firmware 1.2.0 it is UTC, later the offset is given
        and no offset means UTC.
    artist : the IART text, which names the device where the comment names a deployment instead.
    """
    when = _RECORDED.search(comment)
    if when is None:
        return None
    device = _DEVICE.search(comment) or _DEVICE.search(artist or "")
    deployment = _DEPLOYMENT.search(comment)
    if device is None and deployment is None:
        return None
    battery, temperature = _BATTERY.search(comment), _TEMPERATURE.search(comment)
    return Claims(
        recorded_at=_recorded_at(when),
        device="Open Acoustic Devices AudioMoth",
        serial=device[1].upper() if device else None,
        microphone="external" if "using external microphone" in comment else None,
        gain=_gain(comment),
        deployment=deployment[1].upper() if deployment else None,
        temperature_c=float(temperature[1]) if temperature else None,
        battery_v=float(battery[1]) if battery else None,
        comment=clean_text(comment),
    )


def _recorded_at(found: re.Match[str]) -> datetime | None:
    hour, minute, second, millis, day, month, year, offset = found.groups()
    time = make_time((year, month, day, hour, minute, second), micros=int(millis or 0) * 1000)
    if time is None:
        return None
    try:
        return time.replace(tzinfo=parse_zone(offset) or UTC)
    except ValueError:
        return None


def _gain(comment: str) -> str | None:
    if word := _GAIN_WORD.search(comment):
        return word[1]
    number = _GAIN_NUMBER.search(comment)
    return _GAIN_WORDS[int(number[1])] if number and int(number[1]) < len(_GAIN_WORDS) else None
