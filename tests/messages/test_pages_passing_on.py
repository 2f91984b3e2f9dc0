"""Passing a message on from the page; and the live stream that tells an open list."""

import html
import re

from comity.core import clock, ids
from comity.keys import installation
from comity.keys import queries as keys
from comity.messages.actions import sending
from comity.messages.conversations import AUTOMATIC
from comity.messages.engine.writing import Letter, compose
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


def test_a_page_is_told_when_its_own_list_changed_and_not_anothers(desks: Desks) -> None:
    desks.send("ke.bureau", to=["FR", "BR"])
    before = stream.changed_lists(clock.now())
    desks.send("ke.bureau", to=["FR"])
    after = stream.changed_lists(clock.now())
    assert {bureau for bureau in after if after[bureau] != before[bureau]} == {"KE", "FR"}


def test_who_may_not_read_messages_may_not_listen_either(desks: Desks) -> None:
    assert desks.browser("fr.border", locked=True).get("/messages/stream").status_code == 403


def test_what_a_machine_wrote_is_said_to_be_a_machines_and_read_by_the_bureaus_alone(desks: Desks) -> None:
    now = clock.now()
    letter = Letter(
        to=("FR",), cc=("KE",), subject="Hit", body="Look.", kind="hit", cites=(f"hit:{ids.new()}",), automatic=True
    )
    current = keys.current_of(("FR", "KE"))
    sealed = compose(letter, keyring=installation.automatic(), keys=current, now=now)
    made = sending.send(
        actor=AUTOMATIC, envelope=sealed.envelope, signature=sealed.signature, content=sealed.content, now=now
    )
    france = desks.browser("fr.bureau")
    assert "The system" in france.get("/messages/?folder=all").content.decode()
    seen = france.get(f"/messages/threads/{made.thread_id}/").content.decode()
    between = seen[seen.index('id="parties"') :].partition("</ul>")[0]
    assert "Kenya" in between and "France" in between and "General Secretariat" not in between
    further = france.get(f"/messages/write/?after={made.pk}").content.decode()
    assert 'name="to" value="KE" checked' in further and 'value="GS" checked' not in further
