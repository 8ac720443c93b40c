"""What people ask beyond the catalogue: each topic has somebody who answers, a true word, and enough ways to ask."""

import pytest

from faq.catalog import HOME, Catalog, load_catalog
from faq.entry import NotOursKind
from faq.local import Local, load_local

TOPICS = [
    ("普通话证书有效期", "red_pth_validity", "language"),
    ("计算机证书有效期", "red_ncre_validity", "exams"),
    ("四六级成绩有效期", "red_cet_validity", "exams"),
    ("自考、成考报名", "red_self_adult_register", "exams"),
    ("成考、自考怎么选", "red_adult_study", "exams"),
    ("研考报名", "red_postgrad", "exams"),
    ("四六级报名", "red_cet_register", "exams"),
    ("计算机等级考试报名", "red_ncre_register", "exams"),
    ("毕业生档案", "red_archive", "exams"),
    ("毕业证与学位证", "nearby_diploma_words", "basic_education"),
    ("结业与肄业", "red_completion_words", "vocational"),
    ("证书编号", "red_certificate_number", "basic_education"),
    ("中考批次、指标到校", "red_zk_admission", "exams"),
    ("幼儿园入园", "edu_kindergarten_enroll", "preschool"),
    ("学生资助", "edu_student_aid", "student_aid"),
    ("助学贷款", "red_student_loan", "student_aid"),
    ("课后服务", "edu_after_school", "basic_education"),
    ("教师招聘", "edu_teacher_recruit", "personnel"),
    ("教师职称", "edu_teacher_title", "personnel"),
    ("校车", "edu_school_bus", "safety"),
    ("营养餐", "edu_nutrition_meal", "student_aid"),
    ("阳光分班", "red_sunshine_class", "basic_education"),
    ("两免一补", "red_two_exempt", "student_aid"),
    ("教育收费公示", "red_fee_publicity", "discipline"),
    ("乱收费", "edu_fees", "discipline"),
]
LINES = [
    ("red_archive", "12333"),
    ("red_student_loan", "95593"),
    ("red_fee_publicity", "12315"),
    ("edu_fees", "12315"),
    ("edu_school_bus", "122"),
    ("edu_teacher_recruit", "12333"),
    ("edu_nutrition_meal", "12315"),
    ("edu_counselling", "12356"),
    ("urgent_selfharm", "12356"),
    ("urgent_bullying", "12355"),
    ("urgent_violence", "110"),
    ("urgent_missing", "110"),
]
ENOUGH = 15


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="module")
def local() -> Local:
    return load_local(HOME / "local.yaml")


@pytest.mark.parametrize(("name", "department"), [pytest.param(*topic[1:], id=topic[0]) for topic in TOPICS])
def test_a_topic_beyond_the_catalogue_is_answered_for(
    catalog: Catalog, local: Local, name: str, department: str
) -> None:
    one = catalog.not_ours[name]
    assert one.department == department
    assert local.departments[department].phone
    assert len(one.phrasings) >= ENOUGH
    assert len(one.reply.encode()) < 600  # a short word, not a leaflet


@pytest.mark.parametrize(("name", "line"), LINES)
def test_a_national_line_is_given_where_there_is_one(catalog: Catalog, name: str, line: str) -> None:
    assert line in catalog.not_ours[name].reply


def test_whoever_is_in_danger_is_sent_to_people_at_once(catalog: Catalog) -> None:
    urgent = [one for one in catalog.not_ours.values() if one.kind is NotOursKind.URGENT]
    assert len(urgent) >= 5
    for one in urgent:
        assert "110" in one.reply, one.id
        assert one.department == "safety", one.id


def test_every_other_matter_of_the_bureau_has_its_department(catalog: Catalog) -> None:
    for one in catalog.not_ours.values():
        if one.kind in (NotOursKind.EDUCATION, NotOursKind.NEARBY, NotOursKind.SCHOOL):
            assert one.department, one.id


def test_there_are_enough_examples_of_what_not_to_answer(catalog: Catalog) -> None:
    assert sum(len(one.phrasings) for one in catalog.not_ours.values()) >= 2500


def test_school_diplomas_and_chsi_are_told_apart(catalog: Catalog) -> None:
    """中专、高中 are not in 学信网: said by the entry that people reach with 学信网查不到."""
    entry = catalog.entries["edu_not_found"]
    assert "中专" in entry.summary
    assert any("12333" in step for step in entry.steps)
