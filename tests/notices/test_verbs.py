"""From draft to end: each verb works, refuses, audits once and leaves nothing half done."""

from typing import Any

import pytest

from comity.audit.models import Entry
from comity.core.errors import Invalid, NotAllowed, NotFound
from comity.notices import access, queries, rules
from comity.notices import actions as notices
from comity.notices.actions import Asked
from comity.notices.models import Notice
from comity.testing.requests import red
from comity.testing.stage import Stage
from tests.notices.conftest import MACHINE, draft, publish, submit


def last_entry() -> tuple[str, str]:
    entry = Entry.objects.order_by("seq").last()
    assert entry is not None
    return entry.verb, entry.outcome


def sees(stage: Stage, username: str, notice: Notice) -> bool:
    return access.visible_to(stage.actor(username)).filter(pk=notice.pk).exists()


def test_a_draft_may_be_incomplete_and_is_its_bureaus_alone(stage: Stage) -> None:
    notice = draft(stage, {"person": {"family_name": "Tolvander"}})
    assert last_entry() == ("notice.drafted", "done")
    assert notice.title == "TOLVANDER"
    assert [name for name in ("br.head", "br.dpo") if not sees(stage, name, notice)] == []
    for username in ("fr.bureau", "gs.reviewer", "gs.director", "ccf.member", "br.border", "gs.administrator"):
        assert not sees(stage, username, notice)


@pytest.mark.parametrize("username", ["br.border", "br.dpo", "gs.reviewer", "ccf.member", "gs.administrator"])
def test_who_is_at_no_desk_asks_for_nothing(stage: Stage, username: str) -> None:
    with pytest.raises(NotAllowed):
        draft(stage, username=username)
    assert last_entry() == ("notice.drafted", "refused")


def test_what_cannot_be_read_is_named_by_its_path(stage: Stage) -> None:
    content: dict[str, Any] = red(charges={"maximum": "long"}, person={"birth_dates": "soon"})
    content |= {"colour": {"x": 1}, "case": {**content["case"], "mood": "bad"}}
    with pytest.raises(Invalid) as refusal:
        draft(stage, content)
    assert {one.field for one in refusal.value.problems} == {
        "charges[0].maximum", "person.birth_dates", "colour", "case.mood",
    }  # fmt: skip
    assert not Notice.objects.exists()


def test_handing_in_names_everything_that_is_missing(stage: Stage) -> None:
    notice = draft(stage, {"person": {"family_name": "Tolvander"}, "charges": [{"offence": "Fraud"}]})
    with pytest.raises(Invalid) as refusal:
        notices.submit(actor=stage.actor("br.bureau"), notice_id=notice.pk, now=stage.now)
    fields = {one.field for one in refusal.value.problems}
    assert {"person.given_names", "charges[0].law", "warrant.number", "case.facts", "assurances[1]"} <= fields
    assert all(one.problem and one.accepted for one in refusal.value.problems)
    assert last_entry() == ("notice.submitted", "refused")
    notice.refresh_from_db()
    assert (notice.state, notice.record) == ("draft", None)


def test_from_draft_to_publication(stage: Stage) -> None:
    notice = submit(stage)
    assert notice.state == "submitted"
    assert list(queries.awaiting_screening()) == [notice]
    assert sees(stage, "gs.reviewer", notice)
    assert not sees(stage, "fr.bureau", notice)
    assert not sees(stage, "gs.duty", notice)
    notices.take_for_review(actor=MACHINE, notice_id=notice.pk, now=stage.now)
    assert list(queries.awaiting_review()) == [notice]
    two = [stage.actor(name).id for name in ("gs.reviewer", "gs.reviewer2")]
    notice = notices.publish(actor=stage.actor("gs.reviewer"), notice_id=notice.pk, reviewers=two, now=stage.now)
    assert last_entry() == ("notice.published", "done")
    assert notice.number == f"{stage.now.year}/1"
    assert notice.record is not None
    assert [mark.reason_code for mark in notice.record.marks.all()] == [f"red:{notice.number}"]
    assert sees(stage, "fr.bureau", notice)
    assert sees(stage, "ke.border", notice)


def test_a_check_meets_it_while_it_is_published_and_not_after(stage: Stage) -> None:
    question = {
        "purpose": "border_control",
        "person": {"name": "Ilva Marette Tolvander", "birth_date": "1979-03-21"},
    }
    token = stage.tokens["Passenger control, Tana airport"]

    def outcome() -> set[str]:
        stage.follow()
        answer = stage.ask_api(token, question)
        return {match["source"] for one in answer["answers"] for match in one.get("matches", [])}

    submit(stage)
    assert outcome() == set()
    Notice.objects.all().delete()
    notice = publish(stage, red(case={"reference": "BR-2"}))
    assert outcome() == {"BR"}
    notices.suspend(actor=stage.actor("br.bureau"), notice_id=notice.pk, reason="Being checked.", now=stage.now)
    assert outcome() == set()
    notices.resume(actor=stage.actor("br.bureau"), notice_id=notice.pk, now=stage.now)
    assert outcome() == {"BR"}
    notices.withdraw(actor=stage.actor("br.bureau"), notice_id=notice.pk, reason="Arrested.", now=stage.now)
    assert outcome() == set()
    assert not sees(stage, "fr.bureau", notice)


