"""`yiwen check`: every mistake is found at its line, says what to do, and a good folder has none."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from faq.catalog import HOME
from faq.check import CHECKS, check
from faq.load import LoadError
from faq.shelf import read_shelf
from tests.faq.folder import TODAY, Folder, asked, entry

Spoil = Callable[[Folder], Any]


def _entry(**changes: Any) -> Spoil:
    return lambda folder: folder.entries.__setitem__(0, entry(**changes))


def _second(**changes: Any) -> Spoil:
    def spoil(folder: Folder) -> None:
        folder.entries.append(entry("card_wrong", **changes))
        folder.phrasings["card_wrong"] = asked("错")

    return spoil


def _source(**changes: Any) -> Spoil:
    source = {**entry()["sources"][0], **changes}
    return _entry(sources=[{key: value for key, value in source.items() if value is not None}])


def _ask(*labels: str, to: str = "card_lost") -> Spoil:
    choices = [{"label": label, "entry": to} for label in labels]
    return lambda folder: folder.clarify.append({"id": "which_card", "question": "哪种？", "choices": choices})


def _ask_on(*phrasings: str) -> Spoil:
    choices = [{"label": label, "entry": "card_lost"} for label in ("丢了", "坏了")]
    question = {"id": "which_card", "question": "哪种？", "choices": choices, "phrasings": list(phrasings)}
    return lambda folder: folder.clarify.append(question)


def _phrase(text: str, to: str = "card_lost") -> Spoil:
    return lambda folder: folder.phrasings.setdefault(to, []).append(text)


def _next(**groups: list[str]) -> Spoil:
    return lambda folder: folder.follow_ups.__setitem__("card_lost", groups)


def _not_ours(**changes: Any) -> Spoil:
    one = {"id": "school_bus", "title": "校车", "kind": "education", "reply": "问学校。", "phrasings": ["校车几点来"]}
    return lambda folder: folder.not_ours.append({**one, **changes})


def _local(**changes: Any) -> Spoil:
    return lambda folder: folder.local.update(changes)


def _lay(name: str) -> Spoil:
    def spoil(folder: Folder) -> None:
        path = folder.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("- id: card_more\n", encoding="utf-8")

    return spoil


def _claim(**changes: Any) -> Spoil:
    claim = {"id": "must_advertise", "pattern": "要登报", "reason": "2016 年起取消", "wrong": ["要登报。"], **changes}
    return lambda folder: folder.claims.append(claim)


def _both(*spoils: Spoil) -> Spoil:
    return lambda folder: [spoil(folder) for spoil in spoils]


def _phones(bureau: str, department: str) -> Spoil:
    def spoil(folder: Folder) -> None:
        own, teachers = folder.local["bureau"], folder.local["departments"]["teachers"]
        folder.local |= {
            "bureau": own | {"phone": bureau},
            "departments": {"teachers": teachers | {"phone": department}},
        }

    return spoil


SPOILED: list[tuple[str, Spoil, str, str]] = [
    ("no materials", _entry(materials=None), "card_lost.materials", "not_needed: [materials]"),
    ("needless and there", _entry(not_needed=["fee"]), "card_lost.not_needed", "从 not_needed 里去掉"),
    ("placeholder", _entry(remedy="待补"), "card_lost.remedy", "补上再发布"),
    ("a number that was masked", _entry(phone="＊＊＊ 转 8001"), "card_lost.phone", "还写着“＊＊＊”"),
    ("few phrasings", lambda f: f.phrasings.update(card_lost=asked("证", 59)), "card_lost.phrasings", "只有 59 条"),
    ("no evidence", _source(number=None, article=None, url=None), "card_lost.sources.1", "无文号"),
    ("unofficial source", _source(url="https://gov.cn.evil.com/"), "card_lost.sources.1.url", "不是登记过的官方网站"),
    ("a name before the host", _source(url="https://gov.cn@evil.com/"), "card_lost.sources.1.url", "官方"),
    ("a site in a sentence", _entry(fee="到 www.daiban.com 交。"), "card_lost.fee", "www.daiban.com"),
    ("year to come", _source(year="2050"), "card_lost.sources.1.year", "2050 年不对"),
    ("review past", _entry(review_by="2026-11-23"), "card_lost.review_by", "已经过了"),
    ("review never", _entry(review_by="2099-01-01"), "card_lost.review_by", "超过两年"),
    ("expired", _entry(effective={"from": "2020-05-01", "until": "2026-11-23"}), "card_lost.effective.until", "不答了"),
    ("reconfirmed tomorrow", _entry(reconfirmed="2026-11-25"), "card_lost.reconfirmed", "还没到"),
    ("same phrasing", _both(_second(), _phrase("证一0怎么办", "card_wrong")), "card_wrong.phrasings", "cards.yaml:2"),
    ("same but for width", _both(_second(), _phrase("证一０怎么办？", "card_wrong")), "card_wrong.phrasings", "留一处"),
    ("twice in one", _phrase("证一0 怎么办！"), "card_lost.phrasings", "重复"),
    ("no words", _phrase("？？！"), "card_lost.phrasings", "没有文字"),
    ("about words that stand nowhere", _next(当天取=["几天"]), "card_lost.follow_ups", "没有哪句话含“当天取”"),
    ("about words that stand twice", _both(_entry(remedy="窗口不收，到原发证机关问。"), _next(原发证机关=["去哪"])),
     "card_lost.follow_ups", "有 2 句话"),
    ("about a section that is not there", _next(有效期=["管几年"]), "card_lost.follow_ups", "没有“有效期”这一节"),
    ("asked next of two sentences", _next(费用=["要钱"], 当场办好=["要钱？"]), "card_lost.follow_ups", "“费用”下面"),
    ("a whole letter", _phrase("长" * 501), "card_lost.phrasings", "超过 500 字"),
    ("dead related", _entry(related=["gone_away"]), "card_lost.related.1", "没有 gone_away"),
    ("nearly related", _entry(related=["card_lots"]), "card_lost.related.1", "条目（是不是 card_lost？）"),
    ("nearly a predecessor", _entry(supersedes="card_lots"), "card_lost.supersedes", "（是不是 card_lost？）；改对 id"),
    ("nearly a parameter", _entry(fee="{who_mai}"), "card_lost.fee", "没有参数 {who_mai}（是不是 who_may？）"),
    ("nearly a choice", _ask("丢了", "坏了", to="card_lots"), "which_card.choices.1", "（是不是 card_lost？）"),
    ("nearly common", lambda folder: folder.common.append("card_lots"), "常见问题", "（是不是 card_lost？）"),
    ("related to itself", _entry(related=["card_lost"]), "card_lost.related.1", "指向自己"),
    ("no predecessor", _entry(supersedes="gone_away"), "card_lost.supersedes", "没有 gone_away"),
    ("unknown parameter", _entry(fee="{fee_of_card}"), "card_lost.fee", "没有参数 {fee_of_card}"),
    ("parameter in a summary", _entry(summary="打 {bureau_phone}。"), "card_lost.summary", "不能用参数"),
    ("open brace", _entry(fee="不收{费"), "card_lost.fee", "花括号"),
    ("full-width brace", _entry(fee="｛who_may｝"), "card_lost.fee", "花括号"),
    ("a file that nobody reads", _lay("entries/more.yml"), "文件名", "没有读它"),
    ("a folder too deep", _lay("phrasings/old/cards.yaml"), "文件名", "没有读它"),
    ("a folder in itself", _lay("entries/entries/cards.yaml"), "文件名", "没有读它"),
    ("a register under another name", _lay("source.yaml"), "文件名", "sources.yaml"),
    ("unknown department", _entry(department="教师科"), "card_lost.department", "用其中之一：teachers（教师科）"),
    ("no area code", _phones("7654321", "12345"), "bureau.phone", "“7654321”不是能拨的电话；写成区号-号码"),
    ("full-width digits", _phones("12345", "０９９８－１１１１１１１"), "departments.teachers.phone", "都用半角"),
    ("still to be found out", _phones("0998 7654321 转 2", "待定"), "departments.teachers.phone", "没有就留空"),
    ("the example's phone", _phones("0000-1234567", "0998-1111111"), "bureau.phone", "“0000-1234567”是示例局的"),
    ("the example's county", _local(bureau={"name": "示例县教育局", "phone": "12345"}), "bureau.name", "换成本局的"),
    ("too long", _entry(steps=["很长的一步" * 20] * 7), "card_lost.steps", "微信一条最多 1800"),
    ("a reply too long", _not_ours(reply="长" * 601), "school_bus.reply", "微信一条最多 1800"),
    ("a site in a reply", _not_ours(reply="到 www.daiban.com 看。"), "school_bus.reply", "www.daiban.com"),
    ("a reply to a false department", _not_ours(department="moon"), "school_bus.department", "没有科室 moon"),
    ("no room for the phone", _entry(where="远" * 280, phone="打" * 280), "card_lost.materials", "放不下电话"),
    ("old claim", _both(_claim(), _entry(fee="不收费，要登报。")), "card_lost.fee", "2016 年起取消"),
    ("claim that misses", _claim(wrong=["没有的话"]), "must_advertise", "不管用"),
    ("claim untried", _claim(wrong=[]), "must_advertise", "没有 wrong 例句"),
    ("two labels alike", _ask("丢了", "丢了 ", "坏了"), "which_card.choices.1", "市民分不清"),
    ("choice to nowhere", _both(_ask("坏了"), _ask("丢了", "坏了", to="gone")), "which_card.choices.1", "没有 gone"),
    ("eight choices", _ask(*"甲乙丙丁戊己庚辛"), "which_card.choices", "有 8 项，最多 7 项"),
    ("asked back, and an entry's", _ask_on("证一0，怎么办"), "which_card.phrasings", "cards.yaml:2（card_lost）"),
    ("asked back twice", _ask_on("卡的事", "卡的事？"), "which_card.phrasings", "（which_card）已经有了"),
    ("same short", _second(short="card_lost"), "card_wrong.short", "菜单名一样"),
    ("common gone", lambda folder: folder.common.append("gone"), "常见问题", "没有 gone"),
]  # fmt: skip


def test_a_good_folder_has_no_complaints(folder: Folder) -> None:
    assert folder.complaints() == []


@pytest.mark.parametrize(("spoil", "field", "what"), [pytest.param(*case[1:], id=case[0]) for case in SPOILED])
def test_each_mistake_is_found_at_its_place(folder: Folder, spoil: Spoil, field: str, what: str) -> None:
    if field.startswith("which_card"):
        folder.clarify.clear()
    spoil(folder)
    folder.clarify[:] = folder.clarify[-1:]
    first = folder.complaints()[0]
    assert first.field == field
    assert what in first.what
    text = (folder.home.parent / first.file).read_text(encoding="utf-8").splitlines()
    assert 1 <= first.line <= len(text)


def test_a_mistake_stands_at_its_line(folder: Folder) -> None:
    folder.entries[0] = entry(fee="{fee_of_card}")
    complaint = folder.one()
    line = (folder.home / "entries/cards.yaml").read_text(encoding="utf-8").splitlines()[complaint.line - 1]
    assert "fee_of_card" in line
    assert str(complaint).startswith(f"faq/entries/cards.yaml:{complaint.line}: card_lost.fee: ")


def test_a_warning_against_an_old_claim_may_stand(folder: Folder) -> None:
    _claim()(folder)
    folder.entries[0] = entry(fee="不收费，现在不要求，有人说要登报的别信。")
    assert folder.complaints() == []


def test_a_local_value_is_checked_like_an_answer(folder: Folder) -> None:
    _claim()(folder)
    folder.local = {
        **folder.local,
        "parameters": {"who_may": {**folder.local["parameters"]["who_may"], "value": "要登报。"}},
    }
    assert folder.one().field == "parameters.who_may.value"


def test_drafts_are_left_out_until_asked_for(folder: Folder) -> None:
    folder.entries.append(entry("draft_one", state="draft", summary="待补"))
    assert folder.complaints() == []
    assert [one.field for one in folder.complaints(drafts=True)] == ["draft_one.summary"]


def test_what_was_right_today_is_wrong_after_its_review(folder: Folder) -> None:
    assert folder.complaints(date(2027, 6, 30)) == []
    assert "复核" in folder.one(date(2027, 7, 1)).what


def test_every_check_has_a_case(folder: Folder) -> None:
    """No function of CHECKS is silent on all the spoiled folders above."""
    heard: set[str] = set()
    for at, (_, spoil, _, _) in enumerate(SPOILED):
        spoiled = Folder(folder.home / str(at))
        spoil(spoiled)
        spoiled.clarify[:] = spoiled.clarify[-1:]
        shelf = spoiled.shelf()
        heard |= {one.__name__ for one in CHECKS if list(one(shelf))}
    assert {one.__name__ for one in CHECKS} - heard <= {"repealed", "dates_in_order"}  # in test_standing.py


def test_the_entries_of_the_house_have_no_complaints() -> None:
    assert check(read_shelf(HOME, date(2026, 11, 25))) == []


FIELDS: list[tuple[str, dict[str, Any], str, str]] = [
    ("name nearly right", {"titel": "x"}, "titel", "没有这个字段，是不是 title？"),
    ("name of nothing", {"xyzzy": "x"}, "xyzzy", "没有这个字段，是不是写错了名字？"),
    ("nearly right within a part", {"materials": [{"name": "证", "nots": "x"}]}, "materials.1.nots", "是不是 note？"),
    ("nothing within a part", {"effective": {"from": "2020-05-01", "终止": "x"}}, "effective.终止", "有：from、until"),
    ("no such class", {"area": "转学"}, "area", "只能是 transfer（转学入学）、certificates（证书学历）、exams"),
    ("the only one is wrong", {"audience": ["家长"]}, "audience.1", "只能是 parent（家长）、student（学生）、teacher"),
    ("a full-width comma", {"audience": ["parent，student"]}, "audience.1", "全角逗号"),
    ("a full-width comma between ids", {"related": ["card_new，card_old"]}, "related.1", "全角逗号"),
    (
        "the only part of it is wrong",
        {"sources": [{**entry()["sources"][0], "grade": "b"}]},
        "sources.1.grade",
        "A、B、C",
    ),
    ("too long by how much", {"short": "长" * 16}, "short", "太长了，现在 16 个字，最多 14 个"),
    ("a day that is none", {"review_by": "2027-02-30"}, "review_by", "没有 2027-02-30 这一天"),
    ("a colon in a step", {"steps": [{"注意": "带证"}]}, "steps.1", "文字里有“: ”"),
    ("a list for a sentence", {"fee": ["不收费。"]}, "fee", "去掉“- ”"),
    ("a bare material", {"materials": ["户口簿"]}, "materials.1", "应当写成“name: 内容”的形式"),
    ("a bare validity", {"effective": "2020-05-01"}, "effective", "应当写成“from: 内容”的形式"),
    ("a list with nothing in it", {"conditions": ...}, "conditions", "写上内容，或者删掉这一行"),
    ("a date without strokes", {"review_by": "20270630"}, "review_by", "日期写成 2026-08-31 这样"),
    ("nothing behind it", {"title": ""}, "title", "不能为空"),
    ("counted from one", {"related": ["card_new", "补 办"]}, "related.2", "只能用小写字母"),
]


@pytest.mark.parametrize(("changes", "field", "what"), [pytest.param(*case[1:], id=case[0]) for case in FIELDS])
def test_a_field_that_cannot_be_read_is_one_chinese_sentence(
    folder: Folder, changes: dict[str, Any], field: str, what: str
) -> None:
    folder.entries[0] = {name: None if value is ... else value for name, value in entry(**changes).items()}
    with pytest.raises(LoadError) as raised:
        folder.shelf()
    [complaint] = raised.value.complaints
    assert (complaint.field, complaint.file) == (field, "faq/entries/cards.yaml")
    assert what in complaint.what


PHRASINGS: list[tuple[str, str, int, str]] = [
    ("a colon", "card_lost:\n  - 证丢了\n  - 请问: 咋办\n", 3, "文字里有“: ”"),
    ("nothing", "card_lost:\n  - 证丢了\n  -\n  - 咋办\n", 3, "空着"),
    ("a list in a list", "card_lost:\n  - - 证丢了\n", 2, "只要一个“- ”"),
    ("no list", "card_lost: 证丢了\n", 1, "应当是问法列表"),
    ("nearly its id", "card_lots:\n  - 证丢了\n", 2, "（是不是 card_lost？）"),
]


@pytest.mark.parametrize(("text", "line", "what"), [pytest.param(*case[1:], id=case[0]) for case in PHRASINGS])
def test_a_phrasing_that_is_none_is_found_at_its_own_line(folder: Folder, text: str, line: int, what: str) -> None:
    (folder.write() / "phrasings/cards.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(LoadError) as raised:
        read_shelf(folder.home, TODAY)
    [complaint] = [one for one in raised.value.complaints if one.file == "faq/phrasings/cards.yaml"]
    assert (complaint.line, complaint.field) == (line, text.partition(":")[0])
    assert what in complaint.what


def test_what_is_left_of_a_removed_entry_is_found_in_every_file(folder: Folder) -> None:
    home = folder.write()
    for name in ("cards", "letters"):
        text = f"card_gone:\n  - {name}没了\n  - {name}丢了\n"
        (home / f"phrasings/{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(LoadError) as raised:
        read_shelf(home, TODAY)
    found = [(one.file, one.line) for one in raised.value.complaints if one.field == "card_gone"]
    assert found == [("faq/phrasings/cards.yaml", 2), ("faq/phrasings/letters.yaml", 2)]
