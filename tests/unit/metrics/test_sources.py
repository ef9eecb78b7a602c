"""No rule of the nation rests on one county's plan."""

import re

from qiangxian.kernel import rulebook

COUNTY_NUMBER = re.compile(r"舞政办|舞钢市")


def test_nothing_the_nation_shows_every_county_names_one_county() -> None:
    national = rulebook.RULEBOOK.root / "national"
    shown = ("indicators", "cultivation", "intake", "documents", "patents", "notices", "supervision", "dossiers")
    files = [file for topic in shown for file in (national / topic).glob("*.yaml")]
    assert len(files) > 30
    assert [file.name for file in files if COUNTY_NUMBER.search(file.read_text(encoding="utf-8"))] == []
