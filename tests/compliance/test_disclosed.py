"""What a party discloses: compliance proves who wrote it, nobody else can read it, and nothing opens unseen."""

from typing import Any

import pytest

from comity.audit.models import Entry
from comity.compliance import access
from comity.compliance.actions import disclosed as compliance
from comity.compliance.models import Judged
from comity.core import ids
from comity.core.errors import Invalid, NotAllowed, NotFound
from comity.keys import founding
from comity.keys import queries as keys
from comity.keys.engine import sealing
from comity.keys.engine.ring import Keyring
from comity.keys.engine.sealing import NotForThisKey
from comity.messages.actions import disclosing
from comity.messages.actions.disclosing import AlreadyDisclosed, NobodyToOpenIt
from comity.messages.engine import content as contents
from comity.messages.engine import disclosure as evidence
from comity.messages.engine.disclosure import Handed, Statement
from comity.messages.engine.writing import moment
from comity.messages.models import Disclosure, Message
from comity.messages.pages import beside
from comity.network.models import Officer
from tests.messages import parties
from tests.messages.parties import Quick, quick

__all__ = ["quick"]

REASON = "It asks for an arrest that was refused before."
PASSPHRASE = "quiet maple under seven bridges"


@pytest.fixture
def rings(quick: Quick) -> dict[str, Keyring]:
    return parties.found(quick, "FR", "KE")


@pytest.fixture
def reviewers(quick: Quick) -> Keyring:
    """Compliance's own ring, held by a reviewer and the director."""
    officers = [quick.officer(name) for name in ("gs.reviewer", "gs.director")]
    return founding.found_hosted("GS", officers, PASSPHRASE, quick.now, role="compliance")


@pytest.fixture
def message(quick: Quick, rings: dict[str, Keyring]) -> Message:
    return parties.send(quick, rings["FR"], to=("KE",), subject="Keep him", body="Arrest him quietly.")


def handed(quick: Quick, message: Message, ring: Keyring, reason: str = REASON) -> Handed:
    message = Message.objects.get(pk=message.pk)
    return disclosing.sealed_for_compliance(message, reason, keyring=ring, disclosure_id=ids.new(), now=quick.now)


def disclose(quick: Quick, message: Message, ring: Keyring, what: Handed | None = None) -> Disclosure:
    return disclosing.disclose(
        actor=quick.actor(parties.WRITERS[ring.bureau]),
        message_id=message.pk,
        handed=what or handed(quick, message, ring),
        now=quick.now,
    )


def read(quick: Quick, row: Disclosure, ring: Keyring, username: str = "gs.reviewer") -> compliance.Opened:
    return compliance.read(actor=quick.actor(username), disclosure_id=row.pk, keyring=ring, now=quick.now)


def test_a_recipient_discloses_and_compliance_proves_who_wrote_it(
    quick: Quick, rings: dict[str, Keyring], reviewers: Keyring, message: Message
) -> None:
    row = disclose(quick, message, rings["KE"])
    opened = read(quick, row, reviewers)
    assert opened.is_proven and opened.is_handed_by_party
    assert opened.proof.content is not None and opened.proof.content.body == "Arrest him quietly."
    assert opened.proof.reason == REASON
    done = [(one.verb, one.outcome) for one in Entry.objects.filter(verb__contains="disclos").order_by("seq")]
    assert done == [("message.disclosed", "done"), ("disclosure.read", "done")]


def test_the_secretariat_could_not_read_it_before_and_others_cannot_after(
    quick: Quick, rings: dict[str, Keyring], reviewers: Keyring, message: Message
) -> None:
    with pytest.raises(NotForThisKey):
        reviewers.unseal(bytes(Message.objects.get(pk=message.pk).sealed))
    row = disclose(quick, message, rings["KE"])
    for ring in (*rings.values(), founding.found_own("BR", quick.now)):
        with pytest.raises(NotForThisKey):
            ring.unseal(bytes(row.sealed))
    stored = bytes(row.sealed) + bytes(row.statement)
    assert b"quietly" not in stored and REASON.encode() not in stored


def test_every_party_sees_that_and_when_it_was_disclosed_and_strangers_see_nothing(
    quick: Quick, rings: dict[str, Keyring], reviewers: Keyring, message: Message
) -> None:
    disclose(quick, message, rings["KE"])
    for username in ("fr.bureau", "ke.bureau"):
        [line] = beside.of_thread(quick.actor(username), [message], quick.now)[message.pk].lines
        assert (line.text, line.at) == ("Kenya disclosed it to compliance.", quick.now)
    labels = [
        verb.label for verb in beside.of_thread(quick.actor("ke.bureau"), [message], quick.now)[message.pk].actions
    ]
    assert "Disclose to compliance" not in labels


