"""The document of fields is what the manifests say."""

from pathlib import Path

from comity.records.manifests import describe


def test_the_document_of_fields_is_true() -> None:
    document = Path(__file__).parents[2] / "docs" / "records.md"
    assert document.read_text() == describe.document(), (
        "run: python -m comity.records.manifests.describe > docs/records.md"
    )
