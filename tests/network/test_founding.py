"""The network on its first day."""

import pytest

from comity.audit.models import Entry
from comity.core import clock
from comity.network import access, founding, queries
from comity.network import actions as network
from comity.network.models import Bureau, Member

pytestmark = pytest.mark.django_db


def test_there_are_196_members_each_with_one_bureau_and_four_names() -> None:
    network.found(clock.now())
    assert Member.objects.count() == 196
    assert Bureau.objects.filter(kind="national").count() == 196
    for member in Member.objects.all():
        assert set(member.names) == {"ar", "en", "fr", "es"}
        assert all(member.names.values())
        assert member.region in founding.REGIONS


def test_founding_again_changes_nothing_and_keeps_what_a_bureau_changed() -> None:
    network.found(clock.now())
    Bureau.objects.filter(pk="KE").update(contact="+254 20 000 000", connected=False)
    assert network.found(clock.now()) == 0
    assert Bureau.objects.get(pk="KE").contact == "+254 20 000 000"
    assert Entry.objects.filter(verb="network.founded").count() == 1


def test_what_is_missing_is_made_again() -> None:
    network.found(clock.now())
    Bureau.objects.filter(pk="CN-HK").delete()
    assert network.found(clock.now()) == 1


def test_a_sub_bureau_has_a_channel_a_parent_and_no_vote() -> None:
    network.found(clock.now())
    hong_kong = Bureau.objects.get(pk="CN-HK")
    assert hong_kong.member is None
    assert access.lineage(hong_kong) == ("CN-HK", "CN")
    assert Bureau.objects.filter(kind="sub_bureau").count() == 11


def test_the_general_secretariat_has_regional_bureaus_and_offices_under_it() -> None:
    network.found(clock.now())
    under = set(Bureau.objects.filter(parent="GS").values_list("pk", flat=True))
    assert {
        "RB-ABJ",
        "RB-BUE",
        "RB-HRE",
        "RB-NBO",
        "RB-SAL",
        "RB-YAO",
        "LO-BKK",
        "GS-SIN",
        "GS-UN",
        "GS-EU",
        "GS-AU",
    } == under


@pytest.mark.parametrize("words", ["Allemagne", "alemania", "ألمانيا", "germ wiesbaden", "de", "DEU"])
def test_the_directory_finds_a_bureau_by_a_name_in_any_of_the_four_languages(words: str) -> None:
    network.found(clock.now())
    assert "DE" in {bureau.pk for bureau in queries.directory(words)}


@pytest.mark.parametrize(
    ("code", "reached"),
    [
        ("FR", "Desk of the bureau in Paris, over the secure network (FR)"),
        ("CN-HK", "Desk of the sub-bureau in Hong Kong, over the secure network (CN-HK)"),
        ("GS", "Command and Coordination Centre in Lyon, day and night, over the secure network (GS)"),
        ("UNSC", "Contact point in New York, over the secure network (UNSC)"),
    ],
)
def test_how_to_reach_a_bureau_is_said_in_words(code: str, reached: str) -> None:
    network.found(clock.now())
    assert Bureau.objects.get(pk=code).contact == reached
    assert not Bureau.objects.filter(contact="").exists()
