"""What the web process loads; how soon it is there is measured by `bench.platform`."""

import json
import subprocess
import sys
from pathlib import Path

from core.config import ROOT

HEAVY = (
    "pandas", "pyarrow", "sklearn", "scipy.signal", "scipy.stats", "matplotlib", "torch", "skops", "onnxruntime",
    "librosa",
)  # fmt: skip
"""Libraries that belong into workers: each costs tens of megabytes and most of a second."""

SCRIPT = """
import json, sys
from app import create_app
create_app(role="web")
print(json.dumps({"modules": sorted(sys.modules)}))
"""


def _start(folder: Path, redis_address: str) -> dict:
    import os

    environment = os.environ | {
        "FIELDSTATION_ENV": "test",
        "DATA_DIR": str(folder / "data"),
        "CHUNK_DIR": str(folder / "chunks"),
        "DATABASE_URL": f"sqlite:///{folder / 'web.sqlite3'}",
        "REDIS_URL": redis_address,
        "SOCKETIO_ASYNC_MODE": "threading",
        "LOG_LEVEL": "ERROR",
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_web_process_starts_light(tmp_path: Path, redis_address: str) -> None:
    found = _start(tmp_path, redis_address)
    heavy = [name for name in found["modules"] if any(name == h or name.startswith(f"{h}.") for h in HEAVY)]
    assert heavy == []
