"""Moving the clock: not yet, in force, expired, repealed, re-confirmed, taken over."""

from datetime import date, timedelta

import pytest

from faq.catalog import HOME, Standing, load_catalog
from faq.past import last_day
from faq.sources import number_key, on_site, sites, uses
from faq.tasks import TaskKind, tasks
from tests.faq.folder import TODAY, Folder, entry

REPEAL = {"number": "教办〔2020〕5号", "since": "2026-10-01", "by": "教办〔2026〕9号"}


def standing(folder: Folder, on: date, name: str = "card_lost") -> Standing:
    return folder.shelf().catalog.standing(name, on)


def test_an_answer_lives_from_its_first_to_its_last_day(folder: Folder) -> None:
    folder.entries[0] = entry(effective={"from": "2026-01-10", "until": "2026-12-31"})
    assert standing(folder, date(2026, 1, 9)) is Standing.NOT_YET
    assert standing(folder, date(2026, 1, 10)) is Standing.IN_FORCE
    assert standing(folder, date(2026, 12, 31)) is Standing.IN_FORCE
    assert standing(folder, date(2027, 1, 1)) is Standing.EXPIRED


@pytest.mark.parametrize("state", ["draft", "internal"])
def test_what_is_not_public_is_not_in_force(folder: Folder, state: str) -> None:
    folder.entries[0] = entry(state=state)
    assert standing(folder, TODAY) is Standing(state)
    assert not folder.shelf().catalog.in_force("card_lost", TODAY)


def test_a_repealed_document_withdraws_what_rests_on_it(folder: Folder) -> None:
    folder.repealed = [REPEAL]
    assert standing(folder, date(2026, 9, 30)) is Standing.IN_FORCE
    assert standing(folder, date(2026, 10, 1)) is Standing.REPEALED
    assert "教办〔2026〕9号" in folder.one().what


def test_an_entry_confirmed_since_the_repeal_speaks_again(folder: Folder) -> None:
    folder.repealed = [REPEAL]
    folder.entries[0] = entry(reconfirmed="2026-09-30")
    assert standing(folder, TODAY) is Standing.REPEALED
    folder.entries[0] = entry(reconfirmed="2026-10-09")
    assert standing(folder, TODAY) is Standing.IN_FORCE
    assert folder.complaints() == []


def test_taking_the_number_out_helps_too(folder: Folder) -> None:
    folder.repealed = [REPEAL]
    folder.entries[0] = entry(sources=[{"document": "新办法", "number": "教办〔2026〕9号", "year": "2026"}])
    assert standing(folder, TODAY) is Standing.IN_FORCE


@pytest.mark.parametrize(
    "written", ["教办[2020]5号", "教办(2020)5 号", "教办【2020】５号", "教办〔2020〕5", "教办〔2020〕第5号"]
)
def test_a_document_is_known_however_its_number_is_written(written: str) -> None:
    assert number_key(written) == number_key("教办〔2020〕5号")


def test_another_number_is_another_document() -> None:
    assert number_key("教办〔2020〕15号") != number_key("教办〔2020〕5号")


def test_entries_that_rest_on_a_document_and_those_that_name_it(folder: Folder) -> None:
    other = [{"document": "别的", "number": "教办〔2021〕1号", "year": "2021"}]
    folder.entries += [
        entry("card_named", fee="按教办[2020]5号不收费。", sources=other),
        entry("card_else", sources=other),
    ]
    found = uses(folder.shelf().catalog.entries.values(), "教办[2020] 5号")
    assert [(use.entry.id, use.named_only) for use in found] == [("card_lost", False), ("card_named", True)]
    assert [use.entry.id for use in uses(folder.shelf().catalog.entries.values(), "《证件办法》")] == ["card_lost"]


def test_no_entry_of_ours_rests_on_a_repealed_document() -> None:
    catalog = load_catalog()
    assert [one for one in catalog.entries if catalog.standing(one, TODAY) is Standing.REPEALED] == []
    assert (HOME / "sources.yaml").exists()


def test_a_successor_takes_over_on_its_first_day(folder: Folder) -> None:
    folder.entries = [
        entry(effective={"from": "2020-05-01", "until": "2026-12-31"}),
        entry("card_new", supersedes="card_lost", effective={"from": "2027-01-01"}),
    ]
    catalog = folder.shelf().catalog
    assert catalog.current("card_lost", date(2026, 12, 31)) == "card_lost"
    assert catalog.current("card_lost", date(2027, 1, 1)) == "card_new"
    assert folder.complaints() == []


def test_a_gap_between_old_and_new_is_said(folder: Folder) -> None:
    folder.entries = [
        entry(effective={"from": "2020-05-01", "until": "2026-12-31"}),
        entry("card_new", supersedes="card_lost", effective={"from": "2027-02-01"}),
    ]
    assert "中间没有答复" in folder.one().what


def test_a_circle_of_successors_ends(folder: Folder) -> None:
    folder.entries = [entry(supersedes="card_new"), entry("card_new", supersedes="card_lost")]
    assert folder.shelf().catalog.current("card_lost", TODAY) in {"card_lost", "card_new"}


def test_an_end_before_the_beginning(folder: Folder) -> None:
    folder.entries[0] = entry(effective={"from": "2027-05-01", "until": "2027-04-01"})
    assert "比开始的日子还早" in folder.one().what


