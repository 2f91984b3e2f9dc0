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
from comity.testing.fixtures import stage
from comity.testing.stage import Stage
from tests.messages import parties

__all__ = ["stage"]

WHO = Person(names=("Tiborek Varnhold",), birth="1984-07-02", nationality="KE")


@pytest.fixture
def rings(stage: Stage) -> dict[str, Keyring]:
    return parties.found(stage, "FR", "KE")


def notice(stage: Stage, state: State, requester: str = "FR") -> Notice:
    """A notice as it stands: how it came to stand so is tested where notices are."""
    return Notice.objects.create(
        colour="red",
        requester=Bureau.objects.get(pk=requester),
        state=state,
        database="persons",
        created_at=stage.now,
        created_by="x",
        changed_at=stage.now,
    )


def diffusion(stage: Stage, status: Status) -> Diffusion:
    return Diffusion.objects.create(
        number=f"D{uuid4().hex[:8]}",
        colour="red",
        sender=Bureau.objects.get(pk="FR"),
        status=status,
        ends_on=stage.now.date(),
        made_at=stage.now,
        made_by="x",
        changed_at=stage.now,
    )


def request(stage: Stage, ring: Keyring, **more: Any) -> Message:
    letter = {"kind": "request", "asks": "arrest", "names_person": True, "person": WHO, "to": ("KE",)}
    return parties.send(stage, ring, **(letter | more))


def warned(stage: Stage, message: Message, username: str = "ke.bureau", person: Person | None = WHO) -> list[str]:
    envelope = envelopes.decode(bytes(message.envelope))
    return citing.warnings(stage.actor(username), envelope, person=person, now=stage.now)


def test_who_seeks_a_person_cites_what_was_published(stage: Stage, rings: dict[str, Keyring]) -> None:
    published, delivered = notice(stage, State.PUBLISHED), diffusion(stage, Status.DELIVERED)
    for asks in ("arrest", "location"):
        assert request(stage, rings["FR"], asks=asks, cites=(f"notice:{published.pk}",))
        assert request(stage, rings["FR"], asks=asks, cites=(f"diffusion:{delivered.pk}",))


def test_whatever_it_calls_itself(stage: Stage, rings: dict[str, Keyring]) -> None:
    for kind in ("request", "alert", "answer", "administrative", "extradition_paper"):
        with pytest.raises(Invalid) as refusal:
            request(stage, rings["FR"], kind=kind)
        assert "cites" in {one.field for one in refusal.value.problems}, kind
    assert not Message.objects.exists()


def test_what_does_not_stand_carries_no_arrest(stage: Stage, rings: dict[str, Keyring]) -> None:
    cited = [f"notice:{notice(stage, state).pk}" for state in set(State) - {State.PUBLISHED}]
    cited += [f"diffusion:{diffusion(stage, status).pk}" for status in set(Status) - {Status.DELIVERED}]
    for one in cited:
        with pytest.raises(Invalid):
            request(stage, rings["FR"], cites=(one,))
    assert not Message.objects.exists()


def test_nobody_cites_what_they_may_not_see(stage: Stage, rings: dict[str, Keyring]) -> None:
    for kind in ("notice", "diffusion", "record", "hit", "check"):
        with pytest.raises(Invalid) as refusal:
            request(stage, rings["FR"], asks="information", cites=(f"{kind}:{uuid4()}",))
        assert {one.field for one in refusal.value.problems} == {"cites[0]"}, kind


def test_another_bureaus_draft_is_as_absent(stage: Stage, rings: dict[str, Keyring]) -> None:
    theirs = notice(stage, State.IN_REVIEW, requester="BR")
    with pytest.raises(Invalid):
        request(stage, rings["FR"], asks="information", cites=(f"notice:{theirs.pk}",))


def test_the_reader_is_told_what_became_of_a_notice(stage: Stage, rings: dict[str, Keyring]) -> None:
    published = notice(stage, State.PUBLISHED)
    message = request(stage, rings["FR"], cites=(f"notice:{published.pk}",))
    assert warned(stage, message) == []
    for state, sentence in citing.OF_NOTICES.items():
        Notice.objects.filter(pk=published.pk).update(state=state)
        assert warned(stage, message) == [sentence]


