"""The load of the kill test: senders that keep every answer on their own disk before they believe it.

A sender writes down what it is about to send, sends it until there is an answer, and writes the answer down; both
lines are on the disk before it goes on. So what was answered can be compared with what is there after any kill.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Self

_PATIENCE = 8.0


class Ledger:
    """Lines of JSON on a disk, each there before ``keep`` returns."""

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] = path.open("ab", buffering=0)
        self._lock = threading.Lock()
        self.path = path

    def keep(self, **line: Any) -> None:
        with self._lock:
            self._file.write(json.dumps(line).encode() + b"\n")
            os.fsync(self._file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.path.read_bytes().splitlines()]


@dataclass
class Door:
    """One way in: where it is and under which path it takes declarations."""

    port: int
    path: str
    token: str

    def lodge(self, body: bytes) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
            connection.request("POST", self.path, body, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


@dataclass
class Senders:
    """Threads that lodge through the doors until they are told to stop."""

    doors: list[Door]
    make: Callable[[str, random.Random], bytes]
    ledger: Ledger
    seed: int
    stop: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)
    tries: int = 0

    def __enter__(self) -> Self:
        for number, door in enumerate(self.doors):
            thread = threading.Thread(target=self._send, args=(number, door), name=f"sender-{number}")
            thread.start()
            self.threads.append(thread)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def _send(self, number: int, door: Door) -> None:
        chance = random.Random(f"{self.seed}-{number}")
        turn = 0
        while not self.stop.is_set():
            turn += 1
            reference = f"KILL-{self.seed}-{number}-{turn}"
            body = self.make(reference, chance)
            self.ledger.keep(sent=reference)
            if self._until_answered(door, reference, body) and chance.random() < 0.1:
                # Sent again after its answer: as a sender does who lost it.
                self._until_answered(door, reference, body)

    def _until_answered(self, door: Door, reference: str, body: bytes) -> bool:
        """Send until there is an answer; False if the test ended first."""
        while True:
            self.tries += 1
            try:
                status, answer = door.lodge(body)
            except (OSError, http.client.HTTPException, ValueError):
                status, answer = 0, {}
            if status in (200, 201):
                self.ledger.keep(answered=reference, number=answer["number"], id=answer["id"])
                return True
            if status not in (0, 502, 503):
                raise AssertionError(f"{reference}: {status} {answer}")
            if self.stop.is_set():
                return False
            time.sleep(0.1)
