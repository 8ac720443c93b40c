"""What is wrong with a field, said in Chinese: pydantic's findings for somebody who knows Excel."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

DATE = "日期写成 2026-08-31 这样"
EMPTY = "不能为空"
LEFT_BLANK = "空着；写上内容，或者删掉这一行"
PAIRS = "应当是“字段: 内容”的形式"
COLON = "文字里有“: ”，整句用双引号包起来，或者换成全角冒号“：”"
FULL_WIDTH_COMMA = "“{input}”里是全角逗号，换成半角的“, ”"
MOST_KNOWN = 12  # field names that fit into a sentence
_SAY = {
    "missing": "缺这一项，请补上",
    "string_too_long": "太长了，现在 {length} 个字，最多 {max_length} 个",
    "string_too_short": EMPTY,
    "string_type": "应当是一句文字",
    "string_pattern_mismatch": "只能用小写字母、数字和下划线，以字母开头，3 到 61 个字符",
    "enum": "只能是 {expected} 之一",
    "tuple_type": "应当是列表，每行一个“- ”",
    "too_short": "至少要有 {min_length} 项",
    "date_from_datetime_parsing": DATE,
    "date_from_datetime_inexact": DATE,
    "date_parsing": DATE,
    "date_type": DATE,
    "int_parsing": "应当是数字",
    "bool_parsing": "只能写 是 或 否",
    "dict_type": PAIRS,
    "mapping_type": PAIRS,
    "value_error": "写得不对：{error}",
}
# The words that the files are written with, for whoever fills them in in Chinese.
MEANING: Mapping[str, str] = {
    "transfer": "转学入学", "certificates": "证书学历", "exams": "考试招生", "other": "其他",
    "parent": "家长", "student": "学生", "teacher": "老师", "graduate": "毕业生",
    "draft": "草稿", "internal": "内部", "public": "公开",
    "materials": "材料", "steps": "流程", "time_limit": "时限", "fee": "费用", "remedy": "办不成怎么办",
    "education": "局里别的科室", "government": "别的部门", "school": "学校", "nearby": "相近的问题",
    "everyday": "谁也不管",
}  # fmt: skip


def say(model: type[BaseModel], problem: Any) -> str:
    """One sentence for one of pydantic's findings about `model`."""
    given = problem["input"]
    if problem["type"] == "extra_forbidden":
        return _no_such_field(model, tuple(problem["loc"]))
    if given is None and problem["type"] != "missing":
        return EMPTY if problem["type"] == "string_type" else LEFT_BLANK
    if problem["type"] == "string_type" and isinstance(given, dict):
        return COLON
    if problem["type"] == "string_type" and isinstance(given, list):
        return "应当是一句文字，不是列表；去掉“- ”，写在一行里"
    if problem["type"] in ("enum", "string_pattern_mismatch") and "，" in str(given):
        return FULL_WIDTH_COMMA.format(input=given)
    if problem["type"] == "model_type":
        return _pairs(_part(model, tuple(problem["loc"])))
    if problem["type"].startswith("date") and (wrong := _no_such_day(given)):
        return wrong
    pattern = _SAY.get(problem["type"])
    values = {name: _listed(value) if name == "expected" else value for name, value in problem.get("ctx", {}).items()}
    return pattern.format(**values, length=len(str(given))) if pattern else f"写得不对（{problem['msg']}）"


def _no_such_field(model: type[BaseModel], path: tuple[object, ...]) -> str:
    owner = _part(model, path[:-1])
    known = _fields(owner) if owner else []
    near = get_close_matches(str(path[-1]), known, 1)
    if near:
        return f"没有这个字段，是不是 {near[0]}？"
    one_of = f"能写的有：{'、'.join(known)}" if 0 < len(known) <= MOST_KNOWN else "是不是写错了名字？"
    return f"没有这个字段，{one_of}"


def meant(name: str, known: Iterable[str]) -> str:
    """「（是不是 card_lost？）」 for a name that is nearly one of these, else nothing."""
    near = get_close_matches(name, list(known), 1, cutoff=0.8)
    return f"（是不是 {near[0]}？）" if near else ""


def _pairs(part: type[BaseModel] | None) -> str:
    """「- name: …」 where a material was written as a bare text."""
    return f"应当写成“{_fields(part)[0]}: 内容”的形式" if part else PAIRS


def _fields(model: type[BaseModel]) -> list[str]:
    """As the files write them: from, not from_."""
    return [field.alias or name for name, field in model.model_fields.items()]


def _part(model: type[BaseModel], path: tuple[object, ...]) -> type[BaseModel] | None:
    """The model that describes the value at `path`, or None when it is no model."""
    kind: Any = model
    for step in path:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            fields = {field.alias or name: field.annotation for name, field in kind.model_fields.items()}
            kind = fields.get(str(step))
        else:  # the items of a tuple, the values of a mapping
            kind = next((one for one in reversed(get_args(_bare(kind))) if one is not Ellipsis), None)
        kind = _bare(kind)
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _bare(kind: Any) -> Any:
    """Effective | None → Effective"""
    if get_origin(kind) in (Union, UnionType):
        return next((one for one in get_args(kind) if one is not type(None)), None)
    return kind


def _no_such_day(given: object) -> str | None:
    """2026-02-30 is written as it should be, and is no day."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", str(given)):
        return None
    try:
        date.fromisoformat(str(given))
    except ValueError:
        return f"没有 {given} 这一天；核对月和日"
    return None


def _listed(value: object) -> str:
    """'A', 'B' or 'C' → A、B、C, each with what it means where that is no Chinese."""
    words = str(value).replace(" or ", ", ").replace("'", "").split(", ")
    return "、".join(f"{word}（{MEANING[word]}）" if word in MEANING else word for word in words)
