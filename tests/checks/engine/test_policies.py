"""Sights and policies: the index gives the same verdict as the predicate, for every policy, whoever wrote it when."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from comity.checks.engine.access import Access
from comity.checks.engine.policies import Policies, Sight
from comity.core.levels import Level
from comity.network.rules import AccessSnapshot, GeneralRestriction
from comity.records import rules
from comity.records.rules import Policy, Viewer

_CODES = st.sampled_from(["FR", "KE", "CN", "CN-HK", "GS"])
_DATABASES = st.sampled_from(["travel_documents", "persons"])
_PURPOSES = st.sampled_from(["border_control", "locate", "warning"])
_LEVELS = st.sampled_from(Level)
_policies = st.builds(
    Policy,
    source=_CODES,
    database=_DATABASES,
    level=_LEVELS,
    purposes=st.frozensets(_PURPOSES, max_size=2),
    denied=st.frozensets(_CODES, max_size=2),
)
_viewers = st.builds(
    Viewer,
    lineage=st.sampled_from([("KE",), ("FR",), ("CN-HK", "CN"), ("GS",)]),
    databases=st.frozensets(_DATABASES),
    purposes=st.frozensets(_PURPOSES),
    clearance=_LEVELS,
    purpose=st.none() | _PURPOSES,
)
_general = st.dictionaries(st.tuples(_CODES, _DATABASES), st.frozensets(_CODES, min_size=1, max_size=2), max_size=4)


@given(_viewers, st.lists(_policies, max_size=12), st.lists(_policies, max_size=4), _general)
@settings(max_examples=200, deadline=None)
def test_a_sight_is_the_predicate_with_general_restrictions_added(
    viewer: Viewer, first: list[Policy], later: list[Policy], general: dict[tuple[str, str], frozenset[str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "policies"
        writer, reader = Policies(path, writable=True), Policies(path)
        sight = Sight(viewer, reader, general)
        for policy in [*first, *later, *first]:
            number = writer.number(policy)
            assert reader[number] == policy
            kept_out = general.get((policy.source, policy.database), frozenset())
            expected = rules.may_see(viewer, replace(policy, denied=policy.denied | kept_out))
            assert sight.sees(number) == expected
            assert sight.sees(number) == expected
        assert len(writer) == len({*first, *later}) + 1


def test_what_the_source_restricted_is_gone_also_for_offices_under_the_restricted_bureau() -> None:
    policy = Policy(source="FR", database="persons", denied=frozenset({"CN"}))
    under = Viewer(
        lineage=("CN-HK", "CN"),
        databases=frozenset({"persons"}),
        purposes=frozenset({"locate"}),
        clearance=Level.CONFIDENTIAL,
        purpose="locate",
    )
    assert not rules.may_see(under, policy)
    assert rules.may_see(replace(under, lineage=("KE",)), policy)
    assert rules.may_see(replace(under, lineage=("CN-HK", "CN", "FR")), policy)


def test_a_policy_that_is_not_there_hides(tmp_path: Path) -> None:
    mine = frozenset({"persons"})
    viewer = Viewer(lineage=("FR",), databases=mine, purposes=frozenset(), clearance=Level.CONFIDENTIAL)
    policies = Policies(tmp_path / "policies", writable=True)
    sight = Sight(viewer, policies, {})
    assert not sight.sees(1)
    assert sight.sees(policies.number(Policy(source="FR", database="persons")))
    assert not sight.sees(500)


def test_half_a_policy_left_by_a_killed_writer_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "policies"
    Policies(path, writable=True).number(Policy(source="FR", database="persons"))
    with path.open("ab") as file:
        file.write(b"\x30\0\0\0half")
    assert len(Policies(path)) == 2
    again = Policies(path, writable=True)
    assert again.number(Policy(source="KE", database="persons")) == 2
    assert [Policies(path)[1].source, Policies(path)[2].source] == ["FR", "KE"]
    assert os.path.getsize(path) < 200  # noqa: PTH202


@pytest.mark.parametrize("code", ["KE", "CN"])
def test_a_general_restriction_comes_from_the_snapshot_of_access(code: str) -> None:
    restriction = GeneralRestriction(source="FR", database="persons", against=frozenset({code}))
    access = Access(AccessSnapshot(keys=(), restrictions=(restriction,), bureaus=()))
    assert access.general == {("FR", "persons"): frozenset({code})}


def test_more_policies_than_a_slot_can_name_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.checks.engine.policies.LIMIT", 3)
    policies = Policies(tmp_path / "policies", writable=True)
    assert [policies.number(Policy(source=code, database="persons")) for code in ("FR", "KE", "FR")] == [1, 2, 1]
    with pytest.raises(OverflowError):
        policies.number(Policy(source="CN", database="persons"))
