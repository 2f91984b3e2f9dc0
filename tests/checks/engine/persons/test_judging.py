"""Judging: what is worked out for all codes of a name at once is what each two of them say for themselves."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.checks.engine.names import parsing
from comity.checks.engine.persons import judging, sketch, wanted, weeding

_SPARE, _ALSO = sketch.SPARE, sketch.ALSO
_LETTERS = (1 << sketch.LETTERS * sketch.LETTER_BITS) - 1

# Names with one spelling a token and with many, of one token and of more than count.
_LATIN = ("Maria", "Abd", "al-Rahman", "Abdulrahman", "Jean-Pierre", "Schmidt", "Chichi", "X", "Konstantinopolitanov")
_OTHER = ("محمد", "الرحمن", "Щербаков", "明", "王", "김", "ยุทธ", "Ö", "de", "la", "Li")
_NAMES = st.lists(st.sampled_from(_LATIN + _OTHER), min_size=1, max_size=9).map(" ".join)


def letters(code: int) -> list[int]:
    found = []
    while code & _LETTERS:
        found.append(code & 31)
        code = (code & _LETTERS) >> sketch.LETTER_BITS
    return found


def common(one: list[int], two: list[int]) -> int:
    table = [[0] * (len(two) + 1) for _ in range(len(one) + 1)]
    for i, left in enumerate(one):
        for j, right in enumerate(two):
            is_met = right in sketch.MEETS.get(left, (left,))
            table[i + 1][j + 1] = table[i][j] + 1 if is_met else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


def alike(one: int, two: int) -> int:
    left, right = letters(one), letters(two)
    return 200 * common(left, right) // (len(left) + len(right))


def owners(codes: tuple[int, ...]) -> list[int]:
    """The token of each code, -1 for a spare one."""
    found, token = [], -1
    for code in codes:
        token += not code & (_SPARE | _ALSO)
        found.append(-1 if code & _SPARE else token)
    return found


def sums(asked: tuple[int, ...], held: tuple[int, ...], *, spare: bool, first: bool) -> tuple[int, int]:
    """The best counterparts of `asked`, each times its letters, and the letters: those of a first code or a longest."""
    mine, theirs = owners(asked), owners(held)
    total = letters_in_all = 0
    for token in range(max(mine) + 1):
        own = [code for code, owner in zip(asked, mine, strict=True) if owner == token]
        best = max(
            alike(code, other) for code in own for other, owner in zip(held, theirs, strict=True) if spare or owner >= 0
        )
        size = len(letters(own[0])) if first else max(len(letters(code)) for code in own)
        total, letters_in_all = total + best * size, letters_in_all + size
    return total, letters_in_all


def expected(asked: tuple[int, ...], held: tuple[int, ...]) -> int:
    def likeness(*, spare: bool) -> int:
        held_sum, held_letters = sums(held, asked, spare=spare, first=True)
        asked_sum, asked_letters = sums(asked, held, spare=spare, first=False)
        if asked_letters * 75 > held_letters * 100:
            return held_sum // held_letters
        if held_letters * 75 > asked_letters * 100:
            return asked_sum // asked_letters
        return max(held_sum // held_letters, asked_sum // asked_letters)

    tokens = [max(owners(codes)) + 1 for codes in (asked, held)]
    spares = [owners(codes).count(-1) for codes in (asked, held)]
    found = likeness(spare=False)
    may_be_joined = tokens[0] != tokens[1] or any(two >= one for one, two in zip(tokens, spares, strict=True))
    if may_be_joined and 60 <= found < 90:
        found = max(found, likeness(spare=True))
    return found + judging.ANEW * any(code & _ALSO for code in asked + held)


@given(_NAMES, _NAMES)
@settings(max_examples=150, deadline=None)
def test_all_codes_at_once_say_what_each_two_say(one: str, two: str) -> None:
    name, held = parsing.parse(one), sketch.sketch(parsing.parse(two))
    names = np.array([len(held.codes), *held.codes, 0], np.int64)
    names.flags.writeable = False
    asked, room = wanted.of(name).arrays, weeding._Room()
    given = (room.packed, room.scratch, judging.pack(asked, room.packed, room.scratch))
    assert judging.judge(names, 0, asked, given) == expected(sketch.sketch(name).codes, held.codes)
    assert judging.judge(names[:-2], 0, asked, given) == judging.BEYOND
