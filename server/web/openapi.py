"""What the framework cannot tell about the interface: bodies that are read by hand, and the one shape of errors."""

from typing import Any

from apiflask import APIFlask

TEXT: dict[str, Any] = {"type": "string"}
ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "says", "fix", "field"],
            "properties": {"code": TEXT, "says": TEXT, "fix": TEXT, "field": {"type": ["string", "null"]}},
        }
    },
}
FACT: dict[str, Any] = {
    "type": "object",
    "required": ["id", "kind", "at", "device", "device_seq", "body"],
    "properties": {
        "id": TEXT | {"format": "uuid"},
        "kind": TEXT | {"examples": ["duty.check_in"]},
        "at": TEXT | {"format": "date-time"},
        "device": TEXT,
        "device_seq": {"type": "integer", "minimum": 1},
        "grant": {"type": ["string", "null"]},
        "body": {"type": "object"},
    },
}
FACTS: dict[str, Any] = {
    "type": "object",
    "required": ["facts"],
    "properties": {
        "facts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 500,
            "items": {
                "type": "object",
                "properties": {"fact": FACT, "sig": TEXT, "acted": {"type": "boolean"}},
            },
        }
    },
}
IMPORTS: dict[str, Any] = {
    "type": "object",
    "required": ["files"],
    "properties": {
        "files": {"type": "array", "items": TEXT | {"format": "binary"}},
        "plan": {"type": "integer"},
        "kind": {"enum": ["plan", "rooms", "candidates", "staff"]},
        "keep_good": {"enum": ["1"]},
    },
}
CREST: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": TEXT | {"format": "binary"}},
}

PRINT_ORDER: dict[str, Any] = {
    "printer": TEXT | {"examples": ["ipp://192.168.1.20:631/ipp/print"]},
    "copies": {"type": "integer", "minimum": 1},
    "sides": {"enum": ["one", "two", "two-short"]},
    "fit": {"type": "boolean"},
}
PRINT_BADGES: dict[str, Any] = {
    "type": "object",
    "required": ["printer", "what"],
    "properties": PRINT_ORDER | {"what": {"type": "object", "properties": {"badges": {"type": "object"}}}},
}
PRINT_FILE: dict[str, Any] = {
    "type": "object",
    "required": ["printer", "file"],
    "properties": PRINT_ORDER | {"file": TEXT | {"format": "binary"}},
}


def init_app(app: APIFlask) -> None:
    """Complete the description the framework writes."""

    @app.spec_processor
    def _complete(spec: Any) -> Any:
        spec.setdefault("components", {}).setdefault("schemas", {}).update(
            Error=ERROR, Facts=FACTS, Imports=IMPORTS, Crest=CREST
        )
        paths = spec["paths"]
        paths["/api/facts"]["post"]["requestBody"] = _body("application/json", "Facts")
        paths["/api/imports"]["post"]["requestBody"] = _body("multipart/form-data", "Imports")
        paths["/api/crests"]["post"]["requestBody"] = _body("multipart/form-data", "Crest")
        described = spec["components"]["schemas"]
        described.update(PrintBadges=PRINT_BADGES, PrintFile=PRINT_FILE)
        badges_or_file = {"application/json": "PrintBadges", "multipart/form-data": "PrintFile"}
        content = {media: {"schema": _ref(schema)} for media, schema in badges_or_file.items()}
        paths["/api/print-jobs"]["post"]["requestBody"] = {"required": True, "content": content}
        refused = {"description": "Refused", "content": {"application/json": {"schema": _ref("Error")}}}
        for operations in paths.values():
            for operation in operations.values():
                operation["responses"].pop("422", None)
                operation["responses"]["default"] = refused
        return spec


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _body(media: str, schema: str) -> dict[str, Any]:
    return {"required": True, "content": {media: {"schema": _ref(schema)}}}
