"""What a message rests on: who seeks an arrest cites what was reviewed; whoever reads learns what does not stand, and
nothing of who is protected."""

from typing import Any
from uuid import uuid4

import pytest

from comity.core.errors import Invalid
from comity.diffusions.models import Diffusion
from comity.diffusions.rules import Status
from comity.keys.engine.ring import Keyring
from comity.messages.actions import citing
from comity.messages.engine import envelope as envelopes
from comity.messages.engine.content import Person
from comity.messages.models import Message
from comity.network.models import Bureau, Restriction
from comity.notices.models import Notice
from comity.notices.rules import State
from comity.protection import actions as protection
from comity.protection.engine.keys import Subject
from comity.protection.models import Entry
from comity.protection.rules import Kind
from tests.messages import parties
from tests.messages.parties import Quick, quick

__all__ = ["quick"]

WHO = Person(names=("Tiborek Varnhold",), birth="1984-07-02", nationality="KE")


@pytest.fixture
def rings(quick: Quick) -> dict[str, Keyring]:
    return parties.found(quick, "FR", "KE")


def notice(quick: Quick, state: State, requester: str = "FR") -> Notice:
    """A notice as it stands: how it came to stand so is tested where notices are."""
    return Notice.objects.create(
        colour="red",
        requester=Bureau.objects.get(pk=requester),
        state=state,
        database="persons",
        created_at=quick.now,
        created_by="x",
        changed_at=quick.now,
    )


def diffusion(quick: Quick, status: Status) -> Diffusion:
    return Diffusion.objects.create(
        number=f"D{uuid4().hex[:8]}",
        colour="red",
        sender=Bureau.objects.get(pk="FR"),
        status=status,
        ends_on=quick.now.date(),
        made_at=quick.now,
        made_by="x",
        changed_at=quick.now,
    )


def request(quick: Quick, ring: Keyring, **more: Any) -> Message:
    letter = {"kind": "request", "asks": "arrest", "names_person": True, "person": WHO, "to": ("KE",)}
    return parties.send(quick, ring, **(letter | more))


def warned(quick: Quick, message: Message, username: str = "ke.bureau", person: Person | None = WHO) -> list[str]:
    envelope = envelopes.decode(bytes(message.envelope))
    return citing.warnings(quick.actor(username), envelope, person=person, now=quick.now)


def test_who_seeks_a_person_cites_what_was_published(quick: Quick, rings: dict[str, Keyring]) -> None:
    published, delivered = notice(quick, State.PUBLISHED), diffusion(quick, Status.DELIVERED)
    for asks in ("arrest", "location"):
        assert request(quick, rings["FR"], asks=asks, cites=(f"notice:{published.pk}",))
        assert request(quick, rings["FR"], asks=asks, cites=(f"diffusion:{delivered.pk}",))


def test_whatever_it_calls_itself(quick: Quick, rings: dict[str, Keyring]) -> None:
    for kind in ("request", "alert", "answer", "administrative", "extradition_paper"):
        with pytest.raises(Invalid) as refusal:
            request(quick, rings["FR"], kind=kind)
        assert "cites" in {one.field for one in refusal.value.problems}, kind
    assert not Message.objects.exists()


def test_what_does_not_stand_carries_no_arrest(quick: Quick, rings: dict[str, Keyring]) -> None:
    cited = [f"notice:{notice(quick, state).pk}" for state in set(State) - {State.PUBLISHED}]
    cited += [f"diffusion:{diffusion(quick, status).pk}" for status in set(Status) - {Status.DELIVERED}]
    for one in cited:
        with pytest.raises(Invalid):
            request(quick, rings["FR"], cites=(one,))
    assert not Message.objects.exists()


def test_nobody_cites_what_they_may_not_see(quick: Quick, rings: dict[str, Keyring]) -> None:
    for kind in ("notice", "diffusion", "record", "hit", "check"):
        with pytest.raises(Invalid) as refusal:
            request(quick, rings["FR"], asks="information", cites=(f"{kind}:{uuid4()}",))
        assert {one.field for one in refusal.value.problems} == {"cites[0]"}, kind


def test_another_bureaus_draft_is_as_absent(quick: Quick, rings: dict[str, Keyring]) -> None:
    theirs = notice(quick, State.IN_REVIEW, requester="BR")
    with pytest.raises(Invalid):
        request(quick, rings["FR"], asks="information", cites=(f"notice:{theirs.pk}",))


