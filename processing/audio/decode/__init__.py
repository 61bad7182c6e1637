"""Sound files as samples: opened by content, read in blocks, refused with a reason.

`open_audio` gives an `Audio`, `probe` its header alone, `verify` reads every sample once.
"""

from processing.audio.decode.audio import Audio, Block, open_audio, probe, verify
from processing.audio.decode.header import AudioInfo

__all__ = ["Audio", "AudioInfo", "Block", "open_audio", "probe", "verify"]
