"""Whatever is changed in a letter on its way is found, and so is a key that is no more the one of now."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from comity.core import ids
from comity.core.errors import Invalid, Refused
from comity.core.levels import Level
from comity.messages import queries, rules
from comity.messages.engine.verifying import NotGenuine
from comity.messages.engine.writing import Sealed
from comity.messages.models import Message
from tests.messages.conftest import Offices


def fields(refusal: Any) -> set[str]:
    return {problem.field for problem in refusal.value.problems}


# --- Keys ---


def test_a_letter_for_a_key_that_was_replaced_says_which_key_is_the_one_of_now(offices: Offices) -> None:
    sealed = offices.write("FR", to=("BR", "KE"))
    new = offices.replace_key("KE")
    with pytest.raises(rules.KeysChanged) as refusal:
        offices.post("FR", sealed)
    assert refusal.value.status == 409
    assert [(one.field, one.accepted) for one in refusal.value.problems] == [
        ("sealed_for[1]", new.current.id),
        ("sealed_for", f"KE: {new.current.id}"),
    ]


def test_a_sender_whose_key_was_revoked_is_told_so(offices: Offices) -> None:
    sealed = offices.write("FR")
    offices.replace_key("FR", "stolen")
    with pytest.raises(rules.KeysChanged) as refusal:
        offices.post("FR", sealed)
    assert "sender_key" in fields(refusal)


# --- Tampering ---


def test_any_changed_bit_of_envelope_signature_or_content_is_found(offices: Offices) -> None:
    sealed = offices.write("FR", to=("KE", "BR"), names_person=True, asks="information", conditions=("contact_first",))
    parts = (sealed.envelope, sealed.signature, sealed.content)
    for which, data in enumerate(parts):
        for place in range(0, len(data), max(1, len(data) // 25)):
            changed = bytearray(data)
            changed[place] ^= 1 << place % 8
            given = [bytes(changed) if which == other else part for other, part in enumerate(parts)]
            with pytest.raises(Refused):
                offices.post("FR", Sealed(*given))
    assert Message.objects.count() == 0


def test_a_changed_list_of_recipients_is_found(offices: Offices) -> None:
    sealed = offices.write("FR", to=("KE",))
    said = sealed.envelope.replace(b'"cc":[]', b'"cc":["BR"]')
    assert said != sealed.envelope
    with pytest.raises(Refused):
        offices.post("FR", Sealed(said, sealed.signature, sealed.content))


def test_nobody_signs_for_another_bureau(offices: Offices) -> None:
    sealed = offices.write("FR")
    signature = offices["KE"].ring.sign("comity/message/1", sealed.envelope)
    with pytest.raises(NotGenuine):
        offices.post("FR", Sealed(sealed.envelope, signature, sealed.content))
    with pytest.raises(Invalid) as refusal:
        offices.post("KE", sealed)
    assert "sender" in fields(refusal)


def test_a_signature_of_another_kind_is_none(offices: Offices) -> None:
    sealed = offices.write("FR")
    signature = offices["FR"].ring.sign("comity/receipt/1", sealed.envelope)
    with pytest.raises(NotGenuine):
        offices.post("FR", Sealed(sealed.envelope, signature, sealed.content))


def test_what_is_not_sealed_is_not_kept(offices: Offices) -> None:
    sealed = offices.write("FR")
    with pytest.raises(Invalid) as refusal:
        offices.post("FR", Sealed(sealed.envelope, sealed.signature, b"the plain text"))
    assert fields(refusal) == {"content"}


@pytest.mark.parametrize(
    "change",
    [
        {"level": Level.CONFIDENTIAL},
        {"priority": "flash"},
        {"asks": "information"},
        {"sender_key": "x"},
        {"cites": ["notice:" + str(ids.new())]},
    ],
)
def test_a_column_that_does_not_say_what_was_signed_is_found(offices: Offices, change: dict[str, Any]) -> None:
    sent = offices.send("FR")
    Message.objects.filter(pk=sent.pk).update(**change)
    with pytest.raises(NotGenuine) as refusal:
        queries.envelope_of(Message.objects.get(pk=sent.pk))
    assert fields(refusal) == set(change)


def test_the_database_refuses_to_change_what_was_signed(offices: Offices) -> None:
    sent = offices.send("FR")
    for column in ("envelope", "signature", "sealed"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Message.objects.filter(pk=sent.pk).update(**{column: b"other"})
