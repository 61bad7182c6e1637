"""What a recording says about itself: when, where, with what; and GUANO written back on export.

`read_metadata` merges every source it finds and says which field came from where.
"""

from processing.audio.metadata.claims import Claims
from processing.audio.metadata.guano import format_guano, parse_guano
from processing.audio.metadata.guano_writer import describe_as_guano, write_guano
from processing.audio.metadata.recording import RecordingMetadata, read_metadata

__all__ = [
    "Claims",
    "RecordingMetadata",
    "describe_as_guano",
    "format_guano",
    "parse_guano",
    "read_metadata",
    "write_guano",
]
