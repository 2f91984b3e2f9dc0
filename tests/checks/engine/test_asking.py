"""Answers: what is a hit, what is only possible, what was not checked and why, and what must not show at all."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.checks.engine import answer, asking, faults, frames, mrz, question
from comity.checks.engine.asking import Checker, PurposeNotYours
from comity.checks.engine.index import Index
from comity.checks.engine.journal import read, segments
from comity.checks.engine.mrz.writing import Document as Zone
from comity.checks.engine.mrz.writing import write
from comity.checks.engine.question import Question
from comity.core.errors import Invalid, NotAllowed
from comity.network.rules import Post
from tests.checks.engine.conftest import NOW, World

Json = dict[str, Any]


def ask(world: World, **asked: Any) -> Json:
    """The answer as JSON, asked by Kenya for border control."""
    actor = asked.pop("actor", world.asker)
    stated = decoded({"purpose": "border_control"} | asked)
    said = world.checker.compose(stated, actor, NOW).answer
    return dict(msgspec.json.decode(answer.encode(said)))


def decoded(asked: Json) -> Question:
    return question.decoder.decode(msgspec.json.encode(asked))


def outcomes(said: Json) -> dict[str, str]:
    return {one["database"]: one["outcome"] for one in said["answers"]}


def first_match(said: Json) -> Json:
    return next(match for one in said["answers"] for match in one["matches"])


def without_id(body: bytes) -> bytes:
    said = msgspec.json.decode(body)
    return body.replace(said["check"].encode(), b"*")


def test_a_stolen_passport_is_a_hit_with_everything_the_officer_needs(world: World) -> None:
    record = world.document("12AB34567", conditions=("Contact the source before any measure.",))
    said = ask(world, document={"number": "12ab 345-67", "issuer": "FR", "type": "P"}, place="Gate 4")
    assert said["outcome"] == "hit"
    assert outcomes(said) == {"travel_documents": "hit", "persons": "no_hit"}
    match = first_match(said)
    assert match["record"] == str(record)
    assert (match["source"], match["source_name"], match["contact"]) == ("FR", "NCB Paris", "+33 1 00 00 00 00")
    assert (match["kind"], match["score"], match["level"]) == ("stolen", 1.0, "official_use_only")
    assert match["conditions"] == ["Contact the source before any measure."]
    assert match["means"] == "Reported stolen."
    assert match["next_steps"] and "Reported stolen." not in match["next_steps"]
    assert "This is not an arrest request." in match["not_to_do"]
    assert said["at"] == "2026-03-01T12:00:00.000Z"


@pytest.mark.parametrize(
    ("asked", "outcome", "said"),
    [
        ({"number": "12AB34567", "issuer": "FRA"}, "hit", "The number is the same."),
        ({"number": "12AB34567"}, "possible", "The issuing country was not given"),
        ({"number": "12AB34567", "issuer": "DEU"}, "no_hit", ""),
        ({"number": "12AB34567", "issuer": "FRA", "type": "ID"}, "possible", "another type"),
        ({"number": "I2AB34567", "issuer": "FRA"}, "possible", "Did you mean 12AB34567?"),
        ({"number": "I2AB34567"}, "possible", "Did you mean 12AB34567?"),
        ({"number": "12AB34568", "issuer": "FRA"}, "no_hit", ""),
    ],
)
def test_a_document_is_asserted_only_when_number_and_issuer_agree(
    world: World, asked: Json, outcome: str, said: str
) -> None:
    world.document("12AB34567")
    found = ask(world, document=asked)
    assert outcomes(found)["travel_documents"] == outcome
    if said:
        assert any(said in reason for reason in first_match(found)["reasons"])


def test_a_record_without_issuer_is_only_possible(world: World) -> None:
    world.put("persons", {"name": "Ann Person", "documents": [{"number": "X1234567"}]}, kind="missing")
    said = ask(world, document={"number": "X1234567", "issuer": "FRA"})
    assert outcomes(said) == {"travel_documents": "no_hit", "persons": "possible"}


def test_the_document_of_a_person_is_found_with_its_own_issuer(world: World) -> None:
    papers = [{"number": "X1234567", "issuer": "KEN", "type": "passport"}, {"number": "Y7", "issuer": "FRA"}]
    world.put("persons", {"name": "Ann Person", "documents": papers}, kind="missing")
    assert outcomes(ask(world, document={"number": "X1234567", "issuer": "KEN"}))["persons"] == "hit"
    assert outcomes(ask(world, document={"number": "X1234567", "issuer": "FRA"}))["persons"] == "no_hit"
    assert outcomes(ask(world, document={"number": "Y7", "issuer": "FRA"}))["persons"] == "hit"


def test_a_stolen_blank_is_found_in_its_range(world: World) -> None:
    fields = {"number": "AB0100", "number_last": "AB0199", "issuer": "FRA", "type": "passport"}
    world.put("travel_documents", fields, kind="stolen_blank")
    assert ask(world, document={"number": "AB0150", "issuer": "FRA"})["outcome"] == "hit"
    assert ask(world, document={"number": "AB0150", "issuer": "DEU"})["outcome"] == "no_hit"
    assert ask(world, document={"number": "AB0200", "issuer": "FRA"})["outcome"] == "no_hit"


def zone(number: str, **others: Any) -> list[str]:
    stated: dict[str, Any] = {
        "issuer": "FRA",
        "nationality": "FRA",
        "document_number": number,
        "birth_date": "1985-04-12",
        "sex": "F",
        "expiry_date": "2031-08-01",
        "primary_identifier": "DURAND",
        "secondary_identifier": "MARIE ELISE",
    }
    return write(Zone(**stated | others))


def test_a_zone_asks_for_the_document_and_for_the_person(world: World) -> None:
    world.document("12AB34567")
    person = {"name": "Élise Marie DURAND", "birth_dates": ["1985-04-12"], "sex": "female", "nationalities": ["FRA"]}
    world.put("persons", person, kind="missing")
    said = ask(world, mrz=zone("12AB34567"))
    assert outcomes(said) == {"travel_documents": "hit", "persons": "possible"}
    assert said["reading"]["fields"]["document_number"] == "12AB34567"
    assert ask(world, mrz="\r\n".join(zone("12AB34567")).lower())["outcome"] == "hit"
    assert outcomes(ask(world, mrz=zone("99AB34567", birth_date="1961-08-30"))) == {
        "travel_documents": "no_hit",
        "persons": "no_hit",
    }


def test_a_zone_with_a_doubtful_number_never_says_no(world: World) -> None:
    world.document("12AB34567")
    first, second = zone("12AB34567")
    wrong = second[:9] + str((int(second[9]) + 1) % 10) + second[10:]
    said = ask(world, mrz=[first, wrong])
    assert outcomes(said)["travel_documents"] == "possible"
    other = zone("77AB34567")[1]
    said = ask(world, mrz=[first, other[:9] + str((int(other[9]) + 1) % 10) + other[10:]])
    assert outcomes(said)["travel_documents"] == "not_checked"
    assert "check digit" in said["answers"][0]["why"]


def test_an_unreadable_zone_is_refused_by_name(world: World) -> None:
    for lines in (["P<FRA"], ["X" * 44, "é" * 44], "hello"):
        with pytest.raises(Invalid) as refusal:
            ask(world, mrz=lines)
        assert [problem.field for problem in refusal.value.problems] == ["mrz"]


def test_a_cut_off_name_is_not_a_no(world: World) -> None:
    long = zone("12AB34567", primary_identifier="NILAVADHANANANDA", secondary_identifier="CHAYAPA DEJTHAMRONG KRASUANG")
    assert mrz.read(long, NOW.date()).name_may_be_truncated
    assert outcomes(ask(world, mrz=long)) == {"travel_documents": "no_hit", "persons": "not_checked"}


@pytest.mark.parametrize(
    ("person", "outcome"),
    [
        ({"name": "Durand Marie Elise", "birth_date": "1985-04-12"}, "possible"),
        ({"family_name": "DURAND", "given_name": "Marie-Elise", "birth_date": "1985-04-12", "sex": "F"}, "possible"),
        ({"name": "Durand Marie Elise", "birth_date": "1985-04"}, "possible"),
        ({"name": "Durand Marie Elise", "birth_date": "1985"}, "possible"),
        ({"name": "Durand Marie Elise", "birth_date": "1985-12-04"}, "possible"),
        ({"name": "Дюран Мари Элиз", "birth_date": "1985-04-12"}, "possible"),
        ({"name": "Durand Marie Elise"}, "possible"),
        ({"name": "Durand Marie Elise", "birth_date": "1961-08-30"}, "no_hit"),
        ({"name": "Petrov Oleg", "birth_date": "1985-04-12"}, "no_hit"),
        ({"name": "Petrov Oleg"}, "no_hit"),
    ],
)
def test_a_person_found_by_name_is_possible_and_never_a_hit(world: World, person: Json, outcome: str) -> None:
    fields = {
        "name": "Marie-Élise DURAND",
        "birth_dates": ["1985-04-12"],
        "sex": "female",
        "nationalities": ["FRA", "DEU"],
    }
    world.put("persons", fields, kind="charged")
    assert outcomes(ask(world, person=person)) == {"persons": outcome}


@pytest.mark.parametrize(
    ("recorded", "born"),
    [
        (["1985"], "1985-04-12"),
        (["1985"], "1985"),
        (["1985-04"], "1985-04-12"),
        (["1985-04"], "1985"),
        (["1985~"], "1986-01-01"),
        (["1983/1987"], "1984-02-29"),
        (["1900/2000"], "1984-02-29"),
        (["1979-01-01", "1985"], "1985-04-12"),
        ([], "1985-04-12"),
        ([], None),
    ],
)
def test_who_is_recorded_with_less_than_a_date_is_never_a_silent_no(
    world: World, recorded: list[str], born: str | None
) -> None:
    world.put("persons", {"name": "Ivan Testov", "birth_dates": recorded}, kind="charged")
    asked = {"name": "TESTOV, Ivan"} | ({"birth_date": born} if born else {})
    assert outcomes(ask(world, person=asked)) == {"persons": "possible"}


@pytest.mark.parametrize(
    ("recorded", "born"), [(["1985"], "1996-04-12"), (["1985~"], "1997-01-01"), (["1983/1987"], "1961-02-28")]
)
def test_a_namesake_born_in_another_year_is_not_answered(world: World, recorded: list[str], born: str) -> None:
    world.put("persons", {"name": "Ivan Testov", "birth_dates": recorded}, kind="charged")
    assert outcomes(ask(world, person={"name": "TESTOV, Ivan", "birth_date": born})) == {"persons": "no_hit"}


def test_a_person_of_several_names_and_dates_is_answered_once(world: World) -> None:
    names = {"name": "Ivan Testov", "original_name": "Иван Тестов", "aliases": [{"name": "Ivan Testoff"}]}
    world.put("persons", names | {"birth_dates": ["1985", "1985-04-12"]}, kind="charged")
    said = ask(world, person={"name": "Ivan Testov", "birth_date": "1985-04-12"})
    assert [len(one["matches"]) for one in said["answers"]] == [1]


# --- Never silence ---


def test_a_database_one_may_not_ask_is_not_checked(world: World) -> None:
    world.document("12AB34567")
    narrow = world.actor("KE", databases=frozenset({"persons"}))
    said = ask(world, actor=narrow, document={"number": "12AB34567", "issuer": "FRA"})
    assert outcomes(said) == {"travel_documents": "not_checked", "persons": "no_hit"}
    assert said["outcome"] == "not_checked"
    assert said["answers"][0]["why"] == asking.NOT_AUTHORISED


def test_without_an_index_nothing_is_a_no(world: World) -> None:
    checker = Checker(Index(world.folder / "nowhere"), world.journal)
    stated = question.Question(purpose="border_control", document=question.Document("12AB34567"), mrz=zone("1"))
    said = checker.compose(stated, world.asker, NOW).answer
    assert {(one.outcome, one.why) for one in said.answers} == {("not_checked", asking.NO_INDEX)}


def test_an_index_nobody_follows_says_hits_but_never_no(world: World) -> None:
    world.document("12AB34567")
    world.writer._control.words[5] -= 10_000
    world.checker.stale_after = 5
    assert ask(world, document={"number": "12AB34567", "issuer": "FRA"})["answers"][0]["outcome"] == "hit"
    said = ask(world, document={"number": "99", "issuer": "FRA"})
    assert {(one["outcome"], one["why"]) for one in said["answers"]} == {("not_checked", asking.STALE)}
    world.writer.beat()
    assert ask(world, document={"number": "99", "issuer": "FRA"})["outcome"] == "no_hit"


def test_who_may_not_ask_is_told_so(world: World) -> None:
    stated = question.Question(purpose="border_control", document=question.Document("1"))
    with pytest.raises(PurposeNotYours):
        world.checker.compose(stated, world.actor("KE", purposes=frozenset({"warning"})), NOW)
    with pytest.raises(NotAllowed):
        world.checker.compose(stated, world.actor("KE", posts=frozenset({Post.DELEGATE})), NOW)


# --- One way for every face ---

_numbers = st.sampled_from(["12AB34567", "I2AB34567", "AB0150", "99", "ÅÄ", "9 9", "o0", "AB01"])
_issuers = st.none() | st.sampled_from(["FRA", "D", "ke", "ZZZ", ""])
_documents = st.fixed_dictionaries(
    {"number": _numbers}, optional={"issuer": _issuers, "type": st.sampled_from(["P", "ID"])}
)
_questions = st.fixed_dictionaries(
    {"purpose": st.sampled_from(["border_control", "locate", "nothing"])},
    optional={
        "document": _documents,
        "place": st.sampled_from(["Gate", "x" * 300]),
        "vehicle": st.just({"vin": "WVWZZZ1JZ3W386752"}),
        "mrz": st.just(zone("12AB34567")),
        "person": st.fixed_dictionaries(
            {"name": st.sampled_from(["Maria Petrov", "Pat", "7"])}, optional={"birth_date": st.just("1985-04-12")}
        ),
    },
)


@given(_questions, st.sampled_from(["", "persons", "vehicles"]))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_short_way_and_the_long_way_say_the_same(world: World, asked: Json, without: str) -> None:
    if world.writer.seq == 0:
        world.document("12AB34567")
        world.document("99", denied=frozenset({"KE"}))
        world.put(
            "travel_documents", {"number": "AB0100", "number_last": "AB0199", "issuer": "FRA", "type": "passport"}
        )
    stated = decoded(asked)
    databases = world.asker.databases - {without}
    actor = world.actor("KE", purposes=frozenset({"border_control", "locate"}), databases=databases)
    try:
        long = answer.encode(world.checker.compose(stated, actor, NOW).answer)
    except (Invalid, NotAllowed) as refusal:
        with pytest.raises(type(refusal)):
            world.checker.say(stated, actor, NOW)
        return
    said = world.checker.say(stated, actor, NOW)
    assert without_id(said.body) == without_id(long)
    assert said.outcome == msgspec.json.decode(long)["outcome"]
    assert dict(said.outcomes) == outcomes(msgspec.json.decode(long))


def test_a_check_is_in_the_journal_when_its_answer_is_returned(world: World) -> None:
    record = world.document("12AB34567")
    stated = question.Question(
        purpose="border_control", place="Gate\0 4", silent=True, document=question.Document("12AB34567", "FRA")
    )
    said = world.checker.ask(stated, world.asker, "page", NOW + timedelta(seconds=1))
    [path] = segments(world.folder / "journal")
    [(payload, _end)] = read(path)
    [made] = frames.checks(payload)
    assert str(made.check) == said.check
    assert (made.asker.bureau, made.asker.face, made.silent) == ("KE", "page", True)
    assert (made.purpose, made.place, made.outcome) == ("border_control", "Gate\ufffd 4", "hit")
    assert made.outcomes == (("travel_documents", "hit"), ("persons", "no_hit"))
    [matched] = made.matched
    assert (matched.record, matched.source, matched.kind) == (record.bytes, "FR", "stolen")
    assert msgspec.json.decode(made.question)["document"] == {"number": "12AB34567", "issuer": "FRA"}


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ('{"purpose":"warning","document":{"number":"A1"},"document":{"number":"B2"}}', ["document"]),
        ('{"purpose":"warning","document":{"number":"A1"},"docu\\u006dent":{"number":"A1"}}', ["document"]),
        ('{"purpose":"warning","purpose":"locate","document":{"number":"A1","number":"B2"}}',
         ["purpose", "document.number"]),
        ('{"purpose":"warning","place":"Gate 4: left","silent":false,"document":{"number":"A1","issuer":null}}', []),
    ],
)  # fmt: skip
def test_a_name_that_stands_twice_is_refused(body: str, fields: list[str]) -> None:
    for text in (body, body.encode()):
        try:
            faults.decode(text, NOW.date())
            found = []
        except Invalid as refusal:
            found = [problem.field for problem in refusal.problems]
        assert found == fields
