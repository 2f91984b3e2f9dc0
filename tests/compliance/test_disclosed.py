"""What a party discloses: compliance proves who wrote it, nobody else can read it, and nothing opens unseen."""

import io
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

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
from comity.messages.actions import disclosing, files
from comity.messages.actions.disclosing import AlreadyDisclosed, NobodyToOpenIt
from comity.messages.engine import content as contents
from comity.messages.engine import disclosure as evidence
from comity.messages.engine.content import AttachedFile
from comity.messages.engine.disclosure import Handed, Statement
from comity.messages.engine.envelope import AttachmentSeal
from comity.messages.engine.writing import LetterFile, moment
from comity.messages.models import Disclosure, Message
from comity.messages.pages import beside
from comity.network.models import Officer
from comity.testing.stage import Stage
from tests.messages import parties

REASON = "It asks for an arrest that was refused before."
PASSPHRASE = "quiet maple under seven bridges"


@pytest.fixture
def rings(stage: Stage) -> dict[str, Keyring]:
    return parties.found(stage, "FR", "KE")


@pytest.fixture
def reviewers(stage: Stage) -> Keyring:
    """Compliance's own ring, held by a reviewer and the director."""
    officers = [Officer.objects.get(username=name) for name in ("gs.reviewer", "gs.director")]
    return founding.found_hosted("GS", officers, PASSPHRASE, stage.now, role="compliance")


@pytest.fixture
def message(stage: Stage, rings: dict[str, Keyring]) -> Message:
    return parties.send(stage, rings["FR"], to=("KE",), subject="Keep him", body="Arrest him quietly.")


def handed(stage: Stage, message: Message, ring: Keyring, reason: str = REASON) -> Handed:
    message = Message.objects.get(pk=message.pk)
    return disclosing.sealed_for_compliance(message, reason, keyring=ring, disclosure_id=ids.new(), now=stage.now)


def disclose(stage: Stage, message: Message, ring: Keyring, what: Handed | None = None) -> Disclosure:
    return disclosing.disclose(
        actor=stage.actor(parties.WRITERS[ring.bureau]),
        message_id=message.pk,
        handed=what or handed(stage, message, ring),
        now=stage.now,
    )


def read(stage: Stage, row: Disclosure, ring: Keyring, username: str = "gs.reviewer") -> compliance.Opened:
    return compliance.read(actor=stage.actor(username), disclosure_id=row.pk, keyring=ring, now=stage.now)


def test_a_recipient_discloses_and_compliance_proves_who_wrote_it(
    stage: Stage, rings: dict[str, Keyring], reviewers: Keyring, message: Message
) -> None:
    row = disclose(stage, message, rings["KE"])
    opened = read(stage, row, reviewers)
    assert opened.is_proven and opened.is_handed_by_party
    assert opened.proof.content is not None and opened.proof.content.body == "Arrest him quietly."
    assert opened.proof.reason == REASON
    done = [(one.verb, one.outcome) for one in Entry.objects.filter(verb__contains="disclos").order_by("seq")]
    assert done == [("message.disclosed", "done"), ("disclosure.read", "done")]


def test_the_secretariat_could_not_read_it_before_and_others_cannot_after(
    stage: Stage, rings: dict[str, Keyring], reviewers: Keyring, message: Message
) -> None:
    with pytest.raises(NotForThisKey):
        reviewers.unseal(bytes(Message.objects.get(pk=message.pk).sealed))
    row = disclose(stage, message, rings["KE"])
    for ring in (*rings.values(), founding.found_own("BR", stage.now)):
        with pytest.raises(NotForThisKey):
            ring.unseal(bytes(row.sealed))
    stored = bytes(row.sealed) + bytes(row.statement)
    assert b"quietly" not in stored and REASON.encode() not in stored


