"""Judgements: made on evidence, met where they hold, ended by date, by hand or by what changes; each verb once in the
ledger."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from msgspec import structs

from comity.audit.models import Entry
from comity.checks import actions as checks
from comity.checks.models import Check, Hit
from comity.checks.rules import CheckTooOld, NoDocument, NotToBeJudged
from comity.core.errors import Invalid, NotAllowed, NotFound
from comity.core.models import Change
from comity.judgements import actions as judgements
from comity.judgements import jobs, queries, rules
from comity.judgements.models import Judgement
from comity.judgements.rules import AlreadyEnded, AlreadyRemembered, Grounds, ListsDocument, RecordChanged, TooMany
from comity.records import actions as records
from comity.testing.loading import desk
from tests.judgements.conftest import ASKED, GROUNDS, NAME, NUMBER, Crossing, zone


def entries(verb: str) -> list[Entry]:
    return list(Entry.objects.filter(verb=verb).order_by("seq"))


def test_the_second_crossing_is_quick(crossing: Crossing) -> None:
    judgement = crossing.judge()
    said = crossing.persons()
    assert said["outcome"] == "no_hit" and said["matches"] == []
    [aside] = said["set_aside"]
    assert aside.pop("sentence").startswith("An officer of your bureau found")
    assert aside == {
        "judgement": str(judgement.pk),
        "record": str(crossing.record.pk),
        "decided_on": crossing.stage.now.date().isoformat(),
        "until": rules.until(judgement.expires_at).isoformat(),
    }


def test_it_is_in_the_ledger_once_with_ids_only(crossing: Crossing) -> None:
    judgement = crossing.judge()
    [entry] = entries("hit.judged")
    assert entry.subject == str(Hit.objects.get().pk)
    assert str(judgement.pk) in entry.body and "fingerprints" in entry.body and "Prints" not in entry.body
    crossing.ask()
    last = entries("check.made")[-1]
    assert judgement.pk.hex in last.body and crossing.record.pk.hex not in last.body


def test_nothing_of_the_traveller_is_kept_in_the_open(crossing: Crossing) -> None:
    judgement = crossing.judge()
    row = Judgement.objects.filter(pk=judgement.pk).values().get()
    kept = " ".join(str(value) for name, value in row.items() if name != "text")
    assert NUMBER not in kept and "HIDENOR" not in kept.upper()
    file = (crossing.stage.folder / "index" / "judged").read_bytes()
    assert NUMBER.encode() not in file and b"HIDENOR" not in file
    assert (crossing.stage.folder / "index" / "judged").stat().st_mode & 0o077 == 0


def test_a_batch_and_a_zone_know_it_too(crossing: Crossing) -> None:
    crossing.judge()
    token = crossing.stage.tokens["Passenger control, Tana airport"]
    by_zone = {"purpose": "border_control", "mrz": zone(crossing.stage.now.date())}
    for said in crossing.stage.ask_batch(token, [dict(ASKED), by_zone]):
        persons = next(one for one in said["answers"] if one["database"] == "persons")
        assert persons["outcome"] == "no_hit" and persons["set_aside"]
    crossing.stage.ingest()
    assert Hit.objects.filter(record=crossing.record.pk).count() == 1


DIFFERENT = {
    "another number": {"document": {"number": "K77312046", "issuer": "KEN"}},
    "another issuer": {"document": {"number": NUMBER, "issuer": "TZA"}},
    "no issuer": {"document": {"number": NUMBER}},
    "another birth": {"person": {"name": NAME, "birth_date": "1981-03-05"}},
    "half a birth": {"person": {"name": NAME, "birth_date": "1981-03"}},
    "another name beside": {"person": {"name": NAME, "birth_date": "1981-03-04", "names": ["Q. Hidenor"]}},
    "no document": {"document": None},
}


@pytest.mark.parametrize("difference", DIFFERENT.values(), ids=DIFFERENT)
def test_whoever_is_not_exactly_that_traveller_is_shown_the_record(crossing: Crossing, difference: dict) -> None:
    crossing.judge()
    asked = {name: value for name, value in {**ASKED, **difference}.items() if value is not None}
    said = crossing.persons(asked)
    assert said["outcome"] == "possible" and "set_aside" not in said


def test_two_people_in_one_question_are_not_one(crossing: Crossing) -> None:
    """The holder of the zone was judged; the person typed beside it was not."""
    crossing.judge()
    said = crossing.persons({**ASKED, "document": None, "mrz": zone(crossing.stage.now.date())})
    assert said["outcome"] == "possible"


def test_another_bureau_is_shown_the_record(crossing: Crossing) -> None:
    crossing.judge()
    said = crossing.persons(token="Passenger control, Port-Lacour")
    assert said["outcome"] != "no_hit" and "set_aside" not in said


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Quentin Hidenor", "sex": "M"},
        {"aliases": ["Q. H."]},
        {"birth_dates": ["1981", "1982"]},
        {"marks": ["Scar on the left hand"]},
        {"documents": ["P KEN A1234567"]},
    ],
    ids=lambda change: list(change)[-1],
)
def test_a_record_that_says_something_new_of_its_person_is_shown_again(crossing: Crossing, change: dict) -> None:
    crossing.judge()
    crossing.state_anew(**change)
    assert crossing.persons()["outcome"] != "no_hit"


def test_what_is_not_about_identity_changes_nothing(crossing: Crossing) -> None:
    crossing.judge()
    crossing.state_anew(offence="Fraud", conditions=["contact_source_first"])
    assert crossing.persons()["outcome"] == "no_hit"


def test_a_record_that_names_the_document_is_never_set_aside(crossing: Crossing) -> None:
    crossing.state_anew(documents=[f"P {NUMBER}"])
    check = UUID(crossing.ask()["check"])
    with pytest.raises(ListsDocument):
        crossing.judge(check)


def test_a_stolen_document_opens_no_way(crossing: Crossing) -> None:
    crossing.judge()
    stolen = {"kind": "stolen", "number": NUMBER, "issuer": "KEN", "type": "passport", "reference": "KE-STOLEN"}
    records.add(actor=desk("KE"), database="travel_documents", values=stolen, now=crossing.stage.now)
    crossing.stage.follow()
    said = crossing.ask()
    assert said["outcome"] == "hit"
    assert next(one for one in said["answers"] if one["database"] == "persons")["outcome"] == "possible"


def test_who_may_not_ask_about_documents_is_shown_the_record(crossing: Crossing) -> None:
    """To them a stolen document would look like any other."""
    crossing.judge()
    actor = crossing.stage.actor("ke.border")
    assert _ask(_checker(), actor, crossing.stage.now) == "no_hit"
    only = structs.replace(actor, databases=frozenset({"persons"}))
    assert _ask(_checker(), only, crossing.stage.now) == "possible"


def test_an_index_that_may_be_old_sets_nothing_aside(crossing: Crossing, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may not know yet that the judgement was withdrawn."""
    crossing.judge()
    monkeypatch.setattr(_checker(), "stale_after", 1e-9)
    assert _ask(_checker(), crossing.stage.actor("ke.border"), crossing.stage.now) == "possible"


