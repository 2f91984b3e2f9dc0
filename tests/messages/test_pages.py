"""The pages of messages over HTTP: writing, reading, answering; what is locked, altered, refused; and nothing lost."""

import html
import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from comity.core import clock, ids
from comity.keys import actions as keys
from comity.keys.rules import Reason
from comity.messages.models import Attachment, Delivery, Draft, Message
from comity.messages.pages import searching
from tests.messages.desks import Desks, desks, said_wrong

__all__ = ["desks"]
ARABIC = "نرجو موافاتنا بمعلومات عن السفينة.\n\nمرجعنا: 2026/17"


def page(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def changed(message: Message, **columns: object) -> None:
    """What only somebody with the rights of the database's owner could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Message.objects.filter(pk=message.pk).update(**columns)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_letter_is_written_sent_listed_read_and_its_receipts_are_seen(desks: Desks) -> None:
    sent = desks.send("ke.bureau", to=["FR"], kind="request", asks="information", subject="The ship Altair")
    france = desks.browser("fr.bureau")
    listed = page(france.get("/messages/?folder=needs_answer"))
    assert "The ship Altair" in listed and "New" in listed
    kenya = desks.browser("ke.bureau")
    assert "delivered" in page(kenya.get(f"/messages/threads/{sent.thread_id}/"))
    opened = page(france.get(f"/messages/threads/{sent.thread_id}/"))
    assert "Nobody real is meant." in opened and "Signed by" in opened
    delivery = Delivery.objects.get(message=sent)
    assert delivery.read_at is not None and delivery.folder == "needs_answer"
    assert {one.said for one in delivery.receipts.all()} == {"delivered", "read"}
    assert re.search(r"read\s+<time", page(kenya.get(f"/messages/threads/{sent.thread_id}/")))


def test_an_answer_goes_to_who_asked_and_ends_the_waiting_on_both_sides(desks: Desks) -> None:
    asked = desks.send("ke.bureau", to=["FR"], kind="request", asks="information", language="ar", body=ARABIC)
    france = desks.browser("fr.bureau")
    form = page(france.get(f"/messages/write/?answers={asked.pk}"))
    assert "Re: Made-up matter" in form and 'name="to" value="KE" checked' in form
    held = re.search(r'id="held" value="([^"]*)"', form)
    assert held is not None
    draft = ids.new()
    answer = desks.post(
        france, draft=draft, to=["KE"], kind="answer", subject="Re: Made-up matter", held=html.unescape(held.group(1))
    )
    assert answer.status_code == 302, said_wrong(answer)
    made = Message.objects.get(pk=draft)
    assert made.thread_id == asked.thread_id and made.answers == asked.pk
    delivery = Delivery.objects.get(message=asked)
    assert delivery.folder == "done" and delivery.answered_at is not None
    assert "answered" in {one.said for one in delivery.receipts.all()}
    kenya = desks.browser("ke.bureau")
    thread = page(kenya.get(f"/messages/threads/{asked.thread_id}/"))
    assert "answered" in thread and 'dir="auto" lang="ar"' in thread
    assert "Made-up matter" not in page(kenya.get("/messages/?folder=waiting"))


def test_who_has_not_unlocked_sees_envelopes_and_no_word_of_the_content(desks: Desks) -> None:
    sent = desks.send("ke.bureau", to=["FR"], subject="Unmistakable words")
    locked = desks.browser("fr.bureau", locked=True)
    for address in ("/messages/?folder=all", f"/messages/threads/{sent.thread_id}/"):
        seen = page(locked.get(address))
        assert "Unmistakable" not in seen and "Nobody real" not in seen
        assert "Sealed" in seen and "/keys/unlock/?next=" in seen
    assert Delivery.objects.get(message=sent).delivered_at is None


@pytest.mark.parametrize("username", ["br.head", "gs.duty"])
def test_nobody_else_finds_it_neither_a_third_bureau_nor_the_secretariat(desks: Desks, username: str) -> None:
    sent = desks.send("ke.bureau", to=["FR"], subject="Unmistakable words")
    other = desks.browser(username)
    assert other.get(f"/messages/threads/{sent.thread_id}/").status_code == 404
    assert other.get(f"/messages/write/?answers={sent.pk}").status_code == 404
    assert "Unmistakable" not in page(other.get("/messages/?folder=all"))
    assert other.post(f"/messages/{sent.pk}/close").status_code == 404


def test_an_altered_message_is_shown_as_such_and_never_its_content(desks: Desks) -> None:
    sent = desks.send("ke.bureau", to=["FR"], subject="Unmistakable words")
    envelope = bytes(sent.envelope).replace(b'"priority":"routine"', b'"priority":"urgent"')
    changed(sent, envelope=envelope)
    france = desks.browser("fr.bureau")
    seen = page(france.get(f"/messages/threads/{sent.thread_id}/"))
    assert "Altered" in seen and "Unmistakable" not in seen and "Nobody real" not in seen
    assert "Altered: not shown" in page(france.get("/messages/?folder=all"))
    assert Delivery.objects.get(message=sent).read_at is None


def test_a_column_that_says_other_than_the_envelope_is_altered_too(desks: Desks) -> None:
    sent = desks.send("ke.bureau", to=["FR"], subject="Unmistakable words")
    changed(sent, kind="alert")
    assert "Unmistakable" not in page(desks.browser("fr.bureau").get(f"/messages/threads/{sent.thread_id}/"))


def test_whatever_is_refused_what_was_typed_stays(desks: Desks) -> None:
    kenya = desks.browser("ke.bureau")
    draft = ids.new()
    answer = desks.post(
        kenya,
        draft=draft,
        to=["FR"],
        cites="2026/999",
        subject="",
        body="A long text that took an hour.",
        due_at="soon",
    )
    seen = page(answer)
    assert answer.status_code == 422
    assert "A long text that took an hour." in seen and "2026/999" in seen and 'value="FR" checked' in seen
    for field in ("id_subject", "id_cites", "id_due_at"):
        assert f'href="#{field}"' in seen, field
    assert Draft.objects.filter(pk=draft).exists() and not Message.objects.exists()


def test_a_draft_is_kept_sealed_while_locked_and_opened_after_unlocking(desks: Desks) -> None:
    locked = desks.browser("ke.bureau", locked=True)
    draft = ids.new()
    answer = desks.post(locked, draft=draft, do="send", body="Typed while locked.")
    assert answer.status_code == 302 and answer.url == f"/keys/unlock/?next=/messages/drafts/{draft}/"
    kept = Draft.objects.get(pk=draft)
    assert b"Typed while locked" not in bytes(kept.sealed)
    assert "Typed while locked." in page(desks.browser("ke.bureau").get(f"/messages/drafts/{draft}/"))
    assert locked.get(f"/messages/drafts/{draft}/").url.startswith("/keys/unlock/")
    assert desks.browser("fr.bureau").get(f"/messages/drafts/{draft}/").status_code == 404


def test_what_is_typed_is_kept_by_itself_and_only_the_first_time_is_a_ledger_entry(desks: Desks) -> None:
    kenya = desks.browser("ke.bureau")
    draft = ids.new()
    for text in ("On", "One", "One word"):
        answer = desks.post(kenya, draft=draft, do="auto", body=text)
        assert answer.status_code == 200 and "Draft kept" in page(answer)
    assert "One word" in page(kenya.get(f"/messages/drafts/{draft}/"))
    listed = page(kenya.get("/messages/?folder=drafts"))
    assert "Made-up matter" in listed
    assert kenya.post(f"/messages/drafts/{draft}/discard").status_code == 302
    assert not Draft.objects.exists()


def test_pressed_twice_it_is_sent_once(desks: Desks) -> None:
    kenya = desks.browser("ke.bureau")
    draft = ids.new()
    first, second = (desks.post(kenya, draft=draft) for _ in range(2))
    assert first.status_code == second.status_code == 302 and first.url == second.url
    assert Message.objects.count() == 1 and not Draft.objects.exists()


def test_flash_must_be_meant(desks: Desks) -> None:
    kenya = desks.browser("ke.bureau")
    refused = desks.post(kenya, priority="flash")
    assert refused.status_code == 422 and 'href="#id_is_flash"' in page(refused)
    assert desks.post(kenya, priority="flash", is_flash="on").status_code == 302


def test_words_that_seek_an_arrest_are_asked_about_and_a_request_must_cite(desks: Desks) -> None:
    kenya = desks.browser("ke.bureau")
    words = {"body": "Please arrest the traveller named below."}
    asked = desks.post(kenya, **words)
    assert asked.status_code == 422 and 'href="#id_asks_nothing_more"' in page(asked)
    assert desks.post(kenya, asks_nothing_more="on", **words).status_code == 302
    uncited = desks.post(
        kenya, kind="request", asks="arrest", names_person="on", person_names="Edwin Varnholt", **words
    )
    assert uncited.status_code == 422 and 'href="#id_cites"' in page(uncited)


def test_a_letter_to_begin_from_fills_the_form_and_its_places_must_be_filled(desks: Desks) -> None:
    kenya = desks.browser("ke.bureau")
    begun = desks.post(kenya, do="letter", letter="information", language="fr", subject="", body="")
    seen = page(begun)
    assert begun.status_code == 200 and "Nos autorités enquêtent" in seen
    assert '<option value="information" selected>' in seen
    own = page(desks.post(kenya, do="letter", letter="information", language="en", body="My own words."))
    assert "My own words." in own and "Our authorities are investigating" in own
    left = desks.post(kenya, body="Please answer by [date].")
    assert left.status_code == 422 and "[date]" in page(left)


def test_a_recipient_is_found_by_a_name_in_any_script(desks: Desks) -> None:
    kenya = desks.browser("ke.bureau", locked=True)
    draft = ids.new()
    for words in ("France", "فرنسا", "Франция", "法国", "FR", "francia", "fran"):
        found = page(kenya.post(f"/messages/drafts/{draft}/recipients", {"find": words}))
        assert 'value="to:FR"' in found, words
    chosen = page(kenya.post(f"/messages/drafts/{draft}/recipients", {"add": "to:FR"}))
    assert 'name="to" value="FR" checked' in chosen
    without_script = page(desks.post(kenya, do="find", to=[], find="فرنسا"))
    assert 'value="to:FR"' in without_script


def test_a_bureau_without_a_key_cannot_be_chosen_and_is_refused_by_name(desks: Desks) -> None:
    kenya = desks.browser("ke.bureau")
    found = page(kenya.post(f"/messages/drafts/{uuid4()}/recipients", {"find": "Japan"}))
    assert "has no key yet" in found and 'value="to:JP"' not in found
    refused = desks.post(kenya, to=["JP", "FR"])
    assert refused.status_code == 422 and 'href="#id_to"' in page(refused)
    unknown = desks.post(kenya, to=["QQ"])
    assert unknown.status_code == 422 and "QQ" in page(unknown)


def test_keys_that_changed_meanwhile_are_said_and_one_more_press_sends(desks: Desks) -> None:
    kenya = desks.browser("ke.bureau")
    draft = ids.new()
    stale = '{"keys": {"FR": "0195b8b0-0000-7000-8000-000000000000"}}'
    refused = desks.post(kenya, draft=draft, held=stale)
    seen = page(refused)
    assert refused.status_code == 422 and "The keys of these bureaus have changed" in seen
    assert desks.rings["FR"].current.fingerprint in seen and not Message.objects.exists()
    held = re.search(r'id="held" value="([^"]*)"', seen)
    assert held is not None
    assert desks.post(kenya, draft=draft, held=held.group(1).replace("&quot;", '"')).status_code == 302


def test_a_file_goes_with_it_sealed_and_comes_out_the_same(desks: Desks) -> None:
    kenya = desks.browser("ke.bureau")
    draft, content = ids.new(), b"%PDF-1.7 made up " * 10_000
    upload = SimpleUploadedFile("scène de crime.pdf", content, content_type="application/pdf")
    added = page(desks.post(kenya, draft=draft, do="file", files=upload))
    assert "scène de crime.pdf" in added
    held = re.search(r'id="held" value="([^"]*)"', added)
    assert held is not None
    answer = desks.post(kenya, draft=draft, held=held.group(1).replace("&quot;", '"'))
    assert answer.status_code == 302, said_wrong(answer)
    sent = Message.objects.get(pk=draft)
    attached = Attachment.objects.get(message=sent)
    with attached.file.open("rb") as kept:
        assert b"made up" not in kept.read()
    got = desks.browser("fr.bureau").get(f"/messages/{sent.pk}/files/{attached.pk}")
    assert b"".join(got.streaming_content) == content
    assert "attachment" in got["Content-Disposition"] and got["X-Content-Type-Options"] == "nosniff"
    assert desks.browser("br.head").get(f"/messages/{sent.pk}/files/{attached.pk}").status_code == 404
    assert desks.browser("fr.bureau", locked=True).get(f"/messages/{sent.pk}/files/{attached.pk}").status_code == 302


def test_a_file_whose_bytes_changed_is_not_given(desks: Desks) -> None:
    draft = ids.new()
    kenya = desks.browser("ke.bureau")
    upload = SimpleUploadedFile("plan.txt", b"Made-up plan", content_type="text/plain")
    answer = desks.post(kenya, draft=draft, files=upload)
    assert answer.status_code == 302, said_wrong(answer)
    attached = Attachment.objects.get(message__isnull=False)
    with attached.file.storage.open(attached.file.name, "rb") as source:
        stored = source.read()
    attached.file.storage.delete(attached.file.name)
    from django.core.files.base import ContentFile

    attached.file.storage.save(attached.file.name, ContentFile(stored[:-1] + bytes([stored[-1] ^ 1])))
    got = desks.browser("fr.bureau").get(f"/messages/{draft}/files/{attached.pk}")
    assert got.status_code == 409 and b"Made-up plan" not in got.content


def test_search_finds_across_scripts_and_marks_in_what_was_sent_and_received(desks: Desks) -> None:
    desks.send("ke.bureau", to=["FR"], subject="Vessel", body="Captain Müller of the Żółw, port of Владивосток.")
    france = desks.browser("fr.bureau")
    for words in ("muller", "ZOLW", "vladivostok", "vessel captain"):
        found = page(france.post("/messages/search/", {"words": words}))
        assert "Vessel" in found and "all there are" in found, words
    nothing = page(france.post("/messages/search/", {"words": "submarine"}))
    assert "Nothing found." in nothing
    assert "Vessel" not in page(desks.browser("br.head").post("/messages/search/", {"words": "vessel"}))
    assert desks.browser("fr.bureau", locked=True).get("/messages/search/").url.startswith("/keys/unlock/")


def test_done_by_hand_and_the_sender_sees_that_no_answer_came(desks: Desks) -> None:
    sent = desks.send("ke.bureau", to=["FR"], kind="request", asks="information")
    france = desks.browser("fr.bureau")
    assert france.post(f"/messages/{sent.pk}/close").status_code == 302
    assert Delivery.objects.get(message=sent).folder == "done"
    assert "closed without an answer" in page(desks.browser("ke.bureau").get(f"/messages/threads/{sent.thread_id}/"))


def test_markup_in_a_message_is_text(desks: Desks) -> None:
    sent = desks.send("ke.bureau", subject="<b>bold</b>", body="<script>alert(1)</script>\n\n{{ 7|add:1 }}")
    seen = page(desks.browser("fr.bureau").get(f"/messages/threads/{sent.thread_id}/"))
    assert "&lt;script&gt;" in seen and "<script>alert" not in seen and "{{ 7|add:1 }}" in seen
    assert "&lt;b&gt;bold" in seen


def test_a_search_misses_none_of_many_that_came_in_one_moment(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        desks.send("ke.bureau", subject=f"Matter {number}")
    moment = Message.objects.values_list("received_at", flat=True)[0]
    Message.objects.update(received_at=moment)
    Delivery.objects.update(made_at=moment)
    monkeypatch.setattr(searching, "BATCH", 2)
    ring, actor = desks.rings["FR"], desks.actor("fr.bureau")
    whole = searching.look(actor, ring, "matter", None)
    assert whole.is_all and {one.opened.subject for one in whole.found} == {f"Matter {number}" for number in range(5)}
    monkeypatch.setattr(searching, "SECONDS", -1.0)
    seen, before = [], None
    for _ in range(4):
        looked = searching.look(actor, ring, "matter", before)
        seen += [one.opened.subject for one in looked.found]
        before = looked.place
    assert sorted(seen) == [f"Matter {number}" for number in range(5)] and looked.is_all


def test_a_search_says_how_far_it_looked_and_looks_further(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        desks.send("ke.bureau", subject=f"Matter {number}")
    monkeypatch.setattr(searching, "BATCH", 2)
    monkeypatch.setattr(searching, "SECONDS", -1.0)
    france = desks.browser("fr.bureau")
    first = page(france.post("/messages/search/", {"words": "matter"}))
    assert "2 messages were looked through" in first and "Matter 0" not in first
    before = re.search(r'name="before" value="([^"]*)"', first)
    assert before is not None
    further = page(france.post("/messages/search/", {"words": "matter", "before": html.unescape(before.group(1))}))
    assert "Matter 0" in further and "Matter 2" not in further and "all there are" in further


def test_a_key_that_no_earlier_key_vouches_for_is_said_until_it_was_compared(desks: Desks) -> None:
    old = desks.rings["KE"]
    keys.revoke(actor=desks.actor("ke.head"), reason=Reason.STOLEN, keyring=old, now=clock.now())
    sent = desks.send("ke.head")
    france = desks.browser("fr.bureau")
    assert "No earlier key vouches" in page(france.get(f"/messages/threads/{sent.thread_id}/"))
    assert "No earlier key vouches" in page(france.get("/messages/write/?to=KE"))
    assert "No earlier key vouches" not in page(desks.browser("ke.head").get(f"/messages/threads/{sent.thread_id}/"))
    assert france.post(f"/keys/compared/{sent.sender_key}/").status_code == 302
    assert "No earlier key vouches" not in page(france.get(f"/messages/threads/{sent.thread_id}/"))
