"""Codes of invented enterprises and agencies."""

from stdnum.cn import uscc as standard

from qiangxian.kernel.identifiers import organisation_code


def make_uscc(number: int, *, prefix: str, division_code: str) -> str:
    """A well-formed code from a running number, in a range no registry uses (MA99…, then MA9…)."""
    body = f"MA{9_000_00 + number:06d}"
    code = prefix + division_code + body + organisation_code.check_character(body)
    return str(code + standard.calc_check_digit(code))
