"""An officer types a name in Arabic letters and finds the fugitive recorded in Latin, with the reasons; the namesake
and the innocent traveller are shown as what they are."""

import re
from decimal import Decimal
from html import unescape
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from comity.checks.engine import explaining
from comity.checks.engine.names.comparing import compare
from comity.checks.engine.names.name import Person
from comity.checks.engine.names.parsing import parse
from comity.checks.models import Check, Hit
from comity.testing import names, sought
from comity.testing.stage import Stage
from comity.wiring.cli.check import check

TOKEN = "Passenger control, Tana airport"
ARABIC = {"name": sought.FUGITIVE_ARABIC, "birth_date": sought.FUGITIVE_BORN}


def asked(stage: Stage, **question: Any) -> dict[str, Any]:
    """What the database of persons says, asked by API of an index that has just been looked after."""
    stage.follow()
    said = stage.ask_api(stage.tokens[TOKEN], {"purpose": "border_control"} | question)
    return next(one for one in said["answers"] if one["database"] == "persons")


def page_of(stage: Stage, username: str = "ke.border", **typed: str) -> str:
    response = stage.client(username).post("/checks/", {"question": "", "purpose": "border_control"} | typed)
    assert response.status_code == 200, response.content.decode()[:3000]
    return response.content.decode()


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_a_fugitive_recorded_in_latin_is_found_by_his_name_in_arabic(stage: Stage) -> None:
    said = asked(stage, person=ARABIC)
    assert said["outcome"] == "possible", "a name is never a hit"
    best = said["matches"][0]
    assert best["found_as"] == sought.FUGITIVE_NAME
    assert (best["source"], best["kind"]) == ("FR", "charged")
    assert any("قاسم" in sentence and "Qasim" in sentence for sentence in best["agrees"])
    assert best["next_steps"][0] == explaining.BEFORE_ANY_MEASURE
    assert best["not_to_do"][0] == explaining.NOT_YET_THE_PERSON
    assert 0.5 < best["score"] <= 1 and 0.5 < best["probability"] <= 1
    assert [match["source"] for match in said["matches"]] == ["FR", "KE"], "and the duplicate, below him"


@pytest.mark.parametrize(
    "person",
    [
        ARABIC,
        {"name": sought.CYRILLIC_LATIN},
        {"name": sought.CHINESE_TRADITIONAL, "birth_date": sought.CHINESE_BORN},
        {"family_name": "Bazraoui", "given_name": "Kasim", "names": [sought.FUGITIVE_NAME], "sex": "M"},
        {"name": sought.FUGITIVE_NAME, "birth_date": "1974-09-03", "nationality": "FRA", "place_of_birth": "Tetouan"},
    ],
)
def test_the_sum_of_the_parts_is_the_score_and_every_part_has_its_sentence(
    stage: Stage, person: dict[str, Any]
) -> None:
    matches = asked(stage, person=person)["matches"]
    assert matches
    for match in matches:
        points = [Decimal(str(part["points"])) for part in match["parts"]]
        assert sum(points, Decimal()) == Decimal(str(match["score"]))
        for part in match["parts"]:
            assert part["sentence"] == part["says"].format(left=part["left"], right=part["right"])
        assert {*match["differs"], *match["agrees"]} <= {part["sentence"] for part in match["parts"]}
        assert not {*match["differs"]} & {*match["agrees"]}


def test_the_other_scripts_are_found_too(stage: Stage) -> None:
    for person, source in (
        ({"name": sought.CYRILLIC_LATIN}, "BR"),
        ({"name": sought.CYRILLIC_LATIN, "birth_date": "1981-05-05"}, "BR"),
        ({"name": sought.CHINESE_TRADITIONAL, "birth_date": sought.CHINESE_BORN}, "MA"),
        ({"name": sought.CHINESE_TRADITIONAL}, "MA"),
        ({"name": sought.FUGITIVE_ARABIC}, "FR"),
    ):
        said = asked(stage, person=person)
        assert said["outcome"] == "possible", (person, said)
        assert said["matches"][0]["source"] == source, person


def test_a_namesake_born_in_another_year_is_nobody_recorded(stage: Stage) -> None:
    said = asked(stage, person={"name": sought.FUGITIVE_NAME, "birth_date": sought.NAMESAKE_BORN})
    assert (said["outcome"], said["matches"]) == ("no_hit", [])


