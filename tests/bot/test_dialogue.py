"""A row for every rule: what is said when, and what it leads to."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.dialogue import RULES, Context, decide, prepared
from bot.dialogue.turn import Awaiting
from bot.message import Choice, Kind
from handoff.ticket import Progress, Status, TicketKind
from tests.bot.conftest import NOW, MakeTurn, desk, matched, ticket

AFTER = Context(entry="tq_cert_lost", at=NOW.isoformat(), question="教师资格证丢了")
NEXT: dict[str, Any] = {"context": AFTER, "closeness": lambda _, lines: [0.0] * len(lines),
                        "likeness": lambda text, lines: [1.5 * (one == text) for one in lines]}  # fmt: skip
LONG_AGO = replace(AFTER, at=(NOW - timedelta(minutes=31)).isoformat())
OFFERED = Context(
    offered=(
        Choice(key="entry:hed_diploma_lost", label="大学（专科、本科）"),
        Choice(key="entry:hs_diploma_lost", label="高中"),
        Choice(key="person", label="都不是，转人工"),
    ),
    question="毕业证丢了",
    asked=1,
    at=NOW.isoformat(),
)
GUESSED = Context(
    offered=(Choice(key="entry:tq_cert_lost", label="是的"), Choice(key="person", label="都不是，转人工")),
    question="老师的那个证", asked=1, at=NOW.isoformat(),
)  # fmt: skip
UNKNOWN_ONCE = Context(offered=(Choice(key="person:unknown", label="找值班人员"),), misses=1, question="太阳为什么圆",
                       at=NOW.isoformat())  # fmt: skip
ALARM = Context(offered=(Choice(key="alarm:urgent_missing", label="是"), Choice(key="no_alarm", label="不是")),
                at=NOW.isoformat())  # fmt: skip
FAINTLY = replace(matched("urgent", topic="urgent_missing"), topic_share=0.4)
RATING = Context(awaiting=Awaiting.RATING, ticket=7, at=NOW.isoformat(),
                 offered=tuple(Choice(key=f"star:{n}", label=str(n)) for n in (5, 4, 3, 2, 1)))  # fmt: skip
NAMED = replace(ticket(), subject="孩子上学的事")
URGENT = ticket(urgent=True, kind=TicketKind.URGENT)
PROGRESS = Progress(
    id=23, number="A1023", kind=TicketKind.CONSULT, status=Status.CLAIMED, urgent=False, opened_at=NOW, due_at=NOW,
    department_name="基础教育科", closed_at=None, outcome=None,
)  # fmt: skip

# rule, text, what the turn is like, kind, something that is said
TABLE: list[tuple[str, str, dict[str, Any], str, str | None]] = [
    ("smalltalk.event", "", {"kind": Kind.SUBSCRIBE}, "chat", "一问"),
    ("smalltalk.event", "V1001_OLD", {"kind": Kind.MENU, "choice": "V1001_OLD"}, "chat", "一问"),
    ("person.human", "人工", {"kind": Kind.MENU, "choice": "人工", "match": matched("human")}, "human", "受理号"),
    ("distress.urgent", "孩子说不想活了",
     {"match": matched("urgent", topic="urgent_selfharm")}, "urgent", "受理号 {number}"),
    ("doubting.perhaps", "他家里人不见了", {"match": FAINTLY}, "urgent", "是这样的事吗"),
    ("doubting.answered", "是的", {"context": ALARM}, "urgent", "不用等满 24 小时"),
    ("distress.no_danger", "误会了，就是想反映一下", {"ticket": URGENT}, "human", "听岔了"),
    ("distress.stay", "初二女生", {"ticket": URGENT}, "urgent", "记下了"),
    ("distress.stay", "他们不管", {"ticket": URGENT}, "urgent", "12356"),
    ("distress.stay", "我要投诉学校不管", {"ticket": URGENT}, "unknown", "投诉，受理号"),
    ("aftercare.progress", "查进度", {"ticket": URGENT, "progress": PROGRESS}, "human", "A1023"),
    ("distress.stay", "有人吗", {"ticket": URGENT}, "urgent", "我陪着您"),
    ("distress.stay", "没事了，算了",
     {"ticket": URGENT, "context": Context(danger=("urgent_selfharm",), at=NOW.isoformat())}, "urgent", "120"),
    ("distress.no_danger", "找到了 没事了", {"ticket": URGENT}, "human", "没事就好"),
    ("desk.with_the_desk", "没危险，就想知道多久给答复", {"ticket": URGENT}, "human", "最晚"),
    ("desk.with_the_desk", "那什么时候有人", {"ticket": URGENT, "context": Context(calm=23, at=NOW.isoformat())},
     "human", "已经在值班人员那里"),
    ("desk.with_the_desk", "算了不投诉了", {"ticket": ticket(kind=TicketKind.COMPLAINT)}, "chat", "先到这里"),
    ("desk.with_the_desk", "算了", {"ticket": ticket(kind=TicketKind.COMPLAINT)}, "human", "记下了"),
    ("desk.with_the_desk", "办事员态度差",
     {"ticket": ticket(kind=TicketKind.COMPLAINT), "match": matched("chat", topic="chat_mood")}, "human", "记下了"),
    ("desk.with_the_desk", "多久有结果", {"ticket": ticket(kind=TicketKind.COMPLAINT)}, "human", "最晚"),
    ("desk.with_the_desk", "教师证丢了怎么补", {"ticket": ticket(), "match": matched("sure", "tq_cert_lost")},
     "human", "先看看办法"),
    ("desk.with_the_desk", "我再补充一下", {"ticket": ticket(Status.CLAIMED)}, "human", None),
    ("desk.with_the_desk", "我要投诉红星小学乱收费", {"ticket": ticket(Status.WAITING)}, "unknown", "投诉，受理号"),
    ("desk.with_the_desk", "结束", {"ticket": ticket(Status.CLAIMED)}, "chat", "A1023"),
    ("remarks.asked_meanwhile", "登报不", {"ticket": ticket(kind=TicketKind.HELP), "context": AFTER, "closeness":
     lambda _, all: ["登" in s for s in all], "understand": lambda _: matched("sure", "tq_cert_lost")}, "sure", "登报"),
    ("next_lines.said", "会不会给我一个新号", NEXT, "sure", "编号和原来一样"),
    ("next_lines.of_a_choice", "母校改成职中了", {**NEXT, "context": OFFERED}, "sure", "撤并、改名"),
    ("next_lines.not_said", "丢了会不会被人拿去冒用", NEXT, "unknown", "没找到"),
    ("smalltalk.other_kinds", "", {"kind": Kind.VOICE}, "chat", "语音"),
    ("smalltalk.empty", "  ", {}, "unknown", "没有看到文字"),
    ("smalltalk.fetched", "继续", {}, "chat", "没有等着"),
    ("smalltalk.fetched", "1", {"parked": 2}, "chat", None),
    ("desk.bot_off", "转学", {"off": frozenset("*")}, "unknown", "暂停"),
    ("clarifying.choice_taken", "2", {"context": OFFERED}, "sure", "高中"),
    ("clarifying.choice_taken", "大学", {"context": OFFERED}, "sure", "学校"),
    ("clarifying.choice_taken", "第三个", {"context": OFFERED}, "human", "受理号"),
    ("clarifying.choice_taken", "4", {"context": RATING}, "chat", "谢谢"),
    ("clarifying.several_taken", "1和2", {"context": OFFERED}, "sure", "两件事"),
    ("clarifying.choice_taken", "最后一个", {"context": OFFERED}, "sure", "高中"),
    ("clarifying.choice_taken", "高一那年发的", {"context": OFFERED}, "sure", "高中"),
    ("remarks.unsure", "不知道是哪种", {"context": OFFERED}, "unclear", "不确定也没关系"),
    ("clarifying.agreed", "好的", {"context": UNKNOWN_ONCE}, "human", "受理号"),
    ("clarifying.agreed", "那你转嘛", {"context": UNKNOWN_ONCE}, "human", "受理号"),
    ("clarifying.agreed", "是的", {"context": GUESSED}, "sure", "教师资格"),
    ("clarifying.declined", "不用了", {"context": UNKNOWN_ONCE}, "chat", "随时"),
    ("clarifying.declined", "不是", {"context": GUESSED}, "unknown", "换个说法"),
    ("person.human", "转人工", {}, "human", "受理号"),
    ("person.human", "我想找个人问问", {"match": matched("human")}, "human", "受理号"),
    ("aftercare.progress", "查进度 A1023", {"progress": PROGRESS}, "human", "基础教育科正在处理"),
    ("aftercare.progress", "我的问题处理得怎样了", {}, "human", "没有正在处理"),
    ("aftercare.verdict_given", "没用", {"context": AFTER}, "unknown", "转给值班人员"),
    ("aftercare.verdict_given", "有用", {"context": AFTER, "choice": "verdict:useful"}, "chat", "帮上忙"),
    ("aftercare.verdict_given", "没用", {"choice": "verdict:useless:tq_cert_lost"}, "unknown", "没帮上忙"),
    ("remarks.go_ahead", "再问一个", {"match": matched("unknown", topic="edu_bureau_service")}, "chat", "您说"),
    ("aftercare.rating_given", "不太满意", {"context": RATING}, "chat", "哪里不好"),
    ("aftercare.rating_given", "五星好评", {"context": RATING}, "chat", "谢谢"),
    ("aftercare.rating_word", "等太久了",
     {"context": replace(RATING, awaiting=Awaiting.RATING_WORD, offered=())}, "chat", "谢谢"),
    ("correcting.something_else", "不是这个",
     {"context": replace(AFTER, rest=("tq_cert_damaged",))}, "unclear", "是不是"),
    ("correcting.something_else", "不是，我问的是普通话证",
     {"context": AFTER, "understand": lambda text: matched(), "carry": lambda before, text: "pth_cert_lost"},
     "sure", "普通话"),
    ("correcting.meant", "我问的是普通话证",
     {"context": replace(AFTER, before="pth_cert_lost", before_asked="普通话证丢了", line="能重考吗"),
      "closeness": lambda text, sentences: [0.1] * len(sentences)}, "sure", "“普通话证丢了”"),
    ("correcting.meant", "那刚才说的普通话证，要多久",
     {"context": replace(AFTER, before="pth_cert_lost", before_asked="普通话证丢了")}, "sure", "普通话证丢了，时限"),
    ("complaining.complaint", "我要投诉城关小学乱收费", {}, "unknown", "投诉，受理号"),
    ("complaining.complaint", "投诉", {}, "unknown", "哪所学校"),
    ("complaining.complaint", "求助！孩子没有学校收", {}, "unknown", "求助已经登记"),
    ("complaining.complaint", "建议早读时间推迟一点", {}, "unknown", "谢谢您的建议"),
    ("complaining.no_complaint", "我不想投诉 怕", {}, "chat", "没有登记"),
    ("caring.misery", "我压力好大", {"match": matched("chat", topic="chat_mood")}, "chat", "12356"),
    ("caring.misery", "高三想退学 感觉要崩溃了", {"match": matched("sure", "withdraw_dropout")}, "chat", "12356"),
    ("caring.about_danger", "自杀预防热线是多少", {}, "chat", "12356"),
    ("caring.cheated", "我把钱转给那个招生的人了 是不是骗子", {}, "sure", "110"),
    ("caring.cheated", "已经转了200", {"context": replace(AFTER, entry="fake_agency_warning")}, "chat", "110"),
    ("caring.cheated", "现在把我拉黑了", {"context": replace(AFTER, entry="fake_agency_warning")}, "chat", "110"),
    ("following.follow_up", "要带什么材料", {"context": AFTER}, "sure", "申请表"),
    ("following.follow_up", "身份证号＊＊＊，帮我查一下", {"context": AFTER, "secrets": ("id",)}, "sure", "不能代查"),
    ("following.follow_up", "材料和费用", {"context": AFTER}, "sure", "申请表"),
    ("carrying.carry_over", "普通话证要钱吗",
     {"context": AFTER, "carry": lambda before, text: "pth_cert_lost"}, "sure", "普通话证丢了，费用"),
    ("joining.which_of_them", "那毕业证呢",
     {"context": AFTER, "understand": lambda text: matched("unclear", "hed_diploma_lost", "hs_diploma_lost")},
     "unclear", "您想问的是哪一个"),
    ("following.lapsed", "要带什么材料", {"context": LONG_AGO}, "unclear", "隔得有点久"),
    ("clarifying.narrowed", "毕业好多年了",
     {"context": OFFERED, "understand": lambda text: matched("sure", "hed_diploma_lost")},
     "sure", "学校"),
    ("carrying.carry_over", "那普通话证呢",
     {"context": AFTER, "carry": lambda before, text: "pth_cert_lost"}, "sure", "普通话"),
    ("remarks.pending", "要带什么材料", {"context": OFFERED}, "unclear", "先选一下"),
    ("remarks.pending", "身份证号＊＊＊，帮我查一下", {"context": OFFERED, "secrets": ("id",)}, "unclear",
     "不能代查"),
    ("remarks.names_several", "外省的", {"context": OFFERED}, "unclear", "是哪一个"),
    ("remarks.names_only", "高中的", {"context": AFTER}, "sure", "高中和中职"),
    ("remarks.names_only", "外省的", {"context": replace(AFTER, entry="diploma_correction")}, "sure", "没有单独写"),
    ("remarks.still_open", "单位急用", {"context": OFFERED}, "unclear", "记着了"),
    ("quoting.again", "丢了三年了", {"context": AFTER, "match": matched("sure", "tq_cert_lost"),
     "closeness": lambda text, sentences: [float(one.startswith("补发多少天")) for one in sentences]},
     "sure", "这是“教师证丢了补发”里写的"),
    ("quoting.again", "就是丢了这个事", {"context": AFTER, "match": matched("sure", "tq_cert_lost"),
     "closeness": lambda text, sentences: [0.1] * len(sentences)}, "sure", "这还是“教师证丢了补发”"),
    ("complaining.angry", "什么破机器人，气死了", {}, "unknown", "对不起"),
    ("clarifying.wrong_number", "9", {"context": OFFERED}, "unclear", "1 到 3"),
    ("quoting.said_here", "学校早撤了",
     {"context": replace(AFTER, entry="hed_diploma_lost"), "match": matched("sure", "school_closed"),
      "closeness": lambda text, sentences: [float("找现在的学校" in one) for one in sentences]},
     "sure", "学校合并改名的，找现在的学校"),
    ("correcting.meant", "我说的是普通话，不是教师证",
     {"context": replace(AFTER, before="pth_cert_lost", before_asked="普通话证丢了", line="多久能好")}, "sure", "时限"),
    ("alongside.of_this_matter", "补发是免费的吗", {"context": AFTER, "match": matched("sure", "reissue_fee")},
     "sure", "不收费"),
    ("alongside.of_this_matter", "我妈替我去办行吗",
     {"context": replace(AFTER, entry="gk_score_certificate"), "match": matched("sure", "proxy_application")},
     "sure", "请人代办时才要"),
    ("alongside.of_the_named_paper", "教师资格证补发要多少钱",
     {"match": matched("sure", "reissue_fee", more="tq_cert_lost")}, "sure", "教师证丢了补发，费用"),
    ("answering.two_questions", "两证都丢了",
     {"match": matched("sure", "hed_diploma_lost", "hed_degree_lost")}, "sure", "两件事"),
    ("answering.sure", "教师资格证丢了", {"match": matched("sure", "tq_cert_lost")}, "sure", "不用登报"),
    ("joining.in_context", "密码忘了",
     {"context": replace(AFTER, known=("exam:高考",)),
      "understand": lambda text: matched("sure", "exam_account_forgot")},
     "sure", "考生号密码忘了"),
    ("joining.in_context", "复核呢",
     {"context": replace(AFTER, entry="zk_score_query_review", known=("exam:中考",)),
      "match": matched("sure", "gk_score_review"), "understand": lambda text: matched("sure", "zk_score_query_review")},
     "sure", "里写的"),
    ("joining.joined", "人在这边", {"context": AFTER, "match": matched("human", topic="human"),
     "understand": lambda text: matched("sure", "tq_cert_lost")}, "sure", "没有单独写"),
    ("joining.which_in_context", "复核呢",
     {"context": replace(AFTER, known=("exam:四六级",)), "match": matched("sure", "gk_score_review"),
      "understand": lambda text: matched("unclear", "cet_score_query", "cet_report_lost")}, "unclear", "哪一个"),
    ("asking.unclear", "毕业证丢了",
     {"match": matched("unclear", "hed_diploma_lost", "hs_diploma_lost", ask="which_diploma")}, "unclear", "？"),
    ("following.detail", "能加急吗", {"context": AFTER}, "unknown", "教师工作科最准"),
    ("following.detail", "没收到",
     {"context": AFTER, "match": matched("chat", topic="chat_ok")}, "unknown", "教师工作科最准"),
    ("following.follow_up", "要结婚证吗", {"context": AFTER}, "sure", "没有写“结婚证”"),
    ("following.detail", "要单位盖存档章吗", {"context": AFTER}, "sure", "存档单位盖章"),
    ("service.bureau", "你们电话多少", {"match": matched("human", topic="human")}, "unknown", "0000-1234567"),
    ("service.hours", "你们几点下班", {"context": AFTER}, "unknown", "工作日 8:30"),
    ("service.of_us", "要实名吗", {"ticket": NAMED}, "unknown", "不用写姓名"),
    ("service.bureau", "你们电话多少", {"ticket": NAMED}, "unknown", "0000-1234567"),
    ("service.office", "教师科的王科长在吗", {}, "unknown", "208 室"),
    ("service.office", "在几楼", {"context": Context(question="基教科有人吗", at=NOW.isoformat())}, "unknown",
     "203 室"),
    ("service.of_us", "能帮我查一下吗", {"match": matched("human", topic="human")}, "unknown", "不能代查"),
    ("elsewhere.still_not_ours", "学校不管", {"context": Context(elsewhere="edu_uniform", at=NOW.isoformat())},
     "unknown", "基础教育科接着办"),
    ("joining.joined", "没得合同",
     {"context": replace(AFTER, entry="enroll_renting", question="租房能上学吗"), "match": matched("unknown"),
      "understand": lambda text: matched("sure", "enroll_renting")}, "sure", "租赁合同"),
    ("quoting.how_many", "要学籍几年", {"context": replace(AFTER, entry="gk_migrant_children")}, "sure", "三年学籍"),
    ("asking.answered_and_asked", "毕业证和教师证都丢了",
     {"match": replace(matched("sure", "tq_cert_lost"), other=matched("unclear", "hs_diploma_lost"))},
     "sure", "两件事"),
    ("following.no_topic", "要带什么材料", {}, "unclear", "哪件事"),
    ("smalltalk.over", "结束", {}, "chat", "随时"),
    ("clarifying.agreed", "好吧", {"context": UNKNOWN_ONCE, "match": matched("chat", topic="chat_ok")}, "chat", "好的"),
    ("smalltalk.chat", "谢谢老师", {"match": matched("chat", topic="chat_thanks")}, "chat", "不客气"),
    ("elsewhere.not_ours", "校服太贵", {"match": matched("unknown", topic="edu_uniform")}, "unknown", None),
    ("smalltalk.unknown", "太阳为什么圆", {}, "unknown", "不敢乱答"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "turn", "kind", "said"), TABLE)
def test_rule(make_turn: MakeTurn, rule: str, text: str, turn: dict[str, Any], kind: str, said: str | None) -> None:
    decision = decide(make_turn(text, **turn))
    assert decision.kind == kind
    spoken = "\n".join(reply.text for reply in decision.replies)
    if said:
        assert said in spoken


def test_the_rule_that_is_meant_is_the_one_that_answers(make_turn: MakeTurn) -> None:
    """Each row's rule gives a decision by itself, and no rule before it takes the row away."""
    named = {f"{rule.__module__.split('.')[-1]}.{rule.__name__}": rule for rule in RULES}
    for name, text, turn, *_ in TABLE:
        made = prepared(make_turn(text, **turn))
        first = next(rule for rule in RULES if rule(made) is not None)
        assert first is named[name], (text, first.__name__)


