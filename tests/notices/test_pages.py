"""The pages of notices, as officers use them: over HTTP, in the order in which they do."""

from typing import Any
from uuid import UUID

from comity.notices.models import Notice
from comity.testing.requests import RED
from comity.testing.stage import Stage
from tests.notices import conftest as make


def typed(content: dict[str, Any]) -> dict[str, Any]:
    """What an officer would type for such a content, by the names of the page."""
    said: dict[str, Any] = {"language": "en", "level": "official_use_only"}
    for group, values in content.items():
        entries = values if isinstance(values, list) else [values]
        if isinstance(values, list):
            said[f"{group}-entries"] = str(len(values))
        for place, entry in enumerate(entries):
            stem = f"{group}-{place}" if isinstance(values, list) else group
            said |= {f"{stem}-{name}": _typed(value) for name, value in entry.items()}
    return said


def _typed(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return (
            [_one(one) for one in value] if all(isinstance(one, str) for one in value) else "\n".join(map(_one, value))
        )
    return str(value)


def _one(value: Any) -> str:
    return value if isinstance(value, str) else str(value.get("name") or value.get("number"))


def test_a_red_notice_is_asked_for_in_the_browser_and_read_by_another_member(stage: Stage) -> None:
    desk = stage.client("br.bureau")
    chosen = desk.get("/notices/new/")
    assert chosen.status_code == 200
    begun = desk.post("/notices/new/red/")
    assert begun.status_code == 302
    address = begun["Location"]
    assert desk.get(address).status_code == 200
    said = typed(RED)
    sent = desk.post(address, said | {"do": "check"})
    assert sent.status_code == 302, sent.content.decode()[:3000]
    assert sent["Location"].endswith("/check/")
    shown = desk.get(sent["Location"]).content.decode()
    assert "Sign" in shown
    notice = Notice.objects.get(pk=UUID(address.split("/")[2]))
    for number in (1, 2):
        assert desk.post(f"/notices/{notice.pk}/sign/{number}/").status_code == 302
    handed = desk.post(f"/notices/{notice.pk}/submit/")
    assert handed["Location"] == f"/notices/{notice.pk}/"
    notice.refresh_from_db()
    assert notice.state == "submitted"
    other = stage.client("ke.bureau")
    assert other.get(f"/notices/{notice.pk}/").status_code == 404


def test_one_notice_pages(stage: Stage) -> None:
    notice = make.publish(stage)
    for username in ("br.bureau", "ke.bureau", "gs.reviewer"):
        page = stage.client(username).get(f"/notices/{notice.number}/")
        assert page.status_code == 200, page.content[:3000]
        text = page.content.decode()
        assert "presumed innocent" in text
        assert "A notice is not an arrest warrant" in text
