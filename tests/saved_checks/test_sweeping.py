"""What is saved is told when it appears: once, to those who may see it, and the source as of any check."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client

from comity.audit.models import Entry
from comity.checks import actions as checks
from comity.checks.jobs import ingesting
from comity.checks.models import Check, Hit, Look
from comity.core.levels import Level
from comity.judgements.rules import Grounds
from comity.network import actions as network
from comity.network.models import Officer
from comity.network.rules import Actor, Post
from comity.records import actions as records
from comity.records.models import Record
from comity.saved_checks import queries, sweeping
from comity.saved_checks.models import SavedCheck, Sweep, Telling
from comity.testing.loading import desk
from comity.testing.stage import Stage
from tests.saved_checks.conftest import NUMBER, QUESTION, save

Run = Callable[..., None]


def report(stage: Stage, **values: Any) -> Record:
    given = {"reference": "FR-SAVED", "kind": "stolen", "number": NUMBER, "issuer": "FRA", "type": "passport"}
    return records.add(actor=desk("FR"), database="travel_documents", values=given | values, now=stage.now)


def verbs(saved: SavedCheck) -> list[str]:
    return list(Entry.objects.filter(subject=str(saved.pk)).order_by("seq").values_list("verb", flat=True))


def test_what_appears_is_told_once_and_its_source_as_of_any_check(stage: Stage, sweep: Run) -> None:
    saved = save(stage, stage.actor("ke.bureau"))
    sweep()
    assert not Telling.objects.exists()
    record = report(stage)
    for hours in (1, 2, 3):
        sweep(hours)
    [telling] = Telling.objects.all()
    assert (telling.record, telling.outcome, telling.kind, telling.times) == (record.pk, "hit", "stolen", 1)
    hit = Hit.objects.get(record=record.pk)
    assert (hit.source_id, hit.asking_id, hit.told_source, hit.silent) == ("FR", "KE", True, False)
    assert Check.objects.get(pk=telling.check_made).face == "saved"
    assert list(Look.objects.filter(record=record.pk).values_list("bureau", "how")) == [("KE", "check")]
    assert verbs(saved) == ["saved_check.added", "saved_check.notified"]
    assert Entry.objects.filter(verb="check.made", subject=str(telling.check_made)).count() == 1


def test_the_ledger_holds_ids_and_nothing_of_the_question(stage: Stage, sweep: Run) -> None:
    save(stage, stage.actor("ke.bureau"))
    report(stage)
    sweep()
    bodies = " ".join(Entry.objects.filter(verb__startswith="saved_check").values_list("body", flat=True))
    assert "records" in bodies
    for personal in (NUMBER, "KE-2026-17", "witness"):
        assert personal not in bodies


def test_a_change_of_the_record_is_told_again_and_the_same_again_is_not(stage: Stage, sweep: Run) -> None:
    save(stage, stage.actor("ke.bureau"))
    record = report(stage)
    sweep()
    same = {"kind": "stolen", "number": NUMBER, "issuer": "FRA", "type": "passport"}
    records.update(actor=desk("FR"), record_id=record.pk, values=same | {"purposes": []}, now=stage.now)
    sweep(1)
    assert Telling.objects.get().times == 1
    records.update(actor=desk("FR"), record_id=record.pk, values=same | {"kind": "lost"}, now=stage.now)
    sweep(2)
    telling = Telling.objects.get()
    assert (telling.times, telling.kind) == (2, "lost")
    assert Hit.objects.filter(record=record.pk).count() == 2


@pytest.mark.parametrize("how", ["withdrawn", "restricted"])
def test_what_is_gone_is_not_visible_any_more_and_no_word_of_it_is_kept(stage: Stage, sweep: Run, how: str) -> None:
    saved = save(stage, stage.actor("ke.bureau"))
    record = report(stage)
    sweep()
    if how == "withdrawn":
        records.withdraw(actor=desk("FR"), record_id=record.pk, reason="Found again.", now=stage.now)
    else:
        records.restrict(actor=desk("FR"), record_id=record.pk, against="KE", reason="x", now=stage.now)
    page = stage.client("ke.bureau").get(f"/saved-checks/{saved.pk}/").content.decode()
    assert "Stolen" not in page, "before the next sweep"
    sweep(1)
    telling = Telling.objects.get()
    assert (telling.source, telling.kind, telling.outcome, telling.check_made) == ("", "", "", None)
    page = stage.client("ke.bureau").get(f"/saved-checks/{saved.pk}/").content.decode()
    assert "No longer visible." in page
    assert "Stolen" not in page and "Travel documents" not in page
    assert queries.count_new(stage.actor("ke.bureau")) == 0
    assert verbs(saved)[-1] == "saved_check.forgotten"
    sweep(2)
    assert len(verbs(saved)) == 3, "and said once"


def test_what_comes_back_is_told_anew(stage: Stage, sweep: Run) -> None:
    save(stage, stage.actor("ke.bureau"))
    record = report(stage)
    sweep()
    row = records.restrict(actor=desk("FR"), record_id=record.pk, against="KE", reason="x", now=stage.now)
    sweep(1)
    records.lift(actor=desk("FR"), record_id=record.pk, restriction_id=row.pk, now=stage.now)
    sweep(2)
    telling = Telling.objects.get()
    assert (telling.gone_at, telling.kind, telling.times) == (None, "stolen", 2)


def test_nothing_is_told_of_what_may_not_be_seen(stage: Stage, sweep: Run) -> None:
    save(stage, stage.actor("ke.bureau"))
    record = report(stage, purposes=["border_control"])
    sweep()
    assert not Telling.objects.exists() and not Hit.objects.filter(record=record.pk).exists()


def test_it_is_asked_with_the_rights_of_today(stage: Stage, sweep: Run) -> None:
    saved = save(stage, stage.actor("ke.bureau"))
    sweep()
    report(stage)
    officer = Officer.objects.get(username="ke.bureau")
    Officer.objects.filter(pk=officer.pk).update(posts=[Post.TRANSLATOR.value])
    sweep(1)
    saved.refresh_from_db()
    assert saved.pause == "rights" and not Telling.objects.exists()
    page = stage.client("ke.head").get(f"/saved-checks/{saved.pk}/").content.decode()
    assert "may not make this check any more" in page
    sweep(2)
    assert verbs(saved) == ["saved_check.added", "saved_check.paused"]
    Officer.objects.filter(pk=officer.pk).update(posts=[Post.BUREAU_OFFICER.value])
    sweep(3)
    saved.refresh_from_db()
    assert saved.pause == "" and Telling.objects.count() == 1
    assert "saved_check.resumed" in verbs(saved)


def test_of_an_officer_who_left_a_colleague_takes_it_over(stage: Stage, sweep: Run) -> None:
    saved = save(stage, stage.actor("ke.bureau"))
    officer = Officer.objects.get(username="ke.bureau")
    network.dismiss_officer(actor=stage.actor("ke.head"), officer_id=officer.pk, now=stage.now)
    report(stage)
    sweep()
    saved.refresh_from_db()
    assert saved.pause == "left" and not Telling.objects.exists()
    stage.client("ke.head").post(f"/saved-checks/{saved.pk}/take_over")
    sweep(1)
    saved.refresh_from_db()
    assert (saved.pause, saved.owner_name) == ("", "Makena Nyambokere")
    assert Telling.objects.count() == 1


def test_a_silent_one_is_as_silent_as_a_silent_check(stage: Stage, sweep: Run) -> None:
    save(stage, stage.actor("ke.bureau"), QUESTION | {"silent": True})
    record = report(stage)
    sweep()
    assert Hit.objects.get(record=record.pk).silent
    assert Look.objects.get(record=record.pk).bureau == ""
    assert stage.client("fr.bureau").get(f"/hits/{Hit.objects.get(record=record.pk).pk}/").status_code == 404


def test_a_colleague_cleared_lower_learns_nothing_of_what_the_officer_was_told(stage: Stage, sweep: Run) -> None:
    saved = save(stage, stage.actor("ke.bureau"))
    record = report(stage, level="confidential")
    Officer.objects.filter(username="ke.head").update(clearance=Level.RESTRICTED)
    sweep()
    assert Telling.objects.get().level == Level.CONFIDENTIAL
    colleague, officer = stage.actor("ke.head"), stage.actor("ke.bureau")

    def sees(actor: Actor) -> tuple[int, int]:
        [listed] = queries.in_words(queries.listed(actor))
        return len(queries.view(actor, saved, stage.now).tellings), listed.new

    assert (sees(officer), sees(colleague)) == ((1, 1), (0, 0))
    assert (queries.count_new(officer), queries.count_new(colleague)) == (1, 0)
    records.withdraw(actor=desk("FR"), record_id=record.pk, reason="Found again.", now=stage.now)
    sweep(1)
    assert (sees(officer), sees(colleague)) == ((1, 0), (0, 0)), "nor that there was one"


class Killed(BaseException):
    """Stands for the process's end at this point: nothing catches it."""


