"""Words that YAML takes for something else without a complaint: it reads the file, and part of it is gone."""

import re
from collections.abc import Iterator, Sequence

import yaml

ITEM = re.compile(r"\s*[-－—–]\s*\S")
FIELD = re.compile(r"\s*[a-z_]+\s*：")
REMARK = re.compile(r"\s+#[^\s#]")
JOINED_ITEM = "“- ”没有和上一条对齐，被接到上一条的后面去了；缩进改成和上一条一样，“-”后面空一格"
JOINED_FIELD = "全角冒号“：”，被接到上一句的后面去了；换成半角的“:”，后面空一格，缩进和别的字段对齐"
LOST = "“ #”后面的字当作备注丢掉了；是正文就把整句用双引号包起来，是备注就在 # 后面空一格"


def swallowed(node: yaml.Node, lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The line, from 1, and the sentence, for every value without quotation marks that ate its neighbour."""
    for value in _scalars(node):
        if value.style in ("'", '"', "|", ">"):
            continue
        first, last = value.start_mark.line, min(value.end_mark.line, len(lines) - 1)
        for at in range(first + 1, last + 1):
            if ITEM.match(lines[at]):
                yield at + 1, JOINED_ITEM
            elif FIELD.match(lines[at]):
                yield at + 1, JOINED_FIELD
        if lines and REMARK.match(lines[last][value.end_mark.column :]):
            yield last + 1, LOST


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Each once, however often an anchor is referred to."""
    waiting, seen = [node], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, yaml.ScalarNode):
            yield one
        elif isinstance(one, yaml.SequenceNode):
            waiting += one.value
        elif isinstance(one, yaml.MappingNode):
            waiting += [part for pair in one.value for part in pair]
