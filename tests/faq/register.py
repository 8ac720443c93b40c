"""A register of questions as a bureau keeps it in Excel: title row, merged cells, odd dates, other people's phones."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

HEADERS = [
    *("序号", "咨询事项", "答复口径", "所需材料（原件/复印件）", "办理流程", "办结时限", "收费标准"),
    *("责任科室", "联系电话", "政策依据", "施行日期", "有效期至", "来电人", "领导批示"),
]
THINGS = (
    "学籍证明",
    "教师资格证",
    "毕业证",
    "普通话证书",
    "转学手续",
    "休学手续",
    "复学手续",
    "成绩单",
    "准考证",
    "入学报名",
)
PLACES = ("城关镇", "东河乡", "西山乡", "南湾街道", "北塬镇", "柳林镇")
WAYS = ("丢了怎么补", "怎么办理", "写错了怎么改", "要哪些材料", "多久能办好")
DATES: tuple[Any, ...] = (date(2024, 9, 1), "2024.9.1", "2024年9月1日", "20240901", 45536)
ANSWERS = (
    "持身份证到局里一楼大厅办理，不收费。经办人核对原件后当场受理，材料不齐的可以容缺。有疑问请打咨询电话。",
    "1.先向学校申请；2.学校核对后报教育局；3.教育局在系统里办结。",
    "由原发证机关补发。",
)


def question(at: int) -> str:
    """300 different ones."""
    return f"{PLACES[at // 50 % 6]}{THINGS[at % 10]}{WAYS[at // 10 % 5]}"


def register(path: Path, rows: int = 300, change: Callable[[Any], None] | None = None) -> Path:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "咨询台账"
    sheet.append(["青山县教育局 2026 年群众咨询台账"])
    sheet.merge_cells("A1:N1")
    sheet.append(["填报单位：办公室"])
    sheet.append(HEADERS)
    for at in range(rows):
        sheet.append(_row(at))
    for top in range(4, rows + 4, 5):  # the department stands once for five rows
        sheet.merge_cells(start_row=top, end_row=min(top + 4, rows + 3), start_column=8, end_column=8)
    book.create_sheet("填写说明").append(["请如实填写"])
    if change:
        change(sheet)
    book.save(path)
    return path


def _row(at: int) -> list[Any]:
    materials = "1. 身份证；2. 户口簿（复印件）" if at % 2 else "①身份证原件\n②近期照片 2 张"
    basis = "《证件管理办法》（教办〔2024〕8号）" if at % 3 else "教育部令第51号"
    phone = "13812345678" if at % 10 == 7 else "0998-1111112"
    department = "教师科" if at % 5 == 0 else None
    until = "长期" if at % 2 else "2027/12/31"
    answered = [question(at), ANSWERS[at % 3], materials, "", "5 个工作日", "不收费", department]
    return [at + 1, *answered, phone, basis, DATES[at % 5], until, "王某某", "请速办"]
