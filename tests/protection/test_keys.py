"""What the registers recognise: the same person however spelt, no namesake of another year; and forms never drift."""

import hashlib
import unicodedata
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comity.protection.engine import facts, keys, names
from comity.protection.engine.keys import Subject

CYRILLIC = dict(zip("abdefgiklmnoprstuvz", "абдэфгиклмнопрстувз", strict=True))
GREEK = dict(zip("adefgiklmnoprstuvz", "αδεφγικλμνοπρστυβζ", strict=True))
ARABIC = {"a": "ا", "b": "ب", "d": "د", "e": "", "f": "ف", "g": "غ", "i": "ي", "k": "ك", "l": "ل", "m": "م", "n": "ن",
          "o": "و", "p": "ب", "r": "ر", "s": "س", "t": "ت", "u": "و", "v": "ف", "z": "ز"}  # fmt: skip

# Parts of at least two different consonants, so that they have bones; made up, and nobody's.
PART = st.from_regex(r"[bdfgklmnprstz][aeiou][lmnrstkd][aeiou][bdfgklmnprst]?", fullmatch=True).filter(
    lambda part: (
        sum(map(str.isupper, names.bones(part)[0][0])) > 1
        and part not in names.PARTICLES
        and not part.startswith("abd")
    )
)
NAME = st.lists(PART, min_size=2, max_size=4, unique=True)
BORN = st.dates(min_value=date(1930, 1, 1), max_value=date(2010, 1, 1))


def strengths(kept: Subject, asked: Subject) -> set[tuple[str, str]]:
    """In what, and how, the second is recognised where the first was kept (a likeness of facts needs two bands)."""
    held = {key.form for key in keys.keys_of(kept).kept}
    met = [key for key in keys.keys_of(asked).asked if key.form in held]
    bands = sum(key.form.startswith("band|") for key in met)
    return {(key.on, key.strength) for key in met if not key.form.startswith("band|") or bands >= facts.ENOUGH_BANDS}


def person(parts: list[str], *births: str) -> Subject:
    return Subject(names=(" ".join(parts),), births=births)


def spelt(parts: list[str], table: dict[str, str]) -> str:
    return " ".join("".join(table[letter] for letter in part) for part in parts)


@given(parts=NAME, born=BORN, data=st.data())
def test_the_same_person_in_any_order_case_and_script_is_recognised_exactly(
    parts: list[str], born: object, data: st.DataObject
) -> None:
    kept = person(parts, str(born))
    shuffled = data.draw(st.permutations(parts))
    for said in (
        " ".join(shuffled).upper(),
        ", ".join(part.capitalize() for part in shuffled),
        spelt(shuffled, CYRILLIC),
        spelt(shuffled, GREEK if "b" not in "".join(parts) else CYRILLIC),
        unicodedata.normalize("NFD", " ".join(shuffled).replace("a", "á").replace("o", "ö").replace("u", "û")),
        " ".join(part[:-1] + part[-1] * 2 for part in shuffled),
    ):
        assert ("person", "exact") in strengths(kept, Subject(names=(said,), births=(str(born),))), said


@given(parts=NAME.filter(lambda parts: not any("g" in part for part in parts)), born=BORN)
def test_a_script_without_vowels_is_recognised(parts: list[str], born: object) -> None:
    kept = Subject(names=(spelt(parts, ARABIC),), births=(str(born),))
    assert ("person", "exact") in strengths(kept, person(parts, str(born)))


@given(parts=st.lists(PART, min_size=3, max_size=4, unique=True), born=BORN, data=st.data())
def test_a_part_left_out_or_added_and_a_day_unknown_are_recognised_nearly(
    parts: list[str], born: object, data: st.DataObject
) -> None:
    kept = person(parts, str(born))
    left_out = data.draw(st.sampled_from(parts))
    fewer = [part for part in parts if part != left_out]
    assert ("person", "near") in strengths(kept, person(fewer, str(born)[:4]))
    assert ("person", "near") in strengths(person(fewer, str(born)), person(parts, str(born)[:7]))
    assert ("person", "near") in strengths(kept, person(parts, f"{str(born)[:4]}~"))


@given(parts=NAME, born=BORN, years=st.integers(1, 40))
def test_a_namesake_of_another_year_is_not_recognised(parts: list[str], born: object, years: int) -> None:
    other = f"{int(str(born)[:4]) + years}{str(born)[4:]}"
    assert strengths(person(parts, str(born)), person(parts, other)) == set()
    assert strengths(person(parts, str(born)), person(parts, other[:4])) == set()


@given(parts=NAME, others=NAME, born=BORN)
def test_somebody_else_of_the_same_day_is_not_recognised(parts: list[str], others: list[str], born: object) -> None:
    bones = {bone for read in names.bones(" ".join(parts)) for bone in read}
    assume(not bones & {bone for read in names.bones(" ".join(others)) for bone in read})
    assert strengths(person(parts, str(born)), person(others, str(born))) == set()


