"""What is printed is whole: the overview on one sheet, a chart within the sheet's width, a list with its head on every sheet."""

import io
import unicodedata
from typing import Any

import pytest
from pypdf import PdfReader

from tests.contexts import builders
from tests.journeys.test_seen_by_people import the_county
from tests.web.wugang import a_programme

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def paper(page: Any, path: str) -> PdfReader:
    page.goto(path)
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


def test_the_overview_is_one_sheet_and_a_chart_stays_on_its_own(enter) -> None:
    the_county()
    page = enter("office")
    assert len(paper(page, "/desk/sheet/").pages) == 1
    page.goto("/desk/indicators/valid_inventions/")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.set_viewport_size({"width": 690, "height": 900})
    wide = page.evaluate("[...document.querySelectorAll('[data-chart] svg')].map(e => e.getBoundingClientRect().right)")
    assert wide and max(wide) <= 690, wide
    high = page.evaluate(
        "[...document.querySelectorAll('[data-chart] > div')].map(e => e.getBoundingClientRect().height)"
    )
    assert min(high) > 100, "it is drawn, not folded away"


def test_every_sheet_of_a_long_list_says_what_of_which_day_from_where(enter) -> None:
    the_county()
    page = enter("office")
    page.goto("/desk/registers/rights/?format=print")
    page.evaluate(
        "() => { const body = document.querySelector('tbody'); const row = body.rows[0];"
        " for (let n = 0; n < 120; n += 1) body.append(row.cloneNode(true)); }"
    )
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) > 2
    for sheet in list(sheets)[:-1]:
        words = "".join(unicodedata.normalize("NFKC", sheet.extract_text()).split())
        assert "数据截至" in words and "来源:强县系统" in words and "权利人" in words


def words_of(sheets: Any) -> str:
    return "".join(unicodedata.normalize("NFKC", "".join(sheet.extract_text() for sheet in sheets)).split())


def test_paper_names_the_county_and_carries_no_button(enter) -> None:
    the_county()
    page = enter("office")
    page.goto("/desk/registers/rights/", wait_until="networkidle")
    place = page.locator("main table tbody a").first.get_attribute("href")
    printed = words_of(paper(page, place).pages)
    assert printed.startswith("舞钢市知识产权强县工作平台") and "权利人" in printed
    assert "终止" not in printed and "作废" not in printed, "steps are taken at the desk"
    page.emulate_media(media="print")
    shown = page.evaluate("[...document.querySelectorAll('main summary')].filter(e => e.checkVisibility()).length")
    assert shown == 0, "what is folded away takes no room"


def test_a_part_of_a_list_says_that_it_is_one(enter) -> None:
    a_programme()
    builders.reported_through()
    holder = builders.enterprise("舞钢市演示甲机械有限公司")
    for n in range(60):
        builders.right(f"2019{n:02}", holder, granted="2022-01-01", title=f"一种轧机{n}")
    page = enter("office")
    printed = words_of(paper(page, "/desk/registers/rights/").pages)
    assert "全部60件请用列表右上方的" in printed
