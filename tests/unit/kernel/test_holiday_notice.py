"""The yearly notice is read from its sentences, and what it says of a day is held against the calendar."""

from datetime import date

import pytest

from qiangxian.kernel import calendar
from qiangxian.kernel.calendar import CNIPA, OFFICE, HolidayNotice, edition, notice_of, supposing
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.holiday_notice import read_notice

NEXT = """一、元旦:2026年12月31日（星期四）至2027年1月2日（周六）放假调休，共3天。1月9日（周六）上班。
二、春节：2月5日（除夕、周五）至11日（正月初六，周四）放假，共7天。1月31日（星期日）、2月13日（周六）上班。
三、清明节：4月5日（周一）放假，与周末连休。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班；
五、端午节：6月9日（周三）放假1天。
六、中秋节：9月15日（周三）放假。
七、国庆节：１０月１日（周五）至７日（周四）放假，共７天。"""


@pytest.fixture
def notice():
    return read_notice(NEXT, 2027)


def test_spans_single_days_and_days_of_the_year_before_are_read(notice):
    assert len(notice.off) == 3 + 7 + 1 + 5 + 1 + 1 + 7
    assert date(2026, 12, 31) in notice.off and date(2027, 2, 11) in notice.off
    assert sorted(notice.workdays) == [date(2027, 1, 9), date(2027, 1, 31), date(2027, 2, 13), date(2027, 5, 8)]


def test_a_notice_that_is_supposed_counts_within_the_block_only(notice):
    assert CNIPA.roll(date(2027, 2, 9)) == date(2027, 2, 9) and CNIPA.is_provisional(date(2027, 2, 9))
    with supposing(notice):
        assert CNIPA.roll(date(2027, 2, 9)) == date(2027, 2, 12)
        assert OFFICE.roll(date(2027, 2, 13)) == date(2027, 2, 13)
        assert CNIPA.roll(date(2027, 2, 13)) == date(2027, 2, 15), "a make-up day rests before the patent office"
        assert CNIPA.roll(date(2026, 12, 31)) == date(2027, 1, 4), (
            "the notice also moves the last day of the year before"
        )
        assert not CNIPA.is_provisional(date(2026, 12, 30)) and not CNIPA.is_provisional(date(2027, 2, 9))
        assert edition()
    assert CNIPA.roll(date(2026, 12, 31)) == date(2026, 12, 31)
    assert notice_of(2027) is None and not edition()


def test_the_rulebook_stays_the_source_of_its_years(notice):
    with supposing(HolidayNotice(2026, notice.off, notice.workdays)):
        assert CNIPA.is_rest_day(date(2026, 2, 16)), "as the notice of that year said"
    with pytest.raises(Refused, match="规则库已有"):
        read_notice("1月1日放假。", 2026)


def test_what_was_accepted_is_read_again_after_a_while(notice, monkeypatch):
    told = []
    monkeypatch.setattr(calendar.ACCEPTED, "source", lambda: tuple(told))
    monkeypatch.setattr(calendar.ACCEPTED, "read_at", None)
    assert notice_of(2027) is None
    told.append(notice)
    assert notice_of(2027) is None, "kept for some seconds"
    monkeypatch.setattr(calendar.ACCEPTED, "fresh_seconds", 0)
    assert notice_of(2027).off == notice.off


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("至5日（周三）放假调休，共5天", "至5日（周三）放假调休，共6天", "共 6 天"),
        ("6月9日（周三）", "6月9日（周四）", "星期三"),
        ("四、劳动节", "四、\n", ""),
        ("5月1日（周六）至5日（周三）放假调休，共5天", "5月2日（周日）至5日（周三）放假调休", "2027-05-01"),
        ("5月8日（周六）上班", "5月10日（周一）上班", "周六或周日"),
        ("5月8日（周六）上班", "5月5日（周三）上班", "既放假又上班"),
        ("5月8日（周六）上班", "2月30日上班", "没有这一天"),
        ("5月8日（周六）上班", "2028年5月6日上班", "不属于 2027"),
        ("9月15日（周三）放假", "9月15日（周三）休市", "2027-09-15"),
        ("至5日（周三）放假调休，共5天", "至4月30日放假调休", "止日早于起日"),
    ],
)
def test_a_notice_that_contradicts_itself_or_the_law_is_refused(before, after, words):
    text = NEXT.replace(before, after)
    if not words:
        assert read_notice(text, 2027)
        return
    with pytest.raises(Refused, match=words):
        read_notice(text, 2027)
