"""Who is denied what, the link of a bureau, and the snapshot that the check process decides by."""

from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest

from comity.core.databases import DATABASES
from comity.core.errors import Invalid, NotAllowed, NotFound
from comity.core.models import Change
from comity.network import access, queries
from comity.network import actions as network
from comity.network.models import Bureau, Restriction
from comity.network.rules import AccessSnapshot, Post
from tests.network.conftest import entries, officer_of, terms

pytestmark = pytest.mark.django_db


def denied(now) -> dict[tuple[str, str], frozenset[str]]:
    return {(row.source, row.database): row.against for row in queries.access_snapshot(now).restrictions}


def test_a_general_restriction_reaches_the_snapshot_and_leaves_it_when_lifted(head, now) -> None:
    row = network.restrict(actor=head, against="KE", database="firearms", reason="Agreed by letter", now=now)
    assert denied(now) == {("FR", "firearms"): frozenset({"KE"})}
    later = now + timedelta(hours=1)
    network.lift(actor=head, restriction_id=row.pk, now=later)
    assert denied(later) == {}
    assert Restriction.objects.get(pk=row.pk).ends_at == later
    assert entries("restriction.set") == [("done", head.id)]
    assert entries("restriction.lifted") == [("done", head.id)]


def test_every_database_is_spelt_out(head, now) -> None:
    network.restrict(actor=head, against="KE", database="", reason="", now=now)
    assert set(denied(now)) == {("FR", database) for database in DATABASES}


def test_a_restriction_of_a_member_covers_its_sub_bureaus(head, now) -> None:
    network.restrict(actor=head, against="CN", database="vehicles", reason="", now=now)
    hong_kong = access.lineage(Bureau.objects.get(pk="CN-HK"))
    assert not denied(now)["FR", "vehicles"].isdisjoint(hong_kong)


@pytest.mark.parametrize("against", ["FR", "GS", "CCF", "XX", ""])
def test_some_are_never_restricted(head, now, against) -> None:
    with pytest.raises(Invalid) as refused:
        network.restrict(actor=head, against=against, database="vehicles", reason="", now=now)
    assert refused.value.problems[0].field == "against"
    assert not Restriction.objects.exists()


def test_a_parent_does_not_restrict_its_own_sub_bureau(appoint, now) -> None:
    london = access.actor_for(appoint("gb.head", "GB", Post.BUREAU_HEAD), now)
    with pytest.raises(Invalid):
        network.restrict(actor=london, against="GB-GI", database="vehicles", reason="", now=now)


def test_a_restriction_is_set_once_and_may_be_set_again_after_lifting(head, now) -> None:
    row = network.restrict(actor=head, against="KE", database="", reason="", now=now)
    with pytest.raises(network.AlreadyRestricted):
        network.restrict(actor=head, against="KE", database="", reason="", now=now)
    network.lift(actor=head, restriction_id=row.pk, now=now)
    with pytest.raises(network.AlreadyEnded):
        network.lift(actor=head, restriction_id=row.pk, now=now)
    network.restrict(actor=head, against="KE", database="", reason="", now=now)


def test_a_restriction_is_the_sources_alone(head, kenya, frontline, now) -> None:
    row = network.restrict(actor=head, against="KE", database="", reason="", now=now)
    with pytest.raises(NotFound):
        network.lift(actor=kenya, restriction_id=row.pk, now=now)
    assert not access.restrictions_visible_to(kenya).exists()
    with pytest.raises(NotAllowed):
        network.restrict(actor=frontline, against="KE", database="vehicles", reason="", now=now)


def test_an_individual_restriction_notes_the_record_and_counts_for_its_source_only(head, kenya, now) -> None:
    record = uuid4()
    row = network.restrict_record(actor=head, record=record, against="KE", reason="", now=now)
    network.restrict_record(actor=kenya, record=record, against="BR", reason="", now=now)
    assert queries.denied_individually([record, uuid4()], now) == {
        record: {"FR": frozenset({"KE"}), "KE": frozenset({"BR"})}
    }
    assert denied(now) == {}
    assert Change.objects.filter(topic="record", subject=record).count() == 2
    network.lift(actor=head, restriction_id=row.pk, now=now)
    assert Change.objects.filter(topic="record", subject=record).count() == 3


def test_a_bureau_that_disconnects_asks_nothing_loses_nothing_and_comes_back(head, now) -> None:
    text = network.issue_token(actor=head, bureau="FR", terms=terms(now + timedelta(days=9), "vehicles"), now=now).text
    network.disconnect(actor=head, bureau="FR", now=now)
    assert not queries.access_snapshot(now).keys
    with pytest.raises(access.TokenNotGood):
        access.actor_from_bearer(text, now)
    officer = access.actor_for(officer_of(head), now)
    assert not officer.databases and officer.may("bureau.connect")
    with pytest.raises(network.AlreadySo):
        network.disconnect(actor=head, bureau="FR", now=now)
    network.reconnect(actor=head, bureau="FR", now=now)
    assert access.actor_from_bearer(text, now).databases == {"vehicles"}
    assert access.actor_for(officer_of(head), now).databases == frozenset(DATABASES)


def test_nobody_disconnects_another_bureau(head, kenya, frontline, now) -> None:
    with pytest.raises(NotFound):
        network.disconnect(actor=head, bureau="KE", now=now)
    with pytest.raises(NotAllowed):
        network.disconnect(actor=frontline, bureau="FR", now=now)
    assert Bureau.objects.get(pk="KE").connected


def test_a_bureau_says_how_its_desk_is_reached(head, now) -> None:
    network.change_contact(
        actor=head, bureau="FR", contact="+33 4 00 00 00 00", hits_not_wanted=frozenset({"vehicles"}), now=now
    )
    card = next(card for card in queries.access_snapshot(now).bureaus if card.code == "FR")
    assert card.contact == "+33 4 00 00 00 00"
    for contact, unwanted in (("", frozenset()), ("x" * 201, frozenset()), ("ok", frozenset({"nonsense"}))):
        with pytest.raises(Invalid):
            network.change_contact(actor=head, bureau="FR", contact=contact, hits_not_wanted=unwanted, now=now)


def test_the_snapshot_survives_a_file_and_equal_ones_are_equal(head, now) -> None:
    network.issue_token(actor=head, bureau="FR", terms=terms(now + timedelta(days=9), "vehicles"), now=now)
    network.restrict(actor=head, against="KE", database="", reason="", now=now)
    snapshot = queries.access_snapshot(now)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(snapshot), type=AccessSnapshot) == snapshot
    assert queries.access_snapshot(now) == snapshot
    assert len(snapshot.bureaus) == Bureau.objects.count()
