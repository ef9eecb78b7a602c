"""What a stranger sees: one low bar on a phone, rows as cards, bars filled by their figure, the search from the keyboard."""

import re

from qiangxian.contexts.registers.enterprises.models import Enterprise
from tests.contexts import builders
from tests.web.wugang import a_programme

from .conftest import serious_faults

TALLEST = 56


def the_county() -> None:
    """Ten enterprises with two granted patents each: the first target is met."""
    a_programme()
    builders.reported_through()
    for n in range(10):
        holder = builders.enterprise(f"舞钢市演示{n}机械有限公司")
        for m in range(2):
            builders.right(f"2019{n}{m}", holder, granted="2022-01-01", title=f"一种轧机{n}{m}")


def test_on_a_phone_one_bar_and_cards_with_the_state_behind_the_name(enter) -> None:
    the_county()
    page = enter("office", width=375)
    assert page.locator(".qx-top").bounding_box()["height"] <= TALLEST
    top = page.locator("h1").bounding_box()["y"]
    assert top < 2 * TALLEST, "nothing but the bar stands above the heading"
    page.goto("/desk/registers/rights/")
    card = page.locator("tbody tr").first
    name, state = card.locator("th"), card.locator("td.qx-col-status")
    others = [cell.bounding_box()["y"] for cell in card.locator("td:not(.qx-col-status)").all()]
    assert name.bounding_box()["y"] < state.bounding_box()["y"] < min(others)
    assert not page.locator(".qx-filters").is_visible(), "the filters are folded"
    page.locator(".qx-filter-fold > summary").click()
    page.locator(".qx-filters input[name=q]").fill("轧机 91")
    page.locator(".qx-filters button[type=submit]").click()
    page.wait_for_url(re.compile("q="))
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 375
    page.goto("/desk/targets/")
    assert page.locator("td[data-label=进度]").count() >= 1, "a plain table is stacked as cards too"
    page.locator(".navbar-toggler").click()
    page.locator("#side-menu .nav-link", has_text="基础台账").click()
    page.wait_for_url(re.compile("/desk/registers/"))
    assert not serious_faults(page)


def test_enterprises_and_visitors_have_one_bar_on_a_phone_too(enter) -> None:
    the_county()
    firm = Enterprise.objects.order_by("id").first().record_id
    for role, more, place in (("enterprise", {"enterprise_record_id": firm}, "/my/"), ("", {}, "/patents/")):
        page = enter(role, width=375, **more)
        page.goto(place, wait_until="networkidle")
        bar, menu = page.locator(".qx-portal-top"), page.locator(".qx-menu-box")
        assert bar.bounding_box()["height"] <= TALLEST
        assert not menu.is_visible(), "the day and the menu are folded"
        page.locator(".qx-menu-fold > summary").click()
        assert menu.is_visible() and menu.locator("a, button").count() >= 5
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 375
        assert not serious_faults(page)
    page = enter("enterprise", width=375, enterprise_record_id=firm)
    page.goto("/my/", wait_until="networkidle")
    row = page.locator("main tbody tr").first
    first, second = (row.locator(f"td[data-label={name}]").bounding_box()["y"] for name in ("号码", "当日状态"))
    assert first < second < row.locator("td[data-label=名称]").bounding_box()["y"], "the state stands behind the number"


def test_a_met_target_fills_its_card(enter) -> None:
    the_county()
    page = enter("leader")
    bar = page.locator("progress.qx-bar").first
    card = page.locator("section, article, .card").filter(has=bar).last
    assert bar.get_attribute("value") == "100"
    assert bar.bounding_box()["width"] > 0.75 * card.bounding_box()["width"]


def test_the_search_opens_from_the_keyboard_and_remembers(enter) -> None:
    the_county()
    page = enter("office")
    page.keyboard.press("/")
    page.keyboard.type("舞钢市演示3机械有限公司")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/desk/registers/enterprises/"))
    assert page.locator("h1").inner_text() == "舞钢市演示3机械有限公司"
    page.keyboard.press("Control+k")
    recent = page.locator(".qx-recent")
    assert recent.is_visible()
    assert "舞钢市演示3机械有限公司" in recent.inner_text()
    page.keyboard.type("演示3 轧机")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/desk/search/"))
    assert page.locator(".qx-hits li").count() == 2
    assert not serious_faults(page)


def test_an_industry_is_chosen_by_its_name_and_a_place_says_what_it_is(enter) -> None:
    the_county()
    page = enter("office", width=375)
    page.goto("/desk/registers/enterprises/new/")
    assert "舞钢市" in page.locator(".ts-control", has_text="410481").inner_text()
    edges = page.evaluate("[...document.querySelectorAll('.ts-control')].map(e => getComputedStyle(e).borderTopWidth)")
    assert edges and set(edges) == {"1px"}, "what is chosen from has an edge like every other field"
    box = page.get_by_role("combobox", name="国民经济行业代码")
    box.press_sequentially("钢压延")
    page.locator(".ts-dropdown .option", has_text="C3130").click()
    assert page.locator("input[name=industry_code]").input_value() == "C3130"
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 375
    assert not serious_faults(page)


def test_a_record_stands_on_three_screens_with_its_state_on_top(enter) -> None:
    the_county()
    for width, height in ((1440, 900), (375, 812)):
        page = enter("office", width=width)
        for register in ("enterprises", "rights"):
            page.goto(f"/desk/registers/{register}/")
            page.goto(page.locator("main table tbody a").first.get_attribute("href"))
            assert page.evaluate("document.documentElement.scrollHeight") <= 3 * height, (register, width)
            assert page.locator(".page-header .qx-light").bounding_box()["y"] < 300
