"""The bounded queue: so many computed, so many waiting, the rest told to come back."""

import threading

import anyio
import pytest

from service.doors.http.work import Overloaded, Work


def test_a_full_queue_refuses_and_recovers():
    go_on = threading.Event()
    together, most = [0], [0]
    lock = threading.Lock()

    def slow(number):
        with lock:
            together[0] += 1
            most[0] = max(most[0], together[0])
        assert go_on.wait(10)
        with lock:
            together[0] -= 1
        return number

    async def play():
        work = Work(workers=2, queue=3)
        results = []

        async def one(number):
            results.append(await work.run(slow, number))

        async with anyio.create_task_group() as group:
            for number in range(5):
                group.start_soon(one, number)
            while work.inside < 5 or together[0] < 2:
                await anyio.sleep(0.001)
            with pytest.raises(Overloaded) as refused:
                await work.run(slow, 5)
            assert refused.value.retryable and refused.value.status == 503
            go_on.set()
        assert sorted(results) == [0, 1, 2, 3, 4]
        assert most[0] == 2
        assert work.inside == 0
        assert await work.run(slow, 6) == 6

    anyio.run(play)


def test_a_failure_makes_room_again():
    def broken():
        raise ValueError("no")

    async def play():
        work = Work(workers=1, queue=0)
        for _ in range(3):
            with pytest.raises(ValueError, match="no"):
                await work.run(broken)
        assert work.inside == 0

    anyio.run(play)
