"""The gate in SQL and the pure predicate are one rule: on made-up worlds they agree for sets, counts and one record."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.core.databases import DATABASES
from comity.core.errors import NotFound
from comity.core.levels import Level
from comity.network.models import Restriction
from comity.network.rules import Actor, Post
from comity.records import access, rules
from comity.records.models import Record
from comity.records.rules import Status
from tests.records.conftest import NOW, actor

BUREAUS = ["FR", "KE", "CN", "CN-HK"]
SOME_DATABASES = ["travel_documents", "persons"]
SOME_PURPOSES = ["border_control", "wanted_person"]

a_record = st.fixed_dictionaries(
    {
        "source_id": st.sampled_from(BUREAUS),
        "database": st.sampled_from(SOME_DATABASES),
        "level": st.sampled_from([1, 2, 3]),
        "purposes": st.lists(st.sampled_from(SOME_PURPOSES), unique=True, max_size=2),
        "status": st.sampled_from(list(Status)),
        "audience": st.lists(st.sampled_from(BUREAUS), unique=True, max_size=2),
    }
)
a_restriction = st.fixed_dictionaries(
    {
        "source_id": st.sampled_from(BUREAUS),
        "against_id": st.sampled_from(BUREAUS),
        "database": st.sampled_from(["", *SOME_DATABASES]),
        "record": st.one_of(st.none(), st.integers(0, 4)),
        "is_open": st.booleans(),
    }
)
an_actor = st.builds(
    lambda bureau, databases, purposes, clearance: actor(
        bureau,
        Post.BUREAU_OFFICER,
        databases=frozenset(databases),
        purposes=frozenset(purposes),
        clearance=clearance,
    ),
    st.sampled_from(BUREAUS),
    st.sets(st.sampled_from(SOME_DATABASES)),
    st.sets(st.sampled_from(SOME_PURPOSES)),
    st.sampled_from(list(Level)),
)


def build(records: list[dict[str, Any]], restrictions: list[dict[str, Any]]) -> list[Record]:
    Restriction.objects.all().delete()
    Record.objects.all().delete()
    made = [
        Record.objects.create(
            reference=f"R-{number}",
            kind="stolen",
            fields={},
            review_on=NOW.date(),
            created_at=NOW,
            changed_at=NOW,
            **facts,
        )
        for number, facts in enumerate(records)
    ]
    for facts in restrictions:
        if facts["source_id"] == facts["against_id"]:
            continue
        number = facts["record"]
        Restriction.objects.get_or_create(
            source_id=facts["source_id"],
            against_id=facts["against_id"],
            database="" if number is not None else facts["database"],
            record=None if number is None or number >= len(made) else made[number].pk,
            ends_at=None if facts["is_open"] else NOW - timedelta(days=1),
            defaults={"starts_at": NOW - timedelta(days=2), "set_by": "test"},
        )
    return made


def expected(viewer: Actor, record: Record, purpose: str | None) -> bool:
    """The pure predicate, and the status, which the index keeps by holding active records only."""
    if record.source_id not in viewer.lineage and record.status != Status.ACTIVE:
        return False
    against = Restriction.objects.filter(source=record.source_id, ends_at=None)
    denied = frozenset(
        row.against_id
        for row in against
        if row.record == record.pk or (row.record is None and row.database in ("", record.database))
    )
    return rules.may_see(access.viewer_of(viewer, purpose), access.policy_of(record, denied))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    records=st.lists(a_record, max_size=5),
    restrictions=st.lists(a_restriction, max_size=5),
    viewer=an_actor,
    purpose=st.one_of(st.none(), st.sampled_from(SOME_PURPOSES)),
)
@pytest.mark.usefixtures("network")
def test_the_gate_is_the_predicate(records: Any, restrictions: Any, viewer: Actor, purpose: str | None) -> None:
    made = build(records, restrictions)
    visible = {record.pk for record in made if expected(viewer, record, purpose)}
    found = access.visible_to(viewer, purpose)
    assert set(found.values_list("pk", flat=True)) == visible
    assert found.count() == len(visible)
    for record in made:
        if record.pk in visible:
            assert access.get_for_reading(viewer, record.pk, purpose).pk == record.pk
        else:
            with pytest.raises(NotFound):
                access.get_for_reading(viewer, record.pk, purpose)


@pytest.mark.usefixtures("network")
def test_the_commission_reads_all_and_the_administrator_nothing() -> None:
    facts = {"source_id": "FR", "database": "persons", "level": 3, "purposes": ["wanted_person"], "status": "blocked"}
    build([facts], [])
    assert access.visible_to(actor("GS", Post.COMMISSION_MEMBER)).count() == 1
    for post in (Post.ADMINISTRATOR, Post.TRANSLATOR, Post.DELEGATE, Post.FRONTLINE):
        assert access.visible_to(actor("FR", post)).count() == 0


@pytest.mark.usefixtures("network")
def test_hidden_absent_and_nonsense_are_the_same_answer() -> None:
    facts = {"source_id": "FR", "database": "persons", "level": 3, "purposes": [], "status": "active"}
    hidden = build([facts], [])[0]
    told = set()
    for record_id in (hidden.pk, UUID(int=7), "nonsense"):
        with pytest.raises(NotFound) as refusal:
            access.get_for_reading(actor("KE", clearance=Level.RESTRICTED), record_id)
        told.add((refusal.value.message, refusal.value.code))
    assert len(told) == 1
    assert set(DATABASES) >= {"persons"}
