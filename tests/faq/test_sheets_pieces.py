"""What a cell holds: points, whole sentences, dates, numbers of persons and documents, departments by short name."""

from datetime import date

import pytest

from faq.sheets.dates import DateUnread, read_date
from faq.sheets.drafting import department_named
from faq.sheets.pieces import article_in, first_sentence, listed, number_in, without_personal


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1.身份证；2.户口簿；3.照片", ["身份证", "户口簿", "照片"]),
        ("1.身份证 2.户口簿 3.照片", ["身份证", "户口簿", "照片"]),
        ("1、身份证2、户口簿3、照片2张", ["身份证", "户口簿", "照片2张"]),
        ("(1)身份证(2)户口簿", ["身份证", "户口簿"]),
        ("1.第2、3页复印件 2.照片", ["第2、3页复印件", "照片"]),
        ("1.照片 2.5 寸", ["照片 2.5 寸"]),
        ("①身份证②户口簿", ["身份证", "户口簿"]),
        ("（一）身份证\n（二）户口簿\n", ["身份证", "户口簿"]),
        ("身份证；户口簿", ["身份证", "户口簿"]),
        ("身份证、户口簿", ["身份证、户口簿"]),
        ("2 寸照片 3.5 元", ["2 寸照片 3.5 元"]),
        ("", []),
    ],
)
def test_a_cell_is_cut_into_points(text: str, parts: list[str]) -> None:
    assert listed(text) == parts


@pytest.mark.parametrize(
    ("text", "article"),
    [
        ("《义务教育法》第十五条", "第十五条"),
        ("《义务教育法》第十五条、第十六条", "第十五条、第十六条"),
        ("《教师资格条例》第十四条第一款第（二）项", "第十四条第一款第（二）项"),
        ("第3条至第5条", "第3条至第5条"),
        ("第五十二号令", ""),
    ],
)
def test_the_articles_of_a_document(text: str, article: str) -> None:
    assert article_in(text) == article


def test_a_summary_is_whole_sentences() -> None:
    long = "这一句" * 30 + "。"
    assert first_sentence("先办。" + long) == ("先办。", [long])
    cut, rest = first_sentence(long)
    assert len(cut) == 80
    assert rest == [long]


@pytest.mark.parametrize(
    "text", ["2026-08-31", "2026/8/31", "2026.8.31", "2026年8月31日", "20260831", "46265", "２０２６-８-３１"]
)
def test_dates_as_people_write_them(text: str) -> None:
    assert read_date(text) == date(2026, 8, 31)


@pytest.mark.parametrize("text", ["去年", "2026-13-01", "20261301", "12"])
def test_what_is_no_date_is_said(text: str) -> None:
    with pytest.raises(DateUnread):
        read_date(text)


def test_personal_numbers_and_document_numbers() -> None:
    assert without_personal("找张某 138 1234 5678，0371-66666666") == ("找张某 ＊＊＊，0371-66666666", True)
    assert without_personal("110101199003070011")[0] == "＊＊＊"
    assert number_in("根据教基〔2025〕1号第三条") == "教基〔2025〕1号"
    assert number_in("没有文号") == ""


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("基础教育科", "basic"),
        ("县教育局基础教育科", "basic"),
        ("基教科", "basic"),
        ("招考办", "exams"),
        ("教师科", "teachers"),
        ("教科", None),  # two may be meant
        ("财务科", None),
        ("", None),
    ],
)
def test_a_department_is_known_by_its_short_name(said: str, meant: str | None) -> None:
    names = {"basic": "基础教育科", "teachers": "教师工作科", "exams": "招生考试办公室"}
    assert department_named(said, names) == meant
