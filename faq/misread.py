"""Why a file is no YAML, said to somebody who does not know what YAML is: the line to look at, and what to do there."""

import re
from collections.abc import Iterator

import yaml

KEY = r"[ \t]*(?:- +)*[A-Za-z_][A-Za-z_0-9]*"
NON_PRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufeff\uff00-\ufffd\U00010000-\U0010ffff]")
QUOTE = re.compile(rf"(?:{KEY}:|[ \t]*-) +\"(?:[^\"\\]|\\.)*$")
NEXT = re.compile(rf"{KEY}:(?: |$)|[ \t]*- ")
NEAR, FAR = 2, 8  # the reader often stumbles only some lines after the mistake

# What a line looks like → what is wrong with it; looked for near the place where the reader stopped.
SURE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r" *\t"), "缩进里有 Tab，换成空格"),
    (re.compile(r"[ \t]*[\u3000\xa0\u2000-\u200b]"), "缩进里有全角空格或别的特殊空格，换成普通空格"),
    (re.compile(r"[ \t]*[－—–]"), "列表开头的短横不是半角的“-”，换成“- ”，后面空一格"),
    (re.compile(r"[ \t]*-[^\s\-]"), "列表开头的“-”后面要空一格"),
    (re.compile(rf"{KEY} *："), "字段名后面是全角冒号“：”，换成半角的“:”，后面空一格"),
    (re.compile(rf"{KEY}:[\u3000\xa0\u2000-\u200b]"), "冒号后面是全角空格或别的特殊空格，换成普通空格"),
    (re.compile(rf"{KEY}: *\{{[^}}]*，\s*[a-z_]+ *[:：]"), "花括号里是全角逗号“，”，换成半角的“, ”"),
    (re.compile(rf"{KEY}: *\{{[a-z_]+ *:[^}}]*$"), "花括号没有配成一对，在行末补上 }"),
)
LIKELY: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"{KEY}:(?!//)[^\s:]"), "冒号后面要空一格"),
    (re.compile(rf"(?:{KEY}:|[ \t]*-) +[*&!%@`|>\[{{]"), "文字以特殊符号开头，整句用双引号包起来"),
    (
        re.compile(rf"(?:{KEY}:|[ \t]*-) +\"(?:[^\"\\]|\\.)*\" *[^\s#\"]"),
        "双引号在句子中间就合上了；句子里的引号换成中文的“”，整句再用双引号包起来",
    ),
    (
        re.compile(rf"(?:{KEY}:|[ \t]*- +(?!{KEY}:)) *[^\"'\[\s].*: "),
        "文字里有“: ”，整句用双引号包起来，或者换成全角冒号“：”",
    ),
)
SAID: tuple[tuple[str, str], ...] = (
    ("mapping values are not allowed", "缩进和同一条里别的字段没有对齐"),
    ("did not find expected", "缩进没有对齐，或者少了“- ”"),
    ("expected <block end>", "缩进没有对齐，或者少了“- ”"),
    ("could not find expected ':'", "字段名后面少了半角冒号和空格"),
    ("undefined alias", "文字以 * 开头，整句用双引号包起来"),
    ("another document", "“---”把文件分成了两份，去掉它"),
)
OTHERWISE = "请检查缩进、冒号和引号"


def misread(text: str, error: yaml.YAMLError) -> tuple[int, str]:
    """The line, from 1, and the sentence."""
    lines = text.splitlines() or [""]
    odd = NON_PRINTABLE.search(text)
    if odd:
        return text.count("\n", 0, odd.start()) + 1, "有看不见的控制字符，删掉这一行重新打一遍"
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None) or ""
    at = min(mark.line if mark else 0, len(lines) - 1, text.rstrip().count("\n"))  # not after the last line
    for index, what in _found(lines, at, problem):
        return index + 1, what
    return at + 1, next((what for words, what in SAID if words in problem), OTHERWISE)


def _found(lines: list[str], at: int, problem: str) -> Iterator[tuple[int, str]]:
    """Signs on the line itself, then on those just above; a quotation mark may have been left open far above."""
    for signs, reach in ((SURE, NEAR), (LIKELY, NEAR), (SURE, FAR)):
        for index in range(at, max(at - reach, -1), -1):
            yield from ((index, what) for sign, what in signs if sign.match(lines[index]))
    if "mapping values" not in problem:
        for index in range(at + 1):
            if QUOTE.match(lines[index]) and _stays_open(lines[index + 1 :]):
                yield index, "双引号没有配成一对"


def _stays_open(after: list[str]) -> bool:
    """A sentence in quotation marks may go on in the next lines, but not over the next field or item."""
    for line in after:
        if NEXT.match(line):
            return True
        if '"' in line:
            return False
    return True
