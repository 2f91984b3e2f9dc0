"""Who may ask for which colour: bureaus, partners by agreement, a pilot and its quota, the Secretariat itself."""

from typing import Any

import pytest

from comity.core import ids
from comity.core.errors import Invalid, NotAllowed
from comity.notices import actions as notices
from comity.notices import manifests, queries, rules
from comity.notices.actions import Asked
from comity.notices.manifests.shape import Manifest
from comity.notices.models import Notice
from comity.testing.loading import desk
from comity.testing.requests import ALL, BLUE, GREEN, SILVER, changed
from comity.testing.stage import Stage
from tests.notices.conftest import MACHINE


def ask(stage: Stage, bureau: str, colour: str, content: dict[str, Any] | None = None) -> Notice:
    asked = Asked(content=ALL[colour] if content is None else content)
    return notices.draft(actor=desk(bureau), colour=colour, asked=asked, now=stage.now)


def hand_in(stage: Stage, bureau: str, colour: str, content: dict[str, Any] | None = None) -> Notice:
    notice = ask(stage, bureau, colour, content)
    return notices.submit(actor=desk(bureau), notice_id=notice.pk, now=stage.now)


@pytest.mark.parametrize(
    ("bureau", "colours"),
    [
        ("FR", {"red", "blue", "green", "yellow", "black", "purple", "orange", "art"}),
        ("ICC", {"red", "blue", "green", "purple"}),
        ("EUROPOL", {"purple", "orange", "art"}),
        ("UNSC", {"un"}),
        ("GS", {"green", "purple", "orange"}),
        ("CCF", set()),
    ],
)
def test_who_may_ask_for_what(stage: Stage, bureau: str, colours: set[str]) -> None:
    for manifest in manifests.all():
        if manifest.colour in colours:
            assert ask(stage, bureau, manifest.colour).requester_id == bureau
        else:
            with pytest.raises(rules.NotOpenToYou):
                ask(stage, bureau, manifest.colour)


def test_an_agreement_opens_a_colour_to_a_partner_and_ends(stage: Stage) -> None:
    director = stage.actor("gs.director")
    opened = notices.open_colour(
        actor=director, bureau="EUROPOL", colour="blue", basis="Agreement of 2024, article 5", now=stage.now
    )
    ask(stage, "EUROPOL", "blue", BLUE)
    with pytest.raises(Invalid):
        notices.open_colour(actor=director, bureau="EUROPOL", colour="blue", basis="Again.", now=stage.now)
    notices.close_colour(actor=director, opening_id=opened.pk, now=stage.now)
    with pytest.raises(rules.NotOpenToYou):
        ask(stage, "EUROPOL", "blue", BLUE)


@pytest.mark.parametrize(("bureau", "colour"), [("EUROPOL", "red"), ("FR", "un"), ("UNSC", "silver"), ("XX", "silver")])
def test_what_no_agreement_can_open_stays_closed(stage: Stage, bureau: str, colour: str) -> None:
    with pytest.raises(Invalid):
        notices.open_colour(
            actor=stage.actor("gs.director"), bureau=bureau, colour=colour, basis="A wish.", now=stage.now
        )


def test_only_the_director_opens_a_colour(stage: Stage) -> None:
    for username in ("gs.reviewer", "fr.head", "gs.secretary"):
        with pytest.raises(NotAllowed):
            notices.open_colour(
                actor=stage.actor(username), bureau="FR", colour="silver", basis="A wish.", now=stage.now
            )


def test_a_pilots_quota_is_shared(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    few = {name: getattr(manifests.get("silver"), name) for name in Manifest.__struct_fields__} | {"quota": 3}
    monkeypatch.setattr(manifests, "_MANIFESTS", {**manifests._MANIFESTS, "silver": Manifest(**few)})
    for bureau in ("BR", "FR"):
        notices.open_colour(
            actor=stage.actor("gs.director"), bureau=bureau, colour="silver", basis="Pilot.", now=stage.now
        )
    assert queries.share_of("silver", stage.now) == 1
    first = hand_in(stage, "BR", "silver", SILVER)
    with pytest.raises(rules.QuotaReached):
        hand_in(stage, "BR", "silver", changed(SILVER, case={"reference": "BR-9"}))
    hand_in(stage, "FR", "silver", SILVER)
    notices.withdraw(actor=desk("BR"), notice_id=first.pk, reason="Found all.", now=stage.now)
    hand_in(stage, "BR", "silver", changed(SILVER, case={"reference": "BR-10"}))
    queries.require_share("KE", "silver", stage.now)
    elsewhere = ids.new()
    for _twice in range(2):
        notices.count_elsewhere(bureau="KE", colour="silver", of=elsewhere, now=stage.now)
    assert queries.circulating_of("KE", "silver") == 1
    with pytest.raises(rules.QuotaReached):
        queries.require_share("KE", "silver", stage.now)
    notices.count_no_more(of=elsewhere)
    queries.require_share("KE", "silver", stage.now)


def test_what_the_secretariat_asks_for_itself_others_of_it_review(stage: Stage) -> None:
    notice = hand_in(stage, "GS", "green", GREEN)
    notices.take_for_review(actor=MACHINE, notice_id=notice.pk, now=stage.now)
    Notice.objects.filter(pk=notice.pk).update(submitted_by=stage.actor("gs.reviewer").id)
    with pytest.raises(rules.OwnNational):
        notices.publish(
            actor=stage.actor("gs.reviewer2"), notice_id=notice.pk, reviewers=[stage.actor("gs.reviewer").id],
            now=stage.now,
        )  # fmt: skip
    done = notices.publish(
        actor=stage.actor("gs.reviewer2"), notice_id=notice.pk, reviewers=[stage.actor("gs.reviewer2").id],
        now=stage.now,
    )  # fmt: skip
    assert done.state == "published"