@pytest.mark.parametrize(
    "usernames",
    [(), ("gs.reviewer",), ("gs.reviewer", "gs.reviewer"), ("gs.reviewer", "gs.duty"), ("gs.reviewer", "fr.bureau")],
)
def test_too_few_different_reviewers_publish_nothing(stage: Stage, usernames: tuple[str, ...]) -> None:
    notice = submit(stage)
    notices.take_for_review(actor=MACHINE, notice_id=notice.pk, now=stage.now)
    ids = [stage.actor(name).id for name in usernames]
    with pytest.raises((rules.NotReviewed, rules.OwnNational)):
        notices.publish(actor=stage.actor("gs.reviewer"), notice_id=notice.pk, reviewers=ids, now=stage.now)
    notice.refresh_from_db()
    assert (notice.state, notice.number) == ("in_review", "")


def test_nobody_reviews_a_request_of_their_own_country(stage: Stage) -> None:
    notice = submit(stage, username="ma.bureau")
    notices.take_for_review(actor=MACHINE, notice_id=notice.pk, now=stage.now)
    ids = [stage.actor(name).id for name in ("gs.reviewer", "gs.reviewer3")]
    with pytest.raises(rules.OwnNational):
        notices.publish(actor=stage.actor("gs.reviewer"), notice_id=notice.pk, reviewers=ids, now=stage.now)


def test_the_machine_publishes_nothing_and_refuses_nothing(stage: Stage) -> None:
    notice = submit(stage)
    notices.take_for_review(actor=MACHINE, notice_id=notice.pk, now=stage.now)
    ids = [stage.actor(name).id for name in ("gs.reviewer", "gs.reviewer2")]
    with pytest.raises(NotAllowed):
        notices.publish(actor=MACHINE, notice_id=notice.pk, reviewers=ids, now=stage.now)
    with pytest.raises(NotAllowed):
        notices.refuse(actor=MACHINE, notice_id=notice.pk, code="ART3", reasons="No.", now=stage.now)


def test_returned_it_keeps_its_case_and_counts_the_rounds(stage: Stage) -> None:
    notice = submit(stage)
    found = [{"rule": "C-07", "field": "case.facts", "says": "Say where."}]
    notices.return_incomplete(actor=MACHINE, notice_id=notice.pk, findings=found, now=stage.now)
    notice.refresh_from_db()
    assert (notice.state, notice.findings) == ("returned", found)
    actor = stage.actor("br.bureau")
    asked = Asked(content=red(person={"family_name": "Tolvandor"}))
    notices.change(actor=actor, notice_id=notice.pk, asked=asked, now=stage.now)
    with pytest.raises(Invalid):
        notices.submit(actor=actor, notice_id=notice.pk, now=stage.now)
    for number in (1, 2):
        notices.sign_assurance(actor=actor, notice_id=notice.pk, number=number, now=stage.now)
    again = notices.submit(actor=actor, notice_id=notice.pk, now=stage.now)
    assert (again.pk, again.rounds, again.findings) == (notice.pk, 2, [])
    assert again.record_id == notice.record_id
    assert again.record is not None
    assert again.record.fields["family_name"] == "Tolvandor"


def test_refused_it_says_why_to_its_source_and_can_go_nowhere(stage: Stage) -> None:
    notice = submit(stage)
    notices.take_for_review(actor=MACHINE, notice_id=notice.pk, now=stage.now)
    notices.refuse(
        actor=stage.actor("gs.reviewer"), notice_id=notice.pk, code="FACTS", reasons="The facts do not say who.",
        now=stage.now,
    )  # fmt: skip
    notice.refresh_from_db()
    assert (notice.state, notice.codes, notice.reason) == ("refused", ["FACTS"], "The facts do not say who.")
    actor = stage.actor("br.bureau")
    with pytest.raises(rules.NotNow):
        notices.submit(actor=actor, notice_id=notice.pk, now=stage.now)
    with pytest.raises(rules.NotNow):
        notices.withdraw(actor=actor, notice_id=notice.pk, reason="No need.", now=stage.now)
    assert not sees(stage, "fr.bureau", notice)


def test_another_bureaus_is_not_found(stage: Stage) -> None:
    notice = publish(stage)
    for username in ("fr.bureau", "gs.reviewer"):
        with pytest.raises(NotFound):
            notices.withdraw(actor=stage.actor(username), notice_id=notice.pk, reason="Mine now.", now=stage.now)


def test_a_denial_of_the_source_holds_for_notices_too(stage: Stage) -> None:
    notice = publish(stage, username="jp.bureau")  # Japan denies Morocco everything
    assert sees(stage, "fr.bureau", notice)
    assert not sees(stage, "ma.bureau", notice)


def test_typing_is_one_step_and_what_came_back_is_kept(stage: Stage) -> None:
    notice = submit(stage)
    notices.return_incomplete(actor=MACHINE, notice_id=notice.pk, findings=[], now=stage.now)
    actor = stage.actor("br.bureau")
    for place in ("Olinda", "Caruaru", "Petrolina"):
        notices.change(
            actor=actor, notice_id=notice.pk, asked=Asked(content=red(charges={"place": place})), now=stage.now
        )
    [kept] = [one for one in notice.events.all() if one.verb == "change"]
    assert kept.version == 4
    assert kept.content is not None
    assert kept.content["content"]["charges"][0]["place"] == "Recife"


@pytest.mark.parametrize("text", ["\0", "tolvander \0", "%", "_" * 5000, "'; --"])
def test_what_nobody_is_called_finds_nothing(stage: Stage, text: str) -> None:
    publish(stage)
    assert not queries.published(stage.actor("fr.bureau"), text=text).exists()
    assert not queries.own(stage.actor("br.bureau"), text=text).exists()
    assert queries.published(stage.actor("fr.bureau"), text="tolv ilva").exists()
