"""What the public pages show: what was released, nothing else."""

from datetime import date
from typing import Any

from django.urls import reverse

from qiangxian.contexts.programmes import readers
from qiangxian.contexts.programmes.readers import ReleasedPage
from qiangxian.kernel.errors import NotFound


def front_programme() -> Any | None:
    """What the front page shows: the newest published programme, of the first county where there are several."""
    return readers.public_programmes().first()


def target_page(programme: Any, code: str, day: date) -> ReleasedPage:
    """The same, about one target."""
    page = readers.released_page(programme, day)
    target = next((one for one in page.content["targets"] if one["code"] == code), None)
    if target is None:
        raise NotFound("公开的内容中没有这个目标", remedy="请从方案页面选择目标")
    return ReleasedPage(programme, page.release, day, target)


def public_paths() -> list[str]:
    """Every public address worth finding."""
    paths = [
        reverse("portal:front"),
        reverse("portal:fee_calculator"),
        reverse("portal:period_calculator"),
        reverse("portal:patents"),
    ]
    for one in readers.public_programmes():
        paths += [reverse(f"portal:{page}", args=[one.pk]) for page in ("programme", "text", "publicity")]
    return paths
