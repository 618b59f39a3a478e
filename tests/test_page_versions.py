"""The Documents tab shows documents from elsewhere, versions and what changed between them, in a real browser."""

import harbour
import pytest
from page_visits import DESK, LOCALES, PHONE, chromium, fits, violations, visits
from served import served

from service.doors.http.app import create_app
from service.library import Library
from service.settings import load_settings

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("versions")
    made = Library.open(folder / "data", encoder="hashing")
    documents = harbour.write(folder / "documents")
    made.sync(documents)
    plan = next(path for path in documents.iterdir() if "Lantern Pier" in path.read_text("utf-8"))
    plan.write_text(plan.read_text("utf-8").replace("$450 million", "$470 million"), "utf-8")
    made.sync(documents)
    other = folder / "elsewhere"
    other.mkdir()
    (other / "note.md").write_text("# A note\n\n1. The crane was sold.\n", "utf-8")
    made.add([other / "note.md"])
    with served(create_app(made, load_settings({}, {"documents": documents}))) as address:
        yield address


@pytest.mark.parametrize(
    ("tag", "viewport"),
    [
        ("en", DESK),
        ("zh-Hant", PHONE),
        *(pytest.param(*one, marks=pytest.mark.slow) for one in (("zh-Hant", DESK), ("zh-Hans", DESK), ("en", PHONE))),
        pytest.param("zh-Hans", PHONE, marks=pytest.mark.slow),
    ],
)
def test_versions_changes_and_documents_from_elsewhere(address, tag, viewport, tmp_path):
    with chromium() as browser, visits(browser, address) as visit:
        page = visit("/#documents", viewport, LOCALES[tag], wait=".card")
        assert "note" in page.locator(".notice p").first.inner_text()
        page.locator("details:has(> .versions) > summary").click()
        page.locator(".versions details > summary").click()
        page.locator(".versions ins").wait_for()
        assert "$450 million" in page.locator(".versions del").inner_text()
        assert "$470 million" in page.locator(".versions ins").inner_text()
        assert page.locator(".versions mark").all_inner_texts() == ["450", "470"]
        said = {"en": "present version", "zh-Hant": "現行版本", "zh-Hans": "现行版本"}[tag]
        assert said in page.locator(".versions li").first.inner_text()
        assert page.locator("details:has(> .versions)").count() == 1
        page.screenshot(path=tmp_path / "versions.png", full_page=True)
        assert fits(page) and violations(page) == []