def test_two_clarifications_in_a_row_are_the_most(make_turn: MakeTurn) -> None:
    match = matched("unclear", "hed_diploma_lost", "hs_diploma_lost", ask="which_diploma")
    twice = decide(make_turn("毕业证", match=match, context=replace(OFFERED, asked=2)))
    assert twice.kind == "unknown"
    assert twice.replies[0].choices[0].key.startswith("person")


def test_a_fresh_question_wins_over_a_choice(make_turn: MakeTurn) -> None:
    match = matched("sure", "zk_register")
    decision = decide(make_turn("高中毕业的外地孩子中考怎么报名", context=OFFERED, match=match))
    assert decision.ids == ("zk_register",)


def test_old_context_is_forgotten(make_turn: MakeTurn) -> None:
    decision = decide(make_turn("那普通话证呢", context=LONG_AGO, carry=lambda before, text: "pth_cert_lost"))
    assert decision.kind == "unknown"


def test_off_duty_tells_the_truth(make_turn: MakeTurn) -> None:
    decision = decide(make_turn("人工", desk=desk(on_duty=False)))
    assert "周一 8:30 有人回您" in decision.replies[0].text


def test_ahead_is_counted(make_turn: MakeTurn) -> None:
    decision = decide(make_turn("人工", desk=desk(), ahead=3))
    assert "前面还有 3 位" in decision.replies[0].text


