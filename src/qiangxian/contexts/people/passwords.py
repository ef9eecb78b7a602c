"""Passwords the product makes: long, random, readable aloud; nobody invents one for somebody else."""

import secrets

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)

from qiangxian.kernel import division

ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GROUPS, GROUP_LENGTH = 4, 5


def generate_password() -> str:
    """Twenty random characters in four groups, without the ones that look alike; about 115 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))


class CountyPasswordValidator:
    """Refuses what an attacker tries first in a county office: the county's name with a year, `admin`, the product's name."""

    def __init__(
        self, words: tuple[str, ...] = ("wugang", "舞钢", "qiangxian", "强县", "admin", "password", "zscq")
    ) -> None:
        self.words = words

    def validate(self, password: str, user: object = None) -> None:
        """Raise where one of the words makes up the greater part of the password."""
        from django.core.exceptions import ValidationError

        folded = password.lower()
        for word in (*self.words, *_county_words()):
            if word in folded and len(folded) - len(word) < len(word) + 6:
                raise ValidationError(f"密码不能以“{word}”为主，请换一个更难猜的。", code="county_word")

    def get_help_text(self) -> str:
        """Shown beside the field."""
        return "不要用县名、系统名加年份这样容易猜到的密码。"


def _county_words() -> list[str]:
    """The names of the counties set up here, without 市 or 县: 汝州."""
    from .readers import own_counties

    names = [division.find(code).name for code in own_counties()]
    return [name[:-1] if len(name) > 2 else name for name in names]


class _Politely:
    """The framework's own rule, with 您 where its translation is familiar."""

    def validate(self, password: str, user: object = None) -> None:
        """The same refusals in polite words."""
        from django.core.exceptions import ValidationError

        try:
            super().validate(password, user)  # type: ignore[misc]  # the rule stands beside it
        except ValidationError as error:
            raise ValidationError([polite(words) for words in error.messages], code=error.code) from error

    def get_help_text(self) -> str:
        """The same help in polite words."""
        return polite(super().get_help_text())  # type: ignore[misc]  # the rule stands beside it


def polite(words: str) -> str:
    """`你的密码` is `您的密码`."""
    return str(words).replace("你", "您")


class LongEnough(_Politely, MinimumLengthValidator):
    """At least so many characters."""


class UnlikeTheOwner(_Politely, UserAttributeSimilarityValidator):
    """Not like the name."""


class Uncommon(_Politely, CommonPasswordValidator):
    """Not one of those everybody tries first."""
