"""Askers, searchers and one who adds, replaces and removes documents, all at once, on a server of its own process."""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from eval.bench.http import Served, _free_port, served
from eval.memory import memory_mib
from eval.questions import askings, load_questions
from eval.soak.client import Client
from eval.soak.watch import Slope, Watch, slope

_SEED = 20231113
#: Documents of the soak's own that are there at a time, at most.
_OWN = 12
#: Seconds between two readings of memory, and between two changes.
_READ_S, _CHANGE_S = 2.0, 1.0
#: Share of the time after which memory counts: before it, caches fill.
_WARM = 0.3


@dataclass(frozen=True, slots=True)
class Soaked:
    """What came of it. ``memory`` are (seconds since the start, resident MiB)."""

    seconds: float
    watch: Watch
    memory: list[tuple[float, float]]

    @property
    def slope(self) -> Slope | None:
        """Of the memory after the caches have filled; None for too few readings."""
        kept = [(s / 3600, mib) for s, mib in self.memory if s >= _WARM * self.seconds]
        return slope(*zip(*kept, strict=True)) if len(kept) >= 10 else None  # type: ignore[arg-type]

    def lines(self) -> list[str]:
        watch = self.watch
        told = [f"{self.seconds:.0f} s", *(f"{name:24} {n:8}" for name, n in sorted(watch.statuses.items()))]
        told += [f"{'citations verified':24} {watch.citations:8}", f"{'answers from memory':24} {watch.recalled:8}"]
        told += [f"memory at {s:6.0f} s {mib:8.1f} MiB" for s, mib in self.memory[:: max(1, len(self.memory) // 20)]]
        if found := self.slope:
            told.append(f"slope {found.value:+.1f} MiB/h, 95 % interval {found.low:+.1f} to {found.high:+.1f}")
        return [*told, f"faults: {len(watch.faults)}", *watch.faults]


class _Soak:
    def __init__(self, server: Served, until: float) -> None:
        self.server, self.until = server, until
        self.watch = Watch()
        self.questions = [a.question for a in askings(load_questions(), "dev")]
        self.memory: list[tuple[float, float]] = []
        self.began = time.monotonic()

    @property
    def over(self) -> bool:
        return time.monotonic() >= self.until

    async def learn(self, client: Client, document_id: str) -> None:
        """Remember what a document says, as it reads from top to bottom."""
        path: str | None = f"/v1/documents/{document_id}/paragraphs"
        while path:
            found = (await client.send("GET", path)).json()
            for one in found["paragraphs"]:
                self.watch.texts.setdefault(one["id"], set()).add(one["text"])
            path = found["next"]

    async def asker(self, number: int) -> None:
        drawn, client = random.Random(_SEED + number), Client(self.server.port)
        await asyncio.sleep(drawn.random())
        while not self.over:
            own = drawn.random() < 0.3
            question = f"What does berth {drawn.randrange(40)} cost?" if own else drawn.choice(self.questions)
            sent = time.monotonic()
            try:
                if drawn.random() < 0.3:
                    self.watch.took("search", await client.post("/v1/search", {"query": question}))
                    continue
                reply = await client.post("/v1/ask", {"question": question})
            except (OSError, asyncio.IncompleteReadError) as error:
                self.watch.fault(f"a connection broke: {error!r}")
                continue
            self.watch.took("ask", reply)
            if reply.status == 200:
                self.watch.answered(question, sent, reply)
            elif reply.status == 503:
                await asyncio.sleep(float(reply.headers.get("retry-after", "1")) * (0.5 + drawn.random()))

    async def changer(self) -> None:
        drawn, client = random.Random(_SEED), Client(self.server.port)
        there: dict[str, int] = {}
        for one in (await client.send("GET", "/v1/documents")).json()["documents"]:
            await self.learn(client, one["id"])
        number = 0
        while not self.over:
            if len(there) >= _OWN or (there and drawn.random() < 0.4):
                await self._remove(client, drawn.choice(sorted(there)), there)
            else:
                # Never the same name again after a removal: what was removed must not come back in any answer.
                number += 1
                at = drawn.choice(sorted(there.values())) if there and drawn.random() < 0.3 else number
                await self._add(client, at, number, there)
            await asyncio.sleep(_CHANGE_S)
            self.watch.forget()

    async def _add(self, client: Client, at: int, number: int, there: dict[str, int]) -> None:
        name, cost = f"berth-{at}", 1_000_000 + number
        text = f"Plans for berth {at}\n\n1. Berth {at} costs $ {cost:,} and opens in May 2031.\n\n2. Berth {at} is for ferries."
        body = (
            f'--B\r\nContent-Disposition: form-data; name="files"; filename="{name}.txt"\r\n\r\n{text}\r\n--B--\r\n'
        ).encode()
        reply = await client.send("POST", "/v1/documents", body, "multipart/form-data; boundary=B")
        self.watch.took("add", reply)
        if reply.status != 202:
            return
        job = reply.json()
        while job["status"] not in ("done", "failed"):
            await asyncio.sleep(0.1)
            job = (await client.send("GET", job["url"])).json()
        if job["status"] == "failed":
            self.watch.fault(f"{name} could not be added: {job['problem']}")
            return
        for document_id in job["documents"]:
            there[document_id] = at
            await self.learn(client, document_id)

    async def _remove(self, client: Client, document_id: str, there: dict[str, int]) -> None:
        reply = await client.send("DELETE", f"/v1/documents/{document_id}")
        self.watch.took("remove", reply)
        if reply.status == 200:
            self.watch.removed[document_id] = time.monotonic()
            del there[document_id]

    async def reader(self) -> None:
        while not self.over:
            self.memory.append((time.monotonic() - self.began, memory_mib(self.server.pid, peak=False) or 0.0))
            await asyncio.sleep(_READ_S)

    async def run(self, askers: int) -> None:
        await asyncio.gather(self.changer(), self.reader(), *(self.asker(number) for number in range(askers)))
        self.watch.compare()


def soak(documents: Path, minutes: float, askers: int, *flags: str) -> Soaked:
    """Serve the documents for so long, with so many askers at once. Raises Unavailable where the server does not start."""
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="pincite-soak-") as data:
        command = [sys.executable, "-m", "service.doors.cli", "serve", "--documents", str(documents), *flags]
        command += ["--data", data, "--host", "127.0.0.1", "--port", str(port), "--log", "warning"]
        with served(command, port) as server:
            began = time.monotonic()
            one = _Soak(server, began + 60 * minutes)
            asyncio.run(one.run(askers))
            return Soaked(time.monotonic() - began, one.watch, one.memory)
