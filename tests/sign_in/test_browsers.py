"""Browsers in words: what people use, and nothing invented of what is not known."""

import pytest

from comity.sign_in import browsers

_MOZILLA = "Mozilla/5.0"
_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "browser", "system"),
    [
        (f"{_MOZILLA} (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox", "Android"),
        (f"{_MOZILLA} (Linux; Android 14) {_WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome", "Android"),
        (f"{_MOZILLA} (Windows NT 10.0) {_WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0", "Edge", "Windows"),
        (f"{_MOZILLA} (Macintosh; Intel Mac OS X 14_5) {_WEBKIT} Version/18.0 Safari/605.1", "Safari", "macOS"),
        (f"{_MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) {_WEBKIT} CriOS/140 Safari/604.1", "Chrome", "iPhone"),
        (f"{_MOZILLA} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux"),
        ("curl/8.5.0", "", ""),
        ("", "", ""),
    ],
)
def test_a_user_agent_in_words(user_agent: str, browser: str, system: str) -> None:
    assert browsers.named(user_agent) == (browser, system)
