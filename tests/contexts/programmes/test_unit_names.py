"""One body, many names: the alias table of the rulebook, read for a county."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.contexts.programmes.unit_names import names_of
from qiangxian.kernel import rulebook
from tests.conftest import NEIGHBOUR, WUGANG

SAME = [
    ("市市场监管局", "市场监管局"),
    ("市市场监管局", "舞钢市市场监督管理局"),
    ("市市场监管局", "市工商局"),
    ("市市场监管局", "质监局"),
    ("市市场监管局", "县食药监局"),
    ("市文化广电和旅游局", "市文广新局"),
    ("市文化广电和旅游局", "文旅局"),
    ("市发改委", "市发展和改革委员会"),
    ("发展改革委", "舞钢发改委"),
    ("市卫健委", "卫生健康委员会"),
    ("市法院", "舞钢市人民法院"),
    ("市检察院", "人民检察院"),
    ("市政府办", "市政府办公室"),
    ("市政府办公室", "舞钢市人民政府办公室"),
    ("市 财政局", "财政局"),
]
OTHER = [
    ("市工信局", "市商务局"),
    ("市财政局", "市审计局"),
    ("市场监管局", "监管局"),
    ("市政府办", "市委办"),
    ("市法院", "市检察院"),
    ("市教体局", "市科技局"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_names_of_one_body(one, other):
    assert names_of(WUGANG).same(one, other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_two_bodies(one, other):
    assert not names_of(WUGANG).same(one, other)


def test_a_county_says_itself_which_bureaus_are_one():
    assert names_of(WUGANG).same("市教育局", "市教体局")
    assert not names_of(NEIGHBOUR).same("市教育局", "市教体局")


def test_the_name_of_another_county_is_not_taken_off():
    assert not names_of(NEIGHBOUR).same("舞钢市财政局", "汝州市财政局")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("市法院", "court"),
        ("尚店镇", "township"),
        ("寺坡街道办事处", "township"),
        ("市财政局", "bureau"),
        ("国网舞钢供电公司", "other"),
    ],
)
def test_a_names_ending_says_what_kind_of_body_it_is(name, kind):
    assert names_of(WUGANG).kind(name) == kind


@given(st.text(max_size=20))
def test_a_name_is_always_its_own_body(name):
    names = names_of(WUGANG)
    assert names.same(name, name)
    assert isinstance(names.kind(name), str)


def test_no_name_is_claimed_twice():
    faults = [issue for issue in rulebook.validate_all() if "/units/" in issue.file or "/programmes/" in issue.file]
    assert faults == []


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("市市场监管局", "舞钢市市场监督管理局"),
        ("市场监管局", "舞钢市市场监督管理局"),
        ("舞钢市财政局", "舞钢市财政局"),
        ("市工信局", "舞钢市工业和信息化局"),
        ("市教育局", "舞钢市教育局"),
        ("尚店镇", "舞钢市尚店镇"),
    ],
)
def test_a_document_names_a_body_in_full(name, full):
    assert names_of(WUGANG).in_full(name) == full
