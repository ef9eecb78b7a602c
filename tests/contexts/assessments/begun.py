"""Matters that are handed from above, brought to their beginning for the property test of every flow."""

from datetime import date
from typing import Any

from qiangxian.contexts.assessments.models import Round
from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.matters.models import Matter
from qiangxian.contexts.people.models import Unit
from tests.conftest import WUGANG

FILE = [("考核方案.txt", "考核方案".encode())]


def _do(action: str, who: Any, when: Any, own: Any = None, **given: Any) -> Any:
    about = {"division_code": WUGANG} if own is None else {"matter_id": own.pk}
    return ACTIONS[action].function(actor=who, at=when, **about, **given).result


def a_slice(cast: list[Any], when: Any) -> Matter:
    """A round with its 考核依据 has just started; the slice has points to give."""
    return _started(cast, when).slices.get(area="duties").matter


def an_appeal(cast: list[Any], when: Any) -> Matter:
    """The scores were fed back and the unit asks for another look."""
    office, second, leader, liaison = cast[0], cast[1], cast[2], cast[4]
    own = _started(cast, when)
    for one in own.slices.all():
        for entry in one.entries.all():
            if one.area != "tasks":
                _do("assessment_parts.fill_entry", liaison, when, one, key=entry.key, value=None, words="已完成")
        _do("assessment_parts.submit_slice", liaison, when, one)
        if one.area == "duties":
            _do("assessment_parts.judge_entry", second, when, one, key="P1", verdict="accepted", judged="12")
        _do("assessment_parts.accept_rest", second, when, one)
        _do("assessment_parts.review_slice", second, when, one)
        _do("assessment_parts.validate_slice", leader, when, one)
    _do("assessments.settle_scores", office, when, Round.objects.get(pk=own.pk))
    duties = own.slices.get(area="duties")
    _do("assessment_parts.appeal_entry", liaison, when, duties, key="P1", reason="漏看附件")
    return Matter.objects.filter(flow="assessment_appeal").latest("pk")


def _started(cast: list[Any], when: Any) -> Round:
    unit = Unit.objects.get(division_code=WUGANG, name="市工信局")
    given = {"scheme": "bureau_appraisal", "first_date": date(2026, 1, 1), "last_date": date(2026, 2, 28)}
    given |= {
        "unit_ids": [str(unit.pk)],
        "basis_number": "舞考办〔2026〕3号",
        "basis_issuer": "县考核办",
        "files": FILE,
    }
    own = _do("assessments.prepare_round", cast[0], when, **given)
    return _do("assessments.start_round", cast[0], when, own)
