"""The file of judgements: what is written is found, by the bureau that made it, and by nobody else."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.checks.engine import frames, judged, setting_aside
from comity.checks.engine.judged import Judged
from comity.checks.engine.mrz.writing import Document, write
from comity.checks.engine.question import Document as AskedDocument
from comity.checks.engine.question import Person, Question
from comity.core import ids
from comity.judgements import rules
from comity.judgements.rules import InForce, Traveller

KEY = bytes(range(32))
NOW = datetime(2026, 11, 22, 10, 30, 15, 123456, tzinfo=UTC)
TODAY = NOW.date()


def traveller(number: int) -> Traveller:
    return Traveller(number=f"K{number:08}", issuer="KEN", names=("HIDENOR QUENTIN",), born="1981-03-04")


def judgement(bureau: str, number: int) -> InForce:
    return InForce(
        id=ids.new().bytes,
        record=ids.new().bytes,
        digest=rules.digest(KEY, bureau, traveller(number)),
        facts=rules.facts_digest({"name": str(number)}),
        decided_at=NOW,
        expires_at=NOW,
    )


@given(st.lists(st.tuples(st.sampled_from(["FR", "KE"]), st.integers(0, 30)), max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_found(tmp_path: Path, made: list[tuple[str, int]]) -> None:
    rows = {(bureau, number, place): judgement(bureau, number) for place, (bureau, number) in enumerate(made)}
    judged.write(tmp_path / "judged", KEY, map(judged.row, rows.values()))
    held = Judged(tmp_path / "judged")
    assert len(held) == len(rows)
    for bureau in ("FR", "KE", "BR"):
        for number in range(31):
            expected = sorted(row.id for (own, one, _), row in rows.items() if (own, one) == (bureau, number))
            found = held.of(bureau, traveller(number))
            assert sorted(row.id for row in found) == expected
            assert all(row in rows.values() for row in found)


@pytest.mark.parametrize("content", [b"", b"COMITYJ1", bytes(200), b"COMITYJ1" + b"\xff" * 60], ids=range(4))
def test_a_file_that_is_none_judges_nobody(tmp_path: Path, content: bytes) -> None:
    assert not Judged(tmp_path / "missing") and not Judged()
    (tmp_path / "judged").write_bytes(content)
    assert not Judged(tmp_path / "judged").of("KE", traveller(1))


def test_a_file_swapped_while_it_is_read_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "judged"
    first = judgement("KE", 1)
    judged.write(path, KEY, [judged.row(first)])
    held = Judged(path)
    judged.write(path, KEY, [])
    assert held.of("KE", traveller(1)) == [first]
    assert Judged(path).of("KE", traveller(1)) == []


def zone(**changed: str) -> list[str]:
    said = {
        "issuer": "KEN",
        "document_number": "K77312045",
        "nationality": "KEN",
        "birth_date": "1981-03-04",
        "sex": "M",
        "expiry_date": "2031-08-14",
        "primary_identifier": "Hidenor",
        "secondary_identifier": "Quentin",
    }
    return write(Document(**{**said, **changed}))


def holder(**asked: object) -> Traveller | None:
    return setting_aside.holder(Question(purpose="border_control", **asked), TODAY)[0]  # type: ignore[arg-type]


HOLDER = Traveller(number="K77312045", issuer="KEN", names=("HIDENOR QUENTIN",), born="1981-03-04")
DOCUMENT = AskedDocument("k 7731-2045", "ke")
PERSON = Person(family_name="HIDENOR", given_name="Quentin", birth_date=" 1981-03-04 ")


def test_a_zone_and_what_is_typed_from_it_are_one_traveller() -> None:
    assert holder(mrz=zone()) == holder(document=DOCUMENT, person=PERSON) == HOLDER
    assert holder(mrz="\n".join(zone()).lower()) == HOLDER


def wrong_digit() -> list[str]:
    first, second = zone()
    return [first, f"{second[:9]}{(int(second[9]) + 1) % 10}{second[10:]}"]


@pytest.mark.parametrize(
    "asked",
    [
        {"mrz": wrong_digit()},
        {"mrz": zone(), "person": PERSON},
        {"mrz": zone(), "document": DOCUMENT},
        {"mrz": zone(issuer="QQQ", nationality="KEN")},
        {"mrz": zone(secondary_identifier="", primary_identifier="")},
        {"mrz": "nothing of the kind"},
        {"document": DOCUMENT},
        {"person": PERSON},
        {"document": AskedDocument("K77312045"), "person": PERSON},
        {"document": AskedDocument("K77312045", "QQQ"), "person": PERSON},
        {"document": AskedDocument("K773", "KEN"), "person": PERSON},
        {"document": DOCUMENT, "person": Person(name="Quentin Hidenor")},
        {"document": DOCUMENT, "person": Person(name="Quentin Hidenor", birth_date="1981-03")},
        {"document": DOCUMENT, "person": Person(name="...", birth_date="1981-03-04")},
    ],
    ids=range(14),
)
def test_whatever_is_not_whole_and_sure_is_no_traveller(asked: dict) -> None:
    assert holder(**asked) is None


def test_a_visa_is_no_document_of_its_holder() -> None:
    first, second = zone()
    assert holder(mrz=[f"V{first[1:]}", second]) is None


def test_other_names_make_another_traveller() -> None:
    more = Person(name="Quentin Hidenor", birth_date="1981-03-04", names=["Q. H. Orlem", "Hidenor, Quentin"])
    one = holder(document=DOCUMENT, person=more)
    assert one is not None and one != HOLDER and len(one.names) == 2


def test_a_journal_written_before_there_were_judgements_is_read() -> None:
    """An installation is brought up to date with checks still on their way."""
    matched = frames.Matched(bytes(16), "FR", "persons", "suspect", "possible", bytes(32))
    asker = frames.Asker("system:1", "KE", None, "api")
    outcomes = (("persons", "possible"),)
    made = frames.Made(
        ids.new(), NOW, asker, "border_control", "", False, "possible", outcomes, (matched,), b"{}", (bytes(16),)
    )
    assert list(frames.checks(frames.encode(frames.CheckFrame(made)))) == [made]
    tag, (*fields, shown, question, _set_aside) = msgspec.msgpack.decode(frames.encode(frames.CheckFrame(made)))
    before = msgspec.msgpack.encode([tag, [*fields, [one[:-1] for one in shown], question]])
    [old] = frames.checks(before)
    assert old.set_aside == () and old.matched == (msgspec.structs.replace(matched, facts=b""),)
