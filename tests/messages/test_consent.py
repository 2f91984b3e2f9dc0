"""Passing a message on: nothing goes to a stranger before its originator, and everyone along the way, has said yes."""

from datetime import timedelta
from typing import Any

import pytest

from comity.audit.models import Entry
from comity.core import ids
from comity.core.errors import Conflict, Invalid, NotAllowed, NotFound
from comity.keys import queries as keys
from comity.keys.engine.ring import Keyring
from comity.messages import consents
from comity.messages.actions import forwarding
from comity.messages.consents import Standing
from comity.messages.engine import consent as statements
from comity.messages.engine import verifying
from comity.messages.engine.consent import Question, Reply, Signed
from comity.messages.engine.verifying import NotGenuine
from comity.messages.engine.writing import moment
from comity.messages.models import Consent, ConsentReply, Message
from tests.messages import parties
from tests.messages.parties import Quick, quick

__all__ = ["quick"]


@pytest.fixture
def rings(quick: Quick) -> dict[str, Keyring]:
    return parties.found(quick, "FR", "KE", "BR")


@pytest.fixture
def message(quick: Quick, rings: dict[str, Keyring]) -> Message:
    """France has written to Kenya, under conditions."""
    return parties.send(
        quick, rings["FR"], to=("KE",), level="restricted", conditions=("contact_first",), body="What France knows."
    )


def question(quick: Quick, message: Message, ring: Keyring, **more: Any) -> Question:
    asked: dict[str, Any] = {
        "id": str(ids.new()),
        "message": str(message.pk),
        "envelope_digest": message.digest,
        "asked_by": ring.bureau,
        "key": ring.current.id,
        "to": ("BR",),
        "purpose": "criminal_investigation",
        "until": (quick.now + timedelta(days=7)).date().isoformat(),
        "at": moment(quick.now),
    }
    return Question(**(asked | more))


def ask(quick: Quick, message: Message, ring: Keyring, **more: Any) -> Consent:
    signed = statements.ask(question(quick, message, ring, **more), ring)
    return forwarding.ask(actor=quick.actor(parties.WRITERS[ring.bureau]), question=signed, now=quick.now)


def reply(quick: Quick, consent: Consent, ring: Keyring, granted: bool, **more: Any) -> Signed:
    said: dict[str, Any] = {
        "question": str(consent.pk),
        "question_digest": consent.digest,
        "bureau": ring.bureau,
        "key": ring.current.id,
        "granted": granted,
        "at": moment(quick.now),
    }
    return statements.reply(Reply(**(said | more)), ring)


def answer(quick: Quick, consent: Consent, ring: Keyring, granted: bool = True, **more: Any) -> None:
    forwarding.answer(
        actor=quick.actor(parties.WRITERS[ring.bureau]),
        consent_id=consent.pk,
        reply=reply(quick, consent, ring, granted, **more),
        now=quick.now,
    )


def forward(quick: Quick, message: Message, ring: Keyring, **more: Any) -> Message:
    kept = {"to": ("BR",), "level": "restricted", "conditions": ("contact_first",)}
    return parties.send(quick, ring, **(kept | parties.passed_on(message, ring) | more))


def refused_at(refusal: pytest.ExceptionInfo[Invalid]) -> set[str]:
    return {one.field for one in refusal.value.problems}


def test_asked_granted_and_passed_on_with_proof_of_who_wrote_it(
    quick: Quick, rings: dict[str, Keyring], message: Message
) -> None:
    consent = ask(quick, message, rings["KE"])
    assert consents.standing_of(consent, consent.replies.all(), quick.now) == Standing.WAITING
    assert list(consents.waiting_for(quick.actor("fr.bureau"), quick.now)) == [consent]
    answer(quick, consent, rings["FR"])
    assert consents.usable(quick.actor("ke.bureau"), message, ["BR"], quick.now) == consent
    sent = forward(quick, message, rings["KE"], consent=str(consent.pk))
    _envelope, content = parties.opened(sent, rings["BR"])
    inner = content.forwarded
    assert inner is not None
    key = keys.by_id(message.sender_key)
    original = verifying.verify_signature(inner.envelope.encode(), bytes.fromhex(inner.signature), key)
    assert verifying.opened(inner.content.encode(), original).body == "What France knows."
    verbs = Entry.objects.filter(verb__startswith="consent.").order_by("seq")
    assert [(one.verb, one.outcome) for one in verbs] == [("consent.asked", "done"), ("consent.answered", "done")]


