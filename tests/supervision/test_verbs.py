"""Ordering, endorsing, reviewing, ending, lapsing: each works, refuses, is written once, and leaves a trace."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from comity.audit.models import Entry
from comity.core.errors import Invalid, NotAllowed, NotFound
from comity.network import actions as network_verbs
from comity.network.models import Bureau
from comity.network.rules import COMMAND, Actor, Post
from comity.supervision import access, actions, jobs, queries, rules
from comity.supervision.models import Measure, MeasureStep
from comity.supervision.rules import Basis, Effect, Effects, Scope, State
from tests.supervision.conftest import COMMITTEE, NOW, SECRETARY, actor, order, terms

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("network")]
REASONS = "The causes were looked into again."


def test_it_holds_at_once_for_its_scope_and_bureau_alone() -> None:
    measure = order(effects=frozenset({Effect.HOLD, Effect.QUOTA}), quota=3)
    assert queries.effects("KE", Scope.DIFFUSIONS) == Effects(hold=True, quota=3, measures=(measure.pk,))
    assert queries.effects("KE", Scope.NOTICES) == Effects()
    assert queries.effects("FR", Scope.DIFFUSIONS) == Effects()


def test_it_covers_the_bureaus_under_it_and_countries_where_it_names_them() -> None:
    order(bureau="CN", countries=frozenset({"UA"}))
    assert not queries.effects("CN-HK", Scope.DIFFUSIONS).hold
    assert queries.effects("CN-HK", Scope.DIFFUSIONS, countries=frozenset({"UA", "FR"})).hold


def test_endorsed_it_holds_until_the_committee_endorses_its_end() -> None:
    measure = order()
    actions.endorse(actor=COMMITTEE, measure_id=measure.pk, reference="EC/2026/17", now=NOW)
    assert jobs.lapse_step(NOW + timedelta(days=400)) == 0
    with pytest.raises(rules.StepTaken):
        actions.end(actor=SECRETARY, measure_id=measure.pk, reasons=REASONS, now=NOW)
    actions.propose_end(actor=SECRETARY, measure_id=measure.pk, reasons=REASONS, now=NOW)
    assert queries.effects("KE", Scope.DIFFUSIONS).hold
    actions.refuse_end(actor=COMMITTEE, measure_id=measure.pk, reference="EC/2026/18", now=NOW)
    actions.propose_end(actor=SECRETARY, measure_id=measure.pk, reasons=REASONS, now=NOW)
    actions.endorse_end(actor=COMMITTEE, measure_id=measure.pk, reference="EC/2026/19", now=NOW)
    assert not queries.effects("KE", Scope.DIFFUSIONS).hold
    steps = list(MeasureStep.objects.values_list("verb", "reference"))
    assert steps == [
        ("order", ""), ("endorse", "EC/2026/17"), ("propose_end", ""), ("refuse_end", "EC/2026/18"),
        ("propose_end", ""), ("endorse_end", "EC/2026/19"),
    ]  # fmt: skip


def test_not_endorsed_it_is_ended_by_who_ordered_it_or_lapses_on_the_record() -> None:
    first, second, third = order(), order(), order(basis=Basis.SUPERVISION)
    actions.end(actor=SECRETARY, measure_id=first.pk, reasons=REASONS, now=NOW)
    assert jobs.lapse_step(NOW + timedelta(days=29)) == 0
    assert jobs.lapse_step(NOW + timedelta(days=31)) == 1
    assert jobs.lapse_step(NOW + timedelta(days=93)) == 1
    states = dict(Measure.objects.values_list("pk", "state"))
    assert states == {first.pk: "ended", second.pk: "lapsed", third.pk: "lapsed"}
    assert MeasureStep.objects.filter(verb="lapse").count() == 2
    assert list(Entry.objects.filter(verb="measure.lapsed").order_by("seq").values_list("subject", flat=True)) == [
        str(second.pk),
        str(third.pk),
    ]


def test_it_is_reviewed_with_reasons_and_a_next_date() -> None:
    measure = order()
    later = date(2027, 5, 1)
    actions.review(actor=SECRETARY, measure_id=measure.pk, reasons=REASONS, review_on=later, now=NOW)
    measure.refresh_from_db()
    assert (measure.review_on, measure.state) == (later, State.ORDERED)
    with pytest.raises(Invalid):
        actions.review(actor=SECRETARY, measure_id=measure.pk, reasons="", review_on=later, now=NOW)
    actions.end(actor=SECRETARY, measure_id=measure.pk, reasons=REASONS, now=NOW)
    with pytest.raises(rules.StepTaken):
        actions.review(actor=SECRETARY, measure_id=measure.pk, reasons=REASONS, review_on=later, now=NOW)


VERBS: dict[str, tuple[Callable[..., object], dict[str, Any], Actor]] = {
    "endorse": (actions.endorse, {"reference": "EC/1"}, COMMITTEE),
    "end": (actions.end, {"reasons": REASONS}, SECRETARY),
    "propose_end": (actions.propose_end, {"reasons": REASONS}, SECRETARY),
    "endorse_end": (actions.endorse_end, {"reference": "EC/1"}, COMMITTEE),
    "refuse_end": (actions.refuse_end, {"reference": "EC/1"}, COMMITTEE),
    "review": (actions.review, {"reasons": REASONS, "review_on": date(2027, 3, 1)}, SECRETARY),
}


@pytest.mark.parametrize("name", VERBS)
def test_each_step_is_for_its_own_post_and_no_other(name: str) -> None:
    verb, more, whose = VERBS[name]
    measure = order()
    for post in Post:
        if post not in whose.posts:
            with pytest.raises(NotAllowed):
                verb(actor=actor("GS", post), measure_id=measure.pk, now=NOW, **more)
    measure.refresh_from_db()
    assert (measure.state, measure.changed_at) == (State.ORDERED, NOW)


def test_only_the_secretary_general_orders_and_not_over_the_organization_itself() -> None:
    for post in set(Post) - {Post.SECRETARY_GENERAL}:
        with pytest.raises(NotAllowed):
            actions.order(actor=actor("GS", post), terms=terms(), now=NOW)
    for bureau in ("GS", "XX"):
        with pytest.raises(Invalid) as refusal:
            order(bureau=bureau)
        assert [problem.field for problem in refusal.value.problems] == ["bureau"]


def test_a_decision_needs_its_reference() -> None:
    measure = order()
    with pytest.raises(Invalid) as refusal:
        actions.endorse(actor=COMMITTEE, measure_id=measure.pk, reference=" ", now=NOW)
    assert [problem.field for problem in refusal.value.problems] == ["reference"]
    measure.refresh_from_db()
    assert measure.state == State.ORDERED


def test_of_two_at_once_one_is_told() -> None:
    measure = order()
    stale = Measure.objects.get(pk=measure.pk)
    actions.endorse(actor=COMMITTEE, measure_id=measure.pk, reference="EC/1", now=NOW + timedelta(seconds=1))
    with pytest.raises(rules.StepTaken):
        stale.move_to(State.ENDED, NOW)


def test_who_sees_a_measure() -> None:
    hidden, public = order(), order(bureau="FR", is_published=True)

    def seen(who: Actor) -> set[str]:
        return set(access.visible_to(who).values_list("bureau_id", flat=True))

    for who in (SECRETARY, COMMITTEE, actor("GS", Post.REVIEWER), actor("CCF", Post.COMMISSION_MEMBER)):
        assert seen(who) == {"KE", "FR"}
    assert seen(actor("KE", Post.BUREAU_OFFICER)) == {"KE", "FR"}
    assert seen(actor("CN", Post.BUREAU_HEAD)) == {"FR"}
    assert seen(actor("KE", Post.FRONTLINE)) == {"FR"}
    assert seen(actor("GS", Post.ADMINISTRATOR)) == set()
    with pytest.raises(NotFound):
        access.get_for_reading(actor("CN", Post.BUREAU_HEAD), hidden.pk)
    with pytest.raises(NotFound):
        access.get_for_reading(actor("CN", Post.BUREAU_HEAD), "nonsense")
    assert access.get_for_reading(actor("CN", Post.BUREAU_HEAD), public.pk)


def test_the_place_in_the_navigation_is_for_who_decides_and_for_a_desk_under_a_measure() -> None:
    order()
    assert queries.shows_in_navigation(SECRETARY)
    assert queries.shows_in_navigation(actor("KE", Post.BUREAU_OFFICER))
    assert not queries.shows_in_navigation(actor("KE", Post.FRONTLINE))
    assert not queries.shows_in_navigation(actor("FR", Post.BUREAU_OFFICER))


def test_each_verb_is_written_once() -> None:
    measure = order()
    actions.endorse(actor=COMMITTEE, measure_id=measure.pk, reference="EC/1", now=NOW)
    found = list(Entry.objects.order_by("seq").values_list("verb", "subject"))
    assert found == [("measure.ordered", str(measure.pk)), ("measure.endorsed", str(measure.pk))]


def test_nobody_but_a_bureau_itself_closes_its_link() -> None:
    for post in Post:
        with pytest.raises((NotAllowed, NotFound)):
            network_verbs.disconnect(actor=actor("GS", post), bureau="KE", now=NOW)
    with pytest.raises((NotAllowed, NotFound)):
        network_verbs.disconnect(actor=COMMAND, bureau="KE", now=NOW)
    assert Bureau.objects.get(pk="KE").connected and not queries.is_disconnected("KE")
    network_verbs.disconnect(actor=actor("KE", Post.BUREAU_HEAD), bureau="KE", now=NOW)
    assert queries.is_disconnected("KE")