def test_every_party_sees_that_and_when_it_was_disclosed_and_strangers_see_nothing(
    stage: Stage, rings: dict[str, Keyring], reviewers: Keyring, message: Message
) -> None:
    disclose(stage, message, rings["KE"])
    for username in ("fr.bureau", "ke.bureau"):
        [line] = beside.of_thread(stage.actor(username), [message], stage.now)[message.pk].lines
        assert (line.text, line.at) == ("Kenya disclosed it to compliance.", stage.now)
    labels = [
        verb.label for verb in beside.of_thread(stage.actor("ke.bureau"), [message], stage.now)[message.pk].actions
    ]
    assert "Disclose to compliance" not in labels


def forged(stage: Stage, message: Message, ring: Keyring, plain: bytes) -> Handed:
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
            at=moment(stage.now),
        )
    )
    return Handed(sealed, statement, ring.sign(evidence.DOMAIN, statement))


def test_what_a_party_made_up_is_not_proven_and_not_shown(
    stage: Stage, rings: dict[str, Keyring], reviewers: Keyring, message: Message
) -> None:
    _envelope, content = parties.opened(message, rings["KE"])
    lie = contents.Content(subject=content.subject, body="Kill him quietly.", opening=content.opening)
    row = disclose(stage, message, rings["KE"], forged(stage, message, rings["KE"], contents.encode(lie)))
    opened = read(stage, row, reviewers)
    assert not opened.is_proven and opened.proof.content is None


def test_nobody_else_discloses_nobody_twice_and_not_what_was_changed(
    stage: Stage, rings: dict[str, Keyring], reviewers: Keyring, message: Message
) -> None:
    brazil = founding.found_own("BR", stage.now)
    with pytest.raises(NotFound):
        disclose(stage, message, brazil, handed(stage, message, rings["KE"]))
    good = handed(stage, message, rings["KE"])
    flipped = bytes([good.sealed[-1] ^ 1])
    for wrong in (
        Handed(good.sealed[:-1] + flipped, good.statement, good.signature),
        Handed(good.sealed, good.statement, bytes(64)),
        Handed(good.sealed, handed(stage, message, rings["FR"]).statement, good.signature),
    ):
        with pytest.raises(Invalid):
            disclose(stage, message, rings["KE"], wrong)
    disclose(stage, message, rings["KE"], good)
    with pytest.raises(AlreadyDisclosed):
        disclose(stage, message, rings["KE"])
    assert Disclosure.objects.count() == 1


def test_a_reason_is_needed_and_somebody_to_read_it(stage: Stage, rings: dict[str, Keyring], message: Message) -> None:
    with pytest.raises(NobodyToOpenIt):
        handed(stage, message, rings["KE"])
    founding.found_own("GS", stage.now, role="compliance")
    with pytest.raises(Invalid):
        handed(stage, message, rings["KE"], reason="  ")


def test_reviewers_see_none_of_their_own_country(
    stage: Stage, rings: dict[str, Keyring], reviewers: Keyring, message: Message
) -> None:
    row = disclose(stage, message, rings["KE"])
    assert access.get_disclosure(stage.actor("gs.reviewer"), row.pk) == row
    for country in ("FR", "KE"):
        Officer.objects.filter(username="gs.reviewer").update(nationality=country)
        with pytest.raises(NotFound):
            access.get_disclosure(stage.actor("gs.reviewer"), row.pk)
    for username in ("fr.bureau", "ke.head", "gs.duty", "gs.administrator"):
        with pytest.raises(NotAllowed):
            access.disclosures_visible_to(stage.actor(username))


def test_what_reviewers_find_is_sealed_and_said_once(
    stage: Stage, rings: dict[str, Keyring], reviewers: Keyring, message: Message
) -> None:
    row = disclose(stage, message, rings["KE"])
    actor = stage.actor("gs.reviewer")
    for wrong in ({"found": "guilty"}, {"reasons": " "}):
        given: dict[str, Any] = {"found": "warn", "reasons": "A request round its review."} | wrong
        with pytest.raises(Invalid):
            compliance.judge(actor=actor, disclosure_id=row.pk, now=stage.now, **given)
    compliance.judge(
        actor=actor, disclosure_id=row.pk, found="warn", reasons="A request round its review.", now=stage.now
    )
    with pytest.raises(compliance.AlreadyJudged):
        compliance.judge(actor=actor, disclosure_id=row.pk, found="nothing", reasons="Again.", now=stage.now)
    [judged] = Judged.objects.all()
    assert b"review" not in bytes(judged.sealed)
    assert reviewers.unseal(bytes(judged.sealed)) == b"A request round its review."