def test_and_of_a_diffusion(stage: Stage, rings: dict[str, Keyring]) -> None:
    sent = diffusion(stage, Status.DELIVERED)
    message = request(stage, rings["FR"], cites=(f"diffusion:{sent.pk}",))
    for status, sentence in citing.OF_DIFFUSIONS.items():
        Diffusion.objects.filter(pk=sent.pk).update(status=status)
        assert warned(stage, message) == [sentence]


def test_every_state_that_can_be_cited_has_its_sentence() -> None:
    assert set(citing.OF_NOTICES) == set(State) - {State.PUBLISHED, State.DRAFT}
    assert set(citing.OF_DIFFUSIONS) == set(Status) - {Status.DELIVERED, Status.DRAFT}


def test_whom_the_source_denies_it_learns_not_even_how_it_ended(stage: Stage, rings: dict[str, Keyring]) -> None:
    published = notice(stage, State.PUBLISHED)
    message = request(stage, rings["FR"], cites=(f"notice:{published.pk}",))
    Restriction.objects.create(source_id="FR", against_id="KE", set_by="x", starts_at=stage.now)
    for state in State:
        Notice.objects.filter(pk=published.pk).update(state=state)
        assert warned(stage, message) == [citing.NOT_SHARED], state


def test_a_person_in_a_message_that_names_nobody(stage: Stage, rings: dict[str, Keyring]) -> None:
    message = request(stage, rings["FR"], asks="information", names_person=False)
    assert warned(stage, message) == [citing.NAMES_NOBODY]
    with pytest.raises(Invalid) as refusal:
        request(stage, rings["FR"], asks="location", names_person=False)
    assert {one.field for one in refusal.value.problems} == {"names_person"}


def remember(stage: Stage, kind: Kind, who: Person = WHO) -> None:
    protection.remember(
        actor=stage.actor("gs.reviewer"),
        kind=kind,
        subject=Subject(names=who.names, births=(who.birth,)),
        requester="BR",
        code="ART3",
        decision=None,
        now=stage.now,
    )


def test_the_reader_learns_that_a_request_about_the_person_was_turned_down(
    stage: Stage, rings: dict[str, Keyring]
) -> None:
    message = request(stage, rings["FR"], asks="information")
    assert warned(stage, message) == []
    for kind in (Kind.REFUSED, Kind.CANCELLED, Kind.DELETED):
        remember(stage, kind)
        [entry] = Entry.objects.filter(ended_at=None, kind=kind)
        assert warned(stage, message) == [citing.TURNED_DOWN]
        protection.close(actor=stage.actor("gs.reviewer"), entry_id=entry.pk, now=stage.now)
        assert warned(stage, message) == []
    remember(stage, Kind.REFUSED)
    nearly = Person(names=("Tiborek Varnhold",), birth="1984")
    assert warned(stage, message, person=nearly) == [citing.PERHAPS_TURNED_DOWN]
    assert warned(stage, message, person=Person(names=("Somebody Else",), birth="1984-07-02")) == []


def test_and_nothing_else_that_is_remembered(stage: Stage, rings: dict[str, Keyring]) -> None:
    message = request(stage, rings["FR"], asks="information")
    for confirmed in (True, False):
        protection.protect(
            actor=stage.actor("ke.head"),
            subject=Subject(names=WHO.names, births=(WHO.birth,)),
            against=["FR"],
            until=None,
            is_confirmed=confirmed,
            now=stage.now,
        )
    for kind in set(Kind) - {Kind.REFUSED, Kind.CANCELLED, Kind.DELETED, Kind.PROTECTED, Kind.CLAIMED}:
        remember(stage, kind)
    assert warned(stage, message) == []


def test_who_wrote_it_cannot_ask_for_names_by_writing(stage: Stage, rings: dict[str, Keyring]) -> None:
    message = request(stage, rings["FR"], asks="information")
    remember(stage, Kind.REFUSED)
    assert warned(stage, message, "fr.bureau") == []
