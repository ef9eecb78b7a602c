"""Rights by a number typed in any spelling."""

from django.db.models import Q

from qiangxian.kernel.identifiers import numbers_meant

FIELDS = ("number", "publication_number")


def numbered(text: str, fields: tuple[str, ...] = FIELDS) -> Q:
    """The rows whose number begins as typed: `ZL 2013 1 0699744.2`, `2013106997442` and `CN201310699744.2` are one right."""
    condition = Q(pk__in=())
    for number in numbers_meant(text):
        for field in fields:
            condition |= Q(**{f"{field}__startswith": number})
    return condition
