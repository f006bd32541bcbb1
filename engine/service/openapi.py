"""The service in the words of OpenAPI 3.1, for programs, and as a page, for people.

Which columns a row has depends on the model, so the document is made for the one that is served.
The page needs no script and no other place.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from engine.service.batches import JSON, NDJSON, Teller

_STYLE = (
    "body{font:15px/1.5 sans-serif;max-width:50em;margin:2em auto;padding:0 1em}"
    "td,th{padding:.15em .9em .15em 0;text-align:left}pre{background:#f4f4f4;padding:.7em;"
    "overflow-x:auto}"
)


def document(teller: Teller, octets: int) -> dict[str, Any]:
    """The OpenAPI document of a service with this model and this limit on a body."""
    columns = {name: {"type": [*kinds, "null"]} for name, kinds in teller.form.columns.items()}
    replay = {
        "summary": "How likely tracks are played again",
        "description": (
            "One probability for each row, in order. What a row does not name is missing; users,"
            " songs and words that were never learned are unknown. Both are fine. A row that cannot"
            " be used gets an error in its place."
            f" At most {teller.most:,} rows and {octets // 1_000_000} MB at once."
        ),
        "operationId": "tellReplays",
        "requestBody": {
            "required": True,
            "content": {JSON: _schema("Batch"), NDJSON: _schema("Row")},
        },
        "responses": {
            "200": {
                "description": "The answer, in the kind of the question",
                "content": {JSON: _schema("Answer"), NDJSON: _schema("Line")},
            },
            **{status: _refusal(why) for status, why in _REFUSALS.items()},
        },
    }
    row = {"type": "object", "properties": columns, "additionalProperties": False}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Nearfield",
            "version": version("nearfield"),
            "description": f"Answers by replay model {teller.model.model_id}.",
        },
        "paths": {"/v1/replay": {"post": replay}},
        "components": {"schemas": {"Row": row, **_SCHEMAS}},
    }


def page(described: Mapping[str, Any]) -> str:
    """The document as HTML."""
    replay = described["paths"]["/v1/replay"]["post"]
    columns = described["components"]["schemas"]["Row"]["properties"]
    row = json.dumps(dict.fromkeys(list(columns)[:2], "…"), ensure_ascii=False)
    rows = "".join(
        f"<tr><td><code>{html.escape(name)}</code></td>"
        f"<td>{' or '.join(column['type'][:-1])}</td></tr>"
        for name, column in columns.items()
    )
    examples = (
        f"curl -H 'Content-Type: {JSON}' -d '{{\"rows\": [{row}]}}' $ADDRESS/v1/replay\n"
        f"curl -H 'Content-Type: {NDJSON}' --data-binary @rows.ndjson $ADDRESS/v1/replay"
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Nearfield</title>'
        f"<style>{_STYLE}</style></head><body><h1>Nearfield</h1>"
        f"<p>{html.escape(described['info']['description'])}"
        ' The same for programs: <a href="openapi.json">openapi.json</a>.</p>'
        f"<h2><code>POST /v1/replay</code></h2><p>{replay['summary']}.</p>"
        f"<p>{html.escape(replay['description'])}</p><pre>{html.escape(examples)}</pre>"
        "<h2>Columns of a row</h2><table><tr><th>column</th><th>type</th></tr>"
        f"{rows}</table></body></html>\n"
    )


def _schema(name: str) -> dict[str, Any]:
    return {"schema": {"$ref": f"#/components/schemas/{name}"}}


def _refusal(why: str) -> dict[str, Any]:
    return {"description": why, "content": {JSON: _schema("Refusal")}}


_REFUSALS = {
    "400": "The body is no batch of rows",
    "413": "There are too many rows, or bytes",
    "415": "The body is neither JSON nor NDJSON",
}
_TEXT = {"type": "string"}
_PROBABILITY = {"type": "number", "minimum": 0, "maximum": 1}
_SCHEMAS: dict[str, Any] = {
    "Batch": {
        "type": "object",
        "required": ["rows"],
        "properties": {"rows": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}}},
    },
    "Answer": {
        "type": "object",
        "properties": {
            "model": _TEXT,
            "probabilities": {
                "type": "array",
                "items": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
            },
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"row": {"type": "integer", "minimum": 0}, "error": _TEXT},
                },
            },
        },
    },
    "Line": {
        "type": "object",
        "properties": {"probability": _PROBABILITY, "error": _TEXT},
    },
    "Refusal": {
        "type": "object",
        "properties": {
            "error": {"type": "object", "properties": {"title": _TEXT, "message": _TEXT}}
        },
    },
}
