"""What a day is like: who is awake, what is asked and written, how long answers take.

A figure without a source is chosen: no public text gives it. Pure.
"""

from typing import Final

Weighted = tuple[tuple[str, int], ...]

# One hit in ten thousand searches (146,000 in 1.7 billion searches for travel documents in 2021).
ONE_HIT_IN: Final = 10_000
# The published figures: nearly 9,000 checks and more than 30 messages a minute (2022).
CHECKS_A_MINUTE: Final = 9_000
MESSAGES_A_MINUTE: Final = 30

# Activity by local hour, 0 to 23; only the proportions count. Borders sleep little and swell with the morning and the
# evening flights; bureaus keep office hours and a night watch. Chosen.
CHECKS_BY_HOUR: Final = (
    30,
    22,
    16,
    14,
    20,
    45,
    75,
    95,
    100,
    98,
    95,
    92,
    90,
    90,
    92,
    95,
    100,
    100,
    95,
    88,
    80,
    70,
    55,
    40,
)
MESSAGES_BY_HOUR: Final = (
    12,
    10,
    8,
    8,
    8,
    10,
    20,
    45,
    85,
    100,
    100,
    95,
    75,
    80,
    95,
    95,
    85,
    65,
    40,
    28,
    22,
    20,
    16,
    14,
)

# Larger members ask more, though not in proportion: a member of a hundred times the inhabitants asks some sixteen
# times as much, and writes ten times as much. Chosen.
CHECKS_GROW: Final = 0.6
MESSAGES_GROW: Final = 0.5
SMALLEST: Final = 0.2  # millions; below it nobody counts as smaller

# Searches for travel documents are the most by far (SLTD: 3.7 billion in 2019); the rest is chosen.
CHECKS: Final[Weighted] = (("document", 80), ("person", 12), ("vehicle", 8))
PURPOSES: Final = {"document": "border_control", "person": "border_control", "vehicle": "security_check"}
COUNTERS: Final = ("airport, arrivals", "airport, departures", "land border", "ferry port", "railway station")

PRIORITIES: Final[Weighted] = (("flash", 2), ("urgent", 15), ("routine", 83))
KINDS: Final[Weighted] = (
    ("request", 62),
    ("alert", 9),
    ("location_report", 7),
    ("extradition_paper", 6),
    ("administrative", 16),
)
LEVELS: Final[Weighted] = (("official_use_only", 70), ("restricted", 30))
RECIPIENTS: Final[Weighted] = (("1", 82), ("2", 12), ("3", 6))
# How many of a hundred messages go to the Secretariat; flash ones more often, for its desk works at night.
TO_SECRETARIAT: Final = {"flash": 40, "urgent": 12, "routine": 5}
# And how many of the rest to the bureaus where people sit who try the demo: something is to arrive there.
TO_PEOPLE: Final = 15
WITH_FILE: Final = 12  # of a hundred messages; the file is small

# Of a hundred messages that ask for an answer, those that get one; and after how many seconds, at least and at most.
# Far quicker than life, so that a run of minutes shows answers. Chosen.
ANSWERED: Final = 85
ANSWER_AFTER: Final = {"flash": (10, 60), "urgent": (20, 150), "routine": (30, 240)}
READ_AFTER: Final = (3, 40)

# What the source says of a hit, after how many seconds; "" leaves it, and it becomes overdue. Then what the side that
# checked did.
HIT_ANSWERS: Final[Weighted] = (("confirm", 72), ("outdated", 8), ("no_basis", 2), ("not_same", 6), ("", 12))
HIT_ANSWERED_AFTER: Final = (15, 240)
ACTED: Final = 70  # of a hundred confirmed hits
ACTED_AFTER: Final = (20, 180)

# Bureaus whose line is cut: how many a minute of the simulated day, and for how many minutes. Chosen.
SILENCES_A_MINUTE: Final = 0.4
SILENT_MINUTES: Final = (1.5, 5.0)


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


# In which of the four languages a bureau writes; English where it is in none of these.
WRITES: Final = {
    "ar": _codes("AE BH DJ DZ EG IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SY TN YE"),
    "fr": _codes("BE BF BI BJ CD CF CG CH CI CM FR GA GN HT LU MC MG ML NE SN TD TG"),
    "es": _codes("AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PY SV UY VE"),
}


def language_of(bureau: str) -> str:
    """The language in which this bureau writes."""
    return next((language for language, bureaus in WRITES.items() if bureau in bureaus), "en")


def at_hour(by_hour: tuple[int, ...], hour: float) -> float:
    """The activity at a time of the day, between the hours' figures."""
    whole = int(hour)
    share = hour - whole
    return by_hour[whole % 24] * (1 - share) + by_hour[(whole + 1) % 24] * share
