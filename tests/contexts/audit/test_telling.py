"""A change in words: what has no word is counted, never shown by its column."""

from qiangxian.contexts.audit.telling import told


def test_fields_have_their_names_and_codes_their_words() -> None:
    assert (
        told('{"filing_date": "2019-03-01", "type": "invention", "active": true}')
        == "申请日：2019-03-01；类型：发明；在用：是"
    )
    assert told('{"佐证": "联席会议制度", "email": null}') == "佐证：联席会议制度；邮箱：（空）"


def test_what_has_no_words_is_counted_and_stands_in_the_file() -> None:
    assert told('{"name": "市财政局", "kind": "no_such_kind", "sha256": "ab12", "files": {"a": 1}}') == (
        "名称：市财政局；另有 3 项见导出文件"
    )
    assert told('{"sha256": "ab12"}') == "另有 1 项见导出文件" and told("") == ""


def test_a_long_list_says_how_long_it_is() -> None:
    assert told('{"created": [' + ", ".join(f'"单位{n}"' for n in range(25)) + "]}").endswith("单位19 等 25 项")
