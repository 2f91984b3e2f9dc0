"""What becomes of a published notice: changed, suspended, renewed, blocked, cancelled, expired; found, and silence."""

from datetime import timedelta
from typing import Any

import pytest

from comity.core.errors import Invalid, NotAllowed, NotFound
from comity.notices import access, jobs, queries, rules
from comity.notices import actions as notices
from comity.notices.actions import Asked
from comity.notices.models import Notice
from comity.testing.requests import red
from comity.testing.stage import Stage
from tests.notices.conftest import publish

TWO = ("gs.reviewer", "gs.reviewer2")


def ids(stage: Stage, *usernames: str) -> list[str]:
    return [stage.actor(name).id for name in usernames or TWO]


def at(stage: Stage, days: float) -> Any:
    return stage.now + timedelta(days=days)


def again(notice: Notice) -> Notice:
    return Notice.objects.get(pk=notice.pk)


def record_of(notice: Notice) -> tuple[str, list[str]]:
    record = again(notice).record
    assert record is not None
    return record.status, [mark.reason_code for mark in record.marks.filter(ended_at=None)]


def amend(stage: Stage, notice: Notice, content: dict[str, Any], **more: Any) -> Notice:
    asked = Asked(content=content)
    return notices.amend(
        actor=stage.actor("br.bureau"), notice_id=notice.pk, asked=asked, now=stage.now, **({"assured": (1, 2)} | more)
    )


# --- Changed ---


def test_a_change_is_seen_by_nobody_else_before_it_is_reviewed(stage: Stage) -> None:
    notice = publish(stage)
    amend(stage, notice, red(charges={"place": "Olinda"}))
    seen = access.get_for_reading(stage.actor("fr.bureau"), notice.pk)
    assert seen.content["charges"][0]["place"] == "Recife"
    assert list(queries.awaiting_change()) == [notice]
    with pytest.raises(rules.NotReviewed):
        notices.accept_change(
            actor=stage.actor("gs.reviewer"), notice_id=notice.pk, reviewers=ids(stage, "gs.reviewer"), now=stage.now
        )
    notices.accept_change(actor=stage.actor("gs.reviewer"), notice_id=notice.pk, reviewers=ids(stage), now=stage.now)
    seen = access.get_for_reading(stage.actor("fr.bureau"), notice.pk)
    assert seen.content["charges"][0]["place"] == "Olinda"
    assert (seen.version, seen.pending) == (2, None)
    assert {one.version for one in seen.assurances.all()} == {2}
    before = seen.events.exclude(content=None).first()
    assert before is not None
    assert before.content is not None
    assert before.content["content"]["charges"][0]["place"] == "Recife"


def test_a_change_says_to_the_record_what_it_says(stage: Stage) -> None:
    notice = publish(stage)
    amend(stage, notice, red(person={"family_name": "Tolvandor"}))
    notices.accept_change(actor=stage.actor("gs.reviewer"), notice_id=notice.pk, reviewers=ids(stage), now=stage.now)
    record = again(notice).record
    assert record is not None
    assert record.fields["family_name"] == "Tolvandor"
    assert record_of(notice) == ("active", [f"red:{notice.number}"])


def test_a_change_that_is_refused_leaves_it_as_it_was(stage: Stage) -> None:
    notice = publish(stage)
    amend(stage, notice, red(charges={"place": "Olinda"}))
    notices.refuse_change(
        actor=stage.actor("gs.reviewer"), notice_id=notice.pk, code="FACTS", reasons="Another case.", now=stage.now
    )
    notice = again(notice)
    assert (notice.state, notice.version, notice.pending) == ("published", 1, None)
    assert notice.content["charges"][0]["place"] == "Recife"


def test_a_change_must_be_complete_and_signed_and_one_at_a_time(stage: Stage) -> None:
    notice = publish(stage)
    with pytest.raises(Invalid) as refusal:
        amend(stage, notice, red(charges={"law": None}), assured=(1,))
    assert {one.field for one in refusal.value.problems} == {"charges[0].law", "assurances[2]"}
    amend(stage, notice, red(charges={"place": "Olinda"}))
    with pytest.raises(rules.AlreadyPending):
        amend(stage, notice, red(charges={"place": "Olinda"}))


def test_a_consent_to_the_public_extract_is_taken_back_at_once(stage: Stage) -> None:
    notice = publish(stage, is_public=True)
    extract = queries.public_extract(again(notice))
    assert extract is not None
    assert extract["content"]["charges"] == [{"offence": "Aggravated fraud by an organised group"}]
    assert "documents" not in extract["content"]["person"]
    assert extract["content"].keys() == {"person", "description", "charges"}
    notices.end_publicity(actor=stage.actor("br.bureau"), notice_id=notice.pk, now=stage.now)
    assert queries.public_extract(again(notice)) is None


# --- Suspended, blocked, ended ---


