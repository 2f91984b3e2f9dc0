"""Passing a message on from the page; and the live stream that tells an open list."""

import asyncio
import html
import re

import pytest

from comity.core import ids
from comity.messages.models import Message
from comity.messages.pages import stream
from tests.messages.desks import Desks, desks, said_wrong

__all__ = ["desks"]


def _held(page: str) -> str:
    found = re.search(r'id="held" value="([^"]*)"', page)
    assert found is not None
    return html.unescape(found.group(1))


def test_who_has_it_already_sees_it_as_its_originator_signed_it(desks: Desks) -> None:
    first = desks.send("ke.bureau", to=["FR"], cc=["BR"], subject="The ship Altair", body="She left at noon.")
    france, draft = desks.browser("fr.bureau"), ids.new()
    form = france.get(f"/messages/{first.pk}/forward", follow=True).content.decode()
    assert "Fwd: The ship Altair" in form and "goes along as it was signed" in form
    answer = desks.post(france, draft=draft, to=["BR"], body="See below.", held=_held(form))
    assert answer.status_code == 302, said_wrong(answer)
    seen = desks.browser("br.head").get(answer.url).content.decode()
    assert "Passed on, as it was signed by" in seen and "She left at noon." in seen and "See below." in seen


def test_a_stranger_needs_the_originators_consent_and_nothing_typed_is_lost(desks: Desks) -> None:
    first = desks.send("ke.bureau", to=["FR"], body="She left at noon.")
    france, draft = desks.browser("fr.bureau"), ids.new()
    form = france.get(f"/messages/{first.pk}/forward", follow=True).content.decode()
    refused = desks.post(france, draft=draft, to=["BR"], body="An hour of typing.", held=_held(form))
    seen = refused.content.decode()
    assert refused.status_code == 422 and "An hour of typing." in seen
    assert f"/messages/{first.pk}/ask-consent" in seen
    assert not Message.objects.filter(pk=draft).exists()


def test_a_page_is_told_when_its_own_list_changed_and_not_anothers(monkeypatch: pytest.MonkeyPatch) -> None:
    marks = {"FR": "1.0.0", "KE": "5.0.0"}

    async def now(bureaus: list[str]) -> dict[str, str]:
        return {code: marks[code] for code in bureaus if code in marks}

    async def story() -> tuple[bool, bool, bool]:
        watch = stream.Watch()
        france, kenya = watch.join("FR"), watch.join("KE")
        await asyncio.sleep(0.05)
        was_quiet = not france.is_set() and not kenya.is_set()
        marks["FR"] = "2.0.0"
        await asyncio.wait_for(france.wait(), 10)
        told = was_quiet, france.is_set(), kenya.is_set()
        watch.leave(france)
        watch.leave(kenya)
        return told

    monkeypatch.setattr(stream, "_marks", now)
    monkeypatch.setattr(stream, "EVERY_SECONDS", 0.005)
    assert asyncio.run(story()) == (True, True, False)


def test_who_may_not_read_messages_may_not_listen_either(desks: Desks) -> None:
    assert desks.browser("fr.border", locked=True).get("/messages/stream").status_code == 403
