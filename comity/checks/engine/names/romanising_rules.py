"""Rules of romanisation: the official systems and habits of states, as tables of letters."""

from functools import lru_cache
from typing import Final

from anyascii import anyascii

from comity.checks.engine.names import scripts

Rules = dict[str, str]


def _rules(letters: str, spelt: str) -> Rules:
    found = ["" if one == "-" else one for one in spelt.split()]
    assert len(letters) == len(found), letters
    return dict(zip(letters, found, strict=True))


_SHARED: Final = _rules(
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюяґєіїўђѓјљњќћџѕѐѝ",
    "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya "
    "g ye i yi w dj gj j lj nj kj c dz dz e i",
)
_PASSPORT: Final = _SHARED | {"ё": "e", "й": "i", "ю": "iu", "я": "ia", "ъ": "ie", "є": "ie", "ї": "i"}
_ISO: Final = _SHARED | _rules("ёжйхцчшщюя", "e z j h c c s s u a")
_SCHOLARS: Final = _SHARED | _rules("ёжйхцчшщюяєї", "e z j ch c c s sc ju ja je ji")
_GERMAN: Final = _SHARED | _rules("вежзйхцчшщюя", "w e sch s i ch z tsch sch schtsch ju ja")
_FRENCH: Final = _SHARED | _rules("ежйучшщюя", "e j i ou tch ch chtch iou ia")
_UKRAINIAN: Final = _SHARED | _rules("гийхєїюя", "h y i kh ie i iu ia")
_UKRAINIAN_OLD: Final = _SHARED | _rules("гий", "h y y")
_BULGARIAN: Final = _SHARED | _rules("хщъьйюя", "h sht a y y yu ya")
_SERBIAN: Final = _SHARED | _rules("жхцчшђџ", "z h c c s dj dz")
_BELARUSIAN: Final = _SHARED | _rules("гўе", "h u e")
CYRILLIC: Final = (_SHARED, _PASSPORT, _SCHOLARS, _ISO, _GERMAN, _FRENCH)
_OF_LETTERS: Final = (
    (frozenset("ђјљњћџ"), (_SERBIAN, _SERBIAN | _rules("ђљњџжшч", "d l n dj zh sh ch"))),
    (frozenset("ў"), (_BELARUSIAN, _SHARED)),
    (frozenset("іїєґ"), (_UKRAINIAN, _UKRAINIAN_OLD, _SHARED)),
    (frozenset("ъ"), (_BULGARIAN, _SHARED, _PASSPORT)),
)  # fmt: skip

_GREEK: Final = _rules("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o") | _rules(
    "άέήίόύώϊϋΐΰ", "a e i i o y o i y i y"
)
_GREEK_PAIRS: Final = {
    "αυ": "av", "αύ": "av", "ευ": "ev", "εύ": "ev", "ηυ": "iv", "ου": "ou", "ού": "ou",
    "γγ": "ng", "γξ": "nx", "γχ": "nch",
}  # fmt: skip
_GREEK_HABIT: Final = {"ου": "u", "ού": "u", "μπ": "b", "ντ": "d", "γκ": "g", "χ": "h", "β": "b", "φ": "ph", "υ": "i"}
_VOICELESS: Final = frozenset("θκξπσςτφχψ")


@lru_cache(maxsize=65_536)
def spellings(text: str, script: str) -> tuple[str, ...]:
    """Spellings of a folded token by the rules of its script, the commonest system first; may hold doubles."""
    if script == scripts.CYRILLIC:
        return cyrillic(text)
    if script == scripts.GREEK:
        return greek(text)
    if script in (scripts.DEVANAGARI, scripts.BENGALI):
        return indic(text)
    if script == scripts.ARMENIAN:
        return armenian(text)
    if script == scripts.KANA:
        return kana(text)
    return (anyascii(text),)


def cyrillic(text: str) -> tuple[str, ...]:
    """The systems of the language that a letter gives away, else of Russian."""
    letters = set(text)
    systems = next((systems for telling, systems in _OF_LETTERS if telling & letters), CYRILLIC)
    found = ["".join(rules.get(letter, "") for letter in text) for rules in systems]
    if text[:1] == "е":
        found.insert(1, "ye" + found[0][1:])
    if systems is CYRILLIC and found[0].endswith(("iy", "yy")):
        found.insert(0, found[0][:-2] + "y")
    return tuple(found)


