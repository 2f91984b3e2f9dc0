"""A pilot's share: notices and diffusions of its colour are counted together, from sending to whatever end."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from comity.diffusions import actions as diffusions
from comity.diffusions.models import Diffusion
from comity.notices import queries as notices
from comity.notices.models import Elsewhere, Opening
from comity.notices.rules import QuotaReached
from comity.testing.requests import BLUE, SILVER
from tests.diffusions.conftest import CLOCK, MACHINE, NOW, REASON, TODAY, People, later, stated

Make = Callable[..., Diffusion]
End = Callable[[People, Diffusion], None]


@pytest.fixture
def pilot(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """France and Kenya take part, with one silver request each."""
    for code in ("FR", "KE"):
        Opening.objects.create(bureau_id=code, colour="silver", basis="Pilot.", starts_on=TODAY, set_by="x")
    monkeypatch.setattr(notices, "share_of", lambda _colour, _now: 1)


def silver(people: People) -> Diffusion:
    last = TODAY + timedelta(days=30)
    given = stated(SILVER, recipients=("KE",), ends_on=last)
    made = diffusions.draft(actor=people["FR"], colour="silver", stated=given, now=NOW)
    return diffusions.send(actor=people["FR"], diffusion_id=made.pk, now=NOW)


def withdrawn(people: People, made: Diffusion) -> None:
    diffusions.withdraw(actor=people["FR"], diffusion_id=made.pk, reason=REASON, now=NOW)


def returned(_people: People, made: Diffusion) -> None:
    diffusions.return_incomplete(actor=MACHINE, diffusion_id=made.pk, findings=[], now=NOW)


def refused(people: People, made: Diffusion) -> None:
    diffusions.hold(actor=MACHINE, diffusion_id=made.pk, reasons=[], now=NOW)
    diffusions.refuse(actor=people["kiwi"], diffusion_id=made.pk, code="ART2", reason=REASON, now=NOW)


def recalled(people: People, made: Diffusion) -> None:
    released(people, made)
    diffusions.recall(actor=people["kiwi"], diffusion_id=made.pk, code="ART2", reason=REASON, now=NOW)


def expired(people: People, made: Diffusion) -> None:
    released(people, made)
    diffusions.expire_due(actor=CLOCK, now=later(days=31))


def released(people: People, made: Diffusion) -> None:
    diffusions.hold(actor=MACHINE, diffusion_id=made.pk, reasons=[], now=NOW)
    diffusions.release(actor=people["kiwi"], diffusion_id=made.pk, now=NOW)


@pytest.mark.usefixtures("pilot")
@pytest.mark.parametrize("end", [withdrawn, returned, refused, recalled, expired])
def test_what_has_ended_leaves_the_share_to_a_notice(people: People, end: End) -> None:
    made = silver(people)
    assert notices.circulating_of("FR", "silver") == 1
    with pytest.raises(QuotaReached):
        notices.require_share("FR", "silver", NOW)
    notices.require_share("KE", "silver", NOW)
    end(people, made)
    assert notices.circulating_of("FR", "silver") == 0
    notices.require_share("FR", "silver", NOW)


@pytest.mark.usefixtures("pilot")
def test_one_that_waits_or_is_delivered_is_counted_once(people: People) -> None:
    made = silver(people)
    diffusions.hold(actor=MACHINE, diffusion_id=made.pk, reasons=[], now=NOW)
    assert notices.circulating_of("FR", "silver") == 1
    diffusions.release(actor=people["kiwi"], diffusion_id=made.pk, now=NOW)
    assert notices.circulating_of("FR", "silver") == 1
    with pytest.raises(QuotaReached):
        silver(people)
    assert notices.circulating_of("FR", "silver") == 1


@pytest.mark.usefixtures("pilot")
def test_a_draft_counts_for_nothing(people: People) -> None:
    diffusions.draft(actor=people["FR"], colour="silver", stated=stated(SILVER), now=NOW)
    assert notices.circulating_of("FR", "silver") == 0


def test_a_colour_without_a_quota_is_not_written_down(sent: Make) -> None:
    sent("blue", BLUE)
    assert not Elsewhere.objects.exists()
