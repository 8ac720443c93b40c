"""The two body formats of WeChat's message push, XML and JSON: bytes to a flat dict of texts and back."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers.expat import ExpatError, ParserCreate

DEPTH = 6  # of elements: SendPicsInfo has five
SECTIONS = 500  # of CDATA that are looked through before a signature is checked
_OPENING = re.compile(r"<(\w+)><!\[CDATA\[")
_BARE = re.compile(r"<Encrypt>\s*+([^<\s]++)\s*+</Encrypt>")
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


def sealed(raw: bytes) -> str:
    """The text of `Encrypt`, empty when there is none: found without parsing, as nothing has proved the sender yet."""
    text = raw.decode("utf-8-sig", "replace").lstrip()
    return _sealed_in_json(text) if text.startswith("{") else _sealed_in_xml(text)


def _sealed_in_json(text: str) -> str:
    try:
        tree = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return ""
    return _text(tree.get("Encrypt"))


def _sealed_in_xml(text: str) -> str:
    """Never what stands in another element's CDATA: with 兼容模式 that is a citizen's to write."""
    outside, *pieces = text.split("<![CDATA[", SECTIONS)
    for piece in pieces:
        if outside.rstrip().endswith("<Encrypt>"):
            return piece.partition("]]>")[0].strip()
        if found := _BARE.search(outside):
            return found[1]
        outside = piece.partition("]]>")[2]
    found = _BARE.search(outside)
    return found[1] if found else ""


def read(raw: bytes | str) -> Body:
    """Raises Unreadable."""
    text = clean(raw if isinstance(raw, str) else raw.decode("utf-8-sig", "replace")).strip()
    is_json = text.startswith("{")
    try:
        tree = json.loads(text, strict=False) if is_json else _tree(text)
    except (ValueError, ExpatError, RecursionError) as error:
        raise Unreadable(type(error).__name__) from error
    if not tree:
        raise Unreadable("no fields")
    return Body({str(name): _text(value) for name, value in tree.items()}, is_json)


def _tree(text: str) -> dict[str, str]:
    try:
        return _Reader().read(text)
    except ExpatError:
        return _Reader().read(_mended(text))


def _mended(text: str) -> str:
    """Each CDATA up to the end of its element: the `]]>` of a citizen comes as it is, and would end it before.

    Seen when somebody sent XML: https://github.com/silenceper/wechat/issues/750
    """
    parts, at = [], 0
    while opening := _OPENING.search(text, at):
        find = text.rfind if opening[1] == "Content" else text.find  # what is written there may look like a body itself
        end = find(f"]]></{opening[1]}>", opening.end())
        if end < 0:
            break
        parts += [text[at : opening.end()], _within(text[opening.end() : end])]
        at = end
    return "".join([*parts, text[at:]])


def _within(text: str) -> str:
    """For a CDATA, which its own end must not stand in."""
    return text.replace("]]>", "]]]]><![CDATA[>")


class _Reader:
    """The texts of the root's children: no message of the platform is deeper than DEPTH or declares anything."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._texts: dict[str, list[str]] = {}
        self._open: list[str] | None = None  # the child that is being read

    def read(self, text: str) -> dict[str, str]:
        """Raises ExpatError or Unreadable."""
        parser = ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = self._data, _refuse
        parser.Parse(text.encode(), True)
        return {name: "".join(parts).strip() for name, parts in self._texts.items()}

    def _start(self, name: str, _attributes: object) -> None:
        self._path.append(name)
        if self._path[0] != "xml" or len(self._path) > DEPTH:
            raise Unreadable("no message")
        if len(self._path) == 2:  # a tag that came twice: the first counts
            self._open = None if name in self._texts else self._texts.setdefault(name, [])

    def _end(self, _name: str) -> None:
        self._path.pop()

    def _data(self, data: str) -> None:
        if self._open is not None and len(self._path) == 2:
            self._open.append(data)


def _refuse(*_declared: object) -> None:
    raise Unreadable("document type")


def _text(value: object) -> str:
    while isinstance(value, list):  # a name that came twice: the first counts
        value = value[0] if value else ""
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
    return f"<![CDATA[{_within(value)}]]>"
