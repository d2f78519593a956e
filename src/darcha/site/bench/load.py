"""The load: a process of its own, in which so many clients each send a message when the last one is answered.

``python -m darcha.site.bench.load`` takes a :class:`Spec` on standard input and gives, on standard output, the line
``begin`` and the line ``end`` of the time that counts, then a :class:`Result`; both in MessagePack. It writes HTTP by
hand, so that what it costs is little beside what it measures.
"""

from __future__ import annotations

import asyncio
import re
import resource
import sys
import time
from collections import Counter
from typing import cast

import msgspec
import uvloop

from darcha.site.bench.messages import REFERENCE, Message

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
_CREATED = 201
_PATIENCE = 30.0


class Spec(msgspec.Struct, frozen=True):
    """Where to send, by how many clients, for how many seconds after how many that do not count, and what.

    One message in ``repeat`` is its sender's last one again.
    """

    port: int
    path: str
    clients: int
    warm: float
    seconds: float
    repeat: int
    messages: tuple[Message, ...]


class Result(msgspec.Struct, frozen=True):
    """What came back: answers in the time that counts by status, created in all, latencies, our own processor time."""

    seconds: float
    answers: dict[int, int]
    created: int
    lost: int
    p50_ms: float
    p99_ms: float
    cpu_seconds: float


class _Load:
    """What the clients share."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.open = True
        self.counting = False
        self.created = self.lost = self.sent = 0
        self.answers: Counter[int] = Counter()
        self.latencies: list[float] = []
        self._requests = [_request(spec.path, message) for message in spec.messages]

    def next(self, last: bytes) -> bytes:
        """A message that was not sent before, or at times the sender's ``last`` again."""
        self.sent += 1
        if last and self.sent % self.spec.repeat == 0:
            return last
        reference = f"{REFERENCE[:6]}{self.sent:010d}".encode()
        return self._requests[self.sent % len(self._requests)].replace(REFERENCE.encode(), reference)

    def answered(self, status: int, seconds: float) -> None:
        """An answer has come."""
        self.created += status == _CREATED
        if self.counting:
            self.answers[status] += 1
            self.latencies.append(seconds)


class _Client(asyncio.Protocol):
    """One connection: the next message goes out when the last one is answered."""

    def __init__(self, load: _Load) -> None:
        self._load = load
        self._last = b""
        self._since = 0.0
        self._got = bytearray()
        self._transport: asyncio.Transport | None = None
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # Uvloop's is none by descent.
        self._send()

    def _send(self) -> None:
        assert self._transport is not None
        if not self._load.open:
            self._transport.close()
            return
        self._last = self._load.next(self._last)
        self._since = time.perf_counter()
        self._transport.write(self._last)

    def data_received(self, data: bytes) -> None:
        self._got += data
        head = self._got.find(b"\r\n\r\n")
        length = _LENGTH.search(self._got, 0, head + 2) if head > 0 else None
        if length is None or len(self._got) < head + 4 + int(length[1]):
            return
        self._load.answered(int(self._got[9:12]), time.perf_counter() - self._since)
        self._got.clear()
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        self._load.lost += exc is not None or self._load.open
        self.ended.set_result(None)


def _request(path: str, message: Message) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {message.token}\r\n"
        f"Content-Length: {len(message.body)}\r\n\r\n"
    )
    return head.encode() + message.body


def _share(ordered: list[float], share: float) -> float:
    return round(ordered[int(share * (len(ordered) - 1))] * 1000, 2) if ordered else 0.0


async def send(spec: Spec) -> Result:
    """Send for as long as the specification says."""
    load = _Load(spec)
    loop = asyncio.get_running_loop()
    clients = [
        (await loop.create_connection(lambda: _Client(load), "127.0.0.1", spec.port))[1] for _ in range(spec.clients)
    ]
    await asyncio.sleep(spec.warm)
    _tell("begin")
    began, used = time.perf_counter(), _processor()
    load.counting = True
    await asyncio.sleep(spec.seconds)
    load.counting = False
    seconds, used = time.perf_counter() - began, _processor() - used
    _tell("end")
    load.open = False
    _, silent = await asyncio.wait([client.ended for client in clients], timeout=_PATIENCE)
    ordered = sorted(load.latencies)
    return Result(
        seconds=seconds,
        answers=dict(load.answers),
        created=load.created,
        lost=load.lost + len(silent),
        p50_ms=_share(ordered, 0.5),
        p99_ms=_share(ordered, 0.99),
        cpu_seconds=used,
    )


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _tell(word: str) -> None:
    sys.stdout.buffer.write(word.encode() + b"\n")
    sys.stdout.buffer.flush()


def main() -> None:
    """The process."""
    spec = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Spec)
    sys.stdout.buffer.write(msgspec.msgpack.encode(uvloop.run(send(spec))))


if __name__ == "__main__":
    main()
