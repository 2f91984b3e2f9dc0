"""National services and national systems: authorised by their own bureau, within its reach, for a time."""

from datetime import timedelta

import pytest

from comity.audit.models import Entry
from comity.core.errors import Invalid, NotAllowed, NotFound
from comity.core.levels import Level
from comity.network import access, queries
from comity.network import actions as network
from comity.network.models import Entity, Token
from comity.network.rules import COMMAND, Post, Right
from tests.network.conftest import entries, reach, terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(head, now) -> Entity:
    return network.authorise_entity(
        actor=head, bureau="FR", name="Road police", reach=reach("vehicles", "firearms"), now=now
    )


def test_a_service_lets_its_officers_ask_what_its_bureau_gave_and_no_more(service, appoint, now) -> None:
    actor = access.actor_for(appoint("fr.road", "FR", Post.FRONTLINE, entity=service), now)
    assert actor.databases == {"vehicles", "firearms"}
    assert actor.purposes == {"border_control"}
    assert (actor.entity, actor.entity_name) == (str(service.pk), "Road police")


def test_a_bureau_cannot_give_what_its_agreement_does_not(world, now) -> None:
    with pytest.raises(Invalid) as refused:
        network.authorise_entity(actor=COMMAND, bureau="WCO", name="Laboratory", reach=reach("persons"), now=now)
    assert refused.value.problems[0].field == "databases"
    assert "vehicles" in refused.value.problems[0].accepted and "persons" not in refused.value.problems[0].accepted


def test_only_the_bureau_itself_authorises(head, kenya, frontline, now) -> None:
    with pytest.raises(NotFound):
        network.authorise_entity(actor=kenya, bureau="FR", name="X", reach=reach("vehicles"), now=now)
    with pytest.raises(NotAllowed):
        network.authorise_entity(actor=frontline, bureau="FR", name="X", reach=reach("vehicles"), now=now)
    with pytest.raises(Invalid):
        network.authorise_entity(actor=COMMAND, bureau="GS", name="X", reach=reach("vehicles"), now=now)
    assert [outcome for outcome, _ in entries("entity.authorised")] == ["refused"] * 3
    assert not Entity.objects.exists()


def test_a_name_is_used_once_in_a_bureau(service, head, kenya, now) -> None:
    with pytest.raises(Invalid):
        network.authorise_entity(actor=head, bureau="FR", name="Road police", reach=reach("vehicles"), now=now)
    network.authorise_entity(actor=kenya, bureau="KE", name="Road police", reach=reach("vehicles"), now=now)


def test_another_bureaus_service_is_not_found(service, kenya, now) -> None:
    with pytest.raises(NotFound):
        network.change_entity(actor=kenya, entity_id=service.pk, name="Y", reach=reach("vehicles"), now=now)
    with pytest.raises(NotFound):
        network.end_entity(actor=kenya, entity_id=service.pk, now=now)


def test_narrowing_a_service_narrows_its_officers_and_its_tokens(service, head, appoint, now) -> None:
    officer = appoint("fr.road", "FR", Post.FRONTLINE, entity=service)
    issued = network.issue_token(
        actor=head,
        bureau="FR",
        terms=terms(now + timedelta(days=9), "vehicles", "firearms", entity=str(service.pk)),
        now=now,
    )
    network.change_entity(actor=head, entity_id=service.pk, name="Road police", reach=reach("vehicles"), now=now)
    officer.refresh_from_db()
    assert access.actor_for(officer, now).databases == {"vehicles"}
    assert access.actor_from_bearer(issued.text, now).databases == {"vehicles"}


