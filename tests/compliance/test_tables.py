"""Contexts and protected functions: who keeps them, what they need, what they do to a request, and their pages."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.audit.models import Entry
from comity.compliance import actions as compliance
from comity.compliance.actions.tables import Ended
from comity.compliance.engine import tables
from comity.compliance.engine.known import ContextKind
from comity.compliance.engine.tables import ContextTerms, FunctionTerms
from comity.compliance.models import Context, Holder, ProtectedFunction
from comity.core.errors import Invalid, NotAllowed, NotFound
from comity.testing.stage import Stage

pytestmark = pytest.mark.django_db

REASON = "Report of the Human Rights Council, A/HRC/99/1, of March."


def terms(**more: Any) -> ContextTerms:
    return ContextTerms(
        **{"country": "BR", "kind": "unrest", "title": "Unrest", "reason": REASON, "starts_on": date(2026, 1, 1)} | more
    )


def function(**more: Any) -> FunctionTerms:
    usual = {
        "title": "Judge of the Court",
        "reason": REASON,
        "starts_on": date(2026, 1, 1),
        "words": ("juge de la cour",),
    }
    return FunctionTerms(**(usual | more))


def entries(verb: str) -> list[str]:
    return list(Entry.objects.filter(verb=verb).order_by("seq").values_list("outcome", flat=True))


def test_a_context_is_entered_and_ended_once(stage: Stage) -> None:
    director = stage.actor("gs.director")
    row = compliance.enter_context(actor=director, terms=terms(), now=stage.now)
    assert entries("context.entered") == ["done"]
    ended = compliance.end_context(actor=director, context_id=row.pk, reason=REASON, now=stage.now)
    assert ended.ends_on == stage.now.date()
    assert entries("context.ended") == ["done"]
    with pytest.raises(Ended):
        compliance.end_context(actor=director, context_id=row.pk, reason=REASON, now=stage.now)
    assert Context.objects.filter(pk=row.pk).exists(), "a row is never taken away"


@pytest.mark.parametrize("username", ["gs.reviewer", "br.bureau", "gs.administrator", "gs.secretary", "ccf.member"])
def test_only_the_director_keeps_the_tables(stage: Stage, username: str) -> None:
    row = compliance.protect_function(actor=stage.actor("gs.director"), terms=function(), now=stage.now)
    actor = stage.actor(username)
    for verb in (
        lambda: compliance.enter_context(actor=actor, terms=terms(), now=stage.now),
        lambda: compliance.end_context(actor=actor, context_id=uuid4(), reason=REASON, now=stage.now),
        lambda: compliance.protect_function(actor=actor, terms=function(), now=stage.now),
        lambda: compliance.end_function(actor=actor, function_id=row.pk, reason=REASON, now=stage.now),
        lambda: compliance.enter_holder(actor=actor, function_id=row.pk, name="A B", birth_year=None, now=stage.now),
        lambda: compliance.end_holder(actor=actor, holder_id=uuid4(), now=stage.now),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert entries("context.entered") == ["refused"]
    assert not Context.objects.exists()


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"country": "XX"}, {"country"}),
        ({"towards": "BR"}, {"towards"}),
        ({"kind": "gossip"}, {"kind"}),
        ({"title": " ", "reason": "short"}, {"title", "reason"}),
        ({"ends_on": date(2025, 12, 31)}, {"ends_on"}),
        ({"starts_on": date(1900, 1, 1)}, {"starts_on"}),
        ({"title": "two\nlines"}, {"title"}),
        ({"reason": "x" * 30 + "\0"}, {"reason"}),
    ],
)
def test_every_wrong_field_of_a_context_is_named(stage: Stage, change: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        compliance.enter_context(actor=stage.actor("gs.director"), terms=terms(**change), now=stage.now)
    assert {problem.field for problem in refused.value.problems} == fields
    assert all(problem.accepted for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"words": ("!!",)}, {"words"}),
        ({"words": tuple(f"word{at}" for at in range(41))}, {"words"}),
        ({"body": "two\nlines"}, {"body"}),
        ({"title": ""}, {"title"}),
    ],
)
def test_every_wrong_field_of_a_function_is_named(stage: Stage, change: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        compliance.protect_function(actor=stage.actor("gs.director"), terms=function(**change), now=stage.now)
    assert {problem.field for problem in refused.value.problems} == fields


def test_a_function_ends_with_its_holders(stage: Stage) -> None:
    director = stage.actor("gs.director")
    row = compliance.protect_function(actor=director, terms=function(), now=stage.now)
    holder = compliance.enter_holder(
        actor=director, function_id=row.pk, name="Ilse Varnhold", birth_year=1961, now=stage.now
    )
    compliance.end_function(actor=director, function_id=row.pk, reason=REASON, now=stage.now)
    holder.refresh_from_db()
    assert holder.ended_at == stage.now
    with pytest.raises(Ended):
        compliance.enter_holder(actor=director, function_id=row.pk, name="A B", birth_year=None, now=stage.now)
    with pytest.raises(Ended):
        compliance.end_holder(actor=director, holder_id=holder.pk, now=stage.now)
    with pytest.raises(NotFound):
        compliance.end_function(actor=director, function_id=uuid4(), reason=REASON, now=stage.now)


@pytest.mark.parametrize(("name", "year"), [("", None), ("!!", None), ("Ilse\nVarnhold", None), ("Ilse", 1800)])
def test_a_holder_needs_a_name_and_a_possible_year(stage: Stage, name: str, year: int | None) -> None:
    director = stage.actor("gs.director")
    row = compliance.protect_function(actor=director, terms=function(), now=stage.now)
    with pytest.raises(Invalid):
        compliance.enter_holder(actor=director, function_id=row.pk, name=name, birth_year=year, now=stage.now)
    assert not Holder.objects.exists()


@given(st.text(max_size=40), st.text(max_size=200), st.dates(), st.one_of(st.none(), st.dates()))
def test_terms_of_any_kind_are_judged(title: str, reason: str, starts_on: date, ends_on: date | None) -> None:
    stated = terms(title=title, reason=reason, starts_on=starts_on, ends_on=ends_on)
    problems = tables.problems_with_context(stated, ["BR"])
    assert all(problem.problem and problem.accepted for problem in problems)
    if not problems:
        assert stated.ends_on is None or stated.ends_on >= stated.starts_on


def test_every_kind_of_context_has_a_label() -> None:
    assert set(tables.CONTEXT_LABELS) == set(ContextKind)


def test_ending_never_makes_an_entry_longer(stage: Stage) -> None:
    director, over = stage.actor("gs.director"), stage.now.date() - timedelta(days=90)
    row = compliance.enter_context(actor=director, terms=terms(starts_on=date(2020, 1, 1), ends_on=over), now=stage.now)
    ended = compliance.end_context(actor=director, context_id=row.pk, reason=REASON, now=stage.now)
    assert ended.ends_on == over
    later = stage.now.date() + timedelta(days=90)
    held = compliance.protect_function(actor=director, terms=function(ends_on=later), now=stage.now)
    gone = compliance.end_function(actor=director, function_id=held.pk, reason=REASON, now=stage.now)
    assert gone.ends_on == stage.now.date()


# --- Pages ---


def test_the_director_enters_a_context_on_the_page(stage: Stage) -> None:
    client = stage.client("gs.director")
    page = client.post(
        "/compliance/contexts/enter/",
        {"country": "BR", "kind": "coup", "title": "A coup", "reason": REASON, "starts_on": "2026-01-01"},
    )
    assert page.status_code == 302
    listed = client.get("/compliance/contexts/").content.decode()
    assert "A coup" in listed and "Brazil" in listed
    row = Context.objects.get()
    client.post(f"/compliance/contexts/{row.pk}/end", {"reason": "no"})
    row.refresh_from_db()
    assert row.ended_at is None, "a reason is needed"
    client.post(f"/compliance/contexts/{row.pk}/end", {"reason": REASON})
    row.refresh_from_db()
    assert row.ended_at is not None


def test_a_form_keeps_what_was_typed_and_names_what_is_wrong(stage: Stage) -> None:
    client = stage.client("gs.director")
    page = client.post(
        "/compliance/contexts/enter/",
        {"country": "BR", "kind": "coup", "title": "A coup", "reason": "short", "starts_on": "2026-01-01"},
    )
    assert page.status_code == 422
    said = page.content.decode()
    assert 'value="A coup"' in said
    assert "20 to 2000 characters" in said


def test_the_director_protects_a_function_on_the_page(stage: Stage) -> None:
    client = stage.client("gs.director")
    page = client.post(
        "/compliance/functions/protect/",
        {
            "title": "Judge of the Court",
            "words": "juge de la cour\nقاضي المحكمة",
            "reason": REASON,
            "starts_on": "2026-01-01",
        },
    )
    row = ProtectedFunction.objects.get()
    assert page.status_code == 302
    assert row.words == ["juge de la cour", "قاضي المحكمة"]
    holders = f"/compliance/functions/{row.pk}/holders"
    assert client.post(holders, {"name": "", "birth_year": ""}).status_code == 422
    assert client.post(holders, {"name": "Ilse Varnhold", "birth_year": "1961"}).status_code == 302
    seen = client.get(f"/compliance/functions/{row.pk}/").content.decode()
    assert "Ilse Varnhold" in seen and "(1961)" in seen and "قاضي المحكمة" in seen
    assert client.post(f"/compliance/holders/{Holder.objects.get().pk}/end").status_code == 302
    assert client.post(f"/compliance/functions/{row.pk}/end", {"reason": REASON}).status_code == 302
    assert "Judge of the Court" in client.get("/compliance/functions/").content.decode()


@pytest.mark.parametrize("username", ["gs.reviewer", "gs.duty", "ccf.member"])
def test_reviewers_read_the_tables_and_change_nothing(stage: Stage, username: str) -> None:
    client = stage.client(username)
    for address in ("/compliance/contexts/", "/compliance/functions/"):
        page = client.get(address)
        assert page.status_code == 200
        assert b"button-primary" not in page.content
    assert client.get("/compliance/contexts/enter/").status_code == 403
    assert client.get("/compliance/functions/protect/").status_code == 403


@pytest.mark.parametrize("username", ["br.bureau", "br.head", "gs.administrator", "gs.secretary"])
def test_nobody_else_reads_the_tables(stage: Stage, username: str) -> None:
    """What the Secretariat watches is not for requesters."""
    row = compliance.protect_function(actor=stage.actor("gs.director"), terms=function(), now=stage.now)
    client = stage.client(username)
    for address in ("/compliance/contexts/", "/compliance/functions/", f"/compliance/functions/{row.pk}/"):
        assert client.get(address).status_code == 403


def test_what_is_ended_stays_on_the_page(stage: Stage) -> None:
    director = stage.actor("gs.director")
    row = compliance.enter_context(actor=director, terms=terms(starts_on=date(2020, 1, 1)), now=stage.now)
    earlier = stage.now.date() - timedelta(days=300)
    compliance.end_context(actor=director, context_id=row.pk, reason=REASON, ends_on=earlier, now=stage.now)
    row.refresh_from_db()
    assert row.ends_on == earlier
    assert "Unrest" in stage.client("gs.reviewer").get("/compliance/contexts/").content.decode()
