"""The two body formats of WeChat's message push, XML and JSON: bytes to a flat dict of texts and back."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers.expat import ExpatError

import xmltodict

# What XML 1.0 cannot carry; citizens' keyboards and clipboards can, and WeChat forwards it raw.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Unreadable(Exception):
    """Neither XML nor JSON of the agreed shape."""


@dataclass(frozen=True, slots=True)
class Body:
    """A parsed body; answers go back in the same format."""

    fields: Mapping[str, str]
    is_json: bool

    def __getitem__(self, name: str) -> str:
        """The field as text; empty when it is missing."""
        return self.fields.get(name, "")


def clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def read(raw: bytes | str) -> Body:
    """Raises Unreadable; entities and document types with declarations are refused."""
    try:
        text = clean(raw if isinstance(raw, str) else raw.decode("utf-8-sig")).strip()
        is_json = text.startswith("{")
        tree = json.loads(text, strict=False) if is_json else xmltodict.parse(text, xml_attribs=False)["xml"]
    except (ValueError, LookupError, ExpatError, RecursionError) as error:
        raise Unreadable(type(error).__name__) from error
    if not isinstance(tree, dict):
        raise Unreadable("no fields")
    return Body({str(name): _text(value) for name, value in tree.items()}, is_json)


def _text(value: object) -> str:
    if isinstance(value, list):  # a tag that came twice: the first counts
        return _text(value[0]) if value else ""
    if isinstance(value, str):
        return clean(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def write(fields: Mapping[str, str | int], *, is_json: bool) -> str:
    """Texts lose what the format cannot carry; a text cannot break out of its element."""
    fields = {name: clean(value) if isinstance(value, str) else value for name, value in fields.items()}
    if is_json:
        return json.dumps(fields, ensure_ascii=False)
    return "<xml>" + "".join(f"<{name}>{_node(value)}</{name}>" for name, value in fields.items()) + "</xml>"


def _node(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    return "<![CDATA[" + value.replace("]]>", "]]]]><![CDATA[>") + "]]>"
