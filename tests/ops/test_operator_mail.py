"""What the operator is mailed, over a real connection to a mail server: from the fault to the letter box."""

import datetime
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from blueprints.ops import backups, service, watch
from core import smtp
from core.db import db
from core.disk import DiskSpace
from core.jobs import claims
from core.jobs.worker import run_job_now
from tests.core.smtp_server import MailServer, mail_server
from tests.databases import on_one_database

pytestmark = on_one_database


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and its certificate for `localhost`, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begin = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only",
         "decipher_only", "crl_sign"), False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=7))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, key_cert_sign=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def server(certificate: Path) -> Iterator[MailServer]:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    with mail_server(tls) as found:
        yield found


@pytest.fixture
def settings(app: Any, server: MailServer, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The station set up for mail as in production: STARTTLS, a certificate that is checked, user and password."""
    found = app.config["SETTINGS"]
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    values = {
        "smtp_host": "localhost", "smtp_port": server.port, "smtp_security": "starttls", "smtp_user": "station",
        "smtp_password": "heron on one leg", "mail_from": "Station <station@example.org>",
        "operator_email": "ranger@example.org",
    }  # fmt: skip
    for name, value in values.items():
        monkeypatch.setattr(found, name, value)
    return found


def letter(server: MailServer) -> str:
    """The one message that arrived, sent by whom the settings name."""
    (text,) = server.messages
    assert server.logins == [["station", "heron on one leg"]]
    assert "To: ranger@example.org\r\n" in text
    assert "From: Station <station@example.org>\r\n" in text
    return text


def test_a_worker_that_vanishes_for_good_is_mailed(settings: Any, server: MailServer, make: Any) -> None:
    job = make.job(state="running", kind="recordings.segment", n_losses=claims.MAX_LOSSES)
    claims.give_back(job)
    db.session.commit()
    text = letter(server)
    assert "recordings.segment failed (worker-lost)" in text
    assert f"/jobs/{job.id}" in text


def test_a_full_disk_is_mailed(settings: Any, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "disks", lambda: {"data": DiskSpace(1000, 50)})
    watch.watch_disks()
    assert "the disk of data is 95 % full" in letter(server)


def test_a_failed_backup_is_mailed(
    settings: Any, server: MailServer, make: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import blueprints.ops.jobs  # noqa: F401 (attaches the function, as a worker does)

    monkeypatch.setattr(settings, "backup_target", str(tmp_path / "backups"))
    make.stored_recording()
    for path in settings.blob_dir.rglob("*"):
        if path.is_file():
            path.unlink()
    job = backups.request_backup(None)
    db.session.commit()
    run_job_now(job.id)
    assert "backup-files-missing" in letter(server)


def test_mail_whose_server_is_not_who_it_says_waits_instead(
    settings: Any, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setattr(service, "disks", lambda: {"data": DiskSpace(1000, 50)})
    watch.watch_disks()
    assert server.messages == []
    (kept,) = smtp.waiting_folder(settings).glob("*.eml")
    kept.unlink()