def forged(quick: Quick, message: Message, ring: Keyring, plain: bytes) -> Handed:
    """What a party makes up: other content under the real envelope, signed by the party as it should be."""
    key = disclosing.compliance_key()
    sealed = evidence.seal(plain, REASON, [key.sealing])
    statement = evidence.encode(
        Statement(
            id=str(ids.new()),
            message=str(message.pk),
            envelope_digest=message.digest,
            by=ring.bureau,
            key=ring.current.id,
            size=len(sealed),
            digest=contents.digest(sealed),
            at=moment(quick.now),
        )
    )
    return Handed(sealed, statement, ring.sign(evidence.DOMAIN, statement))


def test_what_a_party_made_up_is_not_proven_and_not_shown(
    quick: Quick, rings: dict[str, Keyring], reviewers: Keyring, message: Message
) -> None:
    _envelope, content = parties.opened(message, rings["KE"])
    lie = contents.Content(subject=content.subject, body="Kill him quietly.", opening=content.opening)
    row = disclose(quick, message, rings["KE"], forged(quick, message, rings["KE"], contents.encode(lie)))
    opened = read(quick, row, reviewers)
    assert not opened.is_proven and opened.proof.content is None


def test_nobody_else_discloses_nobody_twice_and_not_what_was_changed(
    quick: Quick, rings: dict[str, Keyring], reviewers: Keyring, message: Message
) -> None:
    brazil = founding.found_own("BR", quick.now)
    with pytest.raises(NotFound):
        disclose(quick, message, brazil, handed(quick, message, rings["KE"]))
    good = handed(quick, message, rings["KE"])
    flipped = bytes([good.sealed[-1] ^ 1])
    for wrong in (
        Handed(good.sealed[:-1] + flipped, good.statement, good.signature),
        Handed(good.sealed, good.statement, bytes(64)),
        Handed(good.sealed, handed(quick, message, rings["FR"]).statement, good.signature),
    ):
        with pytest.raises(Invalid):
            disclose(quick, message, rings["KE"], wrong)
    disclose(quick, message, rings["KE"], good)
    with pytest.raises(AlreadyDisclosed):
        disclose(quick, message, rings["KE"])
    assert Disclosure.objects.count() == 1


def test_a_reason_is_needed_and_somebody_to_read_it(quick: Quick, rings: dict[str, Keyring], message: Message) -> None:
    with pytest.raises(NobodyToOpenIt):
        handed(quick, message, rings["KE"])
    founding.found_own("GS", quick.now, role="compliance")
    with pytest.raises(Invalid):
        handed(quick, message, rings["KE"], reason="  ")


def test_reviewers_see_none_of_their_own_country(
    quick: Quick, rings: dict[str, Keyring], reviewers: Keyring, message: Message
) -> None:
    row = disclose(quick, message, rings["KE"])
    assert access.get_disclosure(quick.actor("gs.reviewer"), row.pk) == row
    for country in ("FR", "KE"):
        Officer.objects.filter(username="gs.reviewer").update(nationality=country)
        with pytest.raises(NotFound):
            access.get_disclosure(quick.actor("gs.reviewer"), row.pk)
    for username in ("fr.bureau", "ke.head", "gs.duty", "gs.administrator"):
        with pytest.raises(NotAllowed):
            access.disclosures_visible_to(quick.actor(username))


def test_what_reviewers_find_is_sealed_and_said_once(
    quick: Quick, rings: dict[str, Keyring], reviewers: Keyring, message: Message
) -> None:
    row = disclose(quick, message, rings["KE"])
    actor = quick.actor("gs.reviewer")
    for wrong in ({"found": "guilty"}, {"reasons": " "}):
        given: dict[str, Any] = {"found": "warn", "reasons": "A request round its review."} | wrong
        with pytest.raises(Invalid):
            compliance.judge(actor=actor, disclosure_id=row.pk, now=quick.now, **given)
    compliance.judge(
        actor=actor, disclosure_id=row.pk, found="warn", reasons="A request round its review.", now=quick.now
    )
    with pytest.raises(compliance.AlreadyJudged):
        compliance.judge(actor=actor, disclosure_id=row.pk, found="nothing", reasons="Again.", now=quick.now)
    [judged] = Judged.objects.all()
    assert b"review" not in bytes(judged.sealed)
    assert reviewers.unseal(bytes(judged.sealed)) == b"A request round its review."


def test_keys_of_compliance_are_of_their_own_role(quick: Quick, reviewers: Keyring) -> None:
    assert keys.current("GS") is None
    assert sealing.seal(b"x", [disclosing.compliance_key().sealing])