def test_a_suspension_is_ended_in_time_or_ends_the_notice(stage: Stage) -> None:
    notice = publish(stage)
    actor = stage.actor("br.bureau")
    with pytest.raises(Invalid):
        notices.suspend(actor=actor, notice_id=notice.pk, reason="", now=stage.now)
    with pytest.raises(Invalid):
        notices.suspend(actor=actor, notice_id=notice.pk, reason="Being checked.", days=184, now=stage.now)
    notices.suspend(actor=actor, notice_id=notice.pk, reason="Being checked.", now=stage.now)
    assert record_of(notice) == ("blocked", [])
    with pytest.raises(NotFound):
        access.get_for_reading(stage.actor("fr.bureau"), notice.pk)
    assert jobs.tend_step(at(stage, 182)) == 0
    assert jobs.tend_step(at(stage, 184)) == 1
    assert again(notice).state == "withdrawn"
    assert record_of(notice) == ("withdrawn", [])
    with pytest.raises(rules.NotNow):
        notices.resume(actor=actor, notice_id=notice.pk, now=at(stage, 185))


@pytest.mark.parametrize("is_suspended", [False, True])
def test_a_block_ends_where_it_began(stage: Stage, is_suspended: bool) -> None:
    notice = publish(stage)
    if is_suspended:
        notices.suspend(actor=stage.actor("br.bureau"), notice_id=notice.pk, reason="Checked.", now=stage.now)
    director = stage.actor("gs.director")
    notices.block(actor=director, notice_id=notice.pk, reason="Being examined.", now=stage.now)
    assert record_of(notice) == ("blocked", [])
    with pytest.raises(NotFound):
        access.get_for_reading(stage.actor("fr.bureau"), notice.pk)
    assert access.get_for_reading(stage.actor("br.bureau"), notice.pk).state == "blocked"
    notices.unblock(actor=director, notice_id=notice.pk, reason="Examined.", now=stage.now)
    if is_suspended:
        assert again(notice).state == "suspended"
        assert record_of(notice) == ("blocked", [])
    else:
        assert again(notice).state == "published"
        assert record_of(notice) == ("active", [f"red:{notice.number}"])


def test_cancelled_it_ends_for_good(stage: Stage) -> None:
    notice = publish(stage)
    notices.cancel(
        actor=stage.actor("gs.director"), notice_id=notice.pk, code="NO_ANSWER", reasons="No papers came.",
        now=stage.now,
    )  # fmt: skip
    assert record_of(notice) == ("withdrawn", [])
    assert (again(notice).state, again(notice).codes) == ("cancelled", ["NO_ANSWER"])
    with pytest.raises(NotFound):
        access.get_for_reading(stage.actor("fr.bureau"), notice.pk)
    with pytest.raises(rules.NotNow):
        notices.renew(actor=stage.actor("br.bureau"), notice_id=notice.pk, reason="Still needed.", now=stage.now)


def test_after_five_years_it_ends_unless_it_is_renewed(stage: Stage) -> None:
    notice = publish(stage)
    years = (notice.expires_on - stage.now.date()).days  # type: ignore[operator]
    assert years in (1825, 1826)
    assert jobs.tend_step(at(stage, years - 200)) == 0
    assert jobs.tend_step(at(stage, years - 180)) == 1
    assert again(notice).need_asked_at is not None
    assert jobs.tend_step(at(stage, years - 179)) == 0
    assert jobs.tend_step(at(stage, years)) == 1
    assert again(notice).state == "expired"
    assert record_of(notice) == ("withdrawn", [])


def test_a_renewal_needs_a_new_reason_and_a_review(stage: Stage) -> None:
    notice = publish(stage)
    actor, reviewer = stage.actor("br.bureau"), stage.actor("gs.reviewer")
    with pytest.raises(Invalid):
        notices.renew(actor=actor, notice_id=notice.pk, reason="Not found yet.", now=stage.now)
    late = at(stage, 1700)
    notices.renew(actor=actor, notice_id=notice.pk, reason="Not found yet.", now=late)
    assert list(queries.awaiting_renewal()) == [notice]
    with pytest.raises(rules.AlreadyPending):
        notices.renew(actor=actor, notice_id=notice.pk, reason="Another.", now=late)
    assert jobs.tend_step(at(stage, 1850)) == 0  # it is being examined, but for sixty days at most
    notices.accept_renewal(actor=reviewer, notice_id=notice.pk, reviewers=ids(stage), now=late)
    notice = again(notice)
    assert (notice.renewals, notice.renewal_asked_at) == (1, None)
    assert notice.expires_on is not None
    assert notice.expires_on == rules.last_day(late.date(), 5)
    assert notice.record is not None
    assert notice.record.review_on == notice.expires_on
    with pytest.raises(Invalid) as refusal:
        notices.renew(actor=actor, notice_id=notice.pk, reason="not found yet.", now=at(stage, 3400))
    assert [one.field for one in refusal.value.problems] == ["reason"]
    notices.renew(actor=actor, notice_id=notice.pk, reason="Seen in Lisbon.", now=at(stage, 3400))
    notices.accept_renewal(actor=reviewer, notice_id=notice.pk, reviewers=ids(stage), now=at(stage, 3400))
    assert again(notice).look_again == "need"
    assert list(queries.awaiting_cancellation()) == [notice]


