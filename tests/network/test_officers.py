"""Appointing officers, changing what they hold, letting them go."""

from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from comity.audit.models import Entry
from comity.core.errors import Invalid, NotAllowed, NotFound
from comity.core.levels import Level
from comity.core.models import Change
from comity.network import access
from comity.network import actions as network
from comity.network.appointments import Appointment
from comity.network.models import Officer
from comity.network.rules import COMMAND, Post, Right
from tests.network.conftest import PASSWORD, entries, officer_of

pytestmark = pytest.mark.django_db


def somebody(username="fr.new", *posts: Post, **more) -> Appointment:
    return Appointment(username=username, name="Aude Vignal", posts=frozenset(posts or {Post.FRONTLINE}), **more)


def test_a_head_appoints_an_officer_whose_initial_password_works_and_ends(head, now) -> None:
    made = network.appoint_officer(actor=head, bureau="FR", appointment=somebody(), now=now)
    officer = Officer.objects.get(username="fr.new")
    assert officer.check_password(made.password)
    assert officer.initial_password_ends_at is not None and officer.initial_password_ends_at > now
    assert entries("officer.appointed")[-1] == ("done", head.id)
    assert Change.objects.filter(topic="access", subject=officer.pk).exists()


def test_nothing_of_the_person_or_the_password_is_in_the_ledger(head, now) -> None:
    made = network.appoint_officer(actor=head, bureau="FR", appointment=somebody(), now=now)
    entry = Entry.objects.order_by("-seq")[0]
    assert entry.subject == str(made.officer.pk)
    assert "Vignal" not in entry.body and made.password not in entry.body and "fr.new" not in entry.body


def test_a_bureau_appoints_nobody_elsewhere(head, now) -> None:
    with pytest.raises(NotFound):
        network.appoint_officer(actor=head, bureau="KE", appointment=somebody(), now=now)
    assert entries("officer.appointed")[-1] == ("refused", head.id)
    assert not Officer.objects.filter(username="fr.new").exists()


def test_a_frontline_officer_appoints_nobody(frontline, now) -> None:
    with pytest.raises(NotAllowed):
        network.appoint_officer(actor=frontline, bureau="FR", appointment=somebody(), now=now)
    assert entries("officer.appointed")[-1] == ("refused", frontline.id)


@pytest.mark.parametrize(
    "post", [Post.REVIEWER, Post.PUBLISHER, Post.COMMISSION_MEMBER, Post.ADMINISTRATOR, Post.SYSTEM]
)
def test_a_national_bureau_cannot_give_posts_of_the_secretariat_or_the_commission(head, now, post) -> None:
    with pytest.raises(Invalid) as refused:
        network.appoint_officer(actor=head, bureau="FR", appointment=somebody("fr.new", post), now=now)
    assert [problem.field for problem in refused.value.problems] == ["posts"]


@pytest.mark.parametrize(("bureau", "post"), [("GS", Post.FRONTLINE), ("GS", Post.DELEGATE), ("CCF", Post.BUREAU_HEAD)])
def test_the_secretariat_and_the_commission_cannot_give_national_posts(world, now, bureau, post) -> None:
    with pytest.raises(Invalid):
        network.appoint_officer(actor=COMMAND, bureau=bureau, appointment=somebody("x.y", post), now=now)


@pytest.mark.parametrize(
    ("appointment", "field"),
    [
        (somebody("Ab"), "username"),
        (somebody("né.à"), "username"),
        (Appointment(username="ok.ok", name="  ", posts=frozenset({Post.FRONTLINE})), "name"),
        (Appointment(username="ok.ok", name="A\x00B", posts=frozenset({Post.FRONTLINE})), "name"),
        (Appointment(username="ok.ok", name="A", posts=frozenset()), "posts"),
        (somebody("ok.ok", language="de"), "language"),
        (somebody("ok.ok", entity=str(uuid4())), "entity"),
        (somebody("ok.ok", entity="nonsense"), "entity"),
    ],
)
def test_a_refusal_names_the_field(head, now, appointment, field) -> None:
    with pytest.raises(Invalid) as refused:
        network.appoint_officer(actor=head, bureau="FR", appointment=appointment, now=now)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_sign_in_name_is_given_once(head, kenya, now) -> None:
    network.appoint_officer(actor=head, bureau="FR", appointment=somebody(), now=now)
    with pytest.raises(Invalid) as refused:
        network.appoint_officer(actor=kenya, bureau="KE", appointment=somebody(), now=now)
    assert refused.value.problems[0].field == "username"
    assert Officer.objects.get(username="fr.new").bureau_id == "FR"


def test_only_the_operator_gives_a_password(head, now) -> None:
    with pytest.raises(NotAllowed):
        network.appoint_officer(actor=head, bureau="FR", appointment=somebody(), password=PASSWORD, now=now)