@pytest.mark.parametrize("how", ["none asked", "waiting", "refused", "taken back", "over", "for another", "to another"])
def test_nothing_is_passed_on_without_consent(
    quick: Quick, rings: dict[str, Keyring], message: Message, how: str
) -> None:
    parties.found(quick, "AR")
    more: dict[str, Any] = {}
    if how != "none asked":
        consent = ask(quick, message, rings["KE"], to=("AR",) if how == "to another" else ("BR",))
        more = {"consent": str(consent.pk)}
    if how in ("refused", "taken back", "over", "to another"):
        answer(quick, consent, rings["FR"], granted=how != "refused")
    if how == "taken back":
        answer(quick, consent, rings["FR"], granted=False)
    if how == "over":
        Consent.objects.update(until=(quick.now - timedelta(days=1)).date())
    if how == "for another":
        other = parties.send(quick, rings["FR"], to=("KE",))
        second = ask(quick, other, rings["KE"])
        answer(quick, second, rings["FR"])
        more = {"consent": str(second.pk)}
    before = Message.objects.count()
    with pytest.raises(Invalid) as refusal:
        forward(quick, message, rings["KE"], **more)
    assert refused_at(refusal) == {"consent"}
    assert Message.objects.count() == before


def test_level_and_conditions_go_with_it(quick: Quick, rings: dict[str, Keyring], message: Message) -> None:
    consent = ask(quick, message, rings["KE"])
    answer(quick, consent, rings["FR"])
    with pytest.raises(Invalid) as refusal:
        forward(quick, message, rings["KE"], consent=str(consent.pk), level="official_use_only", conditions=())
    assert refused_at(refusal) == {"level", "conditions"}


def test_ones_own_words_and_those_who_have_it_need_no_consent(
    quick: Quick, rings: dict[str, Keyring], message: Message
) -> None:
    forward(quick, message, rings["FR"])
    forward(quick, message, rings["KE"], to=("FR",))
    with pytest.raises(Conflict):
        ask(quick, message, rings["KE"], to=("FR",))


def test_everyone_along_the_way_is_asked(quick: Quick, rings: dict[str, Keyring], message: Message) -> None:
    consent = ask(quick, message, rings["KE"])
    answer(quick, consent, rings["FR"])
    second = forward(quick, message, rings["KE"], consent=str(consent.pk))
    parties.found(quick, "AR")
    asked = ask(quick, second, rings["BR"], to=("AR",))
    assert sorted(asked.of) == ["FR", "KE"]
    answer(quick, asked, rings["KE"])
    with pytest.raises(Invalid) as refusal:
        forward(quick, second, rings["BR"], to=("AR",), consent=str(asked.pk))
    assert refused_at(refusal) == {"consent"}
    answer(quick, asked, rings["FR"])
    forward(quick, second, rings["BR"], to=("AR",), consent=str(asked.pk))


def test_only_the_two_sides_see_a_question(quick: Quick, rings: dict[str, Keyring], message: Message) -> None:
    consent = ask(quick, message, rings["KE"])
    for username, sees in (("ke.bureau", 1), ("fr.bureau", 1), ("br.bureau", 0)):
        assert consents.visible_to(quick.actor(username)).count() == sees
    with pytest.raises(NotFound):
        answer(quick, consent, rings["BR"])
    with pytest.raises(NotFound):
        ask(quick, message, rings["BR"], to=("KE",))
    with pytest.raises(NotAllowed):
        consents.visible_to(quick.actor("gs.reviewer"))


def test_a_reply_cannot_be_forged_or_used_for_something_else(
    quick: Quick, rings: dict[str, Keyring], message: Message
) -> None:
    consent, other = ask(quick, message, rings["KE"]), ask(quick, message, rings["KE"], purpose="locate")
    actor = quick.actor("fr.bureau")
    good = reply(quick, consent, rings["FR"], True)
    flipped = Signed(good.statement, bytes([good.signature[0] ^ 1]) + good.signature[1:])
    no_as_yes = Signed(reply(quick, consent, rings["FR"], False).statement, good.signature)
    by_another = reply(quick, consent, rings["KE"], True, bureau="FR")
    for forged in (flipped, no_as_yes, by_another):
        with pytest.raises(NotGenuine):
            forwarding.answer(actor=actor, consent_id=consent.pk, reply=forged, now=quick.now)
    with pytest.raises(Invalid):
        forwarding.answer(actor=actor, consent_id=other.pk, reply=good, now=quick.now)
    with pytest.raises(NotAllowed):
        answer(quick, consent, rings["KE"])
    assert not ConsentReply.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"to": ()}, "to"),
        ({"to": ("BR", "BR")}, "to"),
        ({"to": ("BR", "XX")}, "to[1]"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"until": "2020-01-01"}, "until"),
        ({"until": "soon"}, "until"),
        ({"envelope_digest": "0" * 64}, "envelope_digest"),
    ],
)
def test_what_is_wrong_with_a_question_is_named(
    quick: Quick, rings: dict[str, Keyring], message: Message, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(quick, message, rings["KE"], **wrong)
    assert refused_at(refusal) == {field}
    assert not Consent.objects.exists()


def test_the_same_question_again_changes_nothing(quick: Quick, rings: dict[str, Keyring], message: Message) -> None:
    asked = question(quick, message, rings["KE"])
    signed = statements.ask(asked, rings["KE"])
    for _ in range(2):
        forwarding.ask(actor=quick.actor("ke.bureau"), question=signed, now=quick.now)
    with pytest.raises(Conflict):
        ask(quick, message, rings["KE"], id=asked.id, purpose="locate")
    assert Consent.objects.count() == 1
