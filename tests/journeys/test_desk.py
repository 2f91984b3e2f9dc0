"""A night at the desk: a hit that nobody confirms comes to it, is taken care of, and ends by itself."""

from datetime import timedelta

import pytest

from comity.checks.models import Hit
from comity.desk import actions, gathering, jobs, queries
from comity.desk.actions import pulsing
from comity.desk.actions.taking import TakenByAnother
from comity.desk.models import Item
from comity.desk.queries import QueueFilter
from comity.desk.rules import Source, State
from comity.network.models import Officer
from comity.network.rules import Actor, Post
from comity.testing import tour
from comity.testing.fixtures import stage
from comity.testing.stage import Stage

__all__ = ["stage"]

BORDER = "Passenger control, Tana airport"


def gather(stage: Stage, minutes: int) -> None:
    """What the worker does, so many minutes later."""
    jobs.gather(Source.OVERDUE_HIT, gathering.SOURCES[Source.OVERDUE_HIT][0], stage.now + timedelta(minutes=minutes))


def next_officer(stage: Stage) -> Actor:
    officer = Officer.objects.get(username="gs.duty2")
    assert officer.posts == [Post.DUTY_OFFICER]
    return stage.actor("gs.duty2")


def queue(who: Actor) -> list[Item]:
    return list(queries.queue(who, QueueFilter()).rows)


def test_a_hit_that_nobody_confirms(stage: Stage) -> None:
    duty, second = stage.actor("gs.duty"), next_officer(stage)
    pulsing.fold(stage.now)
    stage.ask_api(
        stage.tokens[BORDER], {"purpose": "border_control", "mrz": tour.stolen_zone(), "place": "Tana, desk 9"}
    )
    stage.ingest()
    hit = Hit.objects.get()
    gather(stage, 1)
    assert not queue(duty), "its clock still runs"
    gather(stage, 61)
    [late] = queue(duty)
    assert (late.of, late.bureau) == (f"hit:{hit.pk}", "FR")

    # It says who owes what, and nothing of whom, what or where.
    page = stage.client("gs.duty").get(f"/desk/?item={late.pk}").content.decode()
    assert "France" in page
    for content in (tour.STOLEN_NUMBER, "Tana", str(hit.record)):
        assert content not in page
    assert stage.client("fr.bureau").get("/desk/").status_code == 403

    actions.begin(actor=duty, now=stage.now)
    shift = queries.own_shift(duty)
    assert shift is not None
    actions.claim(actor=duty, item_id=late.pk, now=stage.now)
    with pytest.raises(TakenByAnother, match=duty.name):
        actions.claim(actor=second, item_id=late.pk, now=stage.now)
    actions.note(
        actor=duty, shift_id=shift.pk, text="France calls back.", lines={str(late.pk): "Asked at 4."}, now=stage.now
    )
    actions.offer(actor=duty, shift_id=shift.pk, now=stage.now)
    actions.accept(actor=second, shift_id=shift.pk, now=stage.now)
    assert queries.to_hand_over(second) == [late]
    assert queries.own_shift(duty) is None

    assert stage.client("fr.bureau").post(f"/hits/{hit.pk}/confirm", {"reason": ""}).status_code == 302
    gather(stage, 62)
    assert not queue(second), "nobody is needed any more"
    late.refresh_from_db()
    assert late.state == State.RESOLVED
    assert [one.text for one in queries.history(late.pk)] == [
        "Nobody is needed any more", "Taken over with the shift", "Claimed", "Came to the desk",
    ]  # fmt: skip


def test_the_pulse_counts_the_check_and_its_hit(stage: Stage) -> None:
    pulsing.fold(stage.now)
    stage.ask_api(stage.tokens[BORDER], {"purpose": "border_control", "mrz": tour.stolen_zone(), "place": "Tana"})
    stage.ingest()
    pulsing.fold(stage.now)
    later = stage.now + timedelta(minutes=2)
    beat = queries.pulse(later)
    assert (sum(beat.checks), sum(beat.hits)) == (1, 1)
    hits = {one.member: one.hits for one in queries.map_figures(later, stage.actor("gs.duty")) if one.hits}
    assert hits == {"KE": 1}