def test_withdrawn_it_is_shown_again_at_once(crossing: Crossing) -> None:
    judgement = crossing.judge()
    head, now = crossing.stage.actor("ke.head"), crossing.stage.now
    with pytest.raises(Invalid):
        judgements.withdraw(actor=head, judgement_id=judgement.pk, reason=" ", now=now)
    judgements.withdraw(actor=head, judgement_id=judgement.pk, reason="The prints were mixed up.", now=now)
    crossing.stage.follow()
    assert crossing.persons()["outcome"] == "possible"
    with pytest.raises(AlreadyEnded):
        judgements.withdraw(actor=head, judgement_id=judgement.pk, reason="Once more.", now=now)
    assert [one.outcome for one in entries("judgement.withdrawn")] == ["refused", "done", "refused"]
    crossing.judge()
    assert crossing.persons()["outcome"] == "no_hit", "and it may be decided anew"


def test_it_ends_by_its_date(crossing: Crossing, monkeypatch: pytest.MonkeyPatch) -> None:
    crossing.judge(
        grounds=Grounds(compared=("face",), text=GROUNDS.text, until=crossing.stage.now.date() + timedelta(1))
    )
    assert crossing.persons()["outcome"] == "no_hit"
    checker, actor = _checker(), crossing.stage.actor("ke.border")
    later = crossing.stage.now + timedelta(days=2)
    assert _ask(checker, actor, later) == "possible"


