"""Questions without a date of birth: answered by a process of their own, which ends with the service."""

import asyncio
import os
import signal
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from comity.checks import undated
from comity.checks.engine import question
from comity.checks.engine.http import Fault
from comity.checks.undated import MOST_WAITING, Job, TooManySearches, Undated
from tests.checks.engine.conftest import NOW, TOKEN, World, service, world

__all__ = ["service", "world"]
CHECK = UUID("01900000-0000-7000-8000-000000000001")


def job(world: World, name: str = "Довженкив Оксана") -> Job:
    asked = question.Question(purpose="border_control", person=question.Person(name=name))
    return Job(asked, world.asker, NOW, CHECK)


def run(world: World, story: Callable[[Undated], Coroutine[Any, Any, None]]) -> None:
    async def whole() -> None:
        child = Undated(world.folder)
        try:
            await story(child)
        finally:
            await child.close()

    world.put("persons", {"name": "Oksana Dovzhenkiv", "birth_dates": ["1985-04-12"]}, kind="charged")
    asyncio.run(asyncio.wait_for(whole(), 120))


def test_the_child_says_what_the_service_would_say(world: World) -> None:
    async def story(child: Undated) -> None:
        said = await child.say(job(world))
        assert said == world.checker.say(job(world).asked, world.asker, NOW, CHECK)
        assert said.outcome == "possible"

    run(world, story)


def test_what_changes_is_seen_by_the_child_at_once(world: World) -> None:
    async def story(child: Undated) -> None:
        assert (await child.say(job(world, "Vasquerine Ludmila"))).outcome == "no_hit"
        world.put("persons", {"name": "Ludmila Vasquerine"}, kind="charged")
        assert (await child.say(job(world, "Vasquerine Ludmila"))).outcome == "possible"

    run(world, story)


def test_beyond_so_many_the_next_is_refused_and_none_is_lost(world: World) -> None:
    async def story(child: Undated) -> None:
        await child.say(job(world))
        asked = [asyncio.create_task(child.say(job(world))) for _ in range(MOST_WAITING + 5)]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        assert sum(isinstance(one, TooManySearches) for one in answers) == 5
        assert sum(getattr(one, "outcome", "") == "possible" for one in answers) == MOST_WAITING
        assert child.waiting == 0

    run(world, story)


def test_who_hangs_up_does_not_take_the_answer_of_the_next(world: World) -> None:
    async def story(child: Undated) -> None:
        await child.say(job(world))
        gone = asyncio.create_task(child.say(job(world, "Nobody Atall")))
        await asyncio.sleep(0)
        after = asyncio.create_task(child.say(job(world)))
        await asyncio.sleep(0)
        gone.cancel()
        assert (await after).outcome == "possible"

    run(world, story)


def test_a_child_that_dies_is_a_fault_for_those_who_wait_and_the_next_starts_another(world: World) -> None:
    async def story(child: Undated) -> None:
        await child.say(job(world))
        process = child._process
        assert process is not None
        process.send_signal(signal.SIGSTOP)
        waiting = asyncio.create_task(child.say(job(world)))
        while not child.waiting:
            await asyncio.sleep(0)
        process.kill()
        await process.wait()
        with pytest.raises(Fault):
            await waiting
        assert (await child.say(job(world))).outcome == "possible"

    run(world, story)


def test_the_child_ends_when_its_service_is_gone(world: World) -> None:
    async def story(child: Undated) -> None:
        await child.say(job(world))
        process = child._process
        assert process is not None and process.stdin is not None
        process.stdin.close()
        assert await process.wait() == 0
        with pytest.raises(ProcessLookupError):
            os.kill(process.pid, 0)

    run(world, story)


