"""A shift ends when its notes are accepted, and in no other way; what its officer had in hand goes with it."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.audit.models import Entry
from comity.core.errors import Invalid, NotAllowed
from comity.desk import actions, duty, queries
from comity.desk.duty import NotLeftAlone, NotThisShift, NotYourShift, ShiftState, StillOnDuty
from comity.desk.models import Item, Shift, ShiftStep
from comity.desk.rules import Source, State
from comity.network.models import Officer
from comity.network.rules import Actor
from tests.desk.conftest import NOW, Desk, item, put

LATER = NOW + timedelta(hours=8)
NOTES = "KE answers slowly today; call their mobile."


def on_duty(who: Actor, notes: str = NOTES) -> UUID:
    shift = actions.begin(actor=who, now=NOW)
    if notes:
        actions.note(actor=who, shift_id=shift.pk, text=notes, now=NOW)
    return shift.pk


@pytest.mark.django_db
def test_handed_over_by_offer_and_acceptance(desk: Desk) -> None:
    pk = put()
    shift = on_duty(desk.melina)
    actions.claim(actor=desk.melina, item_id=pk, now=NOW)
    actions.note(actor=desk.melina, shift_id=shift, text=NOTES, lines={str(pk): "Promised an answer by noon."}, now=NOW)
    actions.offer(actor=desk.melina, shift_id=shift, to=desk.tariq.id, now=LATER)
    [seen] = queries.on_shift(LATER, desk.tariq)
    assert (seen.shift.state, seen.may_accept, [line.text for line in seen.lines]) == (
        ShiftState.OFFERED, True, ["Promised an answer by noon."],
    )  # fmt: skip
    own = actions.accept(actor=desk.tariq, shift_id=shift, now=LATER)
    old = Shift.objects.get(pk=shift)
    assert (old.state, old.ended_at, old.handed_to, own.after_id) == (ShiftState.ENDED, LATER, desk.tariq.id, shift)
    assert item().claimed_by == desk.tariq.id
    assert queries.history(pk)[0].text == "Taken over with the shift"
    assert [one.verb for one in ShiftStep.objects.filter(shift=shift)] == ["begin", "offer", "accept"]


@pytest.mark.django_db
def test_no_shift_ends_before_it_is_accepted(desk: Desk) -> None:
    shift = on_duty(desk.melina)
    with pytest.raises(NotThisShift):
        actions.accept(actor=desk.tariq, shift_id=shift, now=NOW)
    actions.offer(actor=desk.melina, shift_id=shift, now=NOW)
    assert Shift.objects.get(pk=shift).ended_at is None
    with pytest.raises(NotYourShift):
        actions.accept(actor=desk.melina, shift_id=shift, now=NOW)
    with pytest.raises(Invalid):
        actions.decline(actor=desk.tariq, shift_id=shift, reason=" ", now=NOW)
    actions.decline(actor=desk.tariq, shift_id=shift, reason="The notes say nothing of the hit from FR.", now=NOW)
    row = Shift.objects.get(pk=shift)
    assert (row.state, row.ended_at, row.offered_at) == (ShiftState.ON, None, None)
    assert row.steps.last().reason.startswith("The notes")


@pytest.mark.django_db
def test_an_offer_to_one_is_not_anothers_and_can_be_taken_back(desk: Desk) -> None:
    third = desk.officer("third", next(iter(desk.melina.posts)), "CN")
    shift = on_duty(desk.melina)
    actions.offer(actor=desk.melina, shift_id=shift, to=desk.tariq.id, now=NOW)
    with pytest.raises(NotYourShift):
        actions.accept(actor=third, shift_id=shift, now=NOW)
    actions.keep(actor=desk.melina, shift_id=shift, now=NOW)
    with pytest.raises(NotThisShift):
        actions.accept(actor=desk.tariq, shift_id=shift, now=NOW)
    actions.offer(actor=desk.melina, shift_id=shift, now=NOW)
    actions.accept(actor=third, shift_id=shift, now=NOW)
    with pytest.raises(NotThisShift):
        actions.accept(actor=desk.tariq, shift_id=shift, now=NOW)


@pytest.mark.django_db
def test_notes_are_never_empty_and_one_is_on_duty_once(desk: Desk) -> None:
    shift = on_duty(desk.melina, notes="")
    with pytest.raises(Invalid) as refused:
        actions.offer(actor=desk.melina, shift_id=shift, now=NOW)
    assert refused.value.problems[0].field == "notes"
    with pytest.raises(StillOnDuty):
        actions.begin(actor=desk.melina, now=NOW)
    with pytest.raises(Invalid):
        actions.note(actor=desk.melina, shift_id=shift, text="x" * 4001, now=NOW)
    with pytest.raises(NotYourShift):
        actions.note(actor=desk.tariq, shift_id=shift, text="mine", now=NOW)
    with pytest.raises(Invalid):
        actions.offer(actor=desk.tariq, shift_id=on_duty(desk.tariq), to=desk.director.id, now=NOW)


@pytest.mark.django_db
def test_who_is_on_duty_already_goes_on_in_the_own_shift(desk: Desk) -> None:
    first, second = on_duty(desk.melina), on_duty(desk.tariq)
    actions.offer(actor=desk.melina, shift_id=first, now=NOW)
    assert actions.accept(actor=desk.tariq, shift_id=first, now=NOW).pk == second
    assert [one.shift.pk for one in queries.on_shift(NOW)] == [second]


@pytest.mark.django_db
def test_what_the_next_officer_may_not_see_goes_back_to_the_queue(desk: Desk) -> None:
    pk = put("review:1", Source.URGENT_REVIEW, country="GR")
    actions.claim(actor=desk.tariq, item_id=pk, now=NOW)
    shift = on_duty(desk.tariq)
    actions.offer(actor=desk.tariq, shift_id=shift, now=NOW)
    actions.accept(actor=desk.melina, shift_id=shift, now=NOW)
    row = Item.objects.get(pk=pk)
    assert (row.state, row.claimed_by) == (State.OPEN, "")


@pytest.mark.django_db
def test_a_shift_left_alone_is_shown_and_can_be_taken_over(desk: Desk) -> None:
    shift = on_duty(desk.melina)
    with pytest.raises(NotLeftAlone):
        actions.take_over_shift(actor=desk.tariq, shift_id=shift, reason="She is not here.", now=LATER)
    long_after = NOW + duty.LONGEST_SHIFT + timedelta(minutes=1)
    [seen] = queries.on_shift(long_after, desk.tariq)
    assert (seen.is_left_alone, seen.may_take_over) == (True, True)
    actions.take_over_shift(actor=desk.tariq, shift_id=shift, reason="She is not here.", now=long_after)
    assert Shift.objects.get(pk=shift).state == ShiftState.ENDED
    assert queries.own_shift(desk.tariq) is not None


@pytest.mark.django_db
def test_a_shift_of_who_is_of_the_desk_no_more_was_left_alone(desk: Desk) -> None:
    shift = on_duty(desk.melina)
    Officer.objects.filter(username="melina").update(is_active=False)
    assert queries.on_shift(NOW)[0].is_left_alone
    actions.take_over_shift(actor=desk.tariq, shift_id=shift, reason="She was dismissed.", now=NOW)
    assert Shift.objects.get(pk=shift).state == ShiftState.ENDED


@pytest.mark.django_db
def test_the_log_of_shifts_and_the_ledger_have_every_step_and_no_words(desk: Desk) -> None:
    shift = on_duty(desk.melina)
    actions.offer(actor=desk.melina, shift_id=shift, now=NOW)
    actions.accept(actor=desk.tariq, shift_id=shift, now=NOW)
    verbs = list(Entry.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs == ["shift.begun", "shift.noted", "shift.offered", "shift.accepted"]
    assert not [one for one in Entry.objects.all() if "mobile" in one.body]
    assert len(queries.shifts(desk.director)) == 2
    with pytest.raises(NotAllowed):
        queries.shifts(desk.stranger)
    with pytest.raises(NotAllowed):
        actions.begin(actor=desk.director, now=NOW)


states = st.sampled_from(ShiftState)
spans = st.integers(0, 5_000).map(lambda minutes: timedelta(minutes=minutes))


@given(states, spans, st.none() | spans, spans)
def test_once_left_alone_a_shift_stays_so_until_it_ends(
    state: ShiftState, begun: timedelta, offered: timedelta | None, more: timedelta
) -> None:
    offered_at = NOW - offered if offered is not None else None
    now_alone = duty.is_left_alone(state, NOW - begun, offered_at, NOW)
    assert not now_alone or duty.is_left_alone(state, NOW - begun, offered_at, NOW + more)
    assert not (state is ShiftState.ENDED and now_alone)
