"""Registries: a code once, found by name, refused in words."""

import pytest

from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.registry import Registry


def test_a_code_is_given_once_and_what_is_missing_is_named_with_what_there_is() -> None:
    rules: Registry[object] = Registry("规则")
    with pytest.raises(NotFound, match=r"没有规则 a.*现有规则：无"):
        rules.named("a")

    @rules.adding("a", lambda function: function)
    def first() -> None: ...

    assert rules.named("a") is rules["a"] is first
    with pytest.raises(ValueError, match="规则 a is registered twice"):
        rules.add("a", first)
    with pytest.raises(NotFound, match=r"没有规则 b.*现有规则：a"):
        rules.named("b")
