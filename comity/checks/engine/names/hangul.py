"""Hangul in Latin letters: the Revised rules, those of McCune and Reischauer, and the habits of passports."""

import unicodedata
from functools import lru_cache
from typing import Final

_LEADS: Final = "ᄀᄁᄂᄃᄄᄅᄆᄇᄈᄉᄊᄋᄌᄍᄎᄏᄐᄑᄒ"
_VOWELS: Final = "ᅡᅢᅣᅤᅥᅦᅧᅨᅩᅪᅫᅬᅭᅮᅯᅰᅱᅲᅳᅴᅵ"
_TAILS: Final = "ᆨᆩᆪᆫᆬᆭᆮᆯᆰᆱᆲᆳᆴᆵᆶᆷᆸᆹᆺᆻᆼᆽᆾᆿᇀᇁᇂ"


def _table(letters: str, spelt: str) -> dict[str, str]:
    found = ["" if one == "-" else one for one in spelt.split()]
    assert len(letters) == len(found)
    return dict(zip(letters, found, strict=True))


_REVISED: Final = {
    **_table(_LEADS, "g kk n d tt r m b pp s ss - j jj ch k t p h"),
    **_table(_VOWELS, "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i"),
    **_table(_TAILS, "k k k n n n t l k m l l l p l m p p t t ng t t k t p t"),
}
_MCCUNE: Final = {
    **_table(_LEADS, "k kk n t tt r m p pp s ss - ch tch ch k t p h"),
    **_table(_VOWELS, "a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i"),
    **_table(_TAILS, "k k k n n n t l k m l l l p l m p p t t ng t t k t p t"),
}
_PASSPORT: Final = {
    **_REVISED,
    **_table(_LEADS, "k kk n d tt r m b pp s ss - j jj ch k t p h"),
    "ᅥ": "u", "ᅧ": "you", "ᅮ": "oo", "ᅡ": "a",
}  # fmt: skip
# Family and given names that passports spell by habit.
HABITS: Final = {
    "김": ("kim",), "이": ("lee", "yi", "rhee"), "리": ("ri", "lee"), "박": ("park", "pak"), "최": ("choi", "choe"),
    "정": ("jung", "chung", "jeong"), "강": ("kang",), "조": ("cho", "jo"), "윤": ("yoon", "yun"),
    "장": ("jang", "chang"), "임": ("lim", "im"), "림": ("lim", "rim"), "한": ("han",), "오": ("oh", "o"),
    "서": ("seo", "suh"), "신": ("shin", "sin"), "권": ("kwon",), "황": ("hwang",), "안": ("ahn", "an"),
    "송": ("song",), "류": ("ryu", "yoo"), "유": ("yoo", "yu"), "홍": ("hong",), "전": ("jeon", "chun", "jun"),
    "고": ("ko", "go"), "문": ("moon", "mun"), "양": ("yang",), "손": ("son", "sohn"), "배": ("bae", "pae"),
    "백": ("baek", "paik", "paek"), "허": ("heo", "hur", "huh"), "남": ("nam",), "심": ("shim", "sim"),
    "노": ("noh", "roh", "no"), "로": ("ro", "roh"), "하": ("ha",), "곽": ("kwak",), "성": ("sung", "seong"),
    "차": ("cha",), "주": ("joo", "ju", "chu"), "우": ("woo", "wu"), "구": ("koo", "ku", "gu"), "민": ("min",),
    "나": ("na",), "라": ("ra",), "진": ("jin", "chin"), "지": ("ji", "chi"), "엄": ("eom", "um"), "원": ("won",),
    "천": ("cheon", "chun"), "방": ("bang", "pang"), "공": ("kong", "gong"), "현": ("hyun", "hyeon"),
    "영": ("young", "yong"), "은": ("eun", "un"), "석": ("seok", "suk"), "철": ("chol", "cheol", "chul"),
    "준": ("joon", "jun"), "수": ("soo", "su"), "희": ("hee", "hui"), "경": ("kyung", "kyong"), "숙": ("sook", "suk"),
    "혁": ("hyuk", "hyok"), "용": ("yong",), "국": ("kook", "kuk"), "근": ("keun", "kun"), "선": ("sun", "seon"),
}  # fmt: skip


def _spelt(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(jamo, "") for jamo in unicodedata.normalize("NFD", text))


@lru_cache(maxsize=16_384)
def passport(text: str) -> str:
    """The commonest habit, syllable by syllable."""
    return "".join(HABITS[one][0] if one in HABITS else _spelt(one, _PASSPORT) for one in text)


@lru_cache(maxsize=16_384)
def spellings(text: str) -> tuple[str, ...]:
    """Passport habits first, then the Revised rules, then McCune and Reischauer's."""
    found = [passport(text), _spelt(text, _REVISED), _spelt(text, _MCCUNE)]
    if len(text) <= 3:
        found += ["".join(_habit(one, turn) for one in text) for turn in (1, 2)]
    return tuple(dict.fromkeys(one for one in found if one))


def _habit(syllable: str, turn: int) -> str:
    known = HABITS.get(syllable, ())
    return known[min(turn, len(known) - 1)] if known else _spelt(syllable, _REVISED)
