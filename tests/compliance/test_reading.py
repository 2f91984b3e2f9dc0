"""Cases as they are read for the rulebook: every channel, what the house knows, and how many questions that asks."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace

from comity.compliance import actions as compliance
from comity.compliance import reading, traces
from comity.compliance.engine import rulebook
from comity.compliance.engine.findings import Outcome, Screened
from comity.compliance.engine.request import Subject as Channel
from comity.compliance.engine.tables import ContextTerms, FunctionTerms
from comity.compliance.models import Trace, TraceKey
from comity.diffusions import actions as diffusions
from comity.diffusions.models import Diffusion
from comity.diffusions.stating import Stated
from comity.network.models import Bureau, Officer
from comity.notices import manifests
from comity.notices.manifests import reading as contents
from comity.notices.models import Notice
from comity.notices.rules import State
from comity.protection import actions as protection
from comity.protection.engine.keys import Subject
from comity.protection.rules import Kind
from comity.records import actions as records
from comity.records.models import Hold, Record
from comity.supervision import actions as supervision
from comity.supervision.rules import Basis, Effect, Scope, Terms
from comity.testing.stage import Stage
from tests.compliance.conftest import asked
from tests.compliance.conftest import screened as machine_looks
from tests.notices.conftest import MACHINE, submit

pytestmark = pytest.mark.django_db

REASON = "Report of the Human Rights Council, A/HRC/99/1, of March."


def screened(case: reading.Case) -> Screened:
    return rulebook.screen(case.request, case.known)


def fired(case: reading.Case) -> dict[str, Outcome]:
    return {one.rule: one.outcome for one in screened(case).findings if one.outcome is not Outcome.PASS}


def said(**groups: Any) -> dict[str, Any]:
    """A red request as its manifest reads it."""
    content, problems = contents.read(manifests.get("red"), asked(**groups))
    assert not problems
    return content


def notice(stage: Stage, **groups: Any) -> Notice:
    """A red request that was handed in; what it says may be changed afterwards without the form."""
    made = submit(stage, asked())
    if groups:
        Notice.objects.filter(pk=made.pk).update(content=said(**groups))
        made.refresh_from_db()
    return made


def copy_of(made: Notice, **columns: Any) -> Notice:
    """Another request that says the same, by whomever."""
    values = {field.attname: getattr(made, field.attname) for field in Notice._meta.concrete_fields}
    return Notice.objects.create(**(values | {"id": uuid4(), "record_id": None} | columns))


def diffusion(stage: Stage, content: dict[str, Any], username: str = "br.bureau", colour: str = "red") -> Diffusion:
    actor = stage.actor(username)
    made = diffusions.draft(
        actor=actor, colour=colour, stated=Stated(content=content, recipients=("KE",)), now=stage.now
    )
    if colour == "red":
        for number in (1, 2):
            diffusions.sign_assurance(actor=actor, diffusion_id=made.pk, number=number, now=stage.now)
    return diffusions.send(actor=actor, diffusion_id=made.pk, now=stage.now)


def test_a_clean_request_is_clean_by_every_door(stage: Stage) -> None:
    made = notice(stage)
    assert fired(reading.of_notice(made, stage.now)) == {}
    sent = diffusion(stage, asked())
    assert fired(reading.of_diffusion(sent, stage.now)) == {}


def test_the_same_case_is_the_same_subject_by_every_door(stage: Stage) -> None:
    first = reading.of_notice(notice(stage), stage.now)
    other = reading.of_diffusion(diffusion(stage, asked()), stage.now)
    assert first.subject == other.subject
    assert first.subject is not None
    assert first.subject.names == ("Ilva Marette Tolvander",)
    assert first.subject.documents == ("SWE AA1234567",)
    assert any("881/2024" in number for number in first.subject.cases)
    assert first.request.charges == other.request.charges
    assert first.request.person == other.request.person


def test_a_pending_change_is_read_instead_of_what_is_published(stage: Stage) -> None:
    made = notice(stage)
    made.pending = {"content": said(charges={"code": "treason", "offence": "Treason"})}
    assert "C-21" in fired(reading.of_change(made, stage.now))
    assert "C-21" not in fired(reading.of_notice(made, stage.now))


def test_a_renewal_is_tested_again_as_a_whole(stage: Stage) -> None:
    made = notice(stage, charges={"maximum": 12})
    made.renewal_reason = "The case is still open and the person was seen."
    case = reading.of_renewal(made, stage.now)
    assert case.request.subject is Channel.RENEWAL
    assert fired(case) == {"C-09": Outcome.BLOCK}
    made.renewal_reason = "Still."
    assert fired(reading.of_renewal(made, stage.now))["C-47"] is Outcome.RETURN


def test_a_case_refused_once_is_held_by_every_door(stage: Stage) -> None:
    """A-01, A-02, A-05, A-21: other words, another warrant, another requester, another colour."""
    first = reading.of_notice(notice(stage), stage.now)
    assert first.subject is not None
    protection.remember(
        actor=MACHINE, kind=Kind.REFUSED, subject=first.subject, requester="BR", code="FACTS", decision=uuid4(),
        now=stage.now,
    )  # fmt: skip
    again = notice(
        stage,
        person={"family_name": "TOLVANDER", "given_names": "Ilwa Maretta", "documents": []},
        warrant={"number": "12/2026"},
        case={"reference": "NEW-1"},
        charges={"facts": "Something else entirely was written here, with other words and at another length of text."},
    )
    assert fired(reading.of_notice(again, stage.now))["C-36"] is Outcome.HOLD
    proxy = copy_of(again, requester_id="MA")
    assert fired(reading.of_notice(proxy, stage.now))["C-36"] is Outcome.HOLD
    who = {"family_name": "Quellmar", "given_names": "Ottilie", "birth_dates": ["1990"], "documents": []}
    same_facts = notice(stage, person=who, warrant={"number": "13/2026"}, case={"reference": "NEW-2"})
    assert "C-36" in fired(reading.of_notice(same_facts, stage.now))
    sent = diffusion(stage, asked())
    assert {"C-36", "C-38"} <= fired(reading.of_diffusion(sent, stage.now)).keys()
    assert screened(reading.of_diffusion(sent, stage.now)).for_requester == ()


def test_a_protected_person_is_closed_for_whom_they_are_protected_from(stage: Stage) -> None:
    """A-19."""
    case = reading.of_notice(notice(stage), stage.now)
    protection.protect(
        actor=stage.actor("ke.head"),
        subject=Subject(names=("Ilva Marette Tolvander",), births=("1979-03-21",)),
        against=("BR",),
        until=None,
        now=stage.now,
    )
    closed = screened(reading.of_notice(Notice.objects.get(), stage.now))
    assert closed.is_closed
    assert closed.for_requester == screened(case).for_requester == ()
    by_another = copy_of(Notice.objects.get(), requester_id="MA")
    assert not screened(reading.of_notice(by_another, stage.now)).is_closed


def test_an_incomplete_request_goes_back_whoever_is_protected(stage: Stage) -> None:
    """A-19. Of two that lack the same, one is about a protected person: the requester cannot tell which."""
    poor = asked(case={"facts": "Unlawfully" * 5}, charges={"facts": "A very serious crime."})
    plain = machine_looks(stage, poor)
    protection.protect(
        actor=stage.actor("ke.head"), subject=Subject(documents=("SWE AA1234567",)), against=("BR",), until=None,
        now=stage.now,
    )  # fmt: skip
    shielded = machine_looks(stage, poor)
    assert plain.state == shielded.state == State.RETURNED
    assert plain.findings == shielded.findings != []


def test_a_measure_holds_what_comes_by_its_channel(stage: Stage) -> None:
    made = notice(stage)
    supervision.order(
        actor=stage.actor("gs.secretary"),
        terms=Terms(
            bureau="BR",
            scopes=frozenset({Scope.NOTICES}),
            effects=frozenset({Effect.HOLD, Effect.SECOND_REVIEWER}),
            basis=next(iter(Basis)),
            reasons=REASON,
            review_on=stage.now.date() + timedelta(days=30),
        ),
        now=stage.now,
    )
    case = reading.of_notice(made, stage.now)
    assert fired(case) == {"C-46": Outcome.HOLD}
    assert screened(case).needs_two
    assert screened(case).for_requester == ()


def test_contexts_and_protected_functions_are_asked(stage: Stage) -> None:
    """A-11."""
    director = stage.actor("gs.director")
    made = notice(stage)
    compliance.enter_context(
        actor=director,
        terms=ContextTerms(country="BR", kind="coup", title="A coup", reason=REASON, starts_on=date(2026, 1, 1)),
        now=stage.now,
    )
    assert "C-24" in fired(reading.of_notice(made, stage.now))
    function = compliance.protect_function(
        actor=director,
        terms=FunctionTerms(
            title="Judge of the Court", reason=REASON, starts_on=date(2026, 1, 1), words=("juíza do Tribunal",)
        ),
        now=stage.now,
    )
    assert not screened(reading.of_notice(made, stage.now)).needs_director
    declared = notice(stage, person={"occupation": "Juíza do tribunal"})
    assert screened(reading.of_notice(declared, stage.now)).needs_director
    holder = compliance.enter_holder(
        actor=director, function_id=function.pk, name="Ilva Tolvander", birth_year=1979, now=stage.now
    )
    assert screened(reading.of_notice(made, stage.now)).needs_director, "nobody said what she is"
    compliance.end_holder(actor=director, holder_id=holder.pk, now=stage.now)
    assert not screened(reading.of_notice(made, stage.now)).needs_director


def test_a_namesake_of_another_year_holds_no_function(stage: Stage) -> None:
    director = stage.actor("gs.director")
    row = compliance.protect_function(
        actor=director,
        terms=FunctionTerms(title="Judge of the Court", reason=REASON, starts_on=date(2026, 1, 1)),
        now=stage.now,
    )
    compliance.enter_holder(actor=director, function_id=row.pk, name="Ilva Tolvander", birth_year=1941, now=stage.now)
    assert not screened(reading.of_notice(notice(stage), stage.now)).needs_director


def test_an_officer_who_may_no_more_has_not_the_right(stage: Stage) -> None:
    made = notice(stage)
    Officer.objects.filter(username="br.bureau").update(posts=["frontline"])
    assert fired(reading.of_notice(made, stage.now)) == {"C-01": Outcome.BLOCK}
    Officer.objects.filter(username="br.bureau").update(posts=["bureau_officer"], is_active=False)
    assert fired(reading.of_notice(made, stage.now)) == {"C-01": Outcome.BLOCK}


def test_a_colour_that_is_not_open_is_blocked_with_its_reason(stage: Stage) -> None:
    made = notice(stage)
    made.colour = "silver"
    case = reading.of_notice(made, stage.now)
    assert not case.known.may_ask
    assert case.known.why_not == "pilot"
    made.colour = "un"
    assert reading.of_notice(made, stage.now).known.why_not == "kind"


def test_nationals_of_a_bureau_that_is_away_are_held(stage: Stage) -> None:
    made = notice(stage)
    Bureau.objects.filter(pk="SE").update(connected=False)
    case = reading.of_notice(made, stage.now)
    assert case.known.disconnected == {"SE"}
    assert fired(case) == {"C-46": Outcome.HOLD}


def held_document(stage: Stage, number: str = "12AB34567") -> Record:
    values = {"reference": f"D-{number}", "kind": "lost", "number": number, "issuer": "BRA", "type": "passport"}
    actor = stage.actor("br.bureau")
    return records.add(actor=actor, database="travel_documents", values=values, now=stage.now, held=True)


def test_a_held_travel_document_is_read_with_what_was_found_at_entry(stage: Stage) -> None:
    """A-03. The holder is not kept, so the matches made with them are all that is left."""
    record = held_document(stage)
    assert fired(reading.of_travel_document(record, stage.now)) == {}
    entry = protection.remember(
        actor=MACHINE, kind=Kind.REFUSED, subject=Subject(names=("Somebody Else",), births=("1980",)), requester="BR",
        code="ART3", decision=uuid4(), now=stage.now,
    )  # fmt: skip
    Hold.objects.update_or_create(
        record=record, ended_at=None, defaults={"reasons": ["register"], "matches": [entry.pk], "held_at": stage.now}
    )
    case = reading.of_travel_document(record, stage.now)
    assert {"C-36", "C-38", "C-45"} <= fired(case).keys()
    assert screened(case).for_requester == ()
    assert case.subject == Subject(documents=("BRA 12AB34567",))


def test_a_document_of_somebody_refused_is_recognised_by_its_number(stage: Stage) -> None:
    protection.remember(
        actor=MACHINE, kind=Kind.REFUSED, subject=Subject(documents=("BRA 12 AB 34567",)), requester="BR", code="ART3",
        decision=uuid4(), now=stage.now,
    )  # fmt: skip
    assert "C-45" in fired(reading.of_travel_document(held_document(stage), stage.now))


# --- Traces ---


def trace(case: reading.Case, stage: Stage) -> None:
    traces.remember(case.request, case.subject, stage.now)


def test_another_running_request_on_the_same_person_is_shown(stage: Stage) -> None:
    """A-22."""
    first, second = notice(stage), copy_of(notice(stage), requester_id="MA")
    trace(reading.of_notice(first, stage.now), stage)
    known = reading.of_notice(second, stage.now).known
    assert known.other_notices == (str(first.pk),)
    assert fired(reading.of_notice(first, stage.now)) == {}, "not itself"
    Notice.objects.filter(pk=first.pk).update(state=State.WITHDRAWN)
    assert reading.of_notice(second, stage.now).known.other_notices == ()


def test_the_same_facts_of_others_are_seen(stage: Stage) -> None:
    """A-07, A-14: five persons in a day, told in the same words."""
    made = notice(stage)
    for number in range(5):
        who = {"family_name": f"Person{'abcde'[number]}rq", "documents": [], "birth_dates": [f"198{number}-05-05"]}
        trace(reading.of_notice(notice(stage, person=who, case={"reference": f"x{number}"}), stage.now), stage)
    known = reading.of_notice(made, stage.now).known
    assert known.rate.alike_in_day == 5
    assert known.similar and known.similar[0].share > 0.9
    assert {"C-07", "C-39"} <= fired(reading.of_notice(made, stage.now)).keys()
    assert rulebook.screen(replace(reading.of_notice(made, stage.now).request), known).holds_batch


def test_a_batch_with_the_same_facts_is_seen_before_any_of_it_is_screened(stage: Stage) -> None:
    batch = uuid4()
    sent = [diffusion(stage, asked(person={"family_name": f"P{letter}mir"})) for letter in "abcdef"]
    Diffusion.objects.filter(pk__in=[one.pk for one in sent]).update(batch=batch)
    first = Diffusion.objects.get(pk=sent[0].pk)
    known = reading.of_diffusion(first, stage.now).known
    assert (known.rate.in_batch, known.rate.alike_in_day) == (6, 5)
    assert screened(reading.of_diffusion(first, stage.now)).holds_batch


def test_a_trace_is_written_once_and_anew(stage: Stage) -> None:
    made = notice(stage)
    trace(reading.of_notice(made, stage.now), stage)
    before = set(TraceKey.objects.values_list("key", flat=True))
    trace(reading.of_notice(made, stage.now), stage)
    assert Trace.objects.count() == 1
    assert set(TraceKey.objects.values_list("key", flat=True)) == before
    Notice.objects.filter(pk=made.pk).update(content=said(person={"birth_dates": ["1960-01-01"], "documents": []}))
    made.refresh_from_db()
    trace(reading.of_notice(made, stage.now), stage)
    assert set(TraceKey.objects.values_list("key", flat=True)) != before


def test_nothing_can_be_read_in_a_trace(stage: Stage) -> None:
    trace(reading.of_notice(notice(stage), stage.now), stage)
    rows = [*Trace.objects.values(), *TraceKey.objects.values()]
    assert rows
    dumped = json.dumps(rows, default=str).casefold()
    for part in ("tolvander", "ilva", "1979", "aa1234567", "881/2024", "recife", "forged"):
        assert part not in dumped


# --- How many questions ---


def questions_asked(made: Notice, stage: Stage) -> int:
    with CaptureQueriesContext(connection) as captured:
        case = reading.of_notice(Notice.objects.select_related("requester").get(pk=made.pk), stage.now)
        rulebook.screen(case.request, case.known)
    return len(captured)


def test_the_number_of_database_questions_is_bounded(stage: Stage) -> None:
    """It does not grow with what is known: with matches, traces, contexts, functions, a measure."""
    made = notice(stage)
    before = questions_asked(made, stage)
    case = reading.of_notice(made, stage.now)
    assert case.subject is not None
    for number in range(12):
        protection.remember(
            actor=MACHINE, kind=Kind.REFUSED, subject=case.subject, requester="BR", code="FACTS", decision=uuid4(),
            now=stage.now,
        )  # fmt: skip
        other = copy_of(made)
        trace(reading.of_notice(other, stage.now), stage)
        row = compliance.protect_function(
            actor=stage.actor("gs.director"),
            terms=FunctionTerms(title=f"Judge {number}", reason=REASON, starts_on=date(2026, 1, 1)),
            now=stage.now,
        )
        compliance.enter_holder(
            actor=stage.actor("gs.director"), function_id=row.pk, name="Ilva Tolvander", birth_year=1979, now=stage.now
        )
    after = questions_asked(made, stage)
    assert len(reading.of_notice(made, stage.now).known.functions) == 12
    assert after <= before + 2, "two more, to see which of the others run"
    assert after <= 40
