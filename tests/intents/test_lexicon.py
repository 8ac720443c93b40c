"""A spelling inside another word is not read; what was once confused is told apart."""

import pytest

from intents.about import about
from intents.engine import Engine, Kind
from intents.words import cut, meant


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("社会考生怎么报名", "exam:学考"),
        ("不会考什么", "exam:学考"),
        ("期中考试成绩", "exam:中考"),
        ("高中考不上", "exam:中考"),
        ("升学考试", "exam:学考"),
        ("对口学校是哪所", "exam:单招"),
        ("学位满了", "paper:学位证"),
        ("中小学转学", "level:小学"),
        ("报到证丢了", "matter:入学"),
    ],
)
def test_an_object_inside_another_word_is_not_read(text: str, fact: str) -> None:
    assert fact not in about(text).objects


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("补考", "补办"),
        ("困难补助", "补办"),
        ("录取了没", "领取"),
        ("领导好", "领取"),
        ("教师资格", "条件"),
        ("要公证吗", "认证"),
    ],
)
def test_an_action_inside_another_word_is_not_read(text: str, action: str) -> None:
    assert action not in about(text).actions


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("会考没过", "exam:学考"),
        ("高中考研", "exam:研考"),
        ("学会考试和会考", "exam:学考"),
        ("没学位证", "paper:学位证"),
        ("社会人员考中考", "exam:中考"),
    ],
)
def test_the_word_itself_still_is(text: str, read: str) -> None:
    assert read in about(text).objects


@pytest.mark.parametrize(
    ("text", "action"),
    [("补一张", "补办"), ("补考", "补考"), ("拿到没", "领取"), ("公证", "公证"), ("资格够不够", "条件")],
)
def test_the_action_itself_still_is(text: str, action: str) -> None:
    assert action in about(text).actions


def test_a_private_school_is_one_however_it_is_cut() -> None:
    assert meant(cut("私立学校")) == meant(cut("民办学校")) == meant(cut("民办")) == ["私立"]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("学籍都转走了 能不能反悔呀", "edu_transfer_undo"),
        ("刚办的转学想撤销掉", "edu_transfer_undo"),
        ("普通话到底啥时候考试", "nearby_pth_register"),
        ("只有初中毕业，想提升一下学历能报什么", "red_adult_study"),
        ("县里教师招聘要不要教师资格证呀", "edu_teacher_recruit"),
        ("娃小学三年级没考及格要补考吗", "edu_exam_paper"),
    ],
)
def test_what_nobody_wrote_an_answer_to_is_not_answered(engine: Engine, text: str, topic: str) -> None:
    found = engine.match(text)
    assert (found.kind is not Kind.SURE, found.topic) == (True, topic)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("外地读书的孩子回来中考怎么报名呢", "zk_register"),
        ("中考成绩能不能申请复核呀", "zk_score_query_review"),
        ("高中的学籍信息也跟着错了咋改", "status_info_correction"),
        ("普通话考过三个月了证书还没拿到呢", "pth_cert_query"),
        ("转学过去以后会考成绩还认不认", "xk_transfer_province"),
        ("报志愿填了服从调剂还会退档吗", "gk_wish_filling"),
    ],
)
def test_one_side_of_a_confusion_is_not_the_other(engine: Engine, text: str, entry: str) -> None:
    found = engine.match(text)
    assert found.ids[:1] == (entry,), found