def test_an_innocent_traveller_is_possible_and_what_differs_is_said_first(stage: Stage) -> None:
    [match] = asked(stage, mrz=sought.innocent_zone())["matches"]
    assert match["outcome"] == "possible"
    assert any("nationality" in sentence for sentence in match["differs"])
    assert match["reasons"][: len(match["differs"])] == match["differs"]
    page = page_of(stage, question="\n".join(sought.innocent_zone()))
    order = ("What to do", "What not to do", "What differs", "What agrees", "Source")
    assert [*order] == sorted(order, key=page.index), "what to do comes before everything that has to be scrolled to"


def test_the_page_shows_both_sides_in_their_own_script_and_direction(stage: Stage) -> None:
    page = page_of(stage, question=f"{sought.FUGITIVE_ARABIC}، {sought.FUGITIVE_BORN}")
    assert 'class="verdict-word">Possible<' in page
    assert '<bdi dir="auto" lang="ar">قاسم</bdi>' in page
    assert '<bdi dir="auto" lang="und-Latn">Qasim</bdi>' in page
    words = text_of(page)
    assert "Possible, by name. Names are not unique, and this alone proves nothing." in words
    assert "Before any measure: compare fingerprints or the face" in words
    assert "How the likeness came about" in words
    assert " match" not in words.lower().replace("what matched", ""), "a name is possible, never a match"


def test_points_shown_on_the_page_add_up_to_the_score_shown(stage: Stage) -> None:
    page = page_of(stage, question=f"{sought.FUGITIVE_ARABIC}، {sought.FUGITIVE_BORN}")
    for disclosed in re.findall(r'<details class="match-sum">.*?</details>', page, re.DOTALL):
        shown = [
            Decimal(one.replace("−", "-"))
            for one in re.findall(r'weight-number"><bdi dir="ltr">([+−]?[\d.]+)<', disclosed)
        ]
        [total] = re.findall(r"<strong>([\d.]+) of 100</strong>", disclosed)
        assert sum(shown, Decimal()) == Decimal(total)
        assert f"<strong>{total}</strong>" in page


def test_the_form_asks_as_the_api_does(stage: Stage) -> None:
    page = page_of(
        stage,
        **{
            "person-family_name": "البزرواني",
            "person-given_name": "قاسم",
            "person-names": "Kassem Bezrawany; Abu Yunus",
            "person-birth_date": "١٩٧٤-٠٣-٠٩",
            "person-sex": "M",
            "person-nationality": "FRA",
            "person-place_of_birth": "Tetouan",
        },
    )
    words = text_of(page)
    assert "person البزرواني, قاسم, born 1974-03-09" in words
    assert "France (FRA)" in words and "Morocco (MAR)" in words, "both nationalities, side by side"
    assert "9 March 1974" in words


@pytest.mark.parametrize(
    ("typed", "is_warned"),
    [
        ({"question": "Bazrawani"}, True),
        ({"person-family_name": "Bazrawani"}, True),
        ({"person-family_name": "Bazrawani", "person-given_name": "Nobody"}, False),
        ({"person-family_name": "Bazrawani", "person-birth_date": "1953"}, False),
        ({"question": "諸葛瀾沁"}, False),
    ],
)
def test_one_name_alone_is_said_to_find_little(stage: Stage, typed: dict[str, str], is_warned: bool) -> None:
    page = stage.client("ke.border").post("/checks/", {"question": "", "purpose": "border_control"} | typed)
    assert ("One name alone" in page.content.decode()) == is_warned


def test_one_name_alone_that_finds_nobody_is_no_clearance(stage: Stage) -> None:
    assert asked(stage, person={"name": "Bazrawani"})["outcome"] == "not_checked"
    assert asked(stage, person={"name": "Bazrawani", "birth_date": "1953"})["outcome"] == "no_hit"


def test_a_date_that_is_not_the_same_is_not_said_to_agree(stage: Stage) -> None:
    page = page_of(stage, question=f"{sought.FUGITIVE_NAME}, 1974-09-03")
    swapped = "Day and month of birth are swapped: 1974-09-03, 1974-03-09."
    said = asked(stage, person={"name": sought.FUGITIVE_NAME, "birth_date": "1974-09-03"})["matches"][0]
    assert swapped in said["differs"] and swapped not in said["agrees"]
    assert "beside-differs" in page


