"""What the tests of the web application share: finding things in pages, logging in."""

import re
from typing import Any

PASSWORD = "correct horse battery"


def token(page: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="form_token" value="(\w+)"', page)
    assert found, "the page has no form"
    return found[1]


def log_in(client: Any, name: str, password: str = PASSWORD) -> Any:
    """Log in; the answer."""
    form = token(client.get("/log-in").text)
    fields = {"name": name, "password": password, "form_token": form, "next": "/claims"}
    return client.post("/log-in", data=fields, follow_redirects=False)


def first_claim(client: Any, **query: str) -> str:
    """The id of a claim that has positions."""
    rows = client.get("/api/claims", params={"order": "positions", **query}).json()["items"]
    return str(rows[0]["record"]["id"])


def first_article(client: Any) -> str:
    """The id of an article."""
    return str(client.get("/api/articles").json()["items"][0]["record"]["id"])