@given(parts=NAME, born=BORN)
def test_where_one_side_knows_no_date_the_whole_name_is_near(parts: list[str], born: object) -> None:
    assert strengths(person(parts, str(born)), person(parts)) == {("person", "near")}
    assert strengths(person(parts), person(parts, str(born))) == {("person", "near")}
    assert strengths(person(parts), person(parts)) == {("person", "near")}


@pytest.mark.parametrize(
    "spellings",
    [
        ("Mohammed Al-Rashid", "RACHID Muhamad", "محمد الرشيد", "مُحَمَّد الرشيد"),
        ("Александр Щукин", "Aleksandr Shchukin", "Alexandre Chtchoukine"),
        ("Kim Jong-min", "김정민", "Jongmin Kim", "KIM JONG MIN"),
        ("Abdul Rahman Khaled", "عبد الرحمن خالد", "عبدالرحمن خالد", "Abderrahmane Khalid", "Abd al-Rahman KHALED"),
        ("Wojciech Jankowski", "Войцех Янковский"),
        ("Jürgen Müßig", "Juergen Muessig", "JURGEN MUSSIG"),
        ("Jorge Jiménez", "Хорхе Хименес"),
        ("Sarah O'Neil", "ONEIL, Sara", "Sara O’Neil"),
        ("नरेन्द्र कुमार", "Narendra Kumar"),
    ],
)
def test_spellings_of_the_field_are_recognised(spellings: tuple[str, ...]) -> None:
    for kept in spellings:
        for asked in spellings:
            first, second = (
                Subject(names=(kept,), births=("1985-04-12",)),
                Subject(names=(asked,), births=("1985-04-12",)),
            )
            assert ("person", "exact") in strengths(first, second), (kept, asked)


@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=300))
def test_any_text_is_read_without_an_error_and_in_bounds(name: str, birth: str, told: str) -> None:
    subject = Subject(names=(name,) * 60, births=(birth,) * 60, documents=(birth,) * 90, cases=(told,) * 90, facts=told)
    assert len(keys.keys_of(subject).kept) < 1000


def test_a_year_that_can_be_any_says_nothing() -> None:
    assert not keys.birth_is_readable("1900/1990") and keys.birth_is_readable("1983/1987")
    assert not any(keys.birth_is_readable(text) for text in ("", "12.4.1985", "1985-4-1", "soon"))
    assert keys.birth_is_readable("١٩٨٥-٠٤-١٢")


WORDS = [f"{a}{b}" for a in ("bank", "road", "night", "paper", "door", "house", "money", "car") for b in "abcdefghij"]


@given(st.lists(st.sampled_from(WORDS), min_size=60, max_size=80, unique=True), st.data())
def test_a_telling_with_a_few_words_changed_is_alike(told: list[str], data: st.DataObject) -> None:
    changed = list(told)
    for place in data.draw(st.sets(st.integers(0, len(told) - 1), max_size=2)):
        changed[place] = "other"
    assert strengths(Subject(facts=" ".join(told)), Subject(facts=" ".join(changed))) & {
        ("facts", "near"),
        ("facts", "exact"),
    }


def test_another_telling_is_not_alike() -> None:
    first = " ".join(f"{word} of the first" for word in WORDS[:40])
    second = " ".join(f"{word} in another" for word in WORDS[40:])
    assert strengths(Subject(facts=first), Subject(facts=second)) == set()
    assert not facts.bands("Too few words to say anything")


# --- The forms never drift: a register made of other forms would recognise nobody whom it keeps ---


def test_the_forms_of_version_1_are_what_they_were() -> None:
    subject = Subject(
        names=("Ivana Petrova Testova", "محمد الرشيد", "山田花子"),
        births=("1985-04-12", "1990~"),
        documents=("FRA 12-ab 34O", "UTO Х1"),
        cases=("Tribunal de Port-Lacour n° 0017/2026",),
        facts="On a day in May, in the harbour of the town, he is said to have taken the paper.",
    )
    forms = [f"{key.on} {key.strength} {key.form}" for key in keys.keys_of(subject).kept]
    digest = hashlib.sha256("\n".join(forms).encode()).hexdigest()
    assert (keys.VERSION, digest) == (1, "081e06c332e17139c58afc052b61399a7de7c540cb236991cf889d6ccf4a871e"), forms


def test_the_letters_of_version_1_are_what_they_were() -> None:
    """A table of letters that a library brings may change under us: then this fails, and the old table is kept."""
    found = hashlib.sha256()
    for point in range(0x20, 0x10000):
        # Letters of Unicode 3.2, which every later edition has; of ideographs and syllables one in 64.
        is_letter = unicodedata.ucd_3_2_0.category(chr(point)).startswith("L")
        if is_letter and (not 0x3400 <= point <= 0xD7A3 or point % 64 == 0):
            found.update(f"{point:04x}{names.bones(f'mo{chr(point)}am {chr(point)}lin')}\n".encode())
    assert found.hexdigest() == "190850930e5ec79d4ef2603f8ad7a85ec761fa956b83c5efd04986a92534e2d3"
