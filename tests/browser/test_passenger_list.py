"""Passenger lists in a real browser: on a phone and mirrored, read aloud, opened from the table, and taken away."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from comity.testing import tour
from tests.browser.conftest import Live, serious

Open = Callable[..., Page]
SignIn = Callable[[Page, str], None]

FAMILY, GIVEN = tour.CHARGED_NAME.split()[::-1]
LIST = f"""family_name,given_name,birth_date,document_number,issuer
Osei,Abena,1990-01-02,99ZZ00001,GHA
Delacour,Elodie,1988-05-21,{tour.STOLEN_NUMBER},FRA
Marsh,Ida,1990-02-31,99ZZ00002,GBR
{FAMILY},{GIVEN},{tour.CHARGED_BORN},,
"""


@pytest.fixture
def checked(live: Live, open_page: Open, sign_in: SignIn, tmp_path: Path) -> Callable[..., Page]:
    """checked(width=..., language=...): a page with the outcomes of the list, chosen as a file."""
    path = tmp_path / "flight.csv"
    path.write_text(LIST)

    def opened(**window: object) -> Page:
        page = open_page(**window)
        sign_in(page, "br.border")
        if "language" in window:
            page.context.add_cookies(
                [{"name": "django_language", "value": str(window["language"]), "url": live.address}]
            )
        page.goto(f"{live.address}/checks/")
        page.locator('a[href$="/checks/passenger-list/"]').click()
        assert not serious(page)
        page.locator('input[type="file"]').set_input_files(path)
        page.locator("form.form button.button-primary").click()
        expect(page.locator('[data-outcome="hit"]')).to_be_visible(timeout=60_000)
        return page

    return opened


@pytest.mark.parametrize(("width", "language"), [(320, "en"), (360, "ar"), (1440, "ar")])
def test_it_fits_is_mirrored_and_can_be_read_aloud(checked: Callable[..., Page], width: int, language: str) -> None:
    page = checked(width=width, language=language)
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert not serious(page)


def test_a_line_of_the_table_opens_what_was_found(checked: Callable[..., Page]) -> None:
    page = checked()
    answer = page.locator("details.found-possible .match").first
    expect(answer).to_be_hidden()
    page.locator('[data-row] a[href="#found-4"]').click()
    expect(answer).to_be_visible()


def test_the_outcomes_can_be_taken_away(checked: Callable[..., Page], tmp_path: Path) -> None:
    page = checked()
    with page.expect_download() as coming:
        page.locator("a[download]").click()
    coming.value.save_as(tmp_path / "outcomes.csv")
    lines = (tmp_path / "outcomes.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["line", "2", "3", "4", "5"]
