"""A Word file of ours on paper: with the faces this machine has, else those that were installed with the product."""

from django.conf import settings

from qiangxian.engines.docgen.printing import as_pdf


def on_paper(docx: bytes, division_code: str, *, first: int = 1) -> bytes:
    """Its pages as PDF, numbered from `first`."""
    return as_pdf(docx, division=division_code, fonts=settings.FONTS, first=first)
