"""Refusals say what happened and lead back to the thing; a form that came too late is kept."""

import pytest
from django.test import Client, RequestFactory

from qiangxian.contexts.registers.enterprises.models import Enterprise
from qiangxian.kernel.errors import Conflict
from qiangxian.web.errors import domain_error
from tests.conftest import PASSWORD, make_account
from tests.contexts import builders

pytestmark = pytest.mark.django_db
HERE = {"HTTP_ORIGIN": "http://testserver", "HTTP_REFERER": "http://testserver/desk/registers/enterprises/?section=C"}
NEW = {
    "name": "舞钢市乙机械有限公司",
    "uscc": "91410481712345672R",
    "entity_kind": "company",
    "established_date": "2015-03-01",
}


def test_what_is_not_there_leads_to_the_list_above(log_in) -> None:
    page = log_in("office").get("/desk/registers/enterprises/999999/")
    assert page.status_code == 404
    assert 'href="/desk/registers/enterprises/">回到上一级' in page.content.decode()


def test_a_changed_record_leads_back_to_the_record(log_in) -> None:
    builders.enterprise("舞钢市甲机械有限公司", "91410481MA00000017")
    address = f"/desk/registers/enterprises/{Enterprise.objects.get().record_id}/"
    client = log_in("office")
    request = client.get(address).wsgi_request
    known = Conflict("这条登记已由别人更改", about=("enterprise", Enterprise.objects.get().record_id))
    for error, words in ((known, f'href="{address}">打开这条登记'), (Conflict("已有另一份"), "重新打开这一页")):
        page = domain_error(request, error)
        assert page.status_code == 409
        assert words in page.content.decode()
    late = RequestFactory().post(address, {"reason": "试试"}, **HERE)
    late.actor, late.as_of, late.user, late.session = request.actor, request.as_of, request.user, request.session
    page = domain_error(late, Conflict("已被他人办理")).content.decode()
    assert 'href="/desk/registers/enterprises/?section=C">回到原来的页面' in page


def test_a_code_that_another_enterprise_has_names_it_with_a_link(log_in) -> None:
    builders.enterprise("舞钢市甲机械有限公司", "91410481712345672R")
    row = Enterprise.objects.get()
    page = log_in("office").post("/desk/registers/enterprises/new/", NEW).content.decode()
    assert "“舞钢市甲机械有限公司”已经登记过" in page
    assert f'href="/desk/registers/enterprises/{row.record_id}/">打开已有的登记' in page


def test_a_form_sent_after_the_session_ended_is_kept_and_goes_on_after_a_new_login(log_in) -> None:
    client = log_in("office")
    client.session.flush()
    answer = client.post("/desk/registers/enterprises/new/", {**NEW, "password": "geheim"}, **HERE)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "登录已到期，内容还在" in page
    assert 'name="name" value="舞钢市乙机械有限公司"' in page
    assert "geheim" not in page
    assert not Enterprise.objects.exists()


def test_a_form_from_a_strange_page_is_not_kept(log_in) -> None:
    client = Client()
    answer = client.post("/desk/registers/enterprises/new/", NEW, HTTP_ORIGIN="http://elsewhere.example")
    assert answer.status_code in (302, 403)
    assert "舞钢市乙机械有限公司" not in answer.content.decode()


def test_a_token_of_the_session_before_keeps_the_form_too(settings) -> None:
    make_account("甲", "office")
    client = Client(enforce_csrf_checks=True)
    assert client.login(name="甲", password=PASSWORD) or client.force_login(make_account("乙", "office")) is None
    answer = client.post("/desk/registers/enterprises/new/", {**NEW, "csrfmiddlewaretoken": "x" * 32}, **HERE)
    assert answer.status_code == 403
    assert 'value="舞钢市乙机械有限公司"' in answer.content.decode()
