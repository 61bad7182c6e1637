"""Work on untrusted bytes in a process of its own, with limits on memory, time and files.

`run` calls a function there and gives its result. A file that crashes, fills or stalls its reader ends that
process and nothing else. `nursery.start` keeps an interpreter ready, so that a call costs milliseconds.
"""

from processing.bounded.calls import BoundedError, Limits, run

__all__ = ["BoundedError", "Limits", "run"]