def test_the_namesake_bears_a_name_that_nobody_else_of_the_demo_can_have() -> None:
    family = {name.split("|")[0] for culture in names.CULTURES for name in culture.family}
    person = Person(names=(parse(sought.CYRILLIC_NAME),))
    others = [Person(names=(parse(f"Ostap {one}"),)) for one in family]
    assert {compare(person, other).outcome for other in others} == {"different"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"person-name": "م"}, "One letter is too little to look anybody up by."),
        ({"person-name": "😀"}, "This holds no letter."),
        ({"person-name": "a" * 10_000}, "This is too long."),
        ({"person-birth_date": "1974"}, "A name is missing."),
        ({"person-name": "Ann Person", "person-birth_date": "2790-01"}, "This date of birth is in the future."),
        ({"person-name": "Ann Person", "person-birth_date": "yesterday"}, "This is not a date."),
        ({"person-name": "Ann Person", "person-nationality": "Atlantis"}, "This is not a code of a state."),
        ({"person-name": "Ann Person", "person-sex": "?"}, "Select a valid choice."),
        ({"question": "م"}, "One letter is too little to look anybody up by."),
        ({"question": "a" * 300}, "This is too long."),
    ],
)
def test_what_cannot_be_looked_up_is_said_where_it_was_typed(stage: Stage, typed: dict[str, str], said: str) -> None:
    response = stage.client("ke.border").post("/checks/", {"question": "", "purpose": "border_control"} | typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert ('<details class="ask-person" open>' in page) == any(name.startswith("person-") for name in typed)


def test_a_document_in_the_box_and_a_person_in_the_form_are_one_question(stage: Stage) -> None:
    client = stage.client("ke.border")
    typed = {"question": "FRA 22EK71946", "purpose": "border_control", "person-name": sought.FUGITIVE_ARABIC}
    response = client.post("/checks/", typed | {"person-birth_date": sought.FUGITIVE_BORN})
    databases = [one["database"] for answer in response.context["answers"] for one in answer["answers"]]
    assert {"travel_documents", "persons"} <= set(databases)
    assert response.context["whole"]["outcome"] == "possible"


def test_the_command_prints_the_reasons(stage: Stage) -> None:
    told = CliRunner().invoke(
        check, ["--name", sought.FUGITIVE_ARABIC, "--born", sought.FUGITIVE_BORN, "--token", stage.tokens[TOKEN]]
    )
    assert told.exit_code == 1, told.output
    assert f"found as {sought.FUGITIVE_NAME}" in told.stdout
    for heading in ("What agrees:", "What to do:", "How the likeness came about:"):
        assert heading in told.stdout
    sums = re.findall(r"- ([+-][\d.]+)  (.+)", told.stdout)
    upto = next(place for place, (_points, sentence) in enumerate(sums) if sentence == "Sum, and the likeness.")
    assert sum(Decimal(points) for points, _sentence in sums[:upto]) == Decimal(sums[upto][0])


def test_every_face_gives_the_same_parts(stage: Stage) -> None:
    token = stage.tokens[TOKEN]
    question = {"purpose": "border_control", "person": ARABIC}
    [single], [line] = [stage.ask_api(token, question)], stage.ask_batch(token, [question])
    told = CliRunner().invoke(
        check, ["--name", ARABIC["name"], "--born", ARABIC["birth_date"], "--json", "--token", token]
    )
    command = msgspec.json.decode(told.stdout)
    assert single["answers"] == line["answers"] == command["answers"]


def test_the_side_that_asked_sees_both_sides_of_its_hit_and_the_source_only_its_own(stage: Stage) -> None:
    page_of(stage, question=f"{sought.FUGITIVE_ARABIC}، {sought.FUGITIVE_BORN}")
    stage.ingest()
    hit = Hit.objects.get(source="FR", database="persons")
    asking = stage.client("ke.bureau").get(f"/hits/{hit.pk}/").content.decode()
    assert '<bdi dir="auto" lang="ar">قاسم</bdi>' in asking
    assert "Before any measure: compare fingerprints" in text_of(asking)
    source = stage.client("fr.bureau").get(f"/hits/{hit.pk}/").content.decode()
    assert "قاسم" not in source, "whom another country asked about is for that country to tell"
    assert "Qasim al-Bazrawani" in source


def test_a_question_that_is_erased_is_compared_no_more(stage: Stage) -> None:
    page_of(stage, question="\n".join(sought.innocent_zone()))
    stage.ingest()
    hit = Hit.objects.get(source="BR", database="persons")
    assert "POJIDAILO" in stage.client("ke.bureau").get(f"/hits/{hit.pk}/").content.decode()
    Check.objects.update(question=None)
    assert "POJIDAILO" not in stage.client("ke.bureau").get(f"/hits/{hit.pk}/").content.decode()
