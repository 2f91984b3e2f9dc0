"""Over any order of verbs by any posts: nobody else sees it unless it is published, and only reviewed is published."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.core.errors import Refused
from comity.network.models import Officer
from comity.network.rules import Actor
from comity.notices import access, jobs, queries
from comity.notices import actions as notices
from comity.notices.actions import Asked
from comity.notices.models import Notice
from comity.notices.rules import State
from comity.testing.requests import ALL
from comity.testing.stage import Stage
from tests.notices.conftest import MACHINE

SOURCE = "ma.bureau"
OTHERS = ("fr.bureau", "ke.border", "jp.head", "gs.duty", "gs.translator", "br.dpo", "gs.secretary")
ACTORS = (SOURCE, "ma.head", "fr.bureau", "gs.reviewer", "gs.reviewer2", "gs.reviewer3", "gs.duty", "machine")
# Sets of reviewers that a caller may name: too few, the same twice, a compatriot, no reviewers, enough.
NAMED = (
    (), ("gs.reviewer",), ("gs.reviewer", "gs.reviewer"), ("gs.reviewer", "gs.reviewer3"), ("gs.duty", "ma.bureau"),
    ("gs.reviewer", "gs.reviewer2"), ("gs.reviewer2", "gs.publisher"),
)  # fmt: skip
Run = Callable[[Actor, Notice, list[str], Any], object]


def _asked(notice: Notice) -> Asked:
    return Asked(content=ALL[notice.colour])


def _report(actor: Actor, notice: Notice, _named: list[str], now: Any) -> object:
    return notices.report_located(actor=actor, notice_id=notice.pk, now=now)


VERBS: dict[str, Run] = {
    "change": lambda a, n, _r, t: notices.change(actor=a, notice_id=n.pk, asked=_asked(n), now=t),
    "sign": lambda a, n, _r, t: [
        notices.sign_assurance(actor=a, notice_id=n.pk, number=number, now=t) for number in (1, 2)
    ],
    "submit": lambda a, n, _r, t: notices.submit(actor=a, notice_id=n.pk, now=t),
    "take": lambda a, n, _r, t: notices.take_for_review(actor=a, notice_id=n.pk, now=t),
    "return": lambda a, n, _r, t: notices.return_incomplete(actor=a, notice_id=n.pk, findings=[], now=t),
    "refuse": lambda a, n, _r, t: notices.refuse(actor=a, notice_id=n.pk, code="FACTS", reasons="Not so.", now=t),
    "publish": lambda a, n, r, t: notices.publish(actor=a, notice_id=n.pk, reviewers=r, now=t),
    "amend": lambda a, n, _r, t: notices.amend(actor=a, notice_id=n.pk, asked=_asked(n), assured=(1, 2), now=t),
    "accept": lambda a, n, r, t: notices.accept_change(actor=a, notice_id=n.pk, reviewers=r, now=t),
    "suspend": lambda a, n, _r, t: notices.suspend(actor=a, notice_id=n.pk, reason="To be checked.", now=t),
    "resume": lambda a, n, _r, t: notices.resume(actor=a, notice_id=n.pk, now=t),
    "block": lambda a, n, _r, t: notices.block(actor=a, notice_id=n.pk, reason="Examined.", now=t),
    "unblock": lambda a, n, _r, t: notices.unblock(actor=a, notice_id=n.pk, reason="Examined.", now=t),
    "withdraw": lambda a, n, _r, t: notices.withdraw(actor=a, notice_id=n.pk, reason="No longer.", now=t),
    "cancel": lambda a, n, _r, t: notices.cancel(actor=a, notice_id=n.pk, code="OTHER", reasons="Over.", now=t),
    "report": _report,
    "years": lambda _a, _n, _r, t: jobs.tend_step(t + timedelta(days=1900)),
}
# The way that leads on: an example goes so many steps of it before anything else happens.
USUAL = (
    ("sign", SOURCE, ()), ("submit", SOURCE, ()), ("take", "machine", ()),
    ("publish", "gs.reviewer", ("gs.reviewer", "gs.reviewer2")),
)  # fmt: skip

step = st.tuples(
    st.sampled_from([*VERBS]), st.sampled_from([*(SOURCE, "gs.reviewer", "machine") * 3, *ACTORS]),
    st.sampled_from(NAMED),
)  # fmt: skip


@pytest.fixture
def world(stage: Stage) -> dict[str, Actor]:
    names = {*OTHERS, *ACTORS, *(name for named in NAMED for name in named)} - {"machine"}
    return {"machine": MACHINE} | {name: stage.actor(name) for name in names}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    colour=st.sampled_from(["red", "blue", "black"]),
    begun=st.integers(0, len(USUAL)),
    more=st.lists(step, min_size=2, max_size=12),
)
def test_nothing_slips_out(
    stage: Stage, world: dict[str, Actor], colour: str, begun: int, more: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    steps = [*USUAL[:begun], *more]
    asked = Asked(content=ALL[colour])
    notice = notices.draft(actor=world[SOURCE], colour=colour, asked=asked, now=stage.now)
    for place, (verb, name, named) in enumerate(steps):
        ids = [world[one].id for one in named]
        with suppress(Refused):
            VERBS[verb](world[name], notice, ids, stage.now + timedelta(minutes=place))
        require_safe(Notice.objects.get(pk=notice.pk), world)


def require_safe(notice: Notice, world: dict[str, Actor]) -> None:
    is_published = notice.state == State.PUBLISHED
    for name in OTHERS:
        assert access.visible_to(world[name]).filter(pk=notice.pk).exists() <= is_published
        assert queries.published(world[name]).filter(pk=notice.pk).exists() <= is_published
    if notice.record is not None:
        marks = notice.record.marks.filter(ended_at=None).count()
        assert (notice.record.status == "active") == is_published
        assert marks == (1 if is_published else 0)
    if notice.number:
        needed = queries.manifest_of(notice).reviewers
        people = Officer.objects.filter(pk__in=[one.removeprefix("officer:") for one in notice.reviewers])
        assert len(people) >= needed
        assert all(one.nationality not in ("", "MA") for one in people)
        assert all(set(one.posts) & {"reviewer", "publisher", "director"} for one in people)
    else:
        assert not is_published
