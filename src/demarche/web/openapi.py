"""The API's description, OpenAPI 3.1: the schemas are the model's own, written by msgspec."""

from dataclasses import fields
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec

from demarche import model
from demarche.web.filters import Filters

_TEXT: dict[str, Any] = {"type": "string"}
_FILTERS: dict[str, str] = {
    "words": "words in the paragraph: `troops \"north korean\" -drone`, `or`",
    "actor": "who does it: a side (`RUS`), a code (`RUS.MIL`) or an actor's id",
    "recipient": "to whom", "party": "on either side",
    "dyad": "`PRK>RUS` directed, `PRK-RUS` either way", "source": "who says it",
    "type": "PLOVER type", "mode": "PLOVER mode", "quad": "quad class 1 to 4",
    "context": "PLOVER context", "factuality": "FactBank value of the nearest source",
    "act": "speech act", "channel": "channel", "stance": "`denies`, or `denies=RUS`",
    "status": "status of the claim", "place": "place or country", "publisher": "publisher",
    "language": "language", "document": "article id", "claim": "claim id",
    "state": "accepted, edited, rejected, unreviewed",
    "since": "ISO 8601 date, inclusive", "until": "ISO 8601 date, inclusive",
}  # fmt: skip
_PAGING = {
    "limit": ("how many, 1 to 500", {"type": "integer", "minimum": 1, "maximum": 500}),
    "after": ("the `next` of the page before", _TEXT),
    "order": ("newest, oldest; claims also changed, positions", _TEXT),
    "total": ("1: also count all", _TEXT),
}


def _parameters(*names: str, filters: bool = False) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in names:
        words, schema = _PAGING[name]
        found.append({"name": name, "in": "query", "description": words, "schema": schema})
    if filters:
        for name, words in _FILTERS.items():
            schema = _TEXT if name in ("words", "since", "until") else {
                "type": "array", "items": _TEXT}  # fmt: skip
            found.append(
                {"name": name, "in": "query", "description": words, "schema": schema,
                 "explode": True}
            )  # fmt: skip
    return found


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _row(name: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "record": _ref(name), "n": {"type": "integer"}, "date": {"type": ["string", "null"]},
            "state": {"type": ["string", "null"]}, "claim": {"type": ["string", "null"]},
            "first_seen": {"type": ["string", "null"]},
            "last_changed": {"type": ["string", "null"]},
            "document": {"type": ["object", "null"]},
        },
        "required": ["record"],
    }  # fmt: skip


def _items(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": schema},
            "next": {"type": ["string", "integer", "null"]},
            "total": {"type": "integer"},
        },
        "required": ["items"],
    }


def _get(
    summary: str, schema: dict[str, Any], parameters: list[dict[str, Any]], one: bool = False
) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "200": {
            "description": "what was asked for",
            "headers": {
                "ETag": {"schema": _TEXT, "description": "send it back as If-None-Match"},
                "RateLimit-Remaining": {"schema": _TEXT},
            },
            "content": {"application/json": {"schema": schema}},
        },
        "304": {"description": "nothing has changed since"},
        "400": {"$ref": "#/components/responses/Error"},
        "401": {"$ref": "#/components/responses/Error"},
        "429": {"$ref": "#/components/responses/Error"},
    }
    if one:
        answers["404"] = {"$ref": "#/components/responses/Error"}
        parameters = [
            {"name": "id", "in": "path", "required": True, "schema": _TEXT}, *parameters
        ]  # fmt: skip
    return {"get": {"summary": summary, "parameters": parameters, "responses": answers}}


def _post(
    summary: str, status: str, properties: dict[str, Any] | None, one: bool = False
) -> dict[str, Any]:
    """A call that changes something; `one`: about what the path names; no properties: no body."""
    refused = ("400", "401", "403", "429", *(("404",) if one else ()))
    made: dict[str, Any] = {
        "summary": summary,
        "responses": {
            status: {
                "description": "done",
                "content": {"application/json": {"schema": {"type": "object"}}},
            },
            **{code: {"$ref": "#/components/responses/Error"} for code in refused},
        },
    }
    if one:
        made["parameters"] = [{"name": "id", "in": "path", "required": True, "schema": _TEXT}]
    if properties is not None:
        schema = {"type": "object", "properties": properties}
        made["requestBody"] = {
            "required": True, "content": {"application/json": {"schema": schema}},
        }  # fmt: skip
    return made


