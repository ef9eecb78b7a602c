"""Words the people context shares: kinds of unit, what two administrators do together; names and addresses as they are compared."""

import ipaddress
import unicodedata

from django.db.models import TextChoices


class UnitKind(TextChoices):
    """What sort of body a unit is."""

    BUREAU = "bureau", "部门"
    TOWNSHIP = "township", "乡镇街道"
    COURT = "court", "司法机关"
    COLLECTIVE = "collective", "集合称谓"
    OTHER = "other", "其他单位"


class StepKind(TextChoices):
    """What one administrator asks of an account and one of another duty confirms."""

    ACTIVATE = "activate", "启用账号"
    RESET = "reset", "重置管理账号的密码"
    SECOND_FACTOR = "second_factor", "绑定动态验证码"


def login_key(name: str) -> str:
    """A login name as it is compared: full and half width, upper and lower case and white space make no difference."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def network_of(address: str) -> str:
    """Whom an address stands for when failures are counted: one IPv4 address, or the /64 an IPv6 address lies in."""
    try:
        given = ipaddress.ip_address(address)
    except ValueError:
        return address[:45]
    if isinstance(given, ipaddress.IPv6Address):
        if given.ipv4_mapped is None:
            return str(ipaddress.IPv6Network((given, 64), strict=False))
        given = given.ipv4_mapped
    return str(given)
