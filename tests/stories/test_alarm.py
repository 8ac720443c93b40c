"""A parent rings the alarm for what is bad and no despair, and goes on talking while nobody is there yet."""

from datetime import UTC, datetime

from tests.stories.conftest import Citizen, Clock

SATURDAY = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)


async def test_a_child_with_a_black_eye_on_a_saturday(citizen: Citizen, clock: Clock) -> None:
    clock.now = SATURDAY
    assert "受理号" in await citizen.say("女儿被体育老师打了一巴掌")
    for told in ("脸上还有印子", "去医院看了 开了药", "校长说研究研究"):
        said = await citizen.say(told)
        assert "记下了" in said
        assert "12356" not in said
    assert "周一 8:30 有人回您" in await citizen.say("你们打算怎么处理这个老师")
    assert "0000-1234510" in await citizen.say("要赔多少钱")
    assert "周一 8:30 有人回您" in await citizen.say("后天有人上班没")
    await citizen.say("转学要啥子材料")
    assert citizen.ids == ("transfer_documents",)
    assert "12356" in await citizen.say("娃说不想活了")
    assert "12356" in await citizen.say("你们好久来查")  # from now on it is listened to


async def test_an_upset_stomach_that_is_no_danger(citizen: Citizen) -> None:
    await citizen.say("孩子吃了学校的饭拉肚子 好多同学都这样")
    assert "没事就好" in await citizen.say("莫得危险 已经在屋头了")
    assert "0000-1234510" in await citizen.say("药费学校报不报")
    assert "12356" not in await citizen.say("啥时候派人来查食堂嘛")


async def test_a_question_while_a_complaint_waits(citizen: Citizen) -> None:
    await citizen.say("我要投诉三中乱收费")
    assert "记下了" in await citizen.say("凭啥收资料费680")
    assert "由他们答您" in await citizen.say("这个钱退不退得到")
    await citizen.say("初中毕业证丢了怎么补")
    assert citizen.ids == ("comp_diploma_lost",)