def test_the_reader_is_told_what_became_of_a_notice(quick: Quick, rings: dict[str, Keyring]) -> None:
    published = notice(quick, State.PUBLISHED)
    message = request(quick, rings["FR"], cites=(f"notice:{published.pk}",))
    assert warned(quick, message) == []
    for state, sentence in citing.OF_NOTICES.items():
        Notice.objects.filter(pk=published.pk).update(state=state)
        assert warned(quick, message) == [sentence]


def test_and_of_a_diffusion(quick: Quick, rings: dict[str, Keyring]) -> None:
    sent = diffusion(quick, Status.DELIVERED)
    message = request(quick, rings["FR"], cites=(f"diffusion:{sent.pk}",))
    for status, sentence in citing.OF_DIFFUSIONS.items():
        Diffusion.objects.filter(pk=sent.pk).update(status=status)
        assert warned(quick, message) == [sentence]


def test_every_state_that_can_be_cited_has_its_sentence() -> None:
    assert set(citing.OF_NOTICES) == set(State) - {State.PUBLISHED, State.DRAFT}
    assert set(citing.OF_DIFFUSIONS) == set(Status) - {Status.DELIVERED, Status.DRAFT}


def test_whom_the_source_denies_it_learns_not_even_how_it_ended(quick: Quick, rings: dict[str, Keyring]) -> None:
    published = notice(quick, State.PUBLISHED)
    message = request(quick, rings["FR"], cites=(f"notice:{published.pk}",))
    Restriction.objects.create(source_id="FR", against_id="KE", set_by="x", starts_at=quick.now)
    for state in State:
        Notice.objects.filter(pk=published.pk).update(state=state)
        assert warned(quick, message) == [citing.NOT_SHARED], state


def test_a_person_in_a_message_that_names_nobody(quick: Quick, rings: dict[str, Keyring]) -> None:
    message = request(quick, rings["FR"], asks="information", names_person=False)
    assert warned(quick, message) == [citing.NAMES_NOBODY]
    with pytest.raises(Invalid) as refusal:
        request(quick, rings["FR"], asks="location", names_person=False)
    assert {one.field for one in refusal.value.problems} == {"names_person"}


def remember(quick: Quick, kind: Kind, who: Person = WHO) -> None:
    protection.remember(
        actor=quick.actor("gs.reviewer"),
        kind=kind,
        subject=Subject(names=who.names, births=(who.birth,)),
        requester="BR",
        code="ART3",
        decision=None,
        now=quick.now,
    )


def test_the_reader_learns_that_a_request_about_the_person_was_turned_down(
    quick: Quick, rings: dict[str, Keyring]
) -> None:
    message = request(quick, rings["FR"], asks="information")
    assert warned(quick, message) == []
    for kind in (Kind.REFUSED, Kind.CANCELLED, Kind.DELETED):
        remember(quick, kind)
        [entry] = Entry.objects.filter(ended_at=None, kind=kind)
        assert warned(quick, message) == [citing.TURNED_DOWN]
        protection.close(actor=quick.actor("gs.reviewer"), entry_id=entry.pk, now=quick.now)
        assert warned(quick, message) == []
    remember(quick, Kind.REFUSED)
    nearly = Person(names=("Tiborek Varnhold",), birth="1984")
    assert warned(quick, message, person=nearly) == [citing.PERHAPS_TURNED_DOWN]
    assert warned(quick, message, person=Person(names=("Somebody Else",), birth="1984-07-02")) == []


def test_and_nothing_else_that_is_remembered(quick: Quick, rings: dict[str, Keyring]) -> None:
    message = request(quick, rings["FR"], asks="information")
    for confirmed in (True, False):
        protection.protect(
            actor=quick.actor("ke.head"),
            subject=Subject(names=WHO.names, births=(WHO.birth,)),
            against=["FR"],
            until=None,
            is_confirmed=confirmed,
            now=quick.now,
        )
    for kind in set(Kind) - {Kind.REFUSED, Kind.CANCELLED, Kind.DELETED, Kind.PROTECTED, Kind.CLAIMED}:
        remember(quick, kind)
    assert warned(quick, message) == []


def test_who_wrote_it_cannot_ask_for_names_by_writing(quick: Quick, rings: dict[str, Keyring]) -> None:
    message = request(quick, rings["FR"], asks="information")
    remember(quick, Kind.REFUSED)
    assert warned(quick, message, "fr.bureau") == []
