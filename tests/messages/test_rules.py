"""What owes an answer, until when, where a message begins, what an envelope's words must be."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import ids
from comity.core.levels import Level
from comity.messages import rules
from comity.messages.engine import form
from comity.messages.engine.envelope import Envelope
from comity.messages.engine.form import Bounds, Keys, Times
from comity.messages.rules import Asks, Folder, Kind, Priority, Said
from comity.network.rules import Actor, Post
from tests.messages.conftest import NOW

ACTOR = Actor(
    id="system:1",
    name="System",
    bureau="FR",
    lineage=("FR",),
    posts=frozenset({Post.SYSTEM}),
    clearance=Level.CONFIDENTIAL,
)
KEY = str(ids.new())


def made(**said: Any) -> Envelope:
    key = str(ids.new())
    given: dict[str, Any] = {
        "id": key, "thread": key, "sender": "FR", "sender_key": KEY, "officer": "", "to": ("KE",), "cc": (),
        "priority": "routine", "level": "official_use_only", "kind": "alert", "asks": "", "names_person": False,
        "cites": (), "answers": None, "forwards": None, "consent": None, "follows": None, "due_at": None,
        "language": "en", "conditions": (), "automatic": False, "size": 1, "digest": "0" * 64,
        "commitment": "0" * 64, "attachments": (), "sealed_for": (), "sent_at": "2026-11-22T16:00:00.000Z",
    }  # fmt: skip
    return Envelope(**(given | said))


def wrong(**said: Any) -> set[str]:
    return {one.field for one in form.problems_of(made(**said), Bounds(actor=ACTOR, received_at=NOW))}


def test_an_envelope_in_order_has_no_problem() -> None:
    assert not wrong()


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("asks", list(Asks))
def test_a_request_and_whatever_asks_for_something_owes_an_answer(kind: Kind, asks: Asks) -> None:
    one = made(kind=kind, asks=asks)
    owed = kind == Kind.REQUEST or asks != Asks.NOTHING
    assert rules.owes_answer(one) is owed
    assert rules.first_folder(one, "to") == (Folder.NEEDS_ANSWER if owed else Folder.TO_READ)
    assert rules.first_folder(one, "cc") == Folder.TO_READ
    assert (rules.due_at(one, NOW) is not None) is owed


@pytest.mark.parametrize(("priority", "span"), list(rules.ANSWER_WITHIN.items()))
def test_the_priority_has_its_clock_and_a_date_of_ones_own_goes_before(priority: Priority, span: timedelta) -> None:
    assert rules.due_at(made(kind="request", priority=priority), NOW) == NOW + span
    said = made(kind="request", priority=priority, due_at="2026-12-01T00:00:00.000Z")
    assert rules.due_at(said, NOW) == rules.moment("2026-12-01T00:00:00.000Z")


@pytest.mark.parametrize("kind", list(Kind))
def test_anything_but_a_question_back_settles(kind: Kind) -> None:
    one = made(kind=kind, answers=str(ids.new()))
    assert rules.settles(one, answered_is_automatic=False) is (kind != Kind.REQUEST)
    assert not rules.settles(one, answered_is_automatic=True)
    assert not rules.settles(made(kind=kind), answered_is_automatic=False)


@given(st.sampled_from(list(Asks)), st.booleans(), st.lists(st.sampled_from(rules.CITABLE), max_size=4))
def test_who_asks_for_arrest_or_location_of_a_person_cites_what_it_rests_on(
    asks: Asks, names: bool, cited: list[str]
) -> None:
    cites = tuple(f"{kind}:{ids.new()}" for kind in cited)
    found = wrong(asks=asks, names_person=names, cites=cites, kind="request")
    coercive = asks in rules.COERCIVE
    assert ("cites" in found) is (coercive and names and not {"notice", "diffusion"} & set(cited))
    assert ("names_person" in found) is (coercive and not names)


@given(st.integers(0, 30), st.integers(0, 30))
def test_sizes_are_bounded(recipients: int, files: int) -> None:
    many = tuple(f"B{place}" for place in range(recipients * 10))
    assert ("to" in wrong(to=many)) is not (0 < len(many) <= rules.MOST_RECIPIENTS)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"size": 0}, "size"),
        ({"size": rules.LARGEST_CONTENT + 1}, "size"),
        ({"commitment": "x"}, "commitment"),
        ({"sent_at": "yesterday"}, "sent_at"),
        ({"sent_at": "2026-11-22T16:00:00+01:00"}, "sent_at"),
        ({"sent_at": "2026-13-22T16:00:00.000Z"}, "sent_at"),
        ({"officer": "x" * 121}, "officer"),
        ({"due_at": "soon", "kind": "request"}, "due_at"),
        ({"cites": tuple(f"hit:{ids.new()}" for _ in range(21))}, "cites"),
    ],
)
def test_what_is_out_of_bounds_is_named(said: dict[str, Any], field: str) -> None:
    assert wrong(**said) == {field}


def test_an_id_is_written_in_one_way() -> None:
    key = str(ids.new())
    assert rules.is_id(key, version=7)
    assert not any(map(rules.is_id, (key.upper(), f"{{{key}}}", key.replace("-", ""), "", "1")))


# --- Keys ---

parties = st.sets(st.sampled_from(["KE", "BR", "JP", "MA"]), min_size=1)


@given(parties, st.data())
def test_sealed_for_is_exactly_the_current_keys_of_everybody(to: set[str], data: Any) -> None:
    current = {code: f"key-{code}" for code in ("FR", "KE", "BR", "JP", "MA")}
    right = [*(current[code] for code in sorted(to)), KEY]
    assert not form.problems_of_keys(made(to=tuple(sorted(to)), sealed_for=tuple(right)), Keys(current))
    kept = data.draw(st.lists(st.sampled_from([*right, "key-old", "key-XX"]), max_size=6))
    found = form.problems_of_keys(made(to=tuple(sorted(to)), sealed_for=tuple(kept)), Keys(current))
    assert bool(found) is (sorted(kept) != sorted(right))


def test_a_key_that_was_replaced_is_named_with_the_one_of_now() -> None:
    keys = Keys({"FR": KEY, "KE": "new"}, {"old": "KE"})
    (first, _missing) = form.problems_of_keys(made(sealed_for=("old", KEY)), keys)
    assert (first.field, first.accepted) == ("sealed_for[0]", "new")


# --- Receipts ---


@given(st.permutations(list(Said)), st.lists(st.integers(0, 50), min_size=3, max_size=3))
def test_receipts_are_taken_in_any_order_if_their_times_are_in_order(order: list[Said], minutes: list[int]) -> None:
    at = dict(zip(rules.ORDER_OF_RECEIPTS, minutes, strict=True))
    now, said = NOW + timedelta(hours=1), dict[Said, datetime]()
    for one in order:
        moment = NOW + timedelta(minutes=at[one])
        if not form.problems_of_receipt(one, moment.isoformat().replace("+00:00", "Z"), Times(NOW, said), now):
            said[one] = moment
    taken = [said[one] for one in rules.ORDER_OF_RECEIPTS if one in said]
    assert taken == sorted(taken)
    assert len(taken) == 3 or minutes != sorted(minutes)


def test_a_receipt_of_an_unknown_kind_or_time_is_refused() -> None:
    assert form.problems_of_receipt("liked", "2026-11-22T16:00:00Z", Times(NOW), NOW)
    assert form.problems_of_receipt("read", "later", Times(NOW), NOW)
