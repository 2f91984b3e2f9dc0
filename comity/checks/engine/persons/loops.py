"""The loops of the search for persons. Compiled where numba is installed; the same answers without, and slower.

`asked` is a name laid out as `wanted.Wanted` has it: (name, lengths, tokens, masks).
"""

from typing import Any, Final

import numpy as np

from comity.checks.engine.names.kernel import borrowing, njit
from comity.checks.engine.persons import buckets, people
from comity.checks.engine.persons.judging import ANEW, BEYOND, Numbers, judge, pack
from comity.checks.engine.persons.machine import fetch, inlined, ones
from comity.checks.engine.persons.mapped import Words

_HIDDEN: Final = 1
# Fewer rows than these are no room for a level.
LEAST_ROOM: Final = 4
# A whole signature found again, as a rank.
OF_RANK: Final = 4096
# Half of the bits of how alike a row is, whichever way that is counted.
_PART: Final = 10

_PAGE, _COUNT, _ROWS, _EACH = buckets.PAGE, buckets.AT_COUNT, buckets.AT_ROWS, buckets.ROWS
_LINE: Final = 8
_AHEAD: Final = 4
_AT_ONCE: Final = 32
# How far ahead names are asked for that are judged.
_SOON: Final = 6
# Rows weighed together: all of a page, and whole lots of what a machine does at once.
_WIDE: Final = 48
# How far before a name its person mostly begins.
_NAMED: Final = 5
_DIRECTORY, _ENTRY = buckets.DIRECTORY, buckets.ENTRY
_PLACE_BITS, _PLACE_MASK = buckets.PLACE_BITS, buckets.PLACE_MASK
_BACK_SHIFT = people.BACK_SHIFT
# Columns of what is kept: place of the name, how alike, level.
PLACE, ALIKE, LEVEL = range(3)


@njit(cache=True, nogil=True)
def searched(rows: Words, names: Words, asked: Any, reads: Numbers, given: Any) -> Any:
    """How many rows were written to `found` (columns as above), and whether a file turned out to be too short."""
    verdicts, levels, _scratch, _packed, near, _found = given
    few, is_whole = sifted(rows, names, asked, reads, (verdicts, levels, near))
    count, could_judge = judged(names, near[:few], asked, given)
    return count, is_whole and could_judge


@borrowing
def _fetch_page(rows: Words, page: int) -> None:
    if (page + 1) * _PAGE <= len(rows):
        for line in range(0, _PAGE, _LINE):
            fetch(rows, page * _PAGE + line)


@njit(cache=True, nogil=True)
def sifted(rows: Words, names: Words, asked: Any, reads: Numbers, given: Any) -> Any:
    """The rows whose signatures are near enough, of those that may be seen: how many were written to `near`, and
    whether all could be read."""
    verdicts, levels, near = given
    name = (asked[0][0], asked[0][1], asked[0][2])
    pairs, threes, least = name
    count, seen, bar, start, before = 0, 0, 0, 0, -1
    for number in range(len(reads)):
        fetch(rows, _DIRECTORY + reads[number, 0] * _ENTRY)
    for number in range(len(reads)):
        if number + _AHEAD < len(reads):
            _fetch_page(rows, rows[_DIRECTORY + reads[number + _AHEAD, 0] * _ENTRY])
        level, stamp = reads[number, 1], reads[number, 2]
        if level != before:
            count = seen = _seen(names, near, seen, count, verdicts)
            start, before, bar = count, level, 0
        share, room = levels[0, level], min(start + levels[3, level], len(near))
        page = rows[_DIRECTORY + reads[number, 0] * _ENTRY]
        while page:
            at = page * _PAGE + _ROWS
            if at + _PAGE > len(rows) + _ROWS:
                return count, False
            after = rows[page * _PAGE]
            if after:
                _fetch_page(rows, after)
            hits = _weighed(rows, at, int(rows[page * _PAGE + _COUNT]), name, share)
            while hits:
                row = at + ones((hits & -hits) - 1)
                hits &= hits - 1
                own, other = rows[row], rows[row + _EACH]
                met = ones(own & pairs) + ones(other & threes)
                fewest = min(least, ones(own) + ones(other))
                reference = rows[row + 2 * _EACH]
                if stamp >= 0 and reference >> _PLACE_BITS != stamp:
                    continue
                rank = met * OF_RANK // max(1, fewest) + met
                if rank < bar or room - start < LEAST_ROOM:
                    continue
                place = reference & _PLACE_MASK
                if place >= len(names):
                    return count, False
                # First of all, so that who is hidden takes nobody's room; several at once, so that memory is waited
                # for once.
                if count - seen == _AT_ONCE or count == room:
                    count = seen = _seen(names, near, seen, count, verdicts)
                if count == room and not is_seen(names, place, verdicts):
                    continue
                if count == room:
                    fresh, bar = tighten(near[start:count])
                    count = seen = start + fresh
                fetch(names, place - _NAMED)
                fetch(names, place + 1)
                near[count, PLACE], near[count, ALIKE], near[count, LEVEL] = place, rank, level
                count += 1
            page = after
    return _seen(names, near, seen, count, verdicts), True


