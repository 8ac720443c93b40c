"""To a department or into a person's hands, in the words of people who were just told of it, over the real engine."""

import pytest

from tests.stories.conftest import Citizen

FEES = "学校晚上托管还要交钱 合理吗"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("找学前科打哪个电话",), "0000-1234509"),
        (("招生办咋联系",), "0000-1234503"),
        (("人事科在哪间办公室",), "402 室"),
        (("助学贷款怎么办", "资助办在哪栋楼"), "105 室"),
        (("教师资格证丢了", "那民办科几楼"), "310 室"),
        (("语委办在哪", "电话呢"), "0000-1234505"),
        (("人工", "安全科有人吗"), "308 室"),
    ],
)
async def test_the_way_to_a_department(citizen: Citizen, lines: tuple[str, ...], said: str) -> None:
    shown = [await citizen.say(line) for line in lines]
    assert said in shown[-1].partition("\n")[0]


@pytest.mark.parametrize("yes", ["那你们转呗", "嗯 帮我转一下", "算了 1", "行，1", "转给监督室嘛", "要得 你转"])
async def test_what_was_offered_is_taken(citizen: Citizen, yes: str) -> None:
    assert "回复 1" in await citizen.say(FEES)
    assert "受理号" in await citizen.say(yes)
    assert citizen.decision
    assert citizen.decision.handoff
    assert citizen.decision.handoff.subject == FEES


@pytest.mark.parametrize("no", ["不用你们转", "算了 不转了", "莫转 我自己去问"])
async def test_what_was_offered_is_not_wanted(citizen: Citizen, no: str) -> None:
    await citizen.say(FEES)
    assert "随时问我" in await citizen.say(no)


@pytest.mark.parametrize("line", ["能转不", "那就转", "想转", "转到实验中学", "好久可以转"])
async def test_who_moves_to_another_school_is_not_handed_over(citizen: Citizen, line: str) -> None:
    await citizen.say("初二从乡下转县城")
    await citizen.say(line)
    assert citizen.decision
    assert citizen.decision.handoff is None
