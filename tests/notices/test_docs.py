"""The document of notices is what the manifests say."""

from pathlib import Path

from comity.notices.manifests import describe


def test_the_document_of_notices_is_true() -> None:
    document = Path(__file__).parents[2] / "docs" / "notices.md"
    assert document.read_text() == describe.document(), (
        "run: python -m comity.notices.manifests.describe > docs/notices.md"
    )