@pytest.fixture
def others() -> Iterator[Path]:
    """A folder whose name leaves room for that of a socket."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def both(world: World, others: Path, story: Callable[[Undated, Undated], Coroutine[Any, Any, None]]) -> None:
    """Two workers of one service, each with a child."""

    async def whole() -> None:
        one, two = Undated(world.folder, 0, others), Undated(world.folder, 0, others)
        try:
            await one.say(job(world))
            await two.say(job(world))
            await story(one, two)
        finally:
            await one.close()
            await two.close()

    world.put("persons", {"name": "Oksana Dovzhenkiv", "birth_dates": ["1985-04-12"]}, kind="charged")
    asyncio.run(asyncio.wait_for(whole(), 120))


def test_a_child_with_nothing_to_do_answers_for_another_worker(world: World, others: Path) -> None:
    async def story(one: Undated, two: Undated) -> None:
        assert one._process is not None
        process = one._process
        process.send_signal(signal.SIGSTOP)
        try:
            await answered_elsewhere(one)
        finally:
            process.send_signal(signal.SIGCONT)
        answers = await asyncio.gather(*(child.say(job(world)) for child in (one, two) * 8))
        assert {answer.outcome for answer in answers} == {"possible"}
        assert one.waiting == two.waiting == 0

    async def answered_elsewhere(one: Undated) -> None:
        first = asyncio.create_task(one.say(job(world)))
        while not one.waiting:
            await asyncio.sleep(0)
        said = [await asyncio.wait_for(one.say(job(world)), 30) for _ in range(3)]
        assert [answer.outcome for answer in said] == ["possible"] * 3
        assert not first.done()

    both(world, others, story)


def test_when_another_workers_child_ends_the_own_one_answers(world: World, others: Path) -> None:
    async def story(one: Undated, two: Undated) -> None:
        await asyncio.gather(*(one.say(job(world)) for _ in range(4)))
        assert len(one._guest) == 1
        await two.close()
        while any(line.is_open for line in one._guest.values()):
            await asyncio.sleep(0.001)
        answers = await asyncio.gather(*(one.say(job(world)) for _ in range(4)))
        assert {answer.outcome for answer in answers} == {"possible"}
        assert not one._guest
        assert len(list(others.glob("searches-*"))) == 1

    both(world, others, story)


def test_where_no_socket_can_be_made_each_has_its_own_child(world: World, tmp_path: Path) -> None:
    others = tmp_path / ("long" * 30)
    others.mkdir()

    async def story(one: Undated, _two: Undated) -> None:
        answers = await asyncio.gather(*(one.say(job(world)) for _ in range(4)))
        assert {answer.outcome for answer in answers} == {"possible"}
        assert not one._guest

    both(world, others, story)


def test_what_was_asked_is_answered_when_the_service_ends(world: World) -> None:
    async def story(child: Undated) -> None:
        await child.say(job(world))
        asked = [asyncio.create_task(child.say(job(world))) for _ in range(5)]
        while child.waiting < len(asked):
            await asyncio.sleep(0)
        await child.close()
        assert {(await answer).outcome for answer in asked} == {"possible"}

    run(world, story)


def test_only_a_person_without_a_date_is_long() -> None:
    def asked(**others: Any) -> question.Question:
        return msgspec.convert({"purpose": "border_control"} | others, question.Question)

    assert undated.is_undated(asked(person={"name": "Oksana Petrova"}))
    assert not undated.is_undated(asked(person={"name": "Oksana Petrova", "birth_date": "1985"}))
    assert not undated.is_undated(asked(document={"number": "X1"}))


def test_over_http_alone_and_in_a_batch(service: Any, world: World, tmp_path: Path) -> None:
    from comity.checks.asgi import MANY, ONE
    from comity.checks.engine.http import Request

    world.put("persons", {"name": "Oksana Dovzhenkiv", "birth_dates": ["1985-04-12"]}, kind="charged")
    one = {"purpose": "border_control", "person": {"name": "Довженкив Оксана"}}
    dated = {"purpose": "border_control", "person": {"name": "Довженкив Оксана", "birth_date": "1985-04-12"}}
    wrong = {"purpose": "border_control", "person": {"name": "?"}}

    def request(path: str, kind: str) -> Request:
        return Request("POST", path, f"Bearer {TOKEN}".encode(), kind)

    async def whole() -> None:
        async def body_of(content: bytes) -> Any:
            async def read(_longest: int) -> bytes:
                return content

            return read

        alone = await service.respond(request(ONE, "application/json"), await body_of(msgspec.json.encode(one)))
        assert (alone.status, msgspec.json.decode(alone.body)["outcome"]) == (200, "possible")
        refused = await service.respond(request(ONE, "application/json"), await body_of(msgspec.json.encode(wrong)))
        assert refused.status == 422
        lines = b"\n".join(msgspec.json.encode(line) for line in (one, dated, wrong, one))
        batch = await service.respond(request(MANY, "application/x-ndjson"), await body_of(lines))
        said = [msgspec.json.decode(line)["outcome"] for line in batch.body.splitlines()]
        assert said == ["possible", "possible", "not_checked", "possible"]
        await service._undated.close()

    asyncio.run(asyncio.wait_for(whole(), 120))
