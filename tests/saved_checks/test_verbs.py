"""Saving, renewing, taking over, ending, noting: works, refuses, audits once; expiry and erasure by the clock."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from comity.audit.models import Entry
from comity.checks.engine.asking import PurposeNotYours
from comity.core.errors import Invalid, NotAllowed, NotFound, Refused
from comity.records import actions as records
from comity.saved_checks import actions as saved_checks
from comity.saved_checks import jobs, queries, rules
from comity.saved_checks.models import SavedCheck, Telling
from comity.testing.loading import desk
from comity.testing.stage import Stage
from tests.saved_checks.conftest import NUMBER, QUESTION, save

Run = Callable[..., None]


def last_entry() -> tuple[str, str]:
    entry = Entry.objects.order_by("seq").last()
    assert entry is not None
    return entry.verb, entry.outcome


def test_saving_keeps_the_question_and_its_terms_and_one_entry(stage: Stage) -> None:
    saved = save(stage, stage.actor("ke.bureau"))
    assert (saved.bureau_id, saved.state, saved.purpose) == ("KE", "running", "criminal_investigation")
    assert saved.question["document"] == {"number": NUMBER, "issuer": "FRA"}
    assert last_entry() == ("saved_check.added", "done")


@pytest.mark.parametrize("username", ["ke.border", "ke.dpo", "gs.reviewer", "gs.administrator", "ccf.member"])
def test_who_is_at_no_desk_saves_none(stage: Stage, username: str) -> None:
    with pytest.raises(NotAllowed):
        save(stage, stage.actor(username))
    assert last_entry() == ("saved_check.added", "refused")
    assert not SavedCheck.objects.exists()


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"purpose": "border_control"}, "question"),
        ({"purpose": "no such"} | {"document": {"number": "12AB34567"}}, "question.purpose"),
        ({"purpose": "border_control", "document": {"number": "??"}}, "question.document.number"),
        (
            {"purpose": "border_control", "vehicle": {"plate": "AB 1", "country": "Atlantis"}},
            "question.vehicle.country",
        ),
    ],
)
def test_what_cannot_be_asked_is_not_saved(stage: Stage, question: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        save(stage, stage.actor("ke.bureau"), question, reason="")
    assert {problem.field for problem in refusal.value.problems} == {field, "reason"}
    assert not SavedCheck.objects.exists()


def test_a_purpose_that_is_not_ones_own_is_refused(stage: Stage) -> None:
    actor = stage.actor("ke.bureau")
    with pytest.raises(PurposeNotYours):
        save(
            stage,
            type(actor)(
                **{name: getattr(actor, name) for name in actor.__struct_fields__} | {"purposes": frozenset({"locate"})}
            ),
        )


def test_a_bureau_has_only_so_many(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_PER_BUREAU", 2)
    first = save(stage, stage.actor("ke.bureau"))
    save(stage, stage.actor("ke.head"))
    with pytest.raises(rules.TooMany):
        save(stage, stage.actor("ke.bureau"))
    save(stage, stage.actor("fr.bureau"))
    saved_checks.end(actor=stage.actor("ke.head"), saved_check_id=first.pk, now=stage.now)
    save(stage, stage.actor("ke.bureau"))
    with pytest.raises(rules.StepTaken):
        saved_checks.renew(
            actor=stage.actor("ke.bureau"),
            saved_check_id=first.pk,
            reason="It goes on.",
            ends_on=day(stage, 9),
            now=stage.now,
        )


def day(stage: Stage, days: int) -> Any:
    return stage.now.date() + timedelta(days=days)


def test_another_bureaus_is_not_found(stage: Stage) -> None:
    saved = save(stage, stage.actor("ke.bureau"))
    for username in ("fr.bureau", "gs.duty", "br.head"):
        with pytest.raises(NotFound):
            saved_checks.end(actor=stage.actor(username), saved_check_id=saved.pk, now=stage.now)
        assert stage.client(username).get(f"/saved-checks/{saved.pk}/").status_code == 404
        assert not queries.listed(stage.actor(username)).exists()
    assert stage.client("ke.border").get("/saved-checks/").status_code == 403
    assert stage.client("gs.administrator").get(f"/saved-checks/{saved.pk}/").status_code == 403


def test_renewing_sets_a_new_end_for_a_new_reason(stage: Stage) -> None:
    saved = save(stage, stage.actor("ke.bureau"))
    act: dict[str, Any] = {"actor": stage.actor("ke.head"), "saved_check_id": saved.pk, "now": stage.now}
    renewed = saved_checks.renew(reason="The trial was put off.", ends_on=day(stage, 365), **act)
    assert (renewed.ends_on, renewed.renewals) == (day(stage, 365), 1)
    for reason, ends_on in (("The trial was put off.", day(stage, 9)), ("It is put off again.", day(stage, 366))):
        with pytest.raises(Invalid):
            saved_checks.renew(reason=reason, ends_on=ends_on, **act)
    assert SavedCheck.objects.get().renewals == 1


def test_of_two_steps_at_once_one_wins(stage: Stage) -> None:
    saved, act = save(stage, stage.actor("ke.bureau")), {"now": stage.now}
    twin = SavedCheck.objects.get(pk=saved.pk)
    saved_checks.end(actor=stage.actor("ke.bureau"), saved_check_id=saved.pk, **act)
    with pytest.raises(rules.StepTaken):
        twin.move_to(rules.State.RUNNING, stage.now)
    with pytest.raises(rules.StepTaken):
        saved_checks.end(actor=stage.actor("ke.head"), saved_check_id=saved.pk, **act)


def test_the_data_protection_officer_reads_and_changes_nothing(stage: Stage) -> None:
    saved = save(stage, stage.actor("ke.bureau"))
    page = stage.client("ke.dpo").get(f"/saved-checks/{saved.pk}/").content.decode()
    assert NUMBER in page and "KE-2026-17" in page
    assert "/end" not in page and "/renew" not in page
    with pytest.raises(Refused):
        saved_checks.end(actor=stage.actor("ke.dpo"), saved_check_id=saved.pk, now=stage.now)


def test_noting_concerns_what_was_read_and_not_what_came_after(stage: Stage, sweep: Run) -> None:
    saved = save(stage, stage.actor("ke.bureau"))
    add(stage, "1")
    sweep()
    seen = queries.view(stage.actor("ke.bureau"), saved, stage.now)
    assert seen.new_until is not None
    add(stage, "2")
    sweep(1)
    noted = saved_checks.note(
        actor=stage.actor("ke.head"), saved_check_id=saved.pk, until=seen.new_until, now=stage.now
    )
    assert noted == saved
    assert sorted(Telling.objects.values_list("noted_at", flat=True), key=str) == [stage.now, None]
    assert queries.count_new(stage.actor("ke.bureau")) == 1


def add(stage: Stage, reference: str) -> None:
    values = {"reference": reference, "kind": "stolen", "number": NUMBER, "issuer": "FRA", "type": "passport"}
    records.add(actor=desk("FR"), database="travel_documents", values=values, now=stage.now)


def test_it_expires_after_its_last_day_and_is_erased_when_its_time_has_passed(stage: Stage, sweep: Run) -> None:
    saved = save(stage, stage.actor("ke.bureau"), ends_on=day(stage, 1))
    add(stage, "1")
    sweep()
    assert jobs.tend_step(stage.now + timedelta(days=1)) == 0, "its last day"
    assert jobs.tend_step(stage.now + timedelta(days=2)) == 1
    saved.refresh_from_db()
    assert saved.state == "expired"
    assert last_entry() == ("saved_checks.expired", "done")
    add(stage, "2")
    sweep(72)
    assert Telling.objects.count() == 1, "it is asked no more"
    assert jobs.tend_step(stage.now + timedelta(days=91)) == 0
    assert jobs.tend_step(stage.now + timedelta(days=93)) == 1
    assert not SavedCheck.objects.exists() and not Telling.objects.exists()
    assert last_entry() == ("saved_checks.erased", "done")
    assert jobs.tend_step(stage.now + timedelta(days=94)) == 0


def test_what_expired_can_be_renewed_until_it_is_erased(stage: Stage, sweep: Run) -> None:
    saved = save(stage, stage.actor("ke.bureau"), ends_on=stage.now.date())
    later = stage.now + timedelta(days=3)
    jobs.tend_step(later)
    again = saved_checks.renew(
        actor=stage.actor("ke.bureau"),
        saved_check_id=saved.pk,
        reason="It was forgotten over the holidays.",
        ends_on=day(stage, 30),
        now=later,
    )
    assert (again.state, again.ended_at) == ("running", None)
    add(stage, "1")
    sweep(80)
    assert Telling.objects.count() == 1


def test_a_null_character_is_no_fault(stage: Stage) -> None:
    saved = save(stage, stage.actor("ke.bureau"), QUESTION | {"place": "a\0b"})
    assert "\0" not in SavedCheck.objects.get(pk=saved.pk).question["place"]
