"""Several of everything behind nginx, each a real process: what a station of several machines is, on one."""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

from app import create_app
from core.access import Role
from core.config import ROOT, Settings
from core.db import db
from tests import processes
from tests.conftest import make_settings
from tests.factories import Factory
from tests.live import free_port, kill_group

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

N_WEB, N_WORKERS = 2, 2

RECIPE = {"segment": {"method": "adaptive", "preset": "echolocation", "params": {}}, "classify": None}
"""What is done to every recording of the project on arrival."""

AROUND = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    log_format served '$upstream_addr $request';
    access_log {folder}/served.log served;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u;
    scgi_temp_path {folder}/s;
    include {folder}/fieldstation.conf;
}}
"""
"""What the system's own configuration has around ours."""


@dataclass
class Cluster:
    """The running processes, and an editor with a project and a key."""

    settings: Settings
    folder: Path
    url: str
    ports: list[int]
    group_id: str
    project_id: str
    key: str
    web: dict[int, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    @property
    def maintenance(self) -> Path:
        return self.folder / "run" / "maintenance"

    def start_web(self, *ports: int) -> None:
        for port in ports:
            settings = self.settings.model_copy(update={"port": port})
            self.web[port] = processes.start(settings, "-m", "gunicorn", log=self.folder / f"web-{port}.log")
        for port in ports:
            address = f"http://127.0.0.1:{port}/health"
            processes.wait_until(lambda url=address: _answers(url), seconds=120, what=f"the web process on {port}")

    def kill_serving(self) -> int:
        """`kill -9` of the web process that answered last; its port."""
        line = (self.folder / "served.log").read_text().strip().splitlines()[-1]
        port = int(line.split()[0].rpartition(":")[2])
        kill_group(self.web.pop(port))
        return port


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=2).status_code == 200
    except requests.RequestException:
        return False


def _configure_nginx(folder: Path, port: int, ports: list[int]) -> None:
    """The configuration that is shipped, with this machine's addresses in it."""
    text = (ROOT / "deploy" / "nginx" / "fieldstation.conf").read_text()
    servers = "\n    ".join(f"server 127.0.0.1:{one} max_fails=1 fail_timeout=3s;" for one in ports)
    for before, after in (
        ("server web:8080 max_fails=1 fail_timeout=3s;", servers),
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("/etc/nginx/fieldstation/", f"{ROOT}/deploy/nginx/"),
        ("/usr/share/nginx/maintenance", f"{ROOT}/deploy/nginx"),
        ("/run/fieldstation/maintenance", f"{folder}/run/maintenance"),
    ):
        assert before in text
        text = text.replace(before, after)
    (folder / "fieldstation.conf").write_text(text)
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
    (folder / "run").mkdir()


@contextmanager
def running_cluster(folder: Path, database_url: str, redis_address: str) -> Iterator[Cluster]:
    """Two web processes and two workers on an empty PostgreSQL database, with nginx in front."""
    assert NGINX is not None
    port, ports = free_port(), [free_port() for _ in range(N_WEB)]
    settings = make_settings(
        folder, database_url=database_url, redis_url=redis_address, socketio_async_mode="eventlet", trusted_proxies=1
    )
    app = create_app(settings.model_copy(update={"socketio_async_mode": "threading"}))
    with ExitStack() as stack:
        stack.enter_context(app.app_context())
        stack.callback(db.engine.dispose)
        stack.callback(db.session.remove)
        db.create_all()
        make = Factory(app)
        group = make.group()
        user = make.member(group, Role.EDITOR)
        project_id, key = str(make.project(group, recipe=RECIPE).id), make.api_key(user).key
        url = f"http://127.0.0.1:{port}"
        cluster = Cluster(settings, folder, url, ports, str(group.id), project_id, key)
        stack.callback(lambda: [kill_group(process) for process in cluster.web.values()])
        for number in range(N_WORKERS):
            command = ["-m", "flask", "--app", "app:create_app(role='worker')", "jobs", "work"]
            stack.callback(kill_group, processes.start(settings, *command, log=folder / f"worker-{number}.log"))
        cluster.start_web(*ports)
        _configure_nginx(folder, port, ports)
        nginx = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf"], start_new_session=True)
        stack.callback(_stop, nginx)
        processes.wait_until(lambda: _answers(f"{cluster.url}/health"), seconds=20, what="nginx")
        yield cluster


def _stop(nginx: "subprocess.Popen[bytes]") -> None:
    nginx.send_signal(signal.SIGTERM)
    nginx.wait(10)
