"""The made-up persons of the demo who are found by name: recorded in one script, met in another, taken for others."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from comity.checks.engine.mrz.writing import Document, write
from comity.core.languages import mark
from comity.testing.world import Batch, Row

# Charged by France, which wrote him down in Latin letters; met at a border with papers in Arabic.
FUGITIVE_NAME: Final = "Qasim al-Bazrawani"
FUGITIVE_ARABIC: Final = "قاسم البزرواني"
FUGITIVE_BORN: Final = "1974-03-09"
# The same man, noted by Kenya as its witnesses spelt him, with no more than the year.
DUPLICATE_NAME: Final = "Kassem Bezrawany"
# Somebody else of his name: born seventeen years later.
NAMESAKE_BORN: Final = "1991-10-23"
# Written down in Cyrillic only, with the year alone; looked for in Latin letters.
CYRILLIC_NAME: Final = "Остап Пожидайло"
CYRILLIC_LATIN: Final = "Ostap Pozhydailo"
CYRILLIC_BORN: Final = "1981"
# Written down in Chinese characters, with the reading of Beijing; looked for as Hong Kong would read and write them.
CHINESE_NAME: Final = "Zhuge Lanqin"
CHINESE_ORIGINAL: Final = "诸葛澜沁"
CHINESE_TRADITIONAL: Final = "諸葛瀾沁"
CHINESE_BORN: Final = "1986-12-01"


def innocent_zone() -> list[str]:
    """The passport of an innocent traveller who has the name, and the year of birth, of somebody who is sought."""
    return write(
        Document(
            issuer="FRA",
            document_number="22EK71946",
            nationality="FRA",
            birth_date="1981-11-30",
            sex="M",
            expiry_date="2033-02-11",
            primary_identifier="Pojidailo",
            secondary_identifier="Ostap",
        )
    )


EXAMPLES: Final = (
    (mark("A fugitive, in Arabic letters"), f"{FUGITIVE_ARABIC}، \u200e{FUGITIVE_BORN}"),
    (mark("His namesake, born in another year"), f"{FUGITIVE_NAME}, {NAMESAKE_BORN}"),
    (mark("Somebody recorded in Cyrillic"), CYRILLIC_LATIN),
    (mark("Somebody recorded in Chinese"), f"{CHINESE_TRADITIONAL}, {CHINESE_BORN}"),
    (mark("An innocent traveller with the name of somebody sought"), "\n".join(innocent_zone())),
)


def batches(today: date) -> Iterator[Batch]:
    """Their records, each stated by its source."""
    lately = (today - timedelta(days=25)).isoformat()

    def charged(reference: str, offence: str, wanted_by: str, **fields: object) -> Row:
        row: Row = {"reference": reference, "kind": "charged", "basis": f"Warrant of {lately}", "offence": offence}
        return row | {"wanted_by": [wanted_by], "conditions": ["contact_source_first"], "occurred_on": lately} | fields

    fugitive = charged(
        "FR-TOUR-FUGITIVE",
        "Forgery",
        "FR",
        name=FUGITIVE_NAME,
        aliases=["Kassem El Bezraouani", "Abou Younes (low)"],
        birth_dates=[FUGITIVE_BORN],
        birth_places=["Tetouan"],
        sex="male",
        nationalities=["MAR"],
    )
    yield Batch("FR", "persons", [fugitive])
    duplicate: Row = {"reference": "KE-TOUR-DUPLICATE", "kind": "suspect", "name": DUPLICATE_NAME, "sex": "male"}
    yield Batch("KE", "persons", [duplicate | {"birth_dates": [FUGITIVE_BORN[:4]], "nationalities": ["MAR"]}])
    cyrillic = charged(
        "BR-TOUR-CYRILLIC",
        "Smuggling of migrants",
        "BR",
        original_name=CYRILLIC_NAME,
        birth_dates=[CYRILLIC_BORN],
        birth_places=["Poltava"],
        sex="male",
        nationalities=["UKR"],
    )
    yield Batch("BR", "persons", [cyrillic])
    chinese = charged(
        "MA-TOUR-CHINESE",
        "Fraud",
        "MA",
        name=CHINESE_NAME,
        original_name=CHINESE_ORIGINAL,
        birth_dates=[CHINESE_BORN],
        sex="female",
        nationalities=["CHN"],
    )
    yield Batch("MA", "persons", [chinese])
