"""The page of a thing on the enterprise's own site."""

from typing import Any

from django.urls import reverse

from qiangxian.kernel.actor import Actor


def place(_actor: Actor, kind: str, key: Any) -> str:
    """The address, empty where an enterprise has no page of it."""
    if kind == "right":
        return reverse("my:right", args=(int(key),))
    if kind == "matter":
        return reverse("my:matter", args=(int(key),))
    if kind == "patents":
        return reverse("portal:patents_mine")
    return reverse("my:cultivation") if kind in ("cultivation", "member") else ""