def test_one_at_a_time(crossing: Crossing) -> None:
    check = crossing.possible()
    first = crossing.judge(check)
    with pytest.raises(AlreadyRemembered):
        crossing.judge(check)
    assert [one.outcome for one in entries("hit.judged")] == ["done", "refused"]
    crossing.state_anew(sex="M")
    second = crossing.judge(crossing.possible())
    first.refresh_from_db()
    assert first.withdrawn_at is not None and second.withdrawn_at is None


def test_of_two_decisions_at_once_one_wins(crossing: Crossing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither saw the other's row: the table decides."""
    check = crossing.possible()
    crossing.judge(check)
    monkeypatch.setattr(queries, "last_on", lambda *_asked: None)
    with pytest.raises(AlreadyRemembered):
        crossing.judge(check)
    assert Judgement.objects.count() == 1
    assert [one.outcome for one in entries("hit.judged")] == ["done", "refused"]


def test_a_program_that_judges_everybody_is_stopped(crossing: Crossing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_IN_FORCE", 1)
    judgement = crossing.judge()
    other = {**ASKED, "document": {"number": "K99312045", "issuer": "KEN"}}
    with pytest.raises(TooMany):
        crossing.judge(crossing.possible(other))
    now = crossing.stage.now
    judgements.withdraw(actor=crossing.stage.actor("ke.head"), judgement_id=judgement.pk, reason="Mixed up.", now=now)
    crossing.judge(crossing.possible(other))


def test_what_has_changed_since_the_check_must_be_checked_again(crossing: Crossing) -> None:
    check = crossing.possible()
    crossing.state_anew(sex="M")
    with pytest.raises(RecordChanged):
        crossing.judge(check)
    assert not Judgement.objects.exists() and not Change.objects.filter(topic="judgement").exists()


@pytest.mark.parametrize(
    ("username", "refusal"),
    [
        ("ke.border", NotAllowed),
        ("ke.dpo", NotAllowed),
        ("gs.administrator", NotAllowed),
        ("ccf.member", NotAllowed),
        ("fr.bureau", NotFound),
        ("br.bureau", NotFound),
    ],
)
def test_only_the_bureau_that_asked_judges(crossing: Crossing, username: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        crossing.judge(crossing.possible(), username=username)
    assert [one.outcome for one in entries("hit.judged")] == ["refused"]
    assert not Judgement.objects.exists()


@pytest.mark.parametrize("username", ["fr.bureau", "fr.head", "br.bureau", "jp.head"])
def test_for_others_it_does_not_exist(crossing: Crossing, username: str) -> None:
    judgement = crossing.judge()
    actor, now = crossing.stage.actor(username), crossing.stage.now
    for one in (judgement.pk, uuid4(), "no id"):
        with pytest.raises(NotFound):
            judgements.open_judgement(actor=actor, judgement_id=one, now=now)
        with pytest.raises(NotFound):
            judgements.withdraw(actor=actor, judgement_id=one, reason="Because.", now=now)


def test_without_a_document_nothing_is_remembered(crossing: Crossing) -> None:
    asked = {name: value for name, value in ASKED.items() if name != "document"}
    with pytest.raises(NoDocument):
        crossing.judge(crossing.possible(asked))


def test_a_hit_is_not_judged(crossing: Crossing) -> None:
    Hit.objects.filter(check_made=(check := crossing.possible())).update(outcome="hit")
    with pytest.raises(NotToBeJudged):
        crossing.judge(check)


def test_an_old_check_and_an_erased_one_prove_nothing(crossing: Crossing) -> None:
    check = crossing.possible()
    late = crossing.stage.now + rules.CHECK_GOOD_FOR + timedelta(days=1)
    judge = {"actor": crossing.stage.actor("ke.bureau"), "check_id": check, "record_id": crossing.record.pk}
    with pytest.raises(CheckTooOld):
        checks.judge(**judge, grounds=GROUNDS, now=late)
    for question in (None, {"of": "another version"}):
        Check.objects.filter(pk=check).update(question=question)
        with pytest.raises(CheckTooOld):
            checks.judge(**judge, grounds=GROUNDS, now=crossing.stage.now)


def test_a_restriction_since_is_an_absent_record(crossing: Crossing) -> None:
    check = crossing.possible()
    records.restrict(actor=desk("FR"), record_id=crossing.record.pk, against="KE", reason="x", now=crossing.stage.now)
    with pytest.raises(NotFound):
        crossing.judge(check)


def test_a_hidden_record_leaves_no_trace_in_what_is_set_aside(crossing: Crossing) -> None:
    crossing.judge()
    records.restrict(actor=desk("FR"), record_id=crossing.record.pk, against="KE", reason="x", now=crossing.stage.now)
    crossing.stage.follow()
    said = crossing.persons()
    assert said == {"database": "persons", "outcome": "no_hit", "matches": []}


def test_the_document_s_own_end_ends_it(crossing: Crossing) -> None:
    today = crossing.stage.now.date()
    by_zone = {"purpose": "border_control", "mrz": zone(today, days=40)}
    judgement = crossing.judge(crossing.possible(by_zone))
    assert rules.until(judgement.expires_at) == today + timedelta(days=40)
    expired = {"purpose": "border_control", "mrz": zone(today, days=-3, number="K99312045")}
    with pytest.raises(Invalid):
        crossing.judge(crossing.possible(expired))


def test_what_has_long_ended_is_erased_and_only_its_id_remains(crossing: Crossing) -> None:
    judgement = crossing.judge()
    assert not jobs.erase_step(judgement.expires_at + rules.KEPT_AFTER_END - timedelta(seconds=1))
    assert jobs.erase_step(judgement.expires_at + rules.KEPT_AFTER_END) == 1
    assert not jobs.erase_step(judgement.expires_at + rules.KEPT_AFTER_END)
    assert not Judgement.objects.exists()
    [entry] = entries("judgements.erased")
    assert str(judgement.pk) in entry.body


def test_each_reading_is_in_the_ledger(crossing: Crossing) -> None:
    judgement = crossing.judge()
    view = judgements.open_judgement(
        actor=crossing.stage.actor("ke.head"), judgement_id=judgement.pk, now=crossing.stage.now
    )
    assert view.decided_by == "Baraka Kamaundi" and view.is_in_force
    assert [one.subject for one in entries("judgement.read")] == [str(judgement.pk)]


def test_an_index_built_anew_knows_it(crossing: Crossing) -> None:
    from comity.checks.engine.writing import Writer
    from comity.checks.jobs import following

    crossing.judge()
    crossing.stage.let_the_index_go()
    (crossing.stage.folder / "index" / "judged").unlink()
    with Writer(crossing.stage.folder / "index") as writer:
        following.build(writer, crossing.stage.now)
    assert crossing.persons()["outcome"] == "no_hit"


def _checker():
    from comity.checks import asgi

    return asgi.app.checker


def _ask(checker, actor, at) -> str:
    import msgspec

    from comity.checks.engine.question import Question

    said = checker.compose(msgspec.convert(dict(ASKED), Question), actor, at).answer
    return next(one.outcome for one in said.answers if one.database == "persons")
