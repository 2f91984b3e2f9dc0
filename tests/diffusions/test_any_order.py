"""Over any order of verbs by anybody: what must wait for a person waits, who was not sent it learns nothing, a recall
reaches all."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.core.errors import NotFound, Refused
from comity.diffusions import access, queries, reading, rules
from comity.diffusions import actions as diffusions
from comity.diffusions.models import Delivery, Diffusion
from comity.diffusions.rules import Status
from comity.network.models import Bureau
from comity.network.rules import Actor
from comity.protection import actions as protection
from comity.protection.models import Entry, EntryKey
from comity.records import access as records
from comity.testing.requests import BLUE, PURPLE, RED
from tests.diffusions.conftest import CLOCK, MACHINE, NOW, REASON, TODAY, People, later, stated

CONTENTS: dict[str, dict[str, Any]] = {"red": RED, "blue": BLUE, "purple": PURPLE}
DECIDERS = ("german", "kiwi", "french", "stateless", "commission", "FR", "KE")
SENDERS = ("FR", "KE", "BR")
OUTSIDERS = ("JP", "DE", "frontline")

# What brings one on its way, often; all the rest, by whom it may be and by whom it may not.
on_its_way = st.sampled_from([("send", "FR"), ("hold", ""), ("deliver", ""), ("release", "german"), ("catch_up", "")])
anything = st.one_of(
    st.tuples(st.just("send"), st.sampled_from(SENDERS)),
    st.tuples(st.just("change"), st.sampled_from(SENDERS)),
    st.tuples(st.just("withdraw"), st.sampled_from(SENDERS)),
    st.tuples(st.sampled_from(["deliver", "hold", "hold_bulk", "return", "expire", "catch_up"]), st.just("")),
    st.tuples(st.sampled_from(["release", "refuse", "recall", "review"]), st.sampled_from(DECIDERS)),
    st.tuples(st.just("acknowledge"), st.sampled_from(["KE", "BR", "JP"])),
    st.tuples(st.sampled_from(["leave", "return_of"]), st.sampled_from(["KE", "BR"])),
    st.tuples(st.just("remember"), st.just("")),
)


def take(people: People, one: Diffusion, verb: str, who: str) -> None:
    """One verb; a refusal is an answer too."""
    actor: Actor = people[who] if who else MACHINE
    given: dict[str, Any] = {"actor": actor, "diffusion_id": one.pk, "now": NOW}
    calls: dict[str, Callable[[], object]] = {
        "send": lambda: diffusions.send(**given),
        "change": lambda: diffusions.change(stated=stated(CONTENTS[one.colour]), **given),
        "withdraw": lambda: diffusions.withdraw(reason=REASON, **given),
        "deliver": lambda: diffusions.deliver(**given),
        "hold": lambda: diffusions.hold(reasons=["C-12"], **given),
        "hold_bulk": lambda: diffusions.hold(reasons=["C-39"], **given),
        "return": lambda: diffusions.return_incomplete(findings=[], **given),
        "expire": lambda: diffusions.expire_due(actor=CLOCK, now=later(days=4000)),
        "catch_up": lambda: diffusions.catch_up(actor=CLOCK, now=NOW),
        "release": lambda: diffusions.release(**given),
        "refuse": lambda: diffusions.refuse(code="FACTS", reason=REASON, **given),
        "recall": lambda: diffusions.recall(code="FACTS", reason=REASON, **given),
        "review": lambda: diffusions.mark_reviewed(**given),
        "acknowledge": lambda: diffusions.acknowledge(done="deleted", on=TODAY, **given),
        "leave": lambda: Bureau.objects.filter(pk=who).update(connected=False),
        "return_of": lambda: Bureau.objects.filter(pk=who).update(connected=True),
        "remember": lambda: protection.remember(
            actor=people["german"], kind="refused", subject=reading.subject_of(one.content), requester="FR",
            code="ART3", decision=None, now=NOW,
        ),
    }  # fmt: skip
    with suppress(Refused):
        calls[verb]()


def begin(people: People, colour: str) -> Diffusion:
    Delivery.objects.all().delete()
    EntryKey.objects.all().delete()
    Entry.objects.all().delete()
    Bureau.objects.update(connected=True)
    made = diffusions.draft(
        actor=people["FR"], colour=colour, stated=stated(CONTENTS[colour], names_nobody=True), now=NOW
    )
    for number in (1, 2) if colour == "red" else ():
        diffusions.sign_assurance(actor=people["FR"], diffusion_id=made.pk, number=number, now=NOW)
    return made


@pytest.mark.usefixtures("db")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    colour=st.sampled_from(["red", "red", "blue", "purple"]),
    is_sent=st.sampled_from([True, True, True, False]),
    steps=st.lists(st.one_of(on_its_way, on_its_way, anything), min_size=2, max_size=10),
)
def test_whatever_is_done_in_whatever_order(
    people: People, colour: str, is_sent: bool, steps: list[tuple[str, str]]
) -> None:
    one, was_released = begin(people, colour), False
    steps = [("send", "FR"), *steps] if is_sent else steps
    for verb, who in steps:
        before = Diffusion.objects.get(pk=one.pk).status
        had_to_wait = before in (Status.SUBMITTED, Status.HELD) and bool(queries.reasons_to_hold(one, NOW))
        take(people, one, verb, who)
        now = Diffusion.objects.get(pk=one.pk)
        if before == Status.HELD and now.status == Status.DELIVERED:
            was_released = True
            assert (verb, who in ("german", "kiwi")) == ("release", True)
        if now.status == Status.DELIVERED and before != Status.DELIVERED:
            assert was_released or not had_to_wait, (verb, who)
        if colour == "red" and now.deliveries.exists():
            assert was_released
    _nobody_else_learns(people, one)
    _recall_reaches_all(one)


def _nobody_else_learns(people: People, one: Diffusion) -> None:
    now = Diffusion.objects.get(pk=one.pk)
    arrived = set(now.deliveries.filter(delivered_at__isnull=False).values_list("recipient", flat=True))
    assert arrived <= {"KE", "BR"}
    if now.status not in rules.KNOWN_TO_RECIPIENTS:
        assert not arrived
    for name in ("KE", "BR", *OUTSIDERS):
        actor = people[name]
        reads = rules.may_read(actor) and actor.bureau in arrived
        if rules.may_read(actor):
            assert access.visible_to(actor).filter(pk=one.pk).exists() == reads, name
            assert access.get_for_reading(actor, one.pk) if reads else _is_not_found(actor, one)
        if now.record:
            found = records.visible_to(actor, "locate").filter(pk=now.record).exists()
            assert not found or (now.status == Status.DELIVERED and actor.bureau in now_for(now)), name


def now_for(one: Diffusion) -> set[str]:
    """The bureaus it was handed out to, those that are away among them."""
    return set(one.deliveries.values_list("recipient", flat=True))


def _is_not_found(actor: Actor, one: Diffusion) -> bool:
    with pytest.raises(NotFound):
        access.get_for_reading(actor, one.pk)
    return True


def _recall_reaches_all(one: Diffusion) -> None:
    now = Diffusion.objects.get(pk=one.pk)
    if now.status in rules.TAKEN_BACK:
        arrived = now.deliveries.filter(delivered_at__isnull=False)
        assert not arrived.filter(recalled_at=None).exists()
        assert now.deliveries.filter(delivered_at=None, recalled_at__isnull=False).count() == 0