@borrowing
def _seen(names: Words, near: Numbers, first: int, count: int, verdicts: Any) -> int:
    """Leaves out who may not be seen, from the first on; how many are left."""
    for number in range(first, count):
        place = near[number, PLACE]
        fetch(names, place - (names[place] >> _BACK_SHIFT))
        if place + _LINE < len(names):
            fetch(names, place + _LINE)
    left = first
    for number in range(first, count):
        if is_seen(names, near[number, PLACE], verdicts):
            for column in range(near.shape[1]):
                near[left, column] = near[number, column]
            left += 1
    return left


@inlined
def _weighed(rows: Words, at: int, size: int, name: tuple[int, int, int], share: int) -> int:
    """A bit for each row of a page whose signature is near enough. All rows alike and nothing left out, and some beyond
    the page's last, so that the machine does several at once."""
    pairs, threes, least = name
    own, other = rows[at : at + _WIDE], rows[at + _EACH : at + _EACH + _WIDE]
    hits = 0
    for each in range(_WIDE):
        met = ones(own[each] & pairs) + ones(other[each] & threes)
        is_near = met * 64 >= share * min(least, ones(own[each]) + ones(other[each]))
        hits |= int(is_near) << each
    return hits & ((1 << min(size, _EACH)) - 1)


@njit(cache=True, nogil=True)
def judged(names: Words, near: Numbers, asked: Any, given: Any) -> Any:
    """Those of them whose letters are alike enough: how many were written to `found`, and whether all could be read.
    `near` is written over."""
    _verdicts, levels, scratch, packed, _near, found = given
    few, is_whole = _alike(names, near, asked, levels, (packed, scratch, pack(asked, packed, scratch)))
    count, bar = 0, 0
    for number in np.argsort(near[:few, PLACE], kind="mergesort"):
        if near[number, ALIKE] >= bar:
            if count == len(found):
                count, bar = tighten(found)
            found[count, PLACE], found[count, ALIKE] = near[number, PLACE], near[number, ALIKE]
            found[count, LEVEL] = near[number, LEVEL]
            count += 1
    return count, is_whole


@borrowing
def _alike(names: Words, near: Numbers, asked: Any, levels: Numbers, laid: Any) -> tuple[int, bool]:
    """Leaves those alike enough in `near`, with how alike: how many, and whether all could be read."""
    left, is_whole = 0, True
    for number in range(len(near)):
        if number + _SOON < len(near):
            place = near[number + _SOON, PLACE]
            fetch(names, place)
            fetch(names, place + _LINE)
        place, level = near[number, PLACE], near[number, LEVEL]
        alike, wanted = judge(names, place, asked, laid), levels[1, level]
        if alike >= ANEW:
            alike, wanted = alike - ANEW, wanted - levels[2, level]
        is_whole = is_whole and alike != BEYOND
        if alike >= wanted:
            near[left, PLACE], near[left, ALIKE], near[left, LEVEL] = place, alike, level
            left += 1
    return left, is_whole


@borrowing
def is_seen(names: Words, place: int, verdicts: Any) -> bool:
    """Whether the person of the name there is here yet, and not hidden from who asks."""
    word = names[place - (names[place] >> _BACK_SHIFT)]
    policy = (word >> 40) & 0xFFFFFF
    return word != 0 and not (policy < len(verdicts) and verdicts[policy] == _HIDDEN)


@njit(cache=True, nogil=True)
def tighten(found: Numbers) -> tuple[int, int]:
    """Makes room among the rows kept: a quarter, those least alike and of these the last, go; the others stay in order.

    How many are left, and the bar from now on: who is no more alike than the least of those left is as good as those
    who went.
    """
    kept = len(found) * 3 // 4
    least, more = 0, 0
    for shift in (_PART, 0):
        counts = np.zeros(1 << _PART, np.int64)
        for row in range(len(found)):
            alike = found[row, ALIKE] >> shift
            if alike >> _PART == least:
                counts[alike & ((1 << _PART) - 1)] += 1
        part = (1 << _PART) - 1
        while more + counts[part] < kept:
            more += counts[part]
            part -= 1
        least = least << _PART | part
    left, equals = 0, kept - more
    for row in range(len(found)):
        alike = found[row, ALIKE]
        equals -= alike == least
        if alike > least or (alike == least and equals >= 0):
            for column in range(found.shape[1]):
                found[left, column] = found[row, column]
            left += 1
    return kept, least + 1
