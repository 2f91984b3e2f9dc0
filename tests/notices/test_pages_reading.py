"""Reading a notice, and what follows: verbs, reports with their clock, translations; to each reader their part."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.notices import actions as notices
from comity.notices.models import Notice, Report, Text
from comity.testing import pictures
from comity.testing.requests import RED, changed
from comity.testing.stage import Stage
from tests.notices import conftest as make
from tests.notices.typed import typed_in

BACKGROUND = changed(RED, background={"position": "Notary since 2011"}, case={"importance": "Eleven families."})


def page_of(stage: Stage, username: str, notice: Notice) -> str:
    answer = stage.client(username).get(f"/notices/{notice.pk}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def verb(stage: Stage, notice: Notice, name: str, username: str = "br.bureau", **fields: Any) -> Any:
    answer = stage.client(username).post(f"/notices/{notice.pk}/{name}/", fields)
    notice.refresh_from_db()
    return answer


def test_another_member_reads_what_is_asked_what_to_do_and_what_not(stage: Stage) -> None:
    notice = make.publish(stage, BACKGROUND, conditions=["contact_source_first"])
    page = page_of(stage, "ke.bureau", notice)
    order = ["presumed innocent", "What is asked", "What to do", "What not to do", "A notice is not an arrest warrant",
             "Conditions of use", "Contact the source before any measure.", "Source", "Bureau desk, Brasília",
             "Charges 1", "Third Criminal Court"]  # fmt: skip
    places = [page.find(one) for one in order]
    assert -1 not in places and places == sorted(places)
    assert notice.number in page and "Report as found" in page
    for hidden in ("BR-2025-881", "Notary since 2011", "Eleven families", "Assurances", "History", "Withdraw"):
        assert hidden not in page, f"{hidden} is not for other members"


def test_its_source_and_reviewers_read_all_of_it(stage: Stage) -> None:
    notice = make.publish(stage, BACKGROUND)
    for username in ("br.bureau", "gs.reviewer3"):
        page = page_of(stage, username, notice)
        assert "BR-2025-881" in page and "Eleven families" in page and "Assurances" in page and "History" in page
    assert "Withdraw" in page_of(stage, "br.bureau", notice)
    assert "Withdraw" not in page_of(stage, "gs.reviewer3", notice)


def test_a_number_with_its_slash_is_an_address(stage: Stage) -> None:
    notice = make.publish(stage)
    assert notice.number in stage.client("ke.bureau").get(f"/notices/{notice.number}/").content.decode()
    assert stage.client("ke.bureau").get("/notices/2026/99999999999999999999/").status_code == 404


def test_what_is_not_published_has_no_page_for_others_by_id_or_number(stage: Stage) -> None:
    notice = make.publish(stage)
    verb(stage, notice, "suspend", reason="The court is reconsidering.", days="30")
    assert notice.state == "suspended"
    for address in (f"/notices/{notice.pk}/", f"/notices/{notice.number}/"):
        assert stage.client("ke.bureau").get(address).status_code == 404
        assert stage.client("br.bureau").get(address).status_code == 200
    assert str(notice.pk) not in stage.client("ke.bureau").get("/notices/?whose=all").content.decode()
    verb(stage, notice, "resume")
    assert notice.state == "published"


@pytest.mark.parametrize("days", ["0", "184", "x", ""])
def test_a_suspension_beyond_six_months_is_refused_in_words(stage: Stage, days: str) -> None:
    notice = make.publish(stage)
    address = verb(stage, notice, "suspend", reason="The court is reconsidering.", days=days)["Location"]
    assert notice.state == "published"
    desk = stage.client("br.bureau")
    desk.post(f"/notices/{notice.pk}/suspend/", {"reason": "The court is reconsidering.", "days": days})
    assert "at most six months" in desk.get(address).content.decode()


def test_a_verb_without_its_reason_does_nothing(stage: Stage) -> None:
    notice = make.publish(stage)
    verb(stage, notice, "withdraw", reason=" ")
    assert notice.state == "published"
    verb(stage, notice, "withdraw", reason="She has been extradited.")
    assert notice.state == "withdrawn"
    assert "Withdrawn" in page_of(stage, "br.bureau", notice)
    assert stage.client("ke.bureau").get(f"/notices/{notice.pk}/").status_code == 404


@pytest.mark.parametrize("name", ["suspend", "resume", "withdraw", "renew", "end-publicity"])
def test_verbs_of_others_find_nothing(stage: Stage, name: str) -> None:
    notice = make.publish(stage)
    assert verb(stage, notice, name, "ke.bureau", reason="Because.", days="3").status_code == 404
    assert notice.state == "published"


def test_a_consent_to_the_public_extract_is_taken_back_at_once(stage: Stage) -> None:
    notice = make.publish(stage, is_public=True)
    assert "Take back the consent" in page_of(stage, "br.bureau", notice)
    verb(stage, notice, "end-publicity")
    assert not notice.is_public


def test_a_person_found_starts_the_clock_and_the_papers_stop_it(stage: Stage) -> None:
    notice = make.publish(stage)
    assert "Days in which the papers must arrive" in stage.client("ke.bureau").get(
        f"/notices/{notice.pk}/located/"
    ).content.decode()  # fmt: skip
    wrong = verb(stage, notice, "located", "ke.bureau", days="999", text="In custody.")
    assert wrong.status_code == 422 and "In custody." in wrong.content.decode()
    verb(stage, notice, "located", "ke.bureau", days="20", text="Detained in Mombasa.")
    report = Report.objects.get(notice=notice)
    assert report.due_at is not None and report.due_at - report.at == timedelta(days=20)
    assert "Detained in Mombasa." in page_of(stage, "br.bureau", notice)
    assert "Detained in Mombasa." in page_of(stage, "ke.bureau", notice)
    assert "Detained in Mombasa." not in page_of(stage, "fr.bureau", notice), "told to the source, not to all"
    verb(stage, notice, f"papers/{report.pk}")
    assert "Papers sent" in page_of(stage, "br.bureau", notice)
    report.refresh_from_db()
    assert report.papers_sent_at is not None


def test_a_refused_extradition_is_reported_with_its_ground(stage: Stage) -> None:
    notice = make.publish(stage)
    wrong = verb(stage, notice, "extradition-refused", "ke.bureau", ground="", text="The court refused.")
    assert wrong.status_code == 422
    verb(stage, notice, "extradition-refused", "ke.bureau", ground="political", text="The High Court refused it.")
    assert notice.look_again == "extradition_refused"
    assert "Political character" in page_of(stage, "br.bureau", notice)
    assert "Political character" not in page_of(stage, "fr.bureau", notice)


def test_nobody_reports_on_their_own_notice(stage: Stage) -> None:
    notice = make.publish(stage)
    assert stage.client("br.bureau").get(f"/notices/{notice.pk}/located/").status_code == 403
    assert stage.client("ke.border").get(f"/notices/{notice.pk}/located/").status_code in (403, 404)


def test_an_addendum_stands_on_top_for_all(stage: Stage) -> None:
    notice = make.publish(stage)
    notices.add_addendum(
        actor=stage.actor("gs.reviewer"), notice_id=notice.pk, text="Kenya refused extradition.", country="KE",
        ground="procedure", now=stage.now,
    )  # fmt: skip
    page = page_of(stage, "fr.bureau", notice)
    assert page.find("Kenya refused extradition.") < page.find("What is asked")


def test_a_change_is_asked_for_and_nobody_else_sees_it(stage: Stage) -> None:
    notice = make.publish(stage)
    desk = stage.client("br.bureau")
    assert "Tolvander" in desk.get(f"/notices/{notice.pk}/amend/").content.decode()
    typed = typed_in("red", changed(RED, person={"occupation": "Notary"}))
    refused = desk.post(f"/notices/{notice.pk}/amend/", typed | {"do": "amend"})
    assert refused.status_code == 422 and "has not been signed" in refused.content.decode()
    assert 'value="Notary"' in refused.content.decode()
    done = desk.post(f"/notices/{notice.pk}/amend/", typed | {"do": "amend", "assured": ["1", "2"]})
    assert done.status_code == 302
    notice.refresh_from_db()
    assert notice.pending is not None and "occupation" not in notice.content["person"]
    assert "The change that is being reviewed" in page_of(stage, "br.bureau", notice)
    assert "Notary" not in page_of(stage, "ke.bureau", notice)
    two = [stage.actor(name).id for name in ("gs.reviewer", "gs.reviewer2")]
    notices.accept_change(actor=stage.actor("gs.reviewer"), notice_id=notice.pk, reviewers=two, now=stage.now)
    assert "Notary" in page_of(stage, "ke.bureau", notice)
    assert "What it said until" in page_of(stage, "br.bureau", notice)
    assert "What it said until" not in page_of(stage, "ke.bureau", notice)


def test_a_photograph_comes_with_a_change_and_waits_with_it(stage: Stage) -> None:
    notice = make.publish(stage)
    desk = stage.client("br.bureau")
    typed = typed_in("red", RED, do="amend", assured=["1", "2"])
    bad = SimpleUploadedFile("face.jpg", b"none", "image/jpeg")
    refused = desk.post(f"/notices/{notice.pk}/amend/", typed | {"photograph-file": bad})
    notice.refresh_from_db()
    assert refused.status_code == 422 and "not an image" in refused.content.decode() and notice.pending is None
    face = SimpleUploadedFile("face.jpg", pictures.portrait("navy", "black").read(), "image/jpeg")
    done = desk.post(f"/notices/{notice.pk}/amend/", typed | {"photograph-file": face})
    assert done.status_code == 302, done.content.decode()[:500]
    photograph = notice.photographs.get()
    address = f"/notices/{notice.pk}/photographs/{photograph.pk}"
    assert photograph.is_pending and address in page_of(stage, "br.bureau", notice)
    assert address not in page_of(stage, "ke.bureau", notice)
    assert stage.client("ke.bureau").get(address).status_code == 404


def test_the_list_is_narrowed_in_its_address(stage: Stage) -> None:
    red = make.publish(stage)
    draft = make.draft(stage)
    own = stage.client("br.bureau").get("/notices/?whose=own").content.decode()
    assert str(red.pk) in own and str(draft.pk) in own
    drafts = stage.client("br.bureau").get("/notices/?whose=own&state=draft").content.decode()
    assert str(red.pk) not in drafts and str(draft.pk) in drafts
    other = stage.client("ke.bureau")
    assert str(red.pk) in other.get("/notices/?whose=all&colour=red&requester=br").content.decode()
    assert str(red.pk) not in other.get("/notices/?whose=all&colour=blue").content.decode()
    assert str(red.pk) not in other.get("/notices/?whose=all&text=nobody").content.decode()
    assert str(draft.pk) not in other.get("/notices/?whose=all").content.decode()
    assert other.get("/notices/?page=99999999999&colour=pink&state=none").status_code == 200


def test_a_translator_puts_a_text_into_a_language_and_its_readers_see_it(stage: Stage) -> None:
    notice = make.publish(stage)
    text = Text.objects.get(notice=notice, place="case.facts", language="fr")
    translator = stage.client("gs.translator")
    assert f"/notices/texts/{text.pk}/" in translator.get("/notices/texts/?language=fr").content.decode()
    page = translator.get(f"/notices/texts/{text.pk}/").content.decode()
    assert 'dir="ltr"' in page and "sold forged land titles" in page
    short = translator.post(f"/notices/texts/{text.pk}/", {"text": "Non.", "do": "approve", "of": text.of})
    assert short.status_code == 422 and "Non." in short.content.decode()
    stale = translator.post(f"/notices/texts/{text.pk}/", {"text": "En mars 2024, à Recife.", "do": "save", "of": "?"})
    assert stale.status_code == 409 and "En mars 2024" in stale.content.decode()
    french = "En mars 2024 à Recife, elle a vendu de faux titres de propriété à onze acheteurs, comme notaire."
    done = translator.post(f"/notices/texts/{text.pk}/", {"text": french, "do": "approve", "of": text.of})
    assert done.status_code == 302
    reader = stage.client("ke.bureau")
    reader.cookies["django_language"] = "fr"
    assert "faux titres" in reader.get(f"/notices/{notice.pk}/").content.decode()
    assert stage.client("ke.bureau").get("/notices/texts/").status_code == 403
    assert stage.client("ke.bureau").get(f"/notices/texts/{text.pk}/").status_code == 403


def test_a_renewal_is_offered_towards_the_end_and_needs_a_new_reason(stage: Stage) -> None:
    notice = make.publish(stage)
    assert f"/notices/{notice.pk}/renew/" not in page_of(stage, "br.bureau", notice)
    Notice.objects.filter(pk=notice.pk).update(expires_on=stage.now.date() + timedelta(days=90))
    assert f"/notices/{notice.pk}/renew/" in page_of(stage, "br.bureau", notice)
    verb(stage, notice, "renew", reason="The warrant was confirmed in May.")
    assert notice.renewal_asked_at is not None
    assert "A renewal was asked for" in page_of(stage, "br.bureau", notice)


@pytest.mark.parametrize("name", ["sign/1", "submit", "withdraw"])
def test_what_hurts_asks_for_the_second_factor_again(stage: Stage, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    notice = make.draft(stage)
    desk = stage.client("br.bureau")
    monkeypatch.setattr("comity.sign_in.step_up.is_fresh", lambda _request: False)
    answer = desk.post(f"/notices/{notice.pk}/{name}/", {"reason": "It is not needed."})
    notice.refresh_from_db()
    assert answer.status_code == 302 and "/account/" in answer["Location"]
    assert notice.state == "draft" and not notice.assurances.exists()


def test_nothing_that_was_typed_is_shown_as_markup(stage: Stage) -> None:
    evil = "<script>alert(1)</script>"
    content = changed(RED, person={"occupation": evil}, case={"damage": evil}, contact={"hours": evil})
    notice = make.publish(stage, content)
    for username in ("br.bureau", "ke.bureau"):
        page = page_of(stage, username, notice)
        assert evil not in page and "&lt;script&gt;" in page
    draft = make.draft(stage, content)
    assert evil not in stage.client("br.bureau").get(f"/notices/{draft.pk}/edit/").content.decode()