@pytest.mark.parametrize("target", ["take", "write_many"])
def test_killed_anywhere_it_is_told_once(
    stage: Stage, sweep: Run, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(stage, stage.actor("ke.bureau"))
    record = report(stage)

    def die(*_arguments: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(ingesting if target == "take" else sweeping.audit, target, die)
        with pytest.raises(Killed):
            sweep()
    assert not Telling.objects.exists() and not Hit.objects.filter(record=record.pk).exists()
    sweep(1)
    assert Telling.objects.count() == Hit.objects.filter(record=record.pk).count() == 1


def test_nothing_is_concluded_from_an_index_that_cannot_be_trusted(
    stage: Stage, sweep: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(stage, stage.actor("ke.bureau"))
    report(stage)
    sweep()
    monkeypatch.setattr(sweeping.Checker, "reason_not_to_trust", lambda _self: "The index is not ready.")
    sweep(1)
    assert Telling.objects.get().gone_at is None


def test_a_record_that_is_not_in_the_answer_and_may_be_seen_is_not_gone(
    stage: Stage, sweep: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others may be more alike, or an officer judged that it is somebody else."""
    save(stage, stage.actor("ke.bureau"))
    record = report(stage)
    sweep()
    real = sweeping._look

    def blind(*given: Any) -> Any:
        return msgspec.structs.replace(real(*given), digests={})

    with monkeypatch.context() as patched:
        patched.setattr(sweeping, "_look", blind)
        sweep(1)
        assert Telling.objects.get().gone_at is None
    sweep(2)
    assert Telling.objects.get().times == 1, "and is no news when it is back in the answer"
    records.withdraw(actor=desk("FR"), record_id=record.pk, reason="Found again.", now=stage.now)
    sweep(3)
    assert Telling.objects.get().gone_at is not None


def test_all_are_asked_only_when_something_moved_and_time_has_passed(stage: Stage, sweep: Run) -> None:
    save(stage, stage.actor("ke.bureau"))
    sweep()
    first = Sweep.objects.get()
    sweep(5 / 3600)
    assert Sweep.objects.get().begun_at == first.begun_at, "nothing moved"
    report(stage)
    sweep(10 / 3600)
    assert Sweep.objects.get().begun_at == first.begun_at, "too soon"
    sweep(30 / 3600)
    assert Sweep.objects.get().begun_at == stage.now + timedelta(seconds=30)
    assert Telling.objects.count() == 1


def test_every_one_is_asked_however_many_there_are(stage: Stage, sweep: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "AT_ONCE", 2)
    some = [save(stage, stage.actor("ke.bureau")) for _ in range(5)]
    report(stage)
    sweep()
    assert Telling.objects.count() == 5
    assert {row.asked_at for row in SavedCheck.objects.all()} == {stage.now}
    assert Sweep.objects.get().asked == len(some)


def test_a_persons_own_bureau_is_told_too_and_makes_no_look(stage: Stage, sweep: Run) -> None:
    """A record of one's own may be entered by another desk of the same bureau."""
    save(stage, stage.actor("fr.bureau"))
    record = report(stage)
    sweep()
    assert Telling.objects.get().source == "FR"
    assert Hit.objects.get(record=record.pk).asking_id == "FR"


def test_a_systems_saved_check_is_asked_in_its_name(stage: Stage, sweep: Run) -> None:
    token = stage.tokens["Vehicle register"]
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    question = {"purpose": "locate", "vehicle": {"vin": "VF1JETH82R5763170"}}
    terms = {"case_reference": "1", "reason": REASON_LONG, "ends_on": str(stage.now.date() + timedelta(days=9))}
    made = client.post("/api/v1/saved-checks", msgspec.json.encode(terms | {"question": question}), "application/json")
    assert made.status_code == 201, made.content
    records.add(
        actor=desk("FR"),
        database="vehicles",
        values={"reference": "FR-CAR", "kind": "stolen", "vin": "VF1JETH82R5763170", "make": "Renault"},
        now=stage.now,
    )
    sweep()
    told = client.get(made.headers["Location"]).json()
    assert [one["kind"] for one in told["tellings"]] == ["stolen"]
    assert told["new"] == 1


REASON_LONG = "The register follows a stolen series."


def test_a_person_is_told_of_as_possible_and_the_one_who_is_somebody_else_is_not(stage: Stage, sweep: Run) -> None:
    person = {"name": "Quentin Hidenor", "birth_date": "1981-03-04", "sex": "M"}
    saved = save(stage, stage.actor("ke.bureau"), {"purpose": "locate", "person": person})
    sweep()
    given = {"kind": "suspect", "name": "HIDENOR Quentin", "sex": "male", "birth_dates": ["1981-03-04"]}
    for reference, more in (("FR-SAME", {}), ("FR-OTHER", {"birth_dates": ["1954-11-30"], "sex": "female"})):
        values = given | more | {"reference": reference}
        records.add(actor=desk("FR"), database="persons", values=values, now=stage.now)
    sweep(1)
    [telling] = Telling.objects.all()
    assert (telling.outcome, telling.database) == ("possible", "persons")
    assert Record.objects.get(pk=telling.record).reference == "FR-SAME"
    page = stage.client("ke.bureau").get(f"/saved-checks/{saved.pk}/").content.decode()
    assert "establish identity before any measure" in page


def test_who_was_judged_to_be_somebody_else_is_told_once_and_is_not_gone(stage: Stage, sweep: Run) -> None:
    question = {
        "purpose": "border_control",
        "document": {"number": "K77312045", "issuer": "KEN"},
        "person": {"name": "Quentin Hidenor", "birth_date": "1981-03-04"},
    }
    save(stage, stage.actor("ke.bureau"), question)
    values = {"kind": "suspect", "name": "Quentin Hidenor", "birth_dates": ["1981"], "reference": "FR-NAMESAKE"}
    record = records.add(actor=desk("FR"), database="persons", values=values, now=stage.now)
    sweep()
    telling = Telling.objects.get()
    grounds = Grounds(compared=("fingerprints", "face"), text="Prints of both index fingers differ from those sent.")
    assert telling.check_made is not None
    checks.judge(
        actor=stage.actor("ke.bureau"),
        check_id=telling.check_made,
        record_id=record.pk,
        grounds=grounds,
        now=stage.now,
    )
    sweep(1)
    telling.refresh_from_db()
    assert (telling.gone_at, telling.times) == (None, 1)
    records.update(actor=desk("FR"), record_id=record.pk, values=values | {"sex": "male"}, now=stage.now)
    sweep(2)
    telling.refresh_from_db()
    assert telling.times == 2, "the record is another one now, and so is shown again"