@cache
def document(base: str) -> dict[str, Any]:
    """The whole description, for a server at `base`."""
    kinds = [model.Claim, model.Event, model.Statement, model.Document, model.Actor, model.Coded]
    _, schemas = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    lists = ("limit", "after", "order", "total")
    anything = {"type": "object"}
    paths: dict[str, Any] = {
        "/api/status": _get("Counts, size, version", anything, []),
        "/api/claims": _get(
            "Claims", _items(_row("Claim")), _parameters(*lists, filters=True)
        ),
        "/api/claims/{id}": _get("One claim", _row("Claim"), [], one=True),
        "/api/claims/{id}/history": _get(
            "How a claim's status changed", _items(anything), _parameters("limit"), one=True
        ),
        "/api/claims/{id}/similar": _get(
            "Claims that may tell the same", _items(_row("Claim")), [], one=True
        ),
        "/api/events": _get("Events", _items(_row("Event")), _parameters(*lists, filters=True)),
        "/api/events/{id}": _get("One event", _row("Event"), [], one=True),
        "/api/statements": _get(
            "Statements", _items(_row("Statement")), _parameters(*lists, filters=True)
        ),
        "/api/statements/{id}": _get("One statement", _row("Statement"), [], one=True),
        "/api/articles": _get(
            "Articles", _items(_row("Document")), _parameters(*lists, filters=True)
        ),
        "/api/articles/{id}": _get("All of one article", _ref("Coded"), [], one=True),
        "/api/actors": _get(
            "Actors, those of most events first", _items(anything),
            [*_parameters("limit", "after"),
             {"name": "words", "in": "query", "schema": _TEXT},
             {"name": "kind", "in": "query", "schema": _TEXT}],
        ),
        "/api/actors/{id}": _get("One actor", anything, [], one=True),
        "/api/search": _get(
            "Passages with these words, best first", _items(anything),
            [*_parameters("limit", "after"), {"name": "words", "in": "query", "schema": _TEXT}],
        ),
        "/api/counts": _get(
            "How many, by period and by anything", _items(anything),
            [*_parameters(filters=True),
             *({"name": n, "in": "query", "schema": _TEXT} for n in
               ("kind", "period", "by", "types"))],
        ),
        "/api/changes": _get(
            "What changed since a number or a time, for those who sync", _items(anything),
            [*_parameters("limit"), {"name": "since", "in": "query", "schema": _TEXT},
             {"name": "kind", "in": "query", "schema": {"type": "array", "items": _TEXT}}],
        ),
        "/api/failures": _get(
            "What could not be read, and why", _items(anything), _parameters("limit", "after")
        ),
        "/api/corrections": _get(
            "Corrections, newest first", _items(anything), _parameters("limit", "after")
        ),
        "/api/jobs/{id}": _get("How far something that was added is", anything, [], one=True),
        "/api/searches": _get("One's saved searches", _items(anything), []),
    }  # fmt: skip
    paths["/api/articles"]["post"] = _post(
        "Read a text or an address; answers with the job", "202",
        {"text": _TEXT, "headline": _TEXT, "published": _TEXT, "publisher": _TEXT, "url": _TEXT,
         "address": _TEXT},
    )  # fmt: skip
    paths["/api/corrections"]["post"] = _post(
        "Accept, reject or edit a record; or undo a correction", "201",
        {"kind": _TEXT, "target": _TEXT, "action": _TEXT, "reason": _TEXT, "edit": anything,
         "undo": _TEXT},
    )  # fmt: skip
    paths["/api/searches"]["post"] = _post(
        "Save a search, with a webhook if one is wanted", "201",
        {"name": _TEXT, "hook": _TEXT, **{f.name: _TEXT for f in fields(Filters)}},
    )  # fmt: skip
    paths["/api/claims/{id}/merge"] = {"post": _post(
        "Say that two claims tell of one thing (same), of two (different), or that one is unsure",
        "201",
        {"other": _TEXT, "verdict": {"enum": ["same", "different", "unsure"]}, "reason": _TEXT},
        one=True,
    )}  # fmt: skip
    paths["/api/claims/{id}/split"] = {"post": _post(
        "Part events from a claim; together they are another", "201",
        {"events": {"type": "array", "items": _TEXT}, "reason": _TEXT}, one=True,
    )}  # fmt: skip
    paths["/api/searches/{id}"] = {
        "delete": _post("Forget a saved search and its feeds", "200", None, one=True)
    }
    paths["/api/searches/{id}/hook"] = {
        "post": _post("Try the webhook of a search again now", "202", {}, one=True)
    }
    error = {
        "type": "object",
        "properties": {
            "error": {
                "type": "object", "properties": {"code": _TEXT, "message": _TEXT},
                "required": ["code", "message"],
            }
        },
        "required": ["error"],
    }  # fmt: skip
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Demarche", "version": version("demarche"),
            "description": "The ledger of the news: who did what to whom, who says so, who denies "
            "it, how sure each is.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": base}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Error": error},
            "responses": {
                "Error": {
                    "description": "one line that says what is wrong and what to do",
                    "content": {"application/json": {"schema": _ref("Error")}},
                }
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }  # fmt: skip