def test_an_ended_service_leaves_its_people_and_systems_with_nothing(service, head, appoint, now) -> None:
    officer = appoint("fr.road", "FR", Post.FRONTLINE, entity=service)
    issued = network.issue_token(
        actor=head, bureau="FR", terms=terms(now + timedelta(days=9), "vehicles", entity=str(service.pk)), now=now
    )
    network.end_entity(actor=head, entity_id=service.pk, now=now)
    officer.refresh_from_db()
    actor = access.actor_for(officer, now)
    assert not actor.databases and not actor.posts
    with pytest.raises(access.TokenNotGood):
        access.actor_from_bearer(issued.text, now)
    with pytest.raises(network.AlreadyEnded):
        network.end_entity(actor=head, entity_id=service.pk, now=now)


def test_a_token_is_shown_once_and_stored_nowhere(head, now) -> None:
    issued = network.issue_token(actor=head, bureau="FR", terms=terms(now + timedelta(days=9), "vehicles"), now=now)
    assert issued.text.startswith("comity_") and len(issued.text) == len("comity_") + 43
    stored = repr(list(Token.objects.values())) + repr(list(Entry.objects.values()))
    assert issued.text not in stored and issued.text.removeprefix("comity_") not in stored


def test_a_token_opens_what_it_was_given_until_it_ends(head, now) -> None:
    ends = now + timedelta(days=9)
    text = network.issue_token(actor=head, bureau="FR", terms=terms(ends, "vehicles", rate=50), now=now).text
    actor = access.actor_from_bearer(f"Bearer {text}", now)
    assert (actor.databases, actor.purposes, actor.rate) == ({"vehicles"}, {"border_control"}, 50)
    assert actor.may(Right.ASK_CHECKS) and not actor.may(Right.WRITE_RECORDS)
    assert access.actor_from_bearer(text, ends - timedelta(seconds=1)) == actor
    with pytest.raises(access.TokenNotGood):
        access.actor_from_bearer(text, ends)


def test_a_token_never_reads_confidential(head, now) -> None:
    asked = terms(now + timedelta(days=9), "vehicles")
    for clearance in (Level.OFFICIAL_USE_ONLY, Level.RESTRICTED):
        network.issue_token(actor=head, bureau="FR", terms=_with(asked, clearance), now=now)
    with pytest.raises(Invalid) as refused:
        network.issue_token(actor=head, bureau="FR", terms=_with(asked, Level.CONFIDENTIAL), now=now)
    assert refused.value.problems[0].field == "clearance"


@pytest.mark.parametrize(
    ("days", "more", "field"),
    [(366, {}, "expires_at"), (0, {}, "expires_at"), (-1, {}, "expires_at"), (9, {"rate": -1}, "rate")],
)
def test_a_token_has_an_end_within_a_year_and_a_sane_rate(head, now, days, more, field) -> None:
    with pytest.raises(Invalid) as refused:
        network.issue_token(
            actor=head, bureau="FR", terms=terms(now + timedelta(days=days), "vehicles", **more), now=now
        )
    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_revoked_token_is_refused_at_once(head, kenya, now) -> None:
    issued = network.issue_token(actor=head, bureau="FR", terms=terms(now + timedelta(days=9), "vehicles"), now=now)
    with pytest.raises(NotFound):
        network.revoke_token(actor=kenya, token_id=issued.token.pk, now=now)
    network.revoke_token(actor=head, token_id=issued.token.pk, now=now)
    with pytest.raises(access.TokenNotGood):
        access.actor_from_bearer(issued.text, now)
    assert not queries.access_snapshot(now).keys
    with pytest.raises(network.AlreadyEnded):
        network.revoke_token(actor=head, token_id=issued.token.pk, now=now)


@pytest.mark.parametrize("text", ["", "Bearer", "Bearer ", "comity_", "Bearer \x00", "Basic YTpi", "é" * 5000])
def test_nonsense_is_no_token(world, now, text) -> None:
    with pytest.raises(access.TokenNotGood):
        access.actor_from_bearer(text, now)


def _with(asked, clearance):
    from msgspec.structs import replace

    return replace(asked, reach=replace(asked.reach, clearance=clearance))
