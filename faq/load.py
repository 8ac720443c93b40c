"""YAML to entries; every complaint is `file:line: field: what`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from faq.misread import misread
from faq.swallowed import swallowed
from faq.wrong import say

M = TypeVar("M", bound=BaseModel)
MAX_BYTES = 4 * 1024 * 1024
MAX_NODES = 200_000
NOT_UTF8 = "从这一行起不是 UTF-8；用记事本打开，“另存为”，编码选 UTF-8"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where PyYAML was built with libyaml


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """One thing wrong in one place, and what to do about it."""

    file: str
    line: int
    field: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.what}"


class LoadError(Exception):
    """The policy files cannot be used; `complaints` says where and why."""

    def __init__(self, complaints: list[Complaint]) -> None:
        super().__init__("\n".join(map(str, complaints)))
        self.complaints = complaints


@dataclass(frozen=True, slots=True)
class Block:
    """A YAML value with the places of its parts: `line(("steps", 2))` is where the third step stands."""

    file: str
    value: Any
    node: yaml.Node

    def line(self, path: tuple[object, ...] = ()) -> int:
        node = self.node
        for part in path:
            step = _child(node, part)
            if step is None:
                break
            node = step
        return node.start_mark.line + 1

    def items(self) -> Iterator["Block"]:
        """The parts of a list."""
        assert isinstance(self.node, yaml.SequenceNode)
        for value, node in zip(self.value, self.node.value, strict=True):
            yield Block(self.file, value, node)

    def pairs(self) -> Iterator[tuple[str, "Block"]]:
        """The keys and values of a mapping."""
        assert isinstance(self.node, yaml.MappingNode)
        for key, node in self.node.value:
            yield key.value, Block(self.file, self.value[key.value], node)


def _child(node: yaml.Node, part: object) -> yaml.Node | None:
    found: yaml.Node | None = None
    if isinstance(node, yaml.MappingNode):
        found = next((value for key, value in node.value if key.value == str(part).rstrip("_")), None)
    elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        found = node.value[part]
    return found


def read_yaml(path: Path, name: str) -> Block:
    """Read one file with every scalar as text: plain YAML would turn 8:30 into 510 and 0571 into 377."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise LoadError([Complaint(name, 1, "文件", f"超过 {MAX_BYTES // 1024 // 1024} MB，请按主题拆成几个文件")])
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=LOADER)
    except UnicodeDecodeError as error:
        line = bytes(error.object[: error.start]).count(b"\n") + 1
        raise LoadError([Complaint(name, line, "编码", NOT_UTF8)]) from error
    except RecursionError as error:
        raise LoadError([Complaint(name, 1, "YAML", "一层套一层太多")]) from error
    except OSError as error:
        raise LoadError([Complaint(name, 1, "文件", f"读不了：{reason_of(error)}")]) from error
    except yaml.YAMLError as error:
        line, what = misread(text, error)
        raise LoadError([Complaint(name, line, "YAML", f"这一行读不懂：{what}")]) from error
    if node is None:
        raise LoadError([Complaint(name, 1, "文件", "是空的；写上内容，或者删掉这个文件")])
    if lost := [Complaint(name, line, "YAML", what) for line, what in swallowed(node, text.splitlines())]:
        raise LoadError(sorted(lost))
    try:
        return Block(name, _plain(node, name, [0]), node)
    except RecursionError as error:  # a list that contains itself: a: &x [*x]
        raise LoadError([Complaint(name, 1, "YAML", "引用（&、*）绕成了圈，或一层套一层太多")]) from error


def read_list(path: Path, name: str, each: str) -> Block:
    """A file that is a list; `each` is how its items begin."""
    block = read_yaml(path, name)
    if not isinstance(block.value, list):
        raise LoadError([Complaint(name, 1, "文件", f"应当是一个列表，每条以“{each}”开头")])
    return block


def reason_of(error: OSError) -> str:
    """What the system says in English, for the commonest reasons in Chinese."""
    known = {FileNotFoundError: "没有这个文件或文件夹", PermissionError: "没有权限", IsADirectoryError: "这是文件夹"}
    return known.get(type(error), error.strerror or type(error).__name__)


def _plain(node: yaml.Node, name: str, count: list[int]) -> Any:
    """Node to str, list or dict. `count` bounds what anchors can unfold to."""
    line = node.start_mark.line + 1
    count[0] += 1
    if count[0] > MAX_NODES:
        raise LoadError([Complaint(name, line, "YAML", "内容太多或引用（&、*）展开太大")])
    if not node.tag.startswith("tag:yaml.org,2002:") or node.tag.startswith("tag:yaml.org,2002:python"):
        raise LoadError([Complaint(name, line, "YAML", f"不允许标签 {node.tag}，只写普通文字")])
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag.endswith(":null") else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, name, count) for item in node.value]
    assert isinstance(node, yaml.MappingNode)
    result: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise LoadError([Complaint(name, key.start_mark.line + 1, "YAML", "字段名必须是文字")])
        if key.value in result:
            raise LoadError([Complaint(name, key.start_mark.line + 1, key.value, "同一个字段写了两次，请留一个")])
        result[key.value] = _plain(value, name, count)
    return result


def build(model: type[M], block: Block, extra: dict[str, Any] | None = None) -> M:
    """One block to one value; raises LoadError with a line for every wrong field."""
    if not isinstance(block.value, dict):
        raise LoadError([Complaint(block.file, block.line(), "条目", "应当是“字段: 内容”的形式")])
    try:
        return model.model_validate({**block.value, **(extra or {})})
    except ValidationError as error:
        raise LoadError([_complaint(model, block, problem) for problem in _causes(error)]) from error


def _causes(error: ValidationError) -> list[Any]:
    """Without 「至少要有 1 项」 of a list whose only item is wrong: the item says it already."""
    problems = error.errors()
    parents = {problem["loc"][:at] for problem in problems for at in range(len(problem["loc"]))}
    return [one for one in problems if one["type"] != "too_short" or one["loc"] not in parents]


def _complaint(model: type[BaseModel], block: Block, problem: Any) -> Complaint:
    path = tuple(problem["loc"])
    field = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in path)
    return Complaint(block.file, block.line(path), field or "条目", say(model, problem))
