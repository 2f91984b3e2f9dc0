"""Names of the world are read as their bearers write them: what is a name, what stands beside it, what the family's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.checks.engine.names import parsing, parsing_letters, parsing_tables
from comity.checks.engine.names.parsing import parse


def texts(name: str) -> list[str]:
    return [token.text for token in parse(name).tokens]


def roles(name: str) -> dict[str, str]:
    return {token.text: token.role for token in parse(name).tokens}


def family(name: str) -> list[str]:
    read = parse(name)
    return [read.tokens[at].text for at in read.family]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("DURAND, Marie-Élise", ["durand"]),
        ("Marie-Élise DURAND", ["durand"]),
        ("DURAND<<MARIE<ELISE<<<<", ["durand"]),
        ("Durand، Marie", ["durand"]),
        ("GARCÍA LÓPEZ, Ana", ["garcía", "lópez"]),
        ("VAN DEN BERG, Els", ["van", "den", "berg"]),
        ("Marie Durand", []),
        ("KING, Martin, Jr.", ["king"]),
        ("Martin King, Jr.", []),
        ("王小明", ["王"]),
        ("欧阳小明", ["欧阳"]),
        ("鈴木一郎", ["鈴木"]),
        ("김정민", ["김"]),
        ("남궁민수", ["남궁"]),
        ("莎拉·卡特", []),
    ],
)
def test_the_family_name_is_known_where_the_writing_says_so(name: str, expected: list[str]) -> None:
    assert family(name) == expected


def test_the_field_of_a_form_says_which_is_the_family_name() -> None:
    apart, within = parse("Marie", family="Durand"), parse("Marie Durand", family="Durand")
    assert [token.text for token in apart.tokens] == ["durand", "marie"]
    assert apart.family == (0,)
    assert [token.text for token in within.tokens] == ["marie", "durand"]
    assert within.family == (1,)
    assert parse("", family="Durand").tokens
    assert (
        parse("문옥희", family="문").tokens == parse("옥희", family="문").tokens == parse("문 옥희", family="문").tokens
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Jean-Pierre", ["jean", "pierre"]),
        ("O'Connor", ["oconnor"]),
        ("Sa’ad", ["saad"]),
        ("Kyo'ng-hak", ["kyong", "hak"]),
        ("Abdurrahman", ["abd", "rahman"]),
        ("Abdelkader", ["abd", "kader"]),
        ("Abdullah", ["abdullah"]),
        ("عبدالرحمن", ["abd", "رحمن"]),
        ("Najmuddin", ["najm", "din"]),
        ("Geraldine", ["geraldine"]),
        ("セルゲイ・マカロフ", ["セルゲイ", "マカロフ"]),
        ("Dr. Ana Prado", ["ana", "prado"]),
        ("PRADO, Haji", ["prado"]),
        ("Haji Mullah", ["haji", "mullah"]),
        ("Mus?ab", ["musab"]),
        ("A\u200bna\u202e Prado 😀", ["ana", "prado"]),
        ("Ivаn", ["ivan"]),  # the Cyrillic a
        ("J0hn", ["john"]),
        ("Prado 1985", ["prado"]),
    ],
)
def test_words_are_split_joined_and_dropped_as_readers_do(name: str, expected: list[str]) -> None:
    assert texts(name) == expected


@pytest.mark.parametrize(
    ("name", "word", "role"),
    [
        ("Vincent van Dale", "van", "particle"),
        ("Ana de la Vega", "la", "particle"),
        ("Le Duc Minh", "le", "name"),
        ("Ben Arden", "ben", "name"),
        ("BEN ARDEN, Omar", "ben", "particle"),
        ("Abdul Karim", "abdul", "particle"),
        ("KARIM, Abdul", "abdul", "particle"),
        ("ар-Рашид Харун", "рашид", "name"),
        ("J. R. Prado", "j", "initial"),
        ("O, Chol", "o", "name"),
        ("Ivan Petrovich Sidorov", "petrovich", "patronymic"),
        ("Slobodan Petrovich", "petrovich", "name"),
        ("Анна Петровна Сидорова", "петровна", "patronymic"),
        ("Smith V.", "v", "initial"),
        ("Justin II", "ii", "generation"),
        ("Clive Prado Jr.", "jr", "generation"),
        ("جوستين الثاني", "الثاني", "generation"),
        ("Sheikh Omar Prado", "sheikh", "particle"),
        ("Kate Bishop", "bishop", "name"),
        ("Pan Wei", "pan", "name"),
        ("Lata Sen", "sen", "name"),
        ("Malik Khan", "khan", "name"),
        ("Эрих фон Берг", "фон", "particle"),
    ],
)
def test_each_word_has_its_role(name: str, word: str, role: str) -> None:
    assert roles(name)[word] == role


def test_a_particle_is_spelt_alike_in_every_script() -> None:
    spelt = {
        parse(name).tokens[1].romanised[0] for name in ("Erich von Berg", "Эрих фон Берг", "エーリヒ・フォン・ベルク")
    }
    assert spelt == {"von"}


@pytest.mark.parametrize("name", ["", " ", "😀", "123", "...", "\u200b\u202e", ",", "<<<"])
def test_what_has_no_letters_has_no_parts(name: str) -> None:
    assert parse(name).tokens == ()


@given(st.text(max_size=80), st.text(max_size=20))
def test_anything_can_be_read(name: str, before: str) -> None:
    read = parse(name, family=before)
    assert len(read.tokens) <= parsing_letters.MOST_WORDS * 3
    assert all(0 <= at < len(read.tokens) for at in read.family)
    assert all(token.text for token in read.tokens)


@pytest.mark.parametrize(
    "name", ["a" * 10_000, "a " * 5_000, "," * 10_000, "abd" * 3_000, "ا" * 10_000, "😀" * 10_000, "'" * 9_999]
)
def test_ten_thousand_letters_are_bounded(name: str) -> None:
    assert len(parse(name).tokens) <= parsing_letters.MOST_WORDS


def test_the_tables_are_folded_as_names_are() -> None:
    table = parsing_tables.words()
    assert all(parsing_tables.plain(word) == word for word in (*table.titles, *table.particles, *table.generations))
    assert {"sheikh", "khan"} <= table.honorifics
    shared = parsing_tables.nicknames()
    assert shared["bill"] & shared["william"]
    assert not shared["bill"] & shared["robert"]


_PLAIN = st.sampled_from(
    ("Maria", "Petrov", "LI", "DURAND", "Ivanovich", "Ivanovna", "Müller", "Иван", "Ивановна", "王")
)
_ODD = st.sampled_from(("van", "der", "bin", "al", "Jr.", "II", "Dr.", "Haji", "X.", "J0hn", "O'Brien", "Jean-Pierre"))
_JOINED = st.sampled_from(("Abdurrahman", "Najmuddin", "Geraldine")) | st.text("abdeilnouv", min_size=1, max_size=12)
_WORDS = _PLAIN | _ODD | _JOINED


@given(st.lists(_WORDS, max_size=14), st.sampled_from([" ", ", "]), st.lists(_WORDS, max_size=2))
def test_a_name_of_plain_words_is_read_as_any_other(words: list[str], between: str, family: list[str]) -> None:
    text, before = between.join(words), " ".join(family)
    short = parse.__wrapped__(text, family=before)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "_plain", lambda word: None)
        long = parse.__wrapped__(text, family=before)
    assert long.tokens == short.tokens
    if len(short.family) < len(short.tokens):
        assert long.family == short.family
