"""Sending: works, refuses with the field, audits once, is the same the second time."""

from typing import Any

from comity.audit.models import Entry
from comity.messages.actions import sending
from comity.messages.engine import verifying
from comity.messages.models import Delivery
from tests.messages.conftest import Offices


def entries() -> list[tuple[str, str]]:
    rows = Entry.objects.filter(verb__startswith="message").order_by("seq")
    return list(rows.values_list("verb", "outcome"))


def fields(refusal: Any) -> list[str]:
    return [problem.field for problem in refusal.value.problems]


def test_a_letter_is_in_the_list_of_everybody_it_names_and_of_nobody_else(offices: Offices) -> None:
    sent = offices.send("FR", to=("KE", "BR"), cc=("JP",))
    rows = {row.bureau_id: row for row in Delivery.objects.filter(message=sent)}
    assert {code: (row.role, row.state, row.position) for code, row in rows.items()} == {
        "KE": ("to", "listed", 1),
        "BR": ("to", "listed", 1),
        "JP": ("cc", "listed", 1),
    }
    assert (rows["KE"].folder, rows["JP"].folder, sent.owed) == ("needs_answer", "to_read", 2)
    assert entries() == [("message.sent", "done")]
    content = verifying.read(
        bytes(sent.sealed),
        offices["KE"].ring,
        sending.admitting.read(bytes(sent.envelope), bytes(sent.signature), bytes(sent.sealed)).envelope,
    )
    assert content.body == "Nobody real."