def greek(text: str) -> tuple[str, ...]:
    """ISO 843 and ELOT 743 as passports have it, then the habits of the newspapers."""
    return _greek(text, _GREEK_PAIRS), _greek(text, _GREEK_PAIRS | _GREEK_HABIT)


def _greek(text: str, pairs: Rules) -> str:
    found, at = [], 0
    while at < len(text):
        pair = text[at : at + 2]
        spelt = pairs.get(pair, "") if len(pair) == 2 else ""
        if spelt.endswith("v") and (at + 2 == len(text) or text[at + 2] in _VOICELESS):
            spelt = spelt[:-1] + "f"
        if pair == "μπ" and at == 0:
            spelt = "b"
        found.append(spelt or pairs.get(text[at]) or _GREEK.get(text[at], ""))
        at += 2 if spelt else 1
    return "".join(found)


def armenian(text: str) -> tuple[str, ...]:
    """The eastern sounds, then the western ones, in which voiced and voiceless letters change places."""
    eastern = anyascii(text.replace("ու", "u").replace("և", "եւ"))
    swapped = text.translate(str.maketrans("բգդկպտջճձծ", "պկտգբդճջծձ")).replace("ու", "u").replace("և", "եւ")
    return eastern, anyascii(swapped)


_SIGNS: Final = frozenset("़়्্")  # no vowel, and the dot that changes a consonant


def indic(text: str) -> tuple[str, ...]:
    """With the vowel that an Indian consonant has unless a sign takes it away; not said at the end of a word."""
    for vowel in ("a", "o") if scripts.script(text) == scripts.BENGALI else ("a",):
        found = [_indic(text, vowel), _indic(text, vowel) + vowel]
        return tuple(one.replace("cch", "ch") for one in (*found, found[0].replace("v", "w")))
    return ()


def _indic(text: str, vowel: str) -> str:
    found = []
    for at, letter in enumerate(text):
        after = text[at + 1 : at + 2]
        spelt = {
            "श": "sh",
            "ष": "sh",
            "শ": "sh",
            "ষ": "sh",
            "ऋ": "ri",
            "ृ": "ri",
            "ं": "n",
            "ং": "ng",
            "च": "ch",
            "চ": "ch",
        }.get(letter, anyascii(letter))
        if letter in _SIGNS:
            continue
        is_consonant = letter.isalpha() and spelt[:1].lower() not in ("a", "e", "i", "o", "u", "")
        found.append(spelt)
        if is_consonant and after and (after.isalpha() or after in "ंংः") and after not in _SIGNS:
            found.append(vowel)
    return "".join(found)


_SMALL: Final = _rules("ャュョァィゥェォヮ", "ya yu yo a i u e o wa")
_KUNREI: Final = (("sh", "sy"), ("ch", "ty"), ("j", "zy"), ("ts", "t"), ("f", "h"), ("yi", "i"))


def kana(text: str) -> tuple[str, ...]:
    """Hepburn's rules as passports have them, without the marks of length; then Kunrei's."""
    found = ""
    is_doubled = False
    for letter in text:
        if letter in "ッー":
            is_doubled = letter == "ッ"
            continue
        if letter in _SMALL:
            found = _joined(found, _SMALL[letter])
            continue
        spelt = anyascii(letter)
        found += (
            ("t" if spelt[:2] == "ch" else spelt[:1]) + spelt if is_doubled and spelt[:1] not in "aiueon" else spelt
        )
        is_doubled = False
    kunrei = found
    for hepburn, habit in _KUNREI:
        kunrei = kunrei.replace(hepburn, habit)
    return found, kunrei


def _joined(before: str, small: str) -> str:
    """A small kana takes the vowel of the one before: ki and ya are kya, shi and ya are sha, fu and a are fa."""
    stem = before[:-1]
    if small[0] == "y" and stem.endswith(("sh", "ch", "j")):
        return stem + small[1:]
    if before.endswith("u") and stem[-1:] in "aiueo":
        return f"{stem}w{small}"
    return stem + small if before[-1:] in "iueao" else before + small