# --- The pages ---


def unlocked(stage: Stage, username: str) -> Client:
    client = stage.client(username)
    said = client.post("/keys/unlock/", {"passphrase": PASSPHRASE})
    assert said.status_code == 302, said.content[:500]
    return client


def attach(stage: Stage, ring: Keyring, plain: bytes, *to: str) -> LetterFile:
    """A file that was sealed for these and its sender, and deposited."""
    key = str(ids.new())
    readers = [ring.current.sealing, *(one.sealing for one in keys.current_of(to).values())]
    sealed = sealing.seal(plain, readers)
    actor = stage.actor(parties.WRITERS[ring.bureau])
    files.deposit(actor=actor, attachment_id=UUID(key), source=io.BytesIO(sealed), now=stage.now)
    said = AttachedFile(key, "warrant.pdf", "application/pdf", len(plain), contents.digest(plain))
    return LetterFile(said, AttachmentSeal(key, len(sealed), contents.digest(sealed)))


def test_from_the_bureaus_page_to_the_reviewers(
    stage: Stage, reviewers: Keyring, rings: dict[str, Keyring], settings: Any
) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": stage.folder / "files"},
        }
    }
    officer = Officer.objects.get(username="br.bureau")
    founding.found_hosted("BR", [officer], PASSPHRASE, stage.now)
    attached = attach(stage, rings["FR"], b"A warrant that no court signed.", "BR")
    sent = parties.send(
        stage, rings["FR"], to=("BR",), subject="Keep him", body="Arrest him quietly.", files=(attached,)
    )
    desk = unlocked(stage, "br.bureau")
    assert desk.get(f"/messages/{sent.pk}/disclose").status_code == 200
    assert desk.post(f"/messages/{sent.pk}/disclose", {"reason": ""}).status_code == 422
    assert desk.post(f"/messages/{sent.pk}/disclose", {"reason": REASON}).status_code == 302
    row = Disclosure.objects.get()
    locked = stage.client("gs.reviewer").get(f"/compliance/disclosed/{row.pk}/")
    assert locked.status_code == 302 and locked["Location"].startswith("/keys/unlock/")
    reviewer = unlocked(stage, "gs.reviewer")
    listed = reviewer.get("/compliance/disclosed/").content.decode()
    assert "France" in listed and "quietly" not in listed
    page = reviewer.get(f"/compliance/disclosed/{row.pk}/").content.decode()
    assert "Proven: this is what the bureau of France signed." in page
    assert "Arrest him quietly." in page and REASON in page
    address = f"/compliance/disclosed/{row.pk}/files/{attached.plain.id}"
    assert address in page
    assert b"".join(reviewer.get(address)) == b"A warrant that no court signed."
    with row.files.get().file.open("rb") as kept:
        stored = kept.read()
    assert stored.startswith(b"age-encryption.org/v1") and b"warrant" not in stored
    assert stage.client("gs.publisher").get(address).status_code == 302
    said = reviewer.post(f"/compliance/disclosed/{row.pk}/", {"found": "measure", "reasons": "Twice this month."})
    assert said.status_code == 302
    assert "Twice this month." in reviewer.get(f"/compliance/disclosed/{row.pk}/").content.decode()
    not_a_holder = stage.client("gs.publisher").get(f"/compliance/disclosed/{row.pk}/")
    assert "quietly" not in not_a_holder.content.decode()


def test_keys_of_compliance_are_of_their_own_role(stage: Stage, reviewers: Keyring) -> None:
    assert keys.current("GS") is None
    assert sealing.seal(b"x", [disclosing.compliance_key().sealing])
