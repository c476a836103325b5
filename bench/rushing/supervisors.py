"""Supervisors at their screens, all in one process: each opens his grid, saves what he typed every fifteen seconds, sends forms.

A save is due at its time whether or not the one before has been answered late; each request opens a connection of its own,
as after a quarter of a minute of silence. What the server acknowledged is remembered, and what it did not answer too.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import time
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.driving import hidden

from .force import BROWSER, Form, Supervisor

JITTER = 0.2  # of the time between two saves
TOO_LATE = 60.0  # seconds without an answer
GRID, SAVE, SEND = "/my/team/", "/my/team/draft", "/my/team/send"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Rush:
    """How it is driven, and what was seen of it."""

    port: int
    seconds: float
    save_every: float  # seconds
    sends_in_ten_minutes: float
    arriving: float  # seconds over which they come
    began: float = 0.0
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    by_minute: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    troubles: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass
class Memory:
    """What one browser knows: of each field the last acknowledged text, and what was sent since and never answered."""

    acknowledged: dict[tuple[int, str], str] = field(default_factory=dict)
    unanswered: dict[tuple[int, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    sent: set[int] = field(default_factory=set)
    perhaps_sent: set[int] = field(default_factory=set)


async def drive(rush: Rush, supervisors: list[Supervisor], seed: int) -> list[Memory]:
    """All of them at once; what each remembers at the end."""
    memories = [Memory() for _ in supervisors]
    start = rush.began = time.perf_counter()
    at_screens = zip(supervisors, memories, strict=True)
    await asyncio.gather(*(_work(rush, *one, random.Random(f"{seed}/{place}"), start) for place, one in enumerate(at_screens)))
    return memories


async def _work(rush: Rush, who: Supervisor, memory: Memory, rng: random.Random, start: float) -> None:
    """One supervisor until the time is over."""
    at = rng.uniform(0, rush.arriving)
    await _until(start + at)
    await _ask(rush, who, "open the grid", "GET", GRID)
    sends = _moments(rush, at, rng)
    at += rng.uniform(0, rush.save_every)
    while at < rush.seconds:
        await _until(start + at)
        await _save(rush, who, memory, rng)
        if sends and sends[0] <= at:
            await _send(rush, who, memory)
            sends.pop(0)
        at += rush.save_every * rng.uniform(1 - JITTER, 1 + JITTER)


def _moments(rush: Rush, arrived: float, rng: random.Random) -> list[float]:
    """When he sends a form; in a shorter run fewer, at the same pace."""
    wished = rush.sends_in_ten_minutes * rush.seconds / 600
    number = int(wished) + (rng.random() < wished % 1)
    return sorted(rng.uniform(arrived + 2 * rush.save_every, rush.seconds - rush.save_every) for _ in range(number))


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0, moment - time.perf_counter()))


# --- what he does --------------------------------------------------------------------------------


async def _save(rush: Rush, who: Supervisor, memory: Memory, rng: random.Random) -> None:
    """The row that is next; once all are filled, another mark here and there."""
    cells = _typed(who, memory, rng)
    for part, name, text in cells:
        memory.unanswered[part, name].append(text)
    told = [[part, name, text, memory.acknowledged.get((part, name), "")] for part, name, text in cells]
    answer = await _ask(rush, who, "save", "POST", SAVE, json.dumps({"cells": told}), "application/json")
    if answer is None or answer[0] != 200:
        return
    if json.loads(answer[1])["conflicts"]:
        rush.troubles["save: a conflict where one alone types"] += 1
        return
    for part, name, text in cells:
        memory.acknowledged[part, name] = text
        del memory.unanswered[part, name]


def _typed(who: Supervisor, memory: Memory, rng: random.Random) -> list[tuple[int, str, str]]:
    """(part, field, text): a whole row, which is some ten fields."""
    left = [form for form in who.forms if form.part_id not in memory.perhaps_sent]
    empty = [form for form in left if not _is_filled(form, memory)]
    form = empty[0] if empty else rng.choice(left)
    marks = [(form.part_id, f"mark-{one}", f"{rng.randint(24, 70) / 4:g}".replace(".", ",")) for one in form.criteria]
    return [*marks, (form.part_id, "comment", f"Appréciation {rng.randint(1, 10**9)}")]


def _is_filled(form: Form, memory: Memory) -> bool:
    return all((form.part_id, f"mark-{one}") in memory.acknowledged for one in form.criteria)


async def _send(rush: Rush, who: Supervisor, memory: Memory) -> None:
    """The first form that is complete: read it once more, send it; then the grid comes again, as in a browser."""
    ready = [form for form in who.forms if form.part_id not in memory.perhaps_sent and _is_filled(form, memory)]
    if not ready:
        rush.troubles["nothing was complete at the moment of sending"] += 1
        return
    number = ready[0].part_id
    read = await _ask(rush, who, "read before sending", "GET", f"{SEND}?part={number}")
    shown = hidden(read[1].decode()).get("shown", "") if read else ""
    body = urlencode({"part": number, "shown": shown, "csrf_token": who.csrf, "_submission": secrets.token_urlsafe(24)})
    memory.perhaps_sent.add(number)
    answer = await _ask(rush, who, "send", "POST", SEND, body, FORM)
    if answer and answer[0] == 302:
        memory.sent.add(number)
        await _ask(rush, who, "grid after sending", "GET", GRID)


# --- HTTP ----------------------------------------------------------------------------------------


async def _ask(rush: Rush, who: Supervisor, what: str, method: str, path: str, body: str = "", kind: str = "") -> tuple[int, bytes] | None:
    """Status and body; None where there was no whole answer. The time is kept, and every trouble counted."""
    content = body.encode()
    head = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{rush.port}", f"User-Agent: {BROWSER}", "Connection: close", f"Cookie: {who.cookie}"]
    if method == "POST":
        head += [f"Content-Type: {kind}", f"Content-Length: {len(content)}", f"X-CSRFToken: {who.csrf}", f"Referer: http://127.0.0.1:{rush.port}{GRID}"]
    start = time.perf_counter()
    try:
        raw = await asyncio.wait_for(_exchange(rush.port, "\r\n".join(head).encode() + b"\r\n\r\n" + content), TOO_LATE)
    except (OSError, TimeoutError) as trouble:
        rush.troubles[f"{what}: {type(trouble).__name__}"] += 1
        return None
    took = (time.perf_counter() - start) * 1000
    rush.times[what].append(took)
    rush.by_minute[int(start - rush.began) // 60].append(took)
    headers, _, answered = raw.partition(b"\r\n\r\n")
    if not _is_whole(headers, answered):
        rush.troubles[f"{what}: an answer that breaks off"] += 1
        return None
    status = int(headers.split(b" ", 2)[1])
    if status != (302 if kind == FORM else 200):
        rush.troubles[f"{what}: {status}"] += 1
    return status, answered


def _is_whole(headers: bytes, body: bytes) -> bool:
    said = [line.partition(b":")[2] for line in headers.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return headers.startswith(b"HTTP/") and len(said) == 1 and int(said[0]) == len(body)


async def _exchange(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        await writer.drain()
        return await reader.read()
    finally:
        writer.close()
