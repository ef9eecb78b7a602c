"""Words and tones of assessments in templates."""

from fractions import Fraction

from django import template

from qiangxian.contexts.assessments.lists import TONES
from qiangxian.engines.scoring.scoring import shown

register = template.Library()


@register.filter
def part_tone(state: str) -> str:
    """The colour of a part."""
    return TONES[str(state)]


@register.filter
def fraction(value: Fraction) -> str:
    """An exact number, rounded for people."""
    return shown(value)
