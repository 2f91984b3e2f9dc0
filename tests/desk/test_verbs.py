"""Claim, hand over, take over, escalate, resolve, reopen: each works, refuses, is written once, and is told."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from comity.audit.models import Entry
from comity.core.errors import Invalid, NotAllowed, NotFound
from comity.desk import access, actions, queries, rules
from comity.desk.actions.taking import NobodyAbove, TakenByAnother
from comity.desk.models import Item, ItemStep
from comity.desk.queries import QueueFilter
from comity.desk.rules import NobodyNeeded, NotNow, Source, State
from tests.desk.conftest import NOW, Desk, bring, found, item, put

pytestmark = pytest.mark.django_db
WHY = "Called their desk: they are on it."


def entries() -> list[tuple[str, str]]:
    rows = Entry.objects.exclude(verb="items.gathered").order_by("seq")
    return list(rows.values_list("verb", "outcome"))


def test_claimed_it_is_one_officers_and_the_other_is_told_whose(desk: Desk) -> None:
    pk = put()
    actions.claim(actor=desk.melina, item_id=pk, now=NOW)
    assert (item().state, item().claimed_by_name) == (State.CLAIMED, "Melina")
    with pytest.raises(TakenByAnother, match="Melina"):
        actions.claim(actor=desk.tariq, item_id=pk, now=NOW)
    assert entries() == [("item.claimed", "done"), ("item.claimed", "refused")]
    assert [one.verb for one in ItemStep.objects.filter(item=pk)] == ["open", "claim"]


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_claim_at_the_same_moment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have read it as open; one wins, the other is told who, and the history has one claim."""
    pk = put()
    both_have_read = threading.Barrier(2, timeout=30)
    move = Item.move_to

    def wait_and_move(self: Item, *given: Any, **more: Any) -> None:
        both_have_read.wait()
        move(self, *given, **more)

    monkeypatch.setattr(Item, "move_to", wait_and_move)
    said: list[Any] = []

    def claim(who: Any) -> None:
        try:
            said.append(actions.claim(actor=who, item_id=pk, now=NOW).claimed_by_name)
        except TakenByAnother as refused:
            said.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=claim, args=(who,)) for who in (desk.melina, desk.tariq)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winner = next(one for one in said if isinstance(one, str))
    refused = next(one for one in said if not isinstance(one, str))
    assert item().claimed_by_name == winner
    assert winner in str(refused)
    assert ItemStep.objects.filter(item=pk, verb="claim").count() == 1


def test_handed_over_it_is_anothers_and_given_back_nobodys(desk: Desk) -> None:
    pk = put()
    actions.claim(actor=desk.melina, item_id=pk, now=NOW)
    actions.hand_over(actor=desk.melina, item_id=pk, to=desk.tariq.id, reason="You know their desk.", now=NOW)
    assert item().claimed_by == desk.tariq.id
    with pytest.raises(NotNow):
        actions.hand_over(actor=desk.melina, item_id=pk, to="", now=NOW)
    actions.hand_over(actor=desk.tariq, item_id=pk, to="", now=NOW)
    assert (item().state, item().claimed_by, item().claimed_at) == (State.OPEN, "", None)
    assert [one.text for one in queries.history(pk)] == [
        "Given back", "Handed over to Tariq", "Claimed", "Came to the desk",
    ]  # fmt: skip


@pytest.mark.parametrize("to", ["officer:nobody", "stranger", "director", "melina"])
def test_it_is_handed_to_officers_of_the_desk_alone(desk: Desk, to: str) -> None:
    pk = put()
    actions.claim(actor=desk.melina, item_id=pk, now=NOW)
    to = getattr(desk, to).id if hasattr(desk, to) else to
    with pytest.raises(Invalid) as refused:
        actions.hand_over(actor=desk.melina, item_id=pk, to=to, now=NOW)
    assert refused.value.problems[0].field == "to"
    assert item().claimed_by == desk.melina.id


def test_it_is_not_handed_to_who_may_not_see_it(desk: Desk) -> None:
    """Nobody watches over a review of their own country."""
    pk = put("review:1", Source.URGENT_REVIEW, country="GR")
    actions.claim(actor=desk.tariq, item_id=pk, now=NOW)
    with pytest.raises(Invalid):
        actions.hand_over(actor=desk.tariq, item_id=pk, to=desk.melina.id, now=NOW)


def test_taken_over_with_a_reason(desk: Desk) -> None:
    pk = put()
    actions.claim(actor=desk.melina, item_id=pk, now=NOW)
    with pytest.raises(Invalid):
        actions.take_over(actor=desk.tariq, item_id=pk, reason="", now=NOW)
    actions.take_over(actor=desk.tariq, item_id=pk, reason="She is on the telephone.", now=NOW)
    assert item().claimed_by == desk.tariq.id


