"""A visitor without a browser, a server to visit, and what a visit costs: for the benchmarks of this folder.

CPU is that of the server's processes, PostgreSQL included, as the system counts them (ticks of 10 ms, averaged over
the visits): on a busy machine it moves far less than the time that a visitor waits.
"""

from __future__ import annotations

import http.client
import os
import re
import statistics
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

TICKS = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
COUNT_STATEMENTS = ("X-Bench-Statements", "1")


@dataclass
class Answer:
    """What came back, and how long it took."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    ms: float

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Visitor:
    """Keeps its cookies and its connection; visits one server of this machine."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        return self._ask("GET", path, None, headers or {})

    def post(self, path: str, values: dict[str, str], headers: dict[str, str] | None = None) -> Answer:
        usual = {"Content-Type": "application/x-www-form-urlencoded", "Referer": self.address + path}
        return self._ask("POST", path, urlencode(values), usual | (headers or {}))

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        if self.connection is None:
            where = urlsplit(self.address)
            self.connection = http.client.HTTPConnection(where.hostname, where.port, timeout=600)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        start = time.perf_counter()
        self.connection.request(method, path, body, {"Accept": "text/html", "Cookie": cookies} | headers)
        answer = self.connection.getresponse()
        content = answer.read()
        ms = (time.perf_counter() - start) * 1000
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if answer.will_close:
            self.connection.close()
            self.connection = None
        return Answer(answer.status, answer.headers, content, ms)

    def sign_in(self, name: str, password: str) -> None:
        """Through the page, as people do."""
        token = hidden(self.get("/login").text)["csrf_token"]
        answer = self.post("/login", {"username": name, "password": password, "csrf_token": token})
        if answer.status != 302:
            raise SystemExit(f"{name} could not sign in: {answer.status}")


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the forms of a page, by name."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        if 'type="hidden"' in tag and (name := re.search(r'name="([^"]*)"', tag)):
            value = re.search(r'value="([^"]*)"', tag)
            found.setdefault(name.group(1), value.group(1) if value else "")
    return found


class Server:
    """A process of ours with all it starts, and, when there is one, the PostgreSQL that it asks."""

    def __init__(self, command: list[str], settings: dict[str, str], log: Path):
        with open(log, "wb") as output:
            self.started = time.perf_counter()
            self.process = subprocess.Popen(
                command, env=os.environ | settings, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        self.postgres: int | None = None

    def wait_for(self, address: str) -> float:
        """Seconds from the start to the first answer."""
        while True:
            try:
                if Visitor(address).get("/healthz").status == 200:
                    return time.perf_counter() - self.started
            except OSError:
                if self.process.poll() is not None or time.perf_counter() - self.started > 120:
                    raise SystemExit("the server did not start: see its log") from None
                time.sleep(0.02)

    def cpu_ms(self) -> float:
        """CPU that all its processes have used so far."""
        return sum(map(_cpu_ms, self._processes(self.process.pid))) + (
            sum(map(_cpu_ms, self._processes(self.postgres))) if self.postgres else 0
        )

    def memory_mb(self) -> float:
        """Resident memory of its largest process, which is the one that works."""
        pages = [int(Path(f"/proc/{number}/statm").read_text().split()[1]) for number in self._processes(self.process.pid)]
        return max(pages) * PAGE_BYTES / 2**20

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()

    @staticmethod
    def _processes(first: int) -> list[int]:
        found, todo = [], [first]
        while todo:
            number = todo.pop()
            found.append(number)
            for thread in Path(f"/proc/{number}/task").glob("*/children"):
                todo += [int(child) for child in thread.read_text().split()]
        return found


def _cpu_ms(number: int) -> float:
    try:
        parts = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:  # it ended meanwhile
        return 0
    return (int(parts[11]) + int(parts[12])) * 1000 / TICKS


@dataclass
class Cost:
    """What one page cost: the median and the 95th of a hundred in ms, CPU, statements, kB."""

    name: str
    p50: float
    p95: float
    cpu: float
    statements: int | None
    kb: float
    visits: int
    status: int


def measure(name: str, server: Server, visit: Callable[..., Answer], *, visits: int, seconds: float) -> Cost:
    """Visit a page again and again; fewer times when the seconds are over, never under three."""
    for _warm in range(2):
        visit({})
    start, used, times = time.perf_counter(), server.cpu_ms(), []
    while len(times) < visits and (len(times) < 3 or time.perf_counter() - start < seconds):
        answer = visit({})
        times.append(answer.ms)
    used = (server.cpu_ms() - used) / len(times)
    counted = visit(dict([COUNT_STATEMENTS])).headers.get("X-Statements")
    p95 = sorted(times)[min(len(times) - 1, round(0.95 * (len(times) - 1)))]
    kb = len(answer.body) / 1024
    return Cost(name, statistics.median(times), p95, used, int(counted) if counted else None, kb, len(times), answer.status)


def per_second(visitor: Visitor, path: str, headers: dict[str, str], *, clients: int, seconds: float) -> float:
    """Answers a second to so many visitors at once."""
    end, done = time.perf_counter() + seconds, []

    def visit() -> None:
        one, number = Visitor(visitor.address, dict(visitor.cookies)), 0
        while time.perf_counter() < end:
            number += one.get(path, headers).status == 200
        done.append(number)

    threads = [threading.Thread(target=visit) for _ in range(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - start)