def test_the_demo_cast_exists_only_in_a_demo(world, now, settings) -> None:
    settings.DEMO = False
    with pytest.raises(Invalid):
        network.appoint_officer(actor=COMMAND, bureau="FR", appointment=somebody(is_demo=True), now=now)
    settings.DEMO = True
    assert network.appoint_officer(
        actor=COMMAND, bureau="FR", appointment=somebody(is_demo=True), now=now
    ).officer.is_demo


def test_posts_change_from_the_next_page_on(head, frontline, now) -> None:
    officer = officer_of(frontline)
    assert not access.actor_for(officer, now).may(Right.READ_HITS)
    network.change_posts(
        actor=head,
        officer_id=officer.pk,
        posts=frozenset({Post.BUREAU_OFFICER}),
        clearance=Level.CONFIDENTIAL,
        now=now,
    )
    actor = access.actor_for(Officer.objects.get(pk=officer.pk), now)
    assert actor.may(Right.READ_HITS) and actor.clearance == Level.CONFIDENTIAL
    assert entries("officer.posts_changed") == [("done", head.id)]


def test_an_officer_of_another_bureau_is_not_found(head, kenya, now) -> None:
    other = officer_of(kenya)
    for verb in (network.dismiss_officer, network.reset_sign_in, network.end_sessions):
        with pytest.raises(NotFound):
            verb(actor=head, officer_id=other.pk, now=now)
    with pytest.raises(NotFound):
        network.dismiss_officer(actor=head, officer_id=uuid4(), now=now)
    assert Officer.objects.get(pk=other.pk).is_active


def test_nobody_changes_or_dismisses_themselves(head, now) -> None:
    me = officer_of(head).pk
    with pytest.raises(network.NotYourOwn):
        network.dismiss_officer(actor=head, officer_id=me, now=now)
    with pytest.raises(network.NotYourOwn):
        network.change_posts(
            actor=head, officer_id=me, posts=frozenset({Post.DELEGATE}), clearance=Level.CONFIDENTIAL, now=now
        )


def test_a_bureau_keeps_a_head(head, appoint, now) -> None:
    dpo = access.actor_for(appoint("fr.dpo", "FR", Post.DATA_PROTECTION_OFFICER), now)
    with pytest.raises(network.LastHead):
        network.dismiss_officer(actor=dpo, officer_id=officer_of(head).pk, now=now)
    appoint("fr.head.two", "FR", Post.BUREAU_HEAD)
    network.dismiss_officer(actor=dpo, officer_id=officer_of(head).pk, now=now)
    assert not officer_of(head).is_active


def test_a_dismissed_officer_has_no_password_no_factor_and_is_dismissed_once(head, frontline, now) -> None:
    officer = officer_of(frontline)
    TOTP.activate(officer, "JBSWY3DPEHPK3PXP")
    network.dismiss_officer(actor=head, officer_id=officer.pk, now=now)
    officer.refresh_from_db()
    assert not officer.is_active and not officer.has_usable_password()
    assert not Authenticator.objects.filter(user_id=officer.pk).exists()
    with pytest.raises(network.AlreadyEnded):
        network.dismiss_officer(actor=head, officer_id=officer.pk, now=now)
    assert entries("officer.dismissed") == [("done", head.id), ("refused", head.id)]


def test_a_reset_gives_a_new_initial_password_and_takes_the_lost_factor_away(head, frontline, now) -> None:
    officer = officer_of(frontline)
    TOTP.activate(officer, "JBSWY3DPEHPK3PXP")
    made = network.reset_sign_in(actor=head, officer_id=officer.pk, now=now)
    officer.refresh_from_db()
    assert officer.check_password(made.password) and not officer.check_password(PASSWORD)
    assert not Authenticator.objects.filter(user_id=officer.pk).exists()


def test_one_chooses_ones_own_language(frontline, now) -> None:
    network.choose_language(actor=frontline, language="ar", now=now)
    assert officer_of(frontline).language == "ar"
    with pytest.raises(Invalid):
        network.choose_language(actor=frontline, language="xx", now=now)


def test_a_head_says_of_which_member_an_officer_is_a_national_and_of_nobody_elses(head, frontline, now) -> None:
    officer = officer_of(frontline)
    changed = network.change_nationality(actor=head, officer_id=officer.pk, nationality="KE", now=now)
    assert access.actor_for(changed, now).nationality == "KE"
    assert entries("officer.nationality_changed")[-1] == ("done", head.id)
    assert "KE" not in Entry.objects.order_by("-seq")[0].body, "the ledger cannot be erased"
    with pytest.raises(Invalid) as refused:
        network.change_nationality(actor=head, officer_id=officer.pk, nationality="XX", now=now)
    assert [problem.field for problem in refused.value.problems] == ["nationality"]
    with pytest.raises(NotAllowed):
        network.change_nationality(actor=frontline, officer_id=officer.pk, nationality="FR", now=now)


def test_nobody_changes_their_own_nationality(head, now) -> None:
    with pytest.raises(network.NotYourOwn):
        network.change_nationality(actor=head, officer_id=officer_of(head).pk, nationality="KE", now=now)