def test_escalated_it_is_the_directors_who_sees_nothing_else(desk: Desk) -> None:
    pk, other = put(), None
    bring(found("hit:1"), found("hit:2"))
    other = item("hit:2").pk
    assert not queries.queue(desk.director, QueueFilter()).rows
    actions.escalate(actor=desk.melina, item_id=pk, reason="They refuse to answer us.", now=NOW)
    [seen] = queries.queue(desk.director, QueueFilter()).rows
    assert seen.pk == pk
    assert {step.verb for step in queries.steps(desk.director, seen)} == {"claim", "resolve"}
    with pytest.raises(NotFound):
        actions.claim(actor=desk.director, item_id=other, now=NOW)
    with pytest.raises(NotNow):
        actions.claim(actor=desk.tariq, item_id=pk, now=NOW)
    actions.claim(actor=desk.director, item_id=pk, now=NOW)
    actions.resolve(actor=desk.director, item_id=pk, reason=WHY, now=NOW)
    assert item().state == State.RESOLVED
    # What was once given to the director stays readable to them.
    assert access.get_item(desk.director, pk).pk == pk


def test_it_is_escalated_only_where_a_director_may_read_it(desk: Desk) -> None:
    """The director is of France: what France asks to have reviewed cannot be theirs."""
    pk = put("review:1", Source.URGENT_REVIEW, country="FR")
    with pytest.raises(NobodyAbove):
        actions.escalate(actor=desk.melina, item_id=pk, reason="They refuse to answer us.", now=NOW)
    assert item("review:1").state == State.OPEN


def test_resolved_it_leaves_the_queue_and_can_be_reopened(desk: Desk) -> None:
    pk = put()
    actions.resolve(actor=desk.melina, item_id=pk, reason=WHY, now=NOW)
    assert not queries.queue(desk.melina, QueueFilter()).rows
    assert [row.pk for row in queries.queue(desk.melina, QueueFilter(state="resolved")).rows] == [pk]
    with pytest.raises(NotNow):
        actions.resolve(actor=desk.tariq, item_id=pk, reason=WHY, now=NOW)
    actions.reopen(actor=desk.tariq, item_id=pk, reason="They have stopped answering.", now=NOW)
    assert item().state == State.OPEN
    bring()  # settled below
    with pytest.raises(NobodyNeeded):
        actions.reopen(actor=desk.tariq, item_id=pk, reason="Again?", now=NOW)


@pytest.mark.parametrize(
    "step",
    [
        lambda who, pk: actions.claim(actor=who, item_id=pk, now=NOW),
        lambda who, pk: actions.hand_over(actor=who, item_id=pk, to="", now=NOW),
        lambda who, pk: actions.take_over(actor=who, item_id=pk, reason=WHY, now=NOW),
        lambda who, pk: actions.escalate(actor=who, item_id=pk, reason=WHY, now=NOW),
        lambda who, pk: actions.resolve(actor=who, item_id=pk, reason=WHY, now=NOW),
        lambda who, pk: actions.reopen(actor=who, item_id=pk, reason=WHY, now=NOW),
    ],
)
def test_who_does_not_watch_the_desk_takes_no_step_and_the_ledger_has_it(desk: Desk, step: Callable[..., Any]) -> None:
    pk = put()
    with pytest.raises(NotAllowed):
        step(desk.stranger, pk)
    assert [outcome for _verb, outcome in entries()] == ["refused"]
    assert item().state == State.OPEN


def test_reasons_are_kept_in_the_history_and_never_in_the_ledger(desk: Desk) -> None:
    pk = put()
    actions.escalate(actor=desk.melina, item_id=pk, reason=WHY, now=NOW)
    assert queries.history(pk)[0].reason == WHY
    assert not [one for one in Entry.objects.all() if "desk" in one.body and "Called" in one.body]


def test_what_is_hidden_is_not_found(desk: Desk) -> None:
    above, own = put("diffusion:1", Source.HELD_DIFFUSION, level=3), put("review:1", Source.URGENT_REVIEW, country="GR")
    low = desk.officer("low", next(iter(desk.melina.posts)), "KE", clearance=2)
    with pytest.raises(NotFound):
        access.get_item(low, above)
    with pytest.raises(NotFound):
        access.get_item(desk.melina, own)
    with pytest.raises(NotFound):
        access.get_item(desk.melina, "no id")
    assert queries.counts(desk.melina).open == 1
    assert {row.of for row in queries.queue(desk.melina, QueueFilter()).rows} == {"diffusion:1"}
    assert rules.Stance.DESK in access.standing_of(desk.tariq, item("review:1"))
