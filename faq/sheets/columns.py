"""Which column holds what: the headers that bureaus really write, and the row they stand in."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from faq.sheets.workbook import Cell, Sheet, SheetError, where


class Column(StrEnum):
    """What a column may hold."""

    ID = "id"
    TITLE = "title"
    PHRASINGS = "phrasings"
    SUMMARY = "summary"
    ANSWER = "answer"
    CONDITIONS = "conditions"
    MATERIALS = "materials"
    STEPS = "steps"
    TIME_LIMIT = "time_limit"
    VALIDITY = "validity"
    FEE = "fee"
    WHERE = "where"
    ONLINE = "online"
    PHONE = "phone"
    REMEDY = "remedy"
    DEPARTMENT = "department"
    AREA = "area"
    AUDIENCE = "audience"
    DOCUMENT = "document"
    NUMBER = "number"
    ARTICLE = "article"
    URL = "url"
    FROM = "from"
    UNTIL = "until"
    REVIEW_BY = "review_by"
    OPINION = "opinion"
    SIGNED_BY = "signed_by"
    SIGNED_ON = "signed_on"
    VERSION = "version"


SYNONYMS: dict[Column, str] = {
    Column.ID: "条目编号 条目id id",
    Column.TITLE: "标题 问题 咨询问题 常见问题 问题名称 问题描述 咨询内容 咨询事项 事项 事项名称 提问 主题 诉求内容",
    Column.PHRASINGS: "问法 相似问 相似问题 相似问法 其他问法 扩展问 群众怎么问 关键词",
    Column.SUMMARY: "答复要点 简要答复 一句话答复 概述 摘要 要点",
    Column.ANSWER: "答复 答复内容 答复口径 回复 回复内容 解答 答案 标准答案 处理意见 办理结果 政策解答",
    Column.CONDITIONS: "条件 办理条件 受理条件 申请条件 适用条件 办理对象",
    Column.MATERIALS: "材料 所需材料 申请材料 办理材料 提交材料 需提供材料 材料清单",
    Column.STEPS: "流程 办理流程 办理步骤 步骤 程序 办理程序 怎么办",
    Column.TIME_LIMIT: "时限 办理时限 办结时限 承诺时限 法定时限 多久",
    Column.VALIDITY: "有效期 有效期限",
    Column.FEE: "费用 收费 收费标准 是否收费",
    Column.WHERE: "地点 办理地点 受理地点 办理窗口 窗口 在哪办 地址 办理地址",
    Column.ONLINE: "网上办理 网办 网上办 线上办理 办理网址 办理渠道",
    Column.PHONE: "电话 咨询电话 科室电话 办公电话 联系电话 服务电话",
    Column.REMEDY: "办不成怎么办 救济途径 救济 不服怎么办 投诉渠道",
    Column.DEPARTMENT: "科室 责任科室 承办科室 主管科室 部门 责任部门 责任单位 承办单位 归口科室",
    Column.AREA: "类别 分类 领域 业务类别 问题类别 类型",
    Column.AUDIENCE: "对象 适用对象 服务对象 人群",
    Column.DOCUMENT: "依据 政策依据 文件依据 法律依据 依据文件 文件 文件名称 设定依据",
    Column.NUMBER: "文号 文件号 文件文号 发文字号",
    Column.ARTICLE: "条款 条文 第几条",
    Column.URL: "链接 网址 文件链接 文件网址 原文链接 依据链接",
    Column.FROM: "生效日期 施行日期 实施日期 开始日期 起始日期 生效时间 施行时间",
    Column.UNTIL: "失效日期 截止日期 废止日期 终止日期 有效期至 失效时间",
    Column.REVIEW_BY: "复核日期 下次复核 下次复核日期 复核期限 更新日期",
    Column.OPINION: "审核意见 科室意见 复核意见",
    Column.SIGNED_BY: "签字 签名 审核人 签字人 复核人",
    Column.SIGNED_ON: "日期 签字日期 审核日期",
    Column.VERSION: "版本",
}
IGNORED = ("序号", "编号", "姓名", "来电人", "咨询人", "身份证号", "性别", "来电时间", "咨询时间", "登记人", "备注")
HEADER_WITHIN = 10
_KNOWN = {word: column for column, words in SYNONYMS.items() for word in words.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The header row and its columns; `unknown` are headers that mean nothing to us."""

    row: int
    columns: dict[int, Column]
    unknown: tuple[str, ...]

    def has(self, *wanted: Column) -> bool:
        return set(wanted) <= set(self.columns.values())


def plain_header(text: str) -> str:
    """「所需材料（原件/复印件）*」 → 所需材料"""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\(.*?\)|\[.*?\]|【.*?】|[\s*:：★、.。/]", "", folded)


def heading(sheet: Sheet) -> Heading | None:
    """The row among the first ten in which most headers are known; two at least, and one says what is asked."""
    found = [_read(at, row) for at, row in enumerate(sheet.rows[:HEADER_WITHIN])]
    good = [one for one in found if len(one.columns) > 1 and (one.has(Column.TITLE) or one.has(Column.ID))]
    return max(good, key=lambda one: (len(one.columns), -one.row), default=None)


def _read(at: int, row: Sequence[Cell]) -> Heading:
    columns: dict[int, Column] = {}
    unknown: list[str] = []
    for place, cell in enumerate(row):
        column = _KNOWN.get(plain_header(cell.text))
        if column and column not in columns.values():
            columns[place] = column
        elif cell.text and plain_header(cell.text) not in IGNORED:
            unknown.append(f"{where(at, place)}“{cell.text[:12]}”")
    return Heading(row=at, columns=columns, unknown=tuple(unknown))


def chosen(sheets: list[Sheet], name: str | None = None) -> tuple[Sheet, Heading]:
    """The sheet that is meant: the named one, or the one with the most known headers."""
    if name is not None and name not in (known := [sheet.name for sheet in sheets]):
        raise SheetError(f"没有叫“{name}”的工作表，有：{'、'.join(known)}。")
    readable = [
        (sheet, head) for sheet in sheets if name in (None, sheet.name) and (head := heading(sheet)) is not None
    ]
    if not readable:
        raise SheetError(
            "前 10 行里找不到表头。表头至少要有“问题”（或“标题”）和另一列，如 答复、材料、流程、科室、依据。"
        )
    return max(readable, key=lambda pair: (len(pair[1].columns), len(pair[0].rows)))
