"""Addresses of records by their kind."""

from typing import Any

from django import template

from qiangxian.contexts.registers.records.kinds import kind_of

register = template.Library()


@register.filter
def slug(about: tuple[str, Any]) -> str:
    """The address part of the register a thing stands in."""
    return kind_of(about[0]).slug
