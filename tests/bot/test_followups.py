"""Which section a short question asks for, in the many ways people say it."""

import pytest

from bot.dialogue.followups import asked_section, asked_sections, instead, names_nothing, section_named, wants_other
from faq.answer import Section

ASKED = {
    Section.MATERIALS: """
        要带什么材料、那要准备些啥、需要什么证件呀、带啥、要带些什么东西去、需要准备什么、都要什么手续、
        要哪些资料呢、材料有哪些、我要拿什么过去、带什么去、要提供哪些证明、要不要户口本、身份证要带吗、
        要带户口本吗、要照片吗、照片要几张、复印件还是原件、要复印几份、要帶什麼材料、要带么子、要啥子材料、
        有没有材料清单、材料、那我要准备些什么东西呢、还需要别的材料吗、准备哪几样东西、去的时候带点啥、
        要交哪些东西、需要带什么证、得带啥、办这个要啥、需要什么、要什么、都带啥呀、资料要哪些、准备材料
    """,
    Section.TIME_LIMIT: """
        多久能办好、几天能下来？、要等多长时间、多长时间、要多久、大概几天、什么时候能拿到、啥时候能办好、
        好久能办下来、办下来要多久、多少天、几个工作日、快不快、当天能拿到吗、要等几天、什么时候能办、啥时候去办、
        现在能办吗、有没有时间限制、截止到几号、几号开始、办理时间、多久能出来、需要多长时间啊、要幾天、
        一般多久能拿证、几时能好、要多少时间、时限、多久
    """,
    Section.FEE: """
        要钱吗、收费不、多少钱、要交多少钱、收不收费、要不要钱、花钱不、费用呢、免费的吗、要錢嗎、几多钱、
        要好多钱、工本费多少、要给钱不、贵不贵、那这个收钱吗、办这个要花多少钱、交费吗、怎么收费、是免费办的吗、
        费用是多少、不要钱吧、要掏钱吗
    """,
    Section.WHERE: """
        在哪办、去哪里办理呢、地址在哪、在哪儿办啊、去哪办、到哪里弄、上哪办去、找谁办、找哪个部门、哪个窗口、
        几点上班、周末上班吗、周六能办吗、你们几点下班、中午有人吗、在哪、去哪、办理地点、怎么过去、地址发我一下、
        哪儿办、往哪交、归谁管、哪个科室负责、要去教育局吗、是去学校还是教育局、在哪裡辦、克哪里办、去哪个窗口、
        我该去哪、哪个单位办、什么地方办、找哪个科室、什么部门办、归哪个科管、材料交到哪里、去哪领
    """,
    Section.PHONE: """
        电话多少、有联系方式吗、电话、打什么电话、有电话吗、联系谁、联系电话是多少、电话号码、给个电话、
        咨询电话多少、怎么联系你们、打哪个电话问、有没有热线、電話多少、座机号码多少、给我个号码、联系方式发一下
    """,
    Section.ONLINE: """
        网上能办吗、手机上可以弄不、线上可以吗、能在网上弄吗、有小程序吗、可以网上办理吗、不用跑一趟吧、
        在家能办吗、必须去现场吗、手机能办不、有没有网址、公众号上能办吗、一定要去现场吗、能不能不去现场、
        網上能辦嗎、有app吗、可以在手机上搞吗、网上咋弄、要跑一趟吗
    """,
    Section.REMEDY: """
        不给办怎么办、学校不收怎么办、要是不同意呢、办不了怎么办、被退回来了咋办、没通过怎么办、不让转咋整、
        学校不放怎么办、他们不给办呢、被拒了怎么办、学校卡着不办、窗口不给收材料怎么办、没批下来咋办、去哪申诉、被退回怎么办、给驳回了咋整、
        人家不受理怎么办、要是办不成呢、不给开咋整、不給辦怎麼辦、可以申诉吗、他不给我补怎么办、要是不给办呢
    """,
    Section.CONDITIONS: """
        有什么条件、谁可以办、什么人能办、有要求吗、我能办吗、要符合什么条件、条件是什么、什么情况能办、有限制吗、
        需要什么条件、我这种情况能办吗、要满足啥要求、有没有门槛、我这样的可以办吗、资格要求
    """,
    Section.STEPS: """
        具体流程呢、怎么弄、怎么办、流程是什么、咋办理、步骤、怎么申请、第一步干什么、下一步呢、具体怎么操作、
        咋整、怎么个流程、啷个办、该怎么走程序、说详细点、先干什么、手续怎么走
    """,
    Section.VALIDITY: """
        能管几年、有效期多久、会过期吗、长期有效吗、这个能用多久、几年有效、管用多久、永久有效吗
    """,
    Section.SOURCES: """
        依据是什么文件、哪个文件规定的、谁规定的、有文件吗、有政策依据吗、这个准吗、根据什么规定、凭什么、
        你说的靠谱吗、文号是多少、出处在哪里
    """,
}
BARE = """
    要带什么材料、那要钱吗、在哪办、我要带什么材料、孩子要带什么、这个证多久能办好、去哪里办理呢、你们几点下班、
    办这个要花多少钱、怎么申请、大概要几天、那我现在要准备些什么东西呢、电话多少、网上能办吗、不给办怎么办、
    要是不给办呢、什么时候能拿到、谢谢，那要多少钱、好的，多久能办好、有什么条件、要不要钱、周末上班吗、我能办吗、
    收费吗老师、还有，要钱吗、证多久能下来
"""
NOT_BARE = """
    普通话证书要钱吗、教师证要带什么材料、高中转学要什么条件、学位证在哪补、初中的要多久、外省的要什么材料、
    四六级成绩单怎么办、休学多久、高考成绩什么时候出来、自考怎么报名
"""
OTHER = """
    不是这个、还有别的吗、不对、答非所问、我问的不是这个、其他、不是、你说的不是我问的、换一个、有没有别的、下一个、不是这个意思、都不是、
    答错了、不是，我问的是高中的
"""
NOT_OTHER = """
    不是本地户口能转学吗、其他省的怎么转、有没有电子版、别的学校能转吗、不是应届生能报吗、下一步怎么办、换学校要什么手续
"""


