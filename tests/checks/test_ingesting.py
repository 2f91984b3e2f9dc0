"""Every check arrives in the database exactly once, wherever the worker dies."""

from datetime import timedelta
from pathlib import Path

import pytest

from comity.audit.models import Entry
from comity.checks import rules
from comity.checks.engine import journal
from comity.checks.jobs import ingesting
from comity.checks.models import Check, Hit, JournalPosition, Look
from comity.core import clock
from comity.testing import tour
from comity.testing.stage import Stage

TOKEN = "Passenger control, Tana airport"


class Killed(BaseException):
    """Stands for the process's end at this point: nothing catches it."""


def counts() -> tuple[int, ...]:
    made = Entry.objects.filter(verb="check.made")
    return Check.objects.count(), Hit.objects.count(), Look.objects.count(), made.count()


def ask(stage: Stage) -> set[str]:
    """Two single checks and a batch of three, one of them broken: the ids that were answered."""
    question = {"purpose": "border_control", "mrz": tour.stolen_zone(), "place": "Desk 4"}
    clean = {"purpose": "border_control", "mrz": tour.clean_zone()}
    answers = [stage.ask_api(stage.tokens[TOKEN], question), stage.ask_api(stage.tokens[TOKEN], clean)]
    answers += stage.ask_batch(stage.tokens[TOKEN], [question, {"purpose": "no such purpose"}, clean])
    return {answer["check"] for answer in answers}


@pytest.mark.parametrize(
    "target",
    [
        (ingesting, "take"),
        (ingesting, "_make_hits"),
        (ingesting.audit, "write_many"),
        (JournalPosition, "save"),
        (Path, "unlink"),
    ],
    ids=["before anything", "after checks and looks", "before the ledger", "before the position", "before the removal"],
)
def test_killed_anywhere_each_check_arrives_once(
    stage: Stage, target: tuple[object, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(stage)
    stage.quiet()

    def die(*_arguments: object, **_more: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(*target, die)
        with pytest.raises(Killed):
            stage.ingest()
    stage.ingest()
    assert counts() == (5, 2, 2, 5)
    assert {str(pk) for pk in Check.objects.values_list("pk", flat=True)} == asked
    assert {entry.subject for entry in Entry.objects.filter(verb="check.made")} == asked


def test_killed_after_the_work_and_before_its_end_nothing_is_kept_of_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(stage)
    real = JournalPosition.save

    def save_and_die(self: JournalPosition, **more: object) -> None:
        real(self, **more)  # type: ignore[arg-type]
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(JournalPosition, "save", save_and_die)
        with pytest.raises(Killed):
            stage.ingest()
    assert counts() == (0, 0, 0, 0)
    stage.ingest()
    assert counts() == (5, 2, 2, 5)
    assert len(asked) == 5


def test_a_journal_is_read_on_as_it_grows_and_removed_once_nobody_writes_it(stage: Stage) -> None:
    ask(stage)
    stage.ingest()
    assert counts()[0] == 5
    ask(stage)
    stage.ingest()
    assert counts()[0] == 10
    assert journal.segments(stage.folder / "journal"), "it is still being written"
    stage.quiet()
    stage.ingest()
    assert not journal.segments(stage.folder / "journal")
    assert not JournalPosition.objects.exclude(file="ledger").exists()
    assert counts()[0] == 10


def test_a_torn_tail_waits_and_spoils_nothing(stage: Stage) -> None:
    ask(stage)
    [path] = journal.segments(stage.folder / "journal")
    with path.open("ab") as file:
        file.write(b"\x40\x00\x00\x00half a frame")
    stage.ingest()
    assert counts()[0] == 5


def test_the_ledger_holds_no_word_of_the_question(stage: Stage) -> None:
    ask(stage)
    stage.ingest()
    bodies = " ".join(Entry.objects.filter(verb="check.made").values_list("body", flat=True))
    for personal in ("DELACOUR", "ELODIE", tour.STOLEN_NUMBER, "Desk 4", "WANJIRUNGO"):
        assert personal not in bodies
    kept = Check.objects.filter(outcome="hit").first()
    assert kept is not None
    assert kept.question["mrz"] == tour.stolen_zone()
    assert kept.place == "Desk 4"


def test_a_silent_check_is_no_hit_for_the_source_and_its_look_names_no_side(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = {"purpose": "border_control", "mrz": tour.stolen_zone(), "place": "Desk 4", "silent": True}
    stage.ask_api(stage.tokens[TOKEN], question)
    stage.ingest()
    hit = Hit.objects.get()
    assert hit.silent
    assert stage.client("fr.bureau").get(f"/hits/{hit.pk}/").status_code == 404
    assert stage.client("ke.bureau").get(f"/hits/{hit.pk}/").status_code == 200  # looks once more, as silently

    for row in Look.objects.filter(record=hit.record):
        assert (row.actor, row.bureau, row.entity, row.check_made) == ("", "", None, None)
        assert row.at == rules.day_of(hit.at)
    reader = stage.client("fr.dpo")
    assert str(hit.record) not in reader.get("/looks/").content.decode(), "who reloads the list learns the hour"

    tomorrow = rules.day_of(hit.at) + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    for address in ("/looks/", f"/records/{hit.record}/looks/"):
        seen = reader.get(address)
        page = seen.content.decode()
        assert page.count("A check whose side is not named") == 2
        assert all(look.at == hit.at.date() and not (look.bureau or look.service) for look in seen.context["page_obj"])
        assert "KE" not in page and "Tana" not in page and "Desk 4" not in page


def test_the_look_of_a_silent_check_lies_in_the_ledger_whole(stage: Stage) -> None:
    answer = stage.ask_api(
        stage.tokens[TOKEN], {"purpose": "border_control", "mrz": tour.stolen_zone(), "silent": True}
    )
    stage.ingest()
    entry = Entry.objects.get(verb="check.made", subject=answer["check"])
    assert (entry.bureau, entry.actor.split(":")[0]) == ("KE", "system")
    assert str(Hit.objects.get().record).replace("-", "") in entry.body
