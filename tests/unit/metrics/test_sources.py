"""No rule of the nation rests on one county's plan."""

import re

from qiangxian.kernel import rulebook

COUNTY_NUMBER = re.compile(r"舞政办|舞钢市")


def test_no_indicator_of_the_nation_cites_a_county_s_plan() -> None:
    national = rulebook.RULEBOOK.root / "national"
    files = [*(national / "indicators").glob("*.yaml"), *(national / "cultivation").glob("*.yaml")]
    assert len(files) > 30
    assert [file.name for file in files if COUNTY_NUMBER.search(file.read_text(encoding="utf-8"))] == []