def test_no_policy_is_given_to_someone_in_danger(make_turn: MakeTurn) -> None:
    match = matched("urgent", topic="urgent_selfharm", more="suspend_study")
    decision = decide(make_turn("孩子要休学，说不想活了", match=match, context=AFTER))
    assert decision.handoff is not None
    assert decision.handoff.urgent
    assert decision.ids == ()
    assert not any(reply.choices or reply.entry_id for reply in decision.replies)


def test_numbers_that_are_not_needed_are_mentioned_kindly(make_turn: MakeTurn) -> None:
    decision = decide(make_turn("教师资格证丢了", match=matched("sure", "tq_cert_lost"), secrets=("id",)))
    assert "身份证号这里用不到" in decision.replies[-1].text


def test_a_low_rating_may_say_why(make_turn: MakeTurn) -> None:
    decision = decide(make_turn("5", context=RATING))
    assert decision.rating == (7, 1)
    assert decision.context.awaiting is Awaiting.RATING_WORD


def test_a_number_is_no_answer_to_a_question_that_was_not_seen_yet(make_turn: MakeTurn) -> None:
    decision = decide(make_turn("谢谢", context=RATING, parked=2, match=matched("chat", topic="chat_thanks")))
    assert decision.rating is None
    assert decision.context.awaiting is Awaiting.RATING  # it rides on this reply
    assert decide(make_turn("5", context=decision.context)).rating == (7, 1)
    assert decide(make_turn("5", context=RATING, parked=2)).rating is None


def test_context_survives_json() -> None:
    for context in (AFTER, OFFERED, UNKNOWN_ONCE, RATING):
        assert Context.from_json(context.to_json()) == context