def test_a_renewal_that_nobody_examines_does_not_keep_it_for_ever(stage: Stage) -> None:
    notice = publish(stage)
    notices.renew(actor=stage.actor("br.bureau"), notice_id=notice.pk, reason="Needed.", now=at(stage, 1700))
    assert jobs.tend_step(at(stage, 1826 + 59)) == 0
    assert jobs.tend_step(at(stage, 1826 + 61)) == 1
    assert again(notice).state == "expired"


# --- Found ---


def test_found_starts_a_clock_for_the_papers(stage: Stage) -> None:
    notice = publish(stage)
    report = notices.report_located(actor=stage.actor("ke.bureau"), notice_id=notice.pk, days=20, now=stage.now)
    assert report.due_at == at(stage, 20)
    assert report.place == ""
    assert jobs.tend_step(at(stage, 19)) == 0
    assert jobs.tend_step(at(stage, 21)) == 1
    assert jobs.tend_step(at(stage, 21)) == 0
    assert [one.look_again for one in queries.awaiting_cancellation()] == ["papers_late"]
    notices.keep(actor=stage.actor("gs.director"), notice_id=notice.pk, reason="They came.", now=at(stage, 22))
    assert jobs.tend_step(at(stage, 23)) == 0
    assert not queries.awaiting_cancellation().exists()


def test_papers_sent_in_time_stop_the_clock(stage: Stage) -> None:
    notice = publish(stage)
    report = notices.report_located(actor=stage.actor("ke.bureau"), notice_id=notice.pk, now=stage.now)
    with pytest.raises(NotFound):
        notices.send_papers(actor=stage.actor("ke.bureau"), notice_id=notice.pk, report_id=report.pk, now=stage.now)
    notices.send_papers(actor=stage.actor("br.bureau"), notice_id=notice.pk, report_id=report.pk, now=at(stage, 3))
    assert jobs.tend_step(at(stage, 100)) == 0
    with pytest.raises(rules.NothingPending):
        notices.send_papers(actor=stage.actor("br.bureau"), notice_id=notice.pk, report_id=report.pk, now=at(stage, 4))


@pytest.mark.parametrize("username", ["ke.border", "br.bureau", "gs.reviewer", "ccf.member", "gs.administrator"])
def test_only_another_bureaus_desk_reports(stage: Stage, username: str) -> None:
    notice = publish(stage)
    with pytest.raises((NotAllowed, NotFound)):
        notices.report_located(actor=stage.actor(username), notice_id=notice.pk, now=stage.now)


def test_what_is_not_published_cannot_be_reported_on(stage: Stage) -> None:
    notice = publish(stage)
    notices.suspend(actor=stage.actor("br.bureau"), notice_id=notice.pk, reason="Checked.", now=stage.now)
    with pytest.raises(NotFound):
        notices.report_located(actor=stage.actor("ke.bureau"), notice_id=notice.pk, now=stage.now)


def test_a_refused_extradition_is_looked_at_and_told_to_all(stage: Stage) -> None:
    notice = publish(stage)
    with pytest.raises(Invalid) as refusal:
        notices.report_extradition_refused(
            actor=stage.actor("fr.bureau"), notice_id=notice.pk, ground="mood", text="No.", now=stage.now
        )
    assert {one.field for one in refusal.value.problems} == {"ground", "text"}
    notices.report_extradition_refused(
        actor=stage.actor("fr.bureau"), notice_id=notice.pk, ground="papers", text="The papers came too late.",
        now=stage.now,
    )  # fmt: skip
    assert again(notice).look_again == "extradition_refused"
    director = stage.actor("gs.director")
    notices.add_addendum(
        actor=director, notice_id=notice.pk, text="France refused: the papers came late.", country="FR",
        ground="papers", now=stage.now,
    )  # fmt: skip
    notices.keep(actor=director, notice_id=notice.pk, reason="A ground of procedure.", now=stage.now)
    seen = access.get_for_reading(stage.actor("ke.border"), notice.pk)
    assert [one.country for one in seen.addenda.all()] == ["FR"]
    assert seen.version == 2
    with pytest.raises(Invalid):
        notices.add_addendum(actor=director, notice_id=notice.pk, text="Said.", country="ZZ", now=stage.now)


def test_information_is_kept_for_its_source(stage: Stage) -> None:
    notice = publish(stage)
    with pytest.raises(Invalid):
        notices.report_information(actor=stage.actor("ke.bureau"), notice_id=notice.pk, text=" ", now=stage.now)
    notices.report_information(
        actor=stage.actor("ke.bureau"), notice_id=notice.pk, text="Seen in Mombasa.", now=stage.now
    )
    assert [one.text for one in again(notice).reports.all()] == ["Seen in Mombasa."]
