"""The pictures of the guide are of pages that are there: each address is opened in the demonstration county as the role that took the
picture, and says what the picture is there to show."""

from datetime import date

import pytest
import yaml
from django.test import Client

from qiangxian.cli import plan
from qiangxian.cli.running import SEED
from qiangxian.contexts.documents.models import Proposal
from qiangxian.contexts.programmes.models import Programme
from qiangxian.contexts.registers.demonstration import actions as demonstration
from qiangxian.contexts.registers.enterprises.models import Enterprise
from qiangxian.kernel.actor import Actor
from qiangxian.web.guide.pages import FOLDER
from tests.conftest import AT, NEIGHBOUR, WUGANG, make_account

pytestmark = pytest.mark.django_db
PICTURES = yaml.safe_load((FOLDER / "pictures.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def county(module_rows) -> None:
    """What the script finds: the shipped plan and the demonstration county."""
    plan.import_file(SEED, accept=True)
    demonstration.load_demo(actor=Actor.system(), at=AT, division_code=WUGANG, scale=1, through_date=date(2025, 12, 31))


def visitor_of(role: str) -> Client:
    """`demo-liaison` → a client logged in as a demonstration account of that role, with the unit or enterprise it needs."""
    word = role.removeprefix("demo-")
    county, word = (NEIGHBOUR, "office") if word == "neighbour" else (WUGANG, word)
    more = {"enterprise_record_id": Enterprise.objects.order_by("id").first().record_id} if word == "enterprise" else {}
    unit = "市工信局" if word == "liaison" else ""
    client = Client()
    client.force_login(make_account(role, word, county, unit, is_demo=True, **more))
    return client


@pytest.mark.parametrize("name", PICTURES)
def test_the_page_of_a_picture_is_there_and_shows_what_it_is_for(county, settings, name) -> None:
    settings.LOOPBACK_ONLY = True
    wanted = PICTURES[name]
    path = wanted["path"].replace("/programmes/1/", f"/programmes/{Programme.objects.get().pk}/")
    path = path.replace("/proposals/1/", f"/proposals/{Proposal.objects.get().pk}/")
    page = visitor_of(wanted["role"]).get(path)
    assert page.status_code == 200
    body = page.content.decode()
    assert [word for word in wanted["words"] if word not in body] == []
