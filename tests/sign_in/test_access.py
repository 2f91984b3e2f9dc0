"""Whose account it is, and what the ledger is told of who signs in."""

from uuid import uuid4

import pytest

from comity.audit.models import Entry
from comity.core.errors import NotFound
from comity.core.levels import Level
from comity.network import actions as network
from comity.network.appointments import Reach
from comity.network.rules import COMMAND, Post
from comity.sign_in import access
from comity.sign_in import actions as sign_in
from comity.sign_in.rules import Oneself

pytestmark = pytest.mark.django_db


def test_one_reaches_ones_own_account(appoint) -> None:
    officer = appoint("fr.street", "FR", Post.FRONTLINE)
    assert access.account_of(officer.oneself) == officer


@pytest.mark.parametrize("kind", ["system", "command", "officer"])
def test_a_system_the_operator_and_nobody_have_no_account(world, kind) -> None:
    with pytest.raises(NotFound):
        access.account_of(Oneself(id=f"{kind}:{uuid4()}", bureau="FR"))


def test_who_was_dismissed_has_none_either(appoint, now) -> None:
    officer = appoint("fr.street", "FR", Post.FRONTLINE)
    network.dismiss_officer(actor=COMMAND, officer_id=officer.pk, now=now)
    with pytest.raises(NotFound):
        sign_in.set_own_password(actor=officer.oneself, password="a quiet harbour 12", now=now)
    officer.refresh_from_db()
    assert not officer.has_usable_password()


def test_a_sign_in_is_entered_for_the_bureau_and_the_entity(appoint, now) -> None:
    reach = Reach(
        databases=frozenset({"vehicles"}), purposes=frozenset({"border_control"}), clearance=Level.OFFICIAL_USE_ONLY
    )
    entity = network.authorise_entity(actor=COMMAND, bureau="FR", name="Road police", reach=reach, now=now)
    officer = appoint("fr.road", "FR", Post.FRONTLINE, entity=entity)
    sign_in.begin_session(actor=officer.oneself, account=officer, how="password", now=now)
    entry = Entry.objects.get(verb="session.begun")
    assert (entry.actor, entry.bureau, entry.entity) == (f"officer:{officer.pk}", "FR", str(entity.pk))


def test_an_initial_password_ends_and_ones_own_does_not(appoint, now) -> None:
    officer = appoint("fr.street", "FR", Post.FRONTLINE)
    initial = sign_in.give_password(officer, now)
    assert officer.check_password(initial) and officer.initial_password_ends_at is not None
    assert sign_in.give_password(officer, now, own="a quiet harbour 12") == "a quiet harbour 12"
    assert officer.check_password("a quiet harbour 12") and officer.initial_password_ends_at is None
