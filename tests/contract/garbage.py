"""Bad input, made up with a seed: what scanners misread, programs get wrong and the ill-willed try."""

import json
from random import Random
from typing import Any, Final

from comity.testing import tour

TEXTS: Final = (
    "",
    " ",
    "\0",
    "a\0b",
    "x" * 10_000,
    "\u202egnorw\u202c",
    "\u200f\u200e\u2066",
    "😀" * 40,
    "e\u0301" * 300,
    "'; DROP TABLE records_record; --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% now %}",
    "../../etc/passwd",
    "%00%ff",
    "-1",
    "0",
    "1e999",
    "9" * 400,
    "NaN",
    "null",
    "²",
    "١٢٣",
    "１２",
    "2026-02-30",
    "0000-00-00",
    "99999-01-01",
    "2026-11-22T00:00:00+99:99",
    "00000000-0000-0000-0000-000000000000",
    "\n\r\t\v\x1b[2J",
    "ﷺ",
    "ß" * 100,
    "\ufeffA",
    "\uffff",
)
VALUES: Final = (*TEXTS, None, True, False, 0, -1, 1.5, 1e308, 10**300, [], {}, [None], [[]], [{}], {"a": {"b": []}})
NOT_JSON: Final = (
    b"",
    b" ",
    b"\0",
    b"{",
    b"[",
    b"]",
    b"nul",
    b"\xff\xfe{\x00}\x00",
    b"\xef\xbb\xbf{}",
    b'{"purpose":"\xff"}',
    b'{"purpose":"\xed\xa0\x80"}',
    b'{"purpose":"\\ud800"}',
    b'{"purpose":"\\udc00\\ud800"}',
    b'{"purpose":1e999}',
    b'{"purpose":' + b"9" * 5000 + b"}",
    b"[" * 20_000,
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b'{"purpose":"border_control"}{"purpose":"border_control"}',
    b'{"purpose":"border_control",}',
    b"{'purpose':'border_control'}",
    b'{"purpose":"border_control","purpose":"locate","document":{"number":"A1"},"document":null}',
    b'{"purpose":"border\ncontrol"}',
    b"<a/>",
    b'"text"',
    b"12",
    b"null",
)
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"


def zone(random: Random) -> list[str]:
    """A machine-readable zone with something wrong, or the lines of anything else."""
    start = random.random()
    if start < 0.15:
        return ["".join(random.choices(_LETTERS, k=size)) for size in random.choice(((30,) * 3, (36,) * 2, (44,) * 2))]
    if start < 0.25:
        return [random.choice(TEXTS) for _ in range(random.randint(0, 5))]
    if start < 0.35:
        return ["".join(map(chr, random.choices(range(0x20, 0xD000), k=44))) for _ in range(2)]
    lines = random.choice((tour.stolen_zone, tour.clean_zone, tour.hidden_zone))()
    for _ in range(random.randint(1, 6)):
        lines = _mutated(lines, random)
    return lines


def _mutated(lines: list[str], random: Random) -> list[str]:
    if not lines:
        return [""]
    lines, place = list(lines), random.randrange(len(lines))
    line, at = lines[place], random.randint(0, len(lines[place]))
    match random.randrange(8):
        case 0:
            lines[place] = line[:at] + random.choice(_LETTERS) + line[at + 1 :]
        case 1:
            lines[place] = line[:at] + line[at + 1 :]
        case 2:
            lines[place] = line[:at] + random.choice(("O", "I", " ", "\0", "«", "é", "\u202e", "😀")) + line[at:]
        case 3:
            lines[place] = line.lower()
        case 4:
            lines.pop(place)
        case 5:
            lines.insert(place, line)
        case 6:
            lines[place] = line[at:] + line[:at]
        case _:
            lines.reverse()
    return lines


def spoilt(good: dict[str, Any], random: Random) -> dict[str, Any]:
    """An object with one to three values, somewhere in it, replaced, taken away, renamed or added."""
    body: dict[str, Any] = json.loads(json.dumps(good))
    for _ in range(random.randint(1, 3)):
        target = body
        inner = [value for value in body.values() if isinstance(value, dict) and value]
        if inner and random.random() < 0.6:
            target = random.choice(inner)
        name = random.choice(list(target) or ["purpose"])
        match random.randrange(5):
            case 0:
                target.pop(name, None)
            case 1:
                target[random.choice(TEXTS)[:200]] = target.pop(name, None)
            case 2:
                target[random.choice(("x", "number ", "Number", "__class__", "$ref"))] = random.choice(VALUES)
            case _:
                target[name] = random.choice(VALUES)
    return body


def form(fields: dict[str, str], random: Random) -> dict[str, str]:
    """What a form holds, with some of it spoilt; now and then nothing at all."""
    if random.random() < 0.1:
        return {}
    return {name: random.choice(TEXTS) if random.random() < 0.4 else value for name, value in fields.items()}
