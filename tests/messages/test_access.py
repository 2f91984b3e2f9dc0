"""Who sees what: the parties, as far as they are cleared, and nobody else; hidden and absent are one answer."""

from typing import Any

import pytest

from comity.core import ids
from comity.core.errors import NotAllowed, NotFound
from comity.core.levels import Level
from comity.messages import access, queries
from comity.messages.actions import drafting
from comity.messages.models import Draft, Thread
from comity.messages.rules import Folder
from comity.network.models import Bureau, Entity, Officer
from tests.messages.conftest import NOW, Offices, later

SEALED = b"age-encryption.org/v1\nsealed"


def seen(offices: Offices, code: str) -> set[Any]:
    return set(access.visible_to(offices[code].actor).values_list("pk", flat=True))


def test_the_parties_see_a_message_and_the_secretariat_is_no_party(offices: Offices) -> None:
    sent = offices.send("FR", to=("KE",), cc=("JP",))
    assert seen(offices, "FR") == seen(offices, "KE") == seen(offices, "JP") == {sent.pk}
    for stranger in ("BR", "GS"):
        assert not seen(offices, stranger)
        for gate in (access.get_for_reading, access.get_thread, access.get_delivery):
            with pytest.raises(NotFound):
                gate(offices[stranger].actor, sent.pk)
            with pytest.raises(NotFound):
                gate(offices[stranger].actor, ids.new())


def test_of_a_thread_each_sees_what_was_sent_to_it(offices: Offices) -> None:
    first = offices.send("FR", to=("KE",))
    both = offices.send("KE", to=("FR", "BR"), thread=str(first.pk), kind="answer", answers=str(first.pk))
    assert Thread.objects.get().parties == ["BR", "FR", "KE"]
    assert [one.pk for one in queries.thread(offices["FR"].actor, first.pk)[1]] == [first.pk, both.pk]
    assert [one.pk for one in queries.thread(offices["BR"].actor, first.pk)[1]] == [both.pk]
    with pytest.raises(NotFound):
        queries.thread(offices["GS"].actor, first.pk)


def test_a_reader_below_the_level_does_not_see_that_it_exists(offices: Offices) -> None:
    offices.send("FR", level="confidential")
    plain = offices.send("FR")
    Officer.objects.filter(pk=offices["KE"].officer.pk).update(clearance=Level.RESTRICTED)
    reader = offices["KE"].actor
    assert seen(offices, "KE") == {plain.pk}
    assert [one.message_id for one in queries.folder(reader, Folder.ALL)] == [plain.pk]
    assert [one.message_id for one in queries.received(reader)] == [plain.pk]
    assert queries.count_new(reader) == 1
    assert queries.folder_counts(reader)[Folder.ALL] == 1


def test_officers_of_a_national_service_read_no_messages(offices: Offices) -> None:
    offices.send("FR")
    service = Entity.objects.create(bureau_id="KE", name="Border police", clearance=3, authorised_at=NOW)
    Officer.objects.filter(pk=offices["KE"].officer.pk).update(entity=service)
    with pytest.raises(NotAllowed):
        access.visible_to(offices["KE"].actor)
    assert queries.count_new(offices["KE"].actor) == 0


def test_what_waits_for_a_link_is_not_seen_before_it_is_listed(offices: Offices) -> None:
    Bureau.objects.filter(pk="KE").update(connected=False)
    sent = offices.send("FR")
    assert not seen(offices, "KE")
    with pytest.raises(NotFound):
        access.get_for_reading(offices["KE"].actor, sent.pk)


def test_how_it_stands_with_others_only_its_sender_sees(offices: Offices) -> None:
    sent = offices.send("FR", to=("KE", "BR"))
    of_all = queries.deliveries_of(offices["FR"].actor, [sent])[sent.pk]
    assert [one.bureau_id for one in of_all] == ["BR", "KE"]
    assert [one.bureau_id for one in queries.deliveries_of(offices["KE"].actor, [sent])[sent.pk]] == ["KE"]
    assert [one.bureau_id for one in access.deliveries_visible_to(offices["KE"].actor, sent)] == ["KE"]


# --- Drafts ---


def test_a_draft_is_its_bureaus_alone_and_is_replaced_while_it_is_typed(offices: Offices) -> None:
    key = ids.new()
    drafting.keep(actor=offices["FR"].actor, draft_id=key, sealed=SEALED, now=NOW)
    drafting.keep(actor=offices["FR"].actor, draft_id=key, sealed=SEALED + b"2", now=later(seconds=3))
    (draft,) = queries.drafts(offices["FR"].actor)
    assert (bytes(draft.sealed), draft.updated_at) == (SEALED + b"2", later(seconds=3))
    assert queries.drafts(offices["KE"].actor) == []
    for verb in (
        lambda: drafting.keep(actor=offices["KE"].actor, draft_id=key, sealed=SEALED, now=NOW),
        lambda: drafting.discard(actor=offices["KE"].actor, draft_id=key, now=NOW),
    ):
        with pytest.raises(NotFound):
            verb()
    drafting.discard(actor=offices["FR"].actor, draft_id=key, now=NOW)
    assert not Draft.objects.exists()


def test_a_draft_that_is_not_sealed_is_not_kept(offices: Offices) -> None:
    from comity.core.errors import Invalid

    with pytest.raises(Invalid):
        drafting.keep(actor=offices["FR"].actor, draft_id=ids.new(), sealed=b"Dear colleague", now=NOW)
