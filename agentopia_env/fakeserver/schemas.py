"""Answers in the shape of a JSON schema, as a server that is held to one writes them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def fitted(value: Any, schema: Json, root: Json | None = None) -> Any:
    """A value in the shape of a schema: fields that it asks for and the value lacks are filled in.

    Arguments of an action stand beside its name where the schema has no `arguments`, as in the
    schema of the reply itself.
    """
    root = schema if root is None else root
    schema = _resolved(schema, root, value)
    if isinstance(value, list) and "items" in schema:
        return [fitted(entry, schema["items"], root) for entry in value]
    if not isinstance(value, dict):
        return value
    properties = schema.get("properties", {})
    if "arguments" in value and properties and "arguments" not in properties:
        value = {**{key: each for key, each in value.items() if key != "arguments"},
                 **value["arguments"]}  # fmt: skip
    closed = schema.get("additionalProperties") is False
    result = {
        key: fitted(each, properties.get(key) or _additional(schema), root)
        for key, each in value.items()
        if key in properties or not closed
    }
    for key in schema.get("required", ()):
        if key not in result:
            result[key] = _blank(_resolved(properties.get(key, {}), root, None))
    return result


def _additional(schema: Json) -> Json:
    more = schema.get("additionalProperties")
    return more if isinstance(more, dict) else {}


def _resolved(schema: Json, root: Json, value: Any) -> Json:
    """A schema behind its references, and the branch of it that suits a value best."""
    for _ in range(8):
        if "$ref" in schema:
            target: Any = root
            for step in str(schema["$ref"]).removeprefix("#/").split("/"):
                target = target.get(step, {}) if isinstance(target, dict) else {}
            schema = target
            continue
        branches = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
        if not branches:
            break
        resolved = [_resolved(branch, root, value) for branch in branches]
        schema = max(resolved, key=lambda branch: _suits(branch, value))
    return schema


def _suits(schema: Json, value: Any) -> int:
    """How well a value suits a schema: by its type, then by its fields and their set values."""
    kinds = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    if schema.get("type") != kinds.get(type(value), "number"):
        return -1
    if not isinstance(value, dict):
        return 0
    properties = schema.get("properties", {})
    for name, given in value.items():
        allowed = properties.get(name, {}).get("enum")
        if allowed is not None and given not in allowed:
            return -1
    missing = sum(name not in value for name in schema.get("required", ()))
    return 100 + sum(name in properties for name in value) - missing


def _blank(schema: Json) -> Any:
    """The plainest value of a schema."""
    if "default" in schema:
        return schema["default"]
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    if schema.get("type") == "object":
        return fitted({}, schema)
    blanks: dict[str, Any] = {"string": "", "array": [], "boolean": False}
    blanks |= {"integer": 0, "number": 0}
    return blanks.get(str(schema.get("type")), None)