def words(text: str) -> list[str]:
    return [one for one in text.replace("\n", "").replace(" ", "").split("、") if one]


@pytest.mark.parametrize(("text", "section"), [(text, section) for section in ASKED for text in words(ASKED[section])])
def test_asked_section(text: str, section: Section) -> None:
    assert asked_section(text) is section


@pytest.mark.parametrize(
    "text",
    [
        "你好",
        "孩子三年级",
        "我家在城东新区那边刚买了一套房子想把孩子转过来上学",
        "谢谢老师",
        "",
        "初中的呢",
        "那普通话证呢",
        "不是这个",
        "1",
        "人工",
        "大学",
        "好的",
        "没用",
        "我是老师",
        "小学",
        "外省的呢",
        "高中的",
        "孩子在外地读书",
        "嗯嗯",
    ],
)
def test_asks_for_no_section(text: str) -> None:
    assert asked_section(text) is None


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("要带什么材料，要钱吗", (Section.MATERIALS, Section.FEE)),
        ("材料和费用", (Section.MATERIALS, Section.FEE)),
        ("在哪办？电话多少？", (Section.WHERE, Section.PHONE)),
        ("多久能好 还有要带啥", (Section.TIME_LIMIT, Section.MATERIALS)),
    ],
)
def test_several_sections_in_one_breath(text: str, sections: tuple[Section, ...]) -> None:
    assert asked_sections(text) == sections


@pytest.mark.parametrize("text", words(BARE))
def test_all_of_it_is_the_asking(text: str) -> None:
    assert names_nothing(text)


@pytest.mark.parametrize("text", words(NOT_BARE))
def test_names_a_thing_of_its_own(text: str) -> None:
    assert not names_nothing(text)


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("教师资格证丢了怎么补办", Section.STEPS),
        ("我的教师资格证丢了，补办要多少钱", Section.FEE),
        ("孩子从老家转到城里上学要带什么材料？", Section.MATERIALS),
        ("普通话证丢了", None),
    ],
)
def test_what_a_whole_question_wants_first(text: str, section: Section | None) -> None:
    assert section_named(text) is section


@pytest.mark.parametrize("text", words(OTHER))
def test_wants_other(text: str) -> None:
    assert wants_other(text)


@pytest.mark.parametrize("text", words(NOT_OTHER))
def test_is_a_question_of_its_own(text: str) -> None:
    assert not wants_other(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("不是，我问的是普通话证", "普通话证"),
        ("不是这个，我问的是高中的", "高中的"),
        ("不是大学，是高中", "高中"),
        ("不是这个", ""),
    ],
)
def test_what_is_meant_instead(text: str, meant: str) -> None:
    assert instead(text) == meant