def kinds(folder: Folder, on: date) -> list[tuple[TaskKind, bool]]:
    return [(task.kind, task.silent) for task in tasks(folder.shelf(on))]


def test_nothing_to_do_on_a_good_day(folder: Folder) -> None:
    assert kinds(folder, TODAY) == []


def test_the_curator_hears_of_everything_that_went_silent(folder: Folder) -> None:
    folder.entries[0] = entry(effective={"from": "2020-05-01", "until": "2026-12-31"})
    assert kinds(folder, date(2026, 11, 30)) == []
    assert kinds(folder, date(2026, 12, 1)) == [(TaskKind.ENDING, False)]
    assert kinds(folder, date(2027, 1, 1)) == [(TaskKind.EXPIRED, True)]


def test_days_between_an_end_and_a_late_successor_are_a_task(folder: Folder) -> None:
    folder.entries = [
        entry(effective={"from": "2020-05-01", "until": "2026-12-31"}),
        entry("card_new", title="新证怎么办", supersedes="card_lost", effective={"from": "2027-02-01"}),
    ]
    found = {on: tasks(folder.shelf(on)) for on in (date(2026, 12, 20), date(2027, 1, 10), date(2027, 2, 1))}
    ending, expired, later = found.values()
    assert [(one.kind, one.silent) for one in ending] == [(TaskKind.ENDING, False), (TaskKind.NOT_YET, False)]
    assert [(one.kind, one.silent) for one in expired] == [(TaskKind.EXPIRED, True), (TaskKind.NOT_YET, False)]
    assert "接替它的 card_new 到 2027-02-01 才开始" in expired[0].place.what
    assert later == []


def test_a_review_is_asked_for_a_month_ahead(folder: Folder) -> None:
    due = date(2027, 6, 30)
    assert kinds(folder, due - timedelta(days=31)) == []
    assert kinds(folder, due - timedelta(days=30)) == [(TaskKind.REVIEW, False)]
    assert kinds(folder, due + timedelta(days=1)) == [(TaskKind.OVERDUE, False)]


def test_a_repeal_is_a_task_before_and_after_it(folder: Folder) -> None:
    folder.repealed = [REPEAL]
    assert kinds(folder, date(2026, 9, 10)) == [(TaskKind.REPEALED, False)]
    assert kinds(folder, date(2026, 10, 1)) == [(TaskKind.REPEALED, True)]


def test_drafts_scheduled_entries_and_empty_parameters_are_tasks(folder: Folder) -> None:
    who = {"description": "谁能办", "example": "本人"}
    folder.local = {**folder.local, "parameters": {"who_may": who}}
    folder.entries += [entry("card_draft", state="draft"), entry("card_next", effective={"from": "2026-12-10"})]
    assert kinds(folder, TODAY) == [(TaskKind.NOT_YET, True), (TaskKind.DRAFT, False), (TaskKind.UNFILLED, False)]


def test_dates_of_the_bureau_that_are_over_are_a_task(folder: Folder) -> None:
    dates = {"description": "受理时间（整句）", "example": "8 月。", "value": "2026 年 11 月 20 日至 28 日受理。"}
    folder.local = {**folder.local, "parameters": {"who_may": dates}}
    assert kinds(folder, date(2026, 11, 28)) == []
    [task] = tasks(folder.shelf(date(2026, 11, 29)))
    assert (task.kind, task.due, task.silent) == (TaskKind.PAST, date(2026, 11, 28), False)
    assert "都过去了，1 条答复还在说" in task.place.what
    folder.local |= {"example": "是"}
    assert kinds(folder, date(2026, 11, 29)) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026 年 8 月 25 日至 9 月 5 日报名，10 月 24 日至 25 日考试，11 月下旬出成绩", date(2026, 11, 30)),
        ("上半年 2026 年 12 月 1 日至次年 1 月 15 日", date(2027, 1, 15)),
        ("2026年6月下旬", date(2026, 6, 30)),
        ("2027 年上半年笔试 1 月 10 日至 13 日报名，3 月 6 日考试，每科 70 元", date(2027, 3, 6)),
        ("每年 4 月、10 月申请。", None),
        ("2004 年以后的在网上申请，当年 8 月 31 日以前", None),
        ("2016 年 7 月 11 日起取消登报。", None),
        ("2026 年本市要求从初一起连续就读三年。", None),
        ("0998-1234566（工作日 8:30–17:30），2026 年 13 月 40 日", None),
    ],
)
def test_the_last_day_that_a_text_names(text: str, day: date | None) -> None:
    assert last_day(text) == day


@pytest.mark.parametrize("url", ["https://www.moe.gov.cn/a", "http://gov.cn", "jszg.edu.cn", "HTTPS://WWW.GOV.CN/x"])
def test_official_sites(url: str) -> None:
    assert on_site(url, ["gov.cn", "jszg.edu.cn"])


@pytest.mark.parametrize(
    "url", ["https://notgov.cn", "https://gov.cn.evil.com", "ftp://gov.cn", "https://gov.cn@evil.com", "http://[", ""]
)
def test_sites_that_only_look_official(url: str) -> None:
    assert not on_site(url, ["gov.cn"])


def test_sites_are_found_in_chinese_text() -> None:
    text = "登录学信网（www.chsi.com.cn），或打开 https://a.gov.cn/b?c=1。每份 3.5 元，见附件 1.docx。"
    assert sites(text) == ["www.chsi.com.cn", "https://a.gov.cn/b?c=1"]
