"""Letters to begin from, and words that ask for arrest or location."""

import pytest

from comity.core.languages import LANGUAGES
from comity.messages import letters


@pytest.mark.parametrize("slug", letters.LABELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_there_in_the_four_languages(slug: str, language: str) -> None:
    found = letters.beginning(slug, language)
    assert found is not None and found.language == language
    assert found.subject and len(found.body) > 150
    assert letters.places_left(found.subject, found.body)


def test_another_language_begins_in_english_and_an_unknown_letter_is_none() -> None:
    found = letters.beginning("information", "pt")
    assert found is not None and found.language == "en"
    assert letters.beginning("nothing", "en") is None


def test_the_letters_of_one_kind_have_the_same_number_of_places() -> None:
    for slug in letters.LABELS:
        found = [letters.beginning(slug, language) for language in LANGUAGES]
        assert len({one.body.count("[") for one in found if one}) == 1, slug


def test_brackets_of_somebodys_own_are_no_place_left() -> None:
    assert letters.places_left("The plate reads [illegible] 4711") == []
    assert letters.places_left("Please answer by [date].") == ["[date]"]


def test_a_letter_as_it_came_may_be_replaced_and_own_words_may_not() -> None:
    found = letters.beginning("alert", "fr")
    assert found is not None
    assert letters.is_a_beginning("", "")
    assert letters.is_a_beginning(found.subject, found.body.replace("\n", "\r\n"))
    assert not letters.is_a_beginning(found.subject, found.body + " Rouge.")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Please arrest the traveller at once.", {"arrest"}),
        ("We need to know his whereabouts.", {"location"}),
        ("Merci de l'arrêter et de le placer en détention.", {"arrest"}),
        ("Nous demandons sa localisation.", {"location"}),
        ("Rogamos la detención preventiva.", {"arrest"}),
        ("Solicitamos conocer su paradero.", {"location"}),
        ("نرجو القبض عليه وإبلاغنا.", {"arrest"}),
        ("نطلب تحديد مكان وجوده.", {"location"}),
        ("نطلب اعتقاله وتحديد مكان وجوده", {"arrest", "location"}),
        ("PLEASE DETAIN AND LOCATE", {"arrest", "location"}),
        ("The invoice of the ferry company is attached.", set()),
        ("Wir bitten um die Anschrift der Firma.", set()),
        ("The restoration of the painting is finished.", set()),
    ],
)
def test_words_that_ask_are_found_in_each_language(text: str, asked: set[str]) -> None:
    assert set(letters.asked_in(text)) == asked


def test_what_the_envelope_says_already_is_no_contradiction() -> None:
    assert letters.contradicts("information", {"arrest"})
    assert not letters.contradicts("location", {"location"})
    assert not letters.contradicts("arrest", {"location"})
    assert not letters.contradicts("", ())


def test_no_letter_asks_for_what_its_envelope_does_not_say() -> None:
    # An alert says in words that it is no request for arrest: the sender is asked about it only once they change it.
    quiet = {"information", "hit_confirmation", "crisis"}
    for slug in quiet:
        for language in LANGUAGES:
            found = letters.beginning(slug, language)
            assert found is not None and not letters.asked_in(found.subject, found.body), (slug, language)
