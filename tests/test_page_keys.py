"""The page under keys: a browser asks for the key once, as a password, and all the page sends carries it."""

import pytest
from harbour import library
from page_visits import chromium
from served import served

from service.doors.http.app import create_app
from service.doors.keys import Keys
from service.settings import load_settings

pytestmark = pytest.mark.browser

ASK = """fetch('/v1/ask', {method: 'POST', headers: {'content-type': 'application/json'},
  body: JSON.stringify({question: 'When does the pier open?'})}).then(response => response.status)"""


def test_the_page_works_with_a_key_as_password(tmp_path):
    key = Keys(tmp_path).add("desk", ["ask", "draft"])
    app = create_app(library(tmp_path), load_settings({}, {"data": tmp_path}))
    with served(app) as address, chromium() as browser:
        context = browser.new_context(http_credentials={"username": "anyone", "password": key})
        page = context.new_page()
        refused = []
        page.on("response", lambda response: refused.append(response.url) if response.status >= 400 else None)
        found = page.goto(f"{address}/", wait_until="networkidle")
        assert found is not None and found.status == 200
        assert page.evaluate(ASK) == 200
        # The key asks; to remove a document it would have to administer.
        assert page.evaluate("fetch('/v1/documents/none', {method: 'DELETE'}).then(response => response.status)") == 403
        assert refused == [f"{address}/v1/documents/none"]
