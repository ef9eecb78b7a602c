"""The library in the browser: the office brings a file through, another approves, the enterprise and the public see their part."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from qiangxian.contexts.cultivation.models import Membership
from qiangxian.contexts.matters.models import Deadline, Matter
from qiangxian.contexts.notices.models import Notice
from qiangxian.contexts.people.actions import describe_county
from qiangxian.contexts.programmes.models import Programme
from qiangxian.contexts.registers.demonstration.enterprises import make_uscc
from qiangxian.contexts.registers.enterprises.models import Enterprise, EnterpriseYear
from qiangxian.contexts.registers.records.models import Record
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.kernel.actor import Actor
from tests.conftest import AT, WUGANG, make_account
from tests.contexts import builders

pytestmark = pytest.mark.django_db
NEW = "/desk/matters/new/cultivation/apply/"
CODE = make_uscc(1, prefix="91", division_code=WUGANG)


@pytest.fixture
def firm(db) -> Record:
    record = builders.enterprise("舞钢耐磨件有限公司", CODE, phone="13800000001", address="钢城路1号")
    builders.right("201920000001.4", record, type="utility_model", filed="2019-03-02", granted="2019-12-01")
    builders.reported_through(registers=RecordKind.values)
    return record


@pytest.fixture
def programme(db) -> Programme:
    return builders.programme_row()


def contact() -> dict[str, str]:
    day = timezone.localdate().isoformat()
    return {"contact_name": "王小明", "contact_phone": "13900000000", "consent_date": day, "statement": "耐磨件"}


def step(client: Client, file: Membership, code: str, site: str = "desk", **data: object) -> object:
    now = Matter.objects.get(pk=file.matter_id).state
    return client.post(f"/{site}/matters/{file.matter_id}/{code}/", {"expected": now, **data})


def test_the_whole_way_through_the_pages(log_in, firm, programme) -> None:
    office, leader, visitor = log_in("office"), log_in("leader"), Client()
    told = {"issuing_body": "舞钢市市场监督管理局", "site_address": "https://www.zgwg.gov.cn/gsgg/"}
    describe_county(actor=Actor.system(), at=AT, division_code=WUGANG, **told)
    answer = office.post(NEW, {"enterprise_id": CODE, **contact()})
    file = Membership.objects.get()
    assert answer.url == f"/desk/matters/{file.matter_id}/"
    page = office.get(answer.url).content.decode()
    assert "初审通过" in page
    assert "王*明" in page
    assert "13900000000" not in page, "the contact is masked on the desk"
    assert step(office, file, "pass_review").status_code == 302
    form = office.get(f"/desk/matters/{file.matter_id}/publish/").content.decode()
    assert 'value="https://www.zgwg.gov.cn/gsgg/"' in form, "the county's site is what the form begins with"
    assert "不是网页地址" in step(office, file, "publish", address="看公告栏").content.decode()
    page_of_it = {"address": "https://www.zgwg.gov.cn/gsgg/2026/1.html", "board": "市民中心一楼"}
    assert step(office, file, "publish", **page_of_it).status_code == 302
    public = visitor.get(f"/p/{programme.pk}/publicity/").content.decode()
    assert "舞钢耐磨件有限公司" in public
    assert CODE in public
    assert "公示时间" in public
    assert "书面形式向舞钢市市场监督管理局反映" in public
    printed = b"".join(visitor.get(f"/p/{programme.pk}/publicity/?format=print")).decode()
    for words in ("发布单位：舞钢市市场监督管理局", *page_of_it.values()):
        assert words in public and words in printed
    assert {one.issuer for one in Notice.objects.filter(recipient__startswith="enterprise")} == {"舞钢市市场监督管理局"}
    assert "王" not in public
    early = step(leader, file, "admit").content.decode()
    assert "公示期到" in early
    Deadline.objects.update(effective_due=timezone.localdate() - timedelta(days=1), start_date=date(2026, 1, 5))
    grey = office.get(f"/desk/matters/{file.matter_id}/").content.decode()
    assert "初审由您本人通过，入库须由另一人批准。" in grey
    assert step(office, file, "admit").status_code == 403
    assert step(leader, file, "admit").status_code == 302
    assert Membership.objects.get().state == "member"
    assert "舞钢耐磨件有限公司" not in visitor.get(f"/p/{programme.pk}/publicity/").content.decode()


def test_a_refused_step_says_why_beside_the_form(log_in, firm) -> None:
    office = log_in("office")
    office.post(NEW, {"enterprise_id": CODE, **contact()})
    again = office.post(NEW, {"enterprise_id": "舞钢耐磨件有限公司", **contact()})
    assert "已有一份档案（待初审）" in again.content.decode()
    unknown = office.post(NEW, {"enterprise_id": "查无此人", **contact()})
    assert "企业登记中没有“查无此人”" in unknown.content.decode()


def test_grades_wait_on_the_page_until_somebody_confirms(log_in, firm) -> None:
    office = log_in("office")
    file = member(firm)
    office.post("/desk/cultivation/compute/")
    listed = office.get("/desk/cultivation/?todo=confirm").content.decode()
    assert "计算为 D，待确认" in listed
    row = file.grades.get()
    assert step(office, file, "grade", grade_id=row.pk, grade="D").status_code == 302
    assert Membership.objects.get().grade == "D"
    assert "计算为 D，待确认" not in office.get("/desk/cultivation/").content.decode()


def member(firm: Record) -> Membership:
    day = date(2026, 1, 5)
    return builders.membership(firm, day, contact_name="王小明", contact_phone="13900000000")


def test_a_plan_and_a_service_with_its_file(log_in, firm) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    office, file = log_in("office"), member(firm)
    official = make_account("责任人", "liaison")
    data = {"year": timezone.localdate().year, "responsible_id": official.pk, "diagnosis": "没有发明"}
    refused = step(office, file, "plan", **data).content.decode()
    assert "没有填写年度目标" in refused
    assert step(office, file, "plan", **data, goals_inventions_added=2).status_code == 302
    proof = SimpleUploadedFile("签到表.txt", "签到".encode(), content_type="text/plain")
    day = timezone.localdate().isoformat()
    assert step(office, file, "service", day=day, kind="visit", words="走访", files=proof).status_code == 302
    page = office.get(f"/desk/matters/{file.matter_id}/").content.decode()
    assert "新增授权发明专利：0 / 2 件" in page
    entry = file.services.get()
    kept = office.get(f"/desk/matters/{file.matter_id}/files/{entry.evidence_id}/")
    assert kept.content.decode() == "签到"


def test_lists_leave_as_files_without_contact(log_in, firm) -> None:
    office = log_in("office")
    member(firm)
    text = office.get("/desk/cultivation/?format=csv&state=active").getvalue().decode("utf-8-sig")
    assert "舞钢耐磨件有限公司" in text
    assert "13900000000" not in text
    assert "王小明" not in text
    assert b"".join(office.get("/desk/cultivation/?format=xlsx").streaming_content).startswith(b"PK")
    assert office.get("/desk/cultivation/zero/?format=csv&what=inventions").status_code == 200
    assert office.get("/desk/cultivation/?state=nowhere").status_code == 400


def test_who_has_no_invention_is_recommended_from_the_list_or_has_a_file(log_in, firm) -> None:
    code = make_uscc(2, prefix="91", division_code=WUGANG)
    bare = builders.enterprise("舞钢新材料有限公司", code)
    for record in (firm, bare):
        builders.written(EnterpriseYear, record, year=timezone.localdate().year - 1, above_scale=True)
    file = member(firm)
    page = log_in("office").get("/desk/cultivation/zero/?what=inventions").content.decode()
    assert f'/apply/?enterprise_id={code}">推荐</a>' in page
    assert f'/desk/matters/{file.matter_id}/">{file.get_state_display()}</a>' in page


def test_the_list_asks_as_often_for_many_files_as_for_few(log_in, firm, django_assert_max_num_queries) -> None:
    office = log_in("office")
    member(firm)
    for number in range(60, 80):
        member(builders.enterprise(f"第{number}家有限公司", make_uscc(number, prefix="91", division_code=WUGANG)))
    office.get("/desk/cultivation/")
    with django_assert_max_num_queries(40):
        office.get("/desk/cultivation/")


def test_the_enterprise_applies_on_its_own_site_and_follows_its_file(log_in, firm) -> None:
    own = log_in("enterprise", enterprise_record_id=firm.pk)
    before = own.get("/my/cultivation/").content.decode()
    assert "还没有申报" in before
    assert "没有在列的经营异常" in before
    assert own.post("/my/matters/new/cultivation/apply/", contact()).status_code == 302
    page = own.get("/my/cultivation/", follow=True).content.decode()
    assert "待初审" in page
    assert "撤回申报" in page
    assert step(own, Membership.objects.get(), "withdraw", "my").status_code == 302
    assert Membership.objects.get().state == "withdrawn"
    assert own.get("/desk/cultivation/").status_code == 403


def test_an_enterprise_sees_no_other_file(log_in, firm) -> None:
    other = builders.enterprise("另一家有限公司", make_uscc(9, prefix="91", division_code=WUGANG))
    member(firm)
    text = log_in("enterprise", enterprise_record_id=other.pk).get("/my/cultivation/").content.decode()
    assert "还没有申报" in text
    assert Enterprise.objects.get(record=firm).name not in text


def test_a_liaison_reads_and_sees_why_it_cannot_act(log_in, firm) -> None:
    file = member(firm)
    page = log_in("liaison").get(f"/desk/matters/{file.matter_id}/").content.decode()
    assert "只有领导小组办公室可以办理。" in page
    assert "只有领导小组办公室或负责这家企业的同志可以记录服务。" in page


def test_a_notice_leads_the_enterprise_to_its_file(log_in, firm) -> None:
    office = log_in("office")
    office.post(NEW, {"enterprise_id": CODE, **contact()})
    step(office, Membership.objects.get(), "return", reason="缺同意书")
    own = log_in("enterprise", enterprise_record_id=firm.pk)
    listed = own.get("/my/notices/").content.decode()
    assert "企业培育库申报被退回补正" in listed
    file = Membership.objects.get()
    assert f'href="/my/matters/{file.matter_id}/"' in listed
    assert "缺同意书" in own.get("/my/cultivation/", follow=True).content.decode()
    assert step(own, file, "resubmit", "my", **contact()).status_code == 302
    assert Membership.objects.get().state == "applied"
