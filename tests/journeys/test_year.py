"""A year of the county: reports of the quarter by five bureaus, an overdue task that becomes an order, minutes whose decisions become
tasks, four patents an upper list lacks, a return to the upper level, the county's own assessment, an appraisal with its appeal, a
hand-over, and the dossier that proves itself."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qiangxian.cli import plan
from qiangxian.cli.running import SEED
from qiangxian.contexts.assessments.models import Appeal, Round, Slice
from qiangxian.contexts.dossiers.verifying import verify
from qiangxian.contexts.matters.models import Matter
from qiangxian.contexts.meetings.models import Decision
from qiangxian.contexts.people.models import Person
from qiangxian.contexts.programmes.models import STANDING, Programme, Task
from qiangxian.contexts.programmes.progress.models import Report
from tests.conftest import AT, WUGANG
from tests.contexts import builders
from tests.contexts.registers import cast
from tests.journeys.playing import calendar, fill, follow, looked_at, matter_of, press, take, words
from tests.unit.test_workbooks import upper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCAN = {"盖章扫描件.txt": "盖章".encode()}
PROOF = {"办结材料.txt": "已办结".encode()}
REPORTING = {"市工信局": "市财政局", "市农业农村局": "", "市商务局": "", "市教体局": "", "市财政局": ""}


@pytest.fixture
def on(monkeypatch) -> Any:
    return calendar(monkeypatch)


@pytest.fixture(autouse=True)
def tasks_at_once(settings) -> None:
    """What runs behind a page runs where it is put in line."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def test_a_year_of_the_county_from_the_first_report_to_the_decisions_of_autumn(enter, on) -> None:
    on("2026-03-02")
    plan.import_file(SEED, accept=True)
    _the_quarter(enter, on)
    _an_overdue_task(enter, on)
    _what_was_decided(enter, on)
    _a_list_from_above(enter, on)
    _a_return_to_the_upper_level(enter, on)
    _the_own_assessment(enter, on)
    _the_appraisal(enter, on)
    _a_hand_over(enter, on)
    _the_dossier(enter, on)


def _the_quarter(enter: Any, on: Any) -> None:
    """Two bureaus by phone, one of them signed on paper; two by workbook; one is returned item by item and comes back."""
    on("2026-03-11")
    office = enter("office")
    looked_at(office, "/desk/progress/")
    office.on("dialog", lambda dialog: dialog.accept())
    follow(office, office.get_by_role("button", name="现在下发"))
    assert "进展报告" in words(office)
    of = {one.unit.name: one for one in Report.objects.select_related("unit")}
    assert len(of) >= len(REPORTING)

    on("2026-03-20")
    for unit in ("市工信局", "市教体局"):
        _by_phone(enter, unit, of[unit])
    for unit in ("市农业农村局", "市商务局"):
        _by_workbook(enter, unit, of[unit])
    _by_phone(enter, "市财政局", of["市财政局"], on_paper=True)
    clerk = enter("office")
    for report in of.values():
        if report.unit.name in REPORTING:
            matter = f"/desk/matters/{report.pk}/"
            looked_at(clerk, matter)
            if report.unit.name == "市教体局":
                key = report.entries.order_by("pk")[0].task_key
                press(clerk, "退回修改")
                clerk.locator(f"[name='remarks_{key}.done']").fill("请写明培训场次和人数")
                fill(clerk)
                _comes_back(enter, report, key)
                clerk.goto(matter)
            take(clerk, "采纳")
    states = {one.unit.name: one.matter.state for one in Report.objects.select_related("unit", "matter")}
    assert {states[unit] for unit in REPORTING} == {"accepted"}
    assert looked_at(clerk, "/desk/progress/?round=2026Q1").count("已采纳") >= len(REPORTING)


def _by_phone(enter: Any, unit: str, report: Any, *, on_paper: bool = False) -> None:
    """Open, write each task, send; the head signs by the own account, or on paper with the stamped scan."""
    page = enter("liaison", width=375, unit=unit)
    looked_at(page, "/desk/todo/")
    follow(page, page.locator(f"main a[href*='/desk/matters/{report.pk}/']"))
    rows = page.locator("main a[aria-label^='填写：']")
    for place in range(rows.count()):
        page.goto(f"/desk/matters/{report.pk}/")
        follow(page, page.locator("main a[aria-label^='填写：']"))
        said = f"走访企业{3 + place}家，培训2场"
        fill(page, {"照片.txt": "现场照片".encode()}, 本期情况="有进展", 进展情况=said, 下一步打算="下季度再走访5家")
    looked_at(page, f"/desk/matters/{report.pk}/")
    take(page, "送审签")
    if on_paper:
        head = Person.objects.create(division_code=WUGANG, name=f"{unit}局长", created_at=AT, created_by="测试")
        day = Matter.objects.get(pk=report.pk).due_date
        assert day is not None
        take(page, "登记线下审签报送", SCAN, 线下签批人=head.name, 职务="局长", 签批日="2026-03-20")
        return
    signer = enter("unit_head", width=375, unit=unit)
    looked_at(signer, f"/desk/matters/{report.pk}/")
    take(signer, "审签报送")


def _by_workbook(enter: Any, unit: str, report: Any) -> None:
    """The workbook is filled in elsewhere, comes back, is looked at line by line and taken in."""
    page = enter("liaison", unit=unit)
    looked_at(page, f"/desk/matters/{report.pk}/")
    with page.expect_download() as file:
        page.locator("main a[href$='workbook.xlsx']").first.click()
    book = openpyxl.load_workbook(io.BytesIO(Path(file.value.path()).read_bytes()))
    sheet = book.active
    columns = {cell.value: cell.column for cell in sheet[3]}
    for row in range(4, sheet.max_row + 1):
        sheet.cell(row, columns["本期情况"]).value = "有进展"
        sheet.cell(row, columns["进展情况"]).value = f"新增合作社{row}家"
    out = io.BytesIO()
    book.save(out)
    take(page, "收回工作簿", {f"{unit}.xlsx": out.getvalue()})
    assert "收回的工作簿与现有内容的差别" in words(page)
    take(page, "写入工作簿")
    take(page, "送审签")
    signer = enter("unit_head", unit=unit)
    looked_at(signer, f"/desk/matters/{report.pk}/")
    take(signer, "审签报送")


def _comes_back(enter: Any, report: Any, key: str) -> None:
    page = enter("liaison", width=375, unit=report.unit.name)
    assert "请写明培训场次和人数" in looked_at(page, f"/desk/matters/{report.pk}/")
    page.goto(f"/desk/matters/{report.pk}/write/?task={key}")
    fill(page, 进展情况="培训4场，320人次")
    take(page, "送审签")
    signer = enter("unit_head", width=375, unit=report.unit.name)
    looked_at(signer, f"/desk/matters/{report.pk}/")
    take(signer, "审签报送")


def _an_overdue_task(enter: Any, on: Any) -> None:
    """A task whose day is over is put to a bureau as an order; its day is moved once, it is done and verified by a second person."""
    on("2026-04-07")
    office, leader = enter("office"), enter("leader")
    programme = Programme.objects.get()
    task = Task.objects.filter(STANDING, programme=programme).order_by("position")[2]
    looked_at(office, f"/desk/plan/{programme.pk}/tasks/{task.key}/")
    press(office, "立项调度")
    while (helping := office.locator("main input[name=co_ids]:checked")).count():
        helping.first.uncheck()
    asked = {"办理要求": "组建专家咨询服务队伍并报名单", "依据": "实施方案", "办理期限": "2026-05-15"}
    fill(office, **asked, 牵头单位="市工信局")
    order = f"/desk/matters/{matter_of(office)}/"
    looked_at(leader, order)
    take(leader, "批准立项")
    office.goto(order)
    take(office, "交办")
    liaison = enter("liaison", width=375, unit="市工信局")
    looked_at(liaison, order)
    take(liaison, "签收")
    on("2026-05-06")
    liaison, leader = enter("liaison", width=375, unit="市工信局"), enter("leader")
    looked_at(liaison, order)
    take(liaison, "申请延期", 延期至="2026-06-15", 延期理由="专家人选须征求意见")
    leader.goto(order)
    take(leader, "同意延期")
    on("2026-06-10")
    liaison, second = enter("liaison", width=375, unit="市工信局"), enter("leader")
    liaison.goto(order)
    take(liaison, "申请办结", PROOF, 办理结果="已聘任专家12名，名单附后")
    looked_at(second, order)
    take(second, "核验并办结确认", 核验意见="名单属实")
    assert "已办结" in words(second)


def _what_was_decided(enter: Any, on: Any) -> None:
    """An instruction and the minutes of a body: a paragraph becomes an order, another a task of the programme by a second person."""
    on("2026-07-01")
    office, leader = enter("office"), enter("leader")
    looked_at(office, "/desk/meetings/incoming/")
    take(
        office,
        "登记收文",
        类别="会议纪要",
        来文单位或批示人="市政府常务会议",
        文号="舞政纪〔2026〕8号",
        要点="研究知识产权强县工作",
    )
    paper = f"/desk/matters/{matter_of(office)}/"
    text = "会议议定以下事项：\n一、建成公共服务站点。由市工信局负责，9月底前完成。\n二、安排专项资金。由市财政局负责，8月底前完成。"
    take(office, "识别议定事项", 纪要正文=text)
    assert "安排专项资金" in looked_at(office, paper)
    press(office, "列入方案任务")
    option = office.locator("main form select option").nth(3).inner_text()
    fill(office, 列在方案哪一条之下=option)
    office.goto(paper)
    take(office, "转为工作调度")
    first, second = Decision.objects.select_related("addition__matter", "order").order_by("number")
    assert first.addition is not None
    assert second.order is not None
    looked_at(leader, f"/desk/matters/{first.addition.matter_id}/")
    take(leader, "复核通过")
    added = Task.objects.get(STANDING, key="B1")
    assert (added.title, added.deadline) == ("建成公共服务站点", "2026-09-30")
    assert "方案发布后补充" in looked_at(office, f"/desk/plan/{added.programme_id}/tasks/B1/")
    assert date.fromisoformat(added.deadline) > date(2026, 7, 1)


def _a_list_from_above(enter: Any, on: Any) -> None:
    """The province counts four patents fewer than the county: one page names them and why, and each is decided."""
    on("2026-07-10")
    builders.reported_through()
    firm = builders.enterprise("舞钢甲厂", "91410481MA40000015")
    for serial in range(1, 7):
        builders.right(cast.number(serial, year=2015), firm)
    office = enter("office")
    looked_at(office, "/desk/indicators/upper/")
    table = "申请号,专利类型,专利名称\n" + "".join(f"{cast.number(n, year=2015)},发明专利,甲\n" for n in (1, 2))
    given = {"指标": "有效发明专利拥有量", "名单数据截至": "2026-06-30", "来源": "省局通报"}
    take(office, "装入上级名单", {"名单.csv": table.encode()}, **given)
    assert "只在本地名单（4）" in looked_at(office, office.url)


def _a_return_to_the_upper_level(enter: Any, on: Any) -> None:
    """The upper level's own workbook is bound once, filled from the registers, and what was sent is fixed."""
    on("2026-07-15")
    office = enter("office")
    looked_at(office, "/desk/assessments/upper/forms/")
    lines = "表1!C3 = 指标 有效发明专利拥有量\n表1!B2 = 文字 {county}，数据截至{day}\n表1!C5 = 手填 培训人次"
    about = {"报表名称": "知识产权统计报表", "下发机关": "省知识产权局", "绑定": lines}
    take(office, "绑定上级报表", {"统计报表.xlsx": upper()}, **about)
    looked_at(office, "/desk/assessments/upper/")
    take(office, "填报上级报表", 报表="知识产权统计报表", 数据截至="2026-06-30")
    press(office, "手填或更正一格")
    office.locator("main select[name=cell]").select_option(
        index=office.locator("main select[name=cell] option").count() - 1
    )
    fill(office, 填写内容="120", 来源或理由="培训签到表")
    take(office, "登记报送", 报送给="省知识产权局")
    assert "已报送" in looked_at(office, office.url)
    with office.expect_download() as file:
        office.locator("main a[href$='/file/']").first.click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(file.value.path()).read_bytes()))["表1"]
    assert (sheet["C3"].value, sheet["C5"].value) == (6, 120)


def _the_own_assessment(enter: Any, on: Any) -> None:
    """The county looks at itself: figures come from the registers, no basis, so nobody is ranked and nothing is made known."""
    on("2026-10-12")
    office = enter("office")
    looked_at(office, "/desk/assessments/")
    span = {"考核期自": "2026-01-01", "考核期至": "2026-09-30", "参评单位": ["市市场监管局"]}
    take(office, "拟定考核轮次", 评价标准="十五项核心指标工作自评", **span)
    whole = f"/desk/matters/{matter_of(office)}/"
    take(office, "设定目标值", 目标值="专利代理师数量：2\n有效注册商标总量：10")
    take(office, "启动")
    own = Round.objects.get()
    assert own.slices.count() == 4
    for one in own.slices.order_by("pk"):
        _reported_and_reviewed(enter, one, "市市场监管局")
    office.goto(whole)
    take(office, "汇总得分并反馈")
    leader = enter("leader")
    looked_at(leader, whole)
    take(leader, "审定结果")
    said = looked_at(leader, whole)
    assert "已审定" in said and "名次" not in said
    assert not leader.locator("main").get_by_role("link", name="公布结果", exact=True).count()


def _the_appraisal(enter: Any, on: Any) -> None:
    """A round with its basis: reported, reviewed by another, fed back, appealed against, approved by a third, made known."""
    on("2026-11-02")
    office = enter("office")
    looked_at(office, "/desk/assessments/")
    basis = {"考核依据文号": "舞考办〔2026〕3号", "考核依据印发机关": "舞钢市考核办"}
    span = {"考核期自": "2026-01-01", "考核期至": "2026-10-31", "参评单位": ["市财政局"]}
    take(office, "拟定考核轮次", {"考核方案.txt": "年度考核方案".encode()}, 评价标准="部门年度考核", **span, **basis)
    whole = f"/desk/matters/{matter_of(office)}/"
    take(office, "启动")
    for own in Slice.objects.filter(round__basis_number=basis["考核依据文号"]).order_by("pk"):
        _reported_and_reviewed(enter, own, "市财政局")
    office.goto(whole)
    take(office, "汇总得分并反馈")
    duties = Slice.objects.get(area="duties")
    unit, leader = enter("liaison", unit="市财政局"), enter("leader")
    looked_at(unit, f"/desk/matters/{duties.pk}/")
    take(unit, "申请复核", 指标="年度重点工作完成情况", 理由="补报专项资金绩效评价结果")
    appeal = f"/desk/matters/{Appeal.objects.get().pk}/"
    looked_at(leader, appeal)
    take(leader, "维持原评审", 复核意见="材料已在评审时计入")
    on("2026-11-20")
    leader = enter("leader")
    looked_at(leader, whole)
    take(leader, "审定结果")
    take(leader, "公布结果")
    assert "已公布" in looked_at(leader, whole)


def _reported_and_reviewed(enter: Any, own: Any, name: str) -> None:
    matter = f"/desk/matters/{own.pk}/"
    unit, reviewer, third = enter("liaison", unit=name), enter("office"), enter("leader")
    looked_at(unit, matter)
    values = {
        "服务企业诉求办结率": "92",
        "报送数据更正天数": "5",
        "明确分管负责人": "1",
        "国家或省表彰": "0",
        "报送数据不实": "0",
    }
    for address in [one.get_attribute("href") for one in unit.locator("main a[aria-label^='填写：']").all()]:
        unit.goto(str(address))
        said = next((value for name, value in values.items() if name in words(unit)), None)
        fill(unit, 完成情况="已按要求完成，材料附后", **({"自评数值": said} if said else {}))
    unit.goto(matter)
    take(unit, "提交自评")
    looked_at(reviewer, matter)
    judge = "评审：年度重点工作完成情况"
    if reviewer.get_by_role("link", name=judge, exact=True).count():
        press(reviewer, judge)
        fill(reviewer, 评审意见="认可", 核定数值="17", 说明="较好")
        reviewer.goto(matter)
    take(reviewer, "其余各项认可")
    take(reviewer, "完成评审")
    third.goto(matter)
    take(third, "审核通过")


def _a_hand_over(enter: Any, on: Any) -> None:
    """Somebody leaves: outgoing, incoming and witness sign."""
    on("2026-11-21")
    outgoing, incoming, witness = enter("office"), enter("office"), enter("office")
    names = [page.locator("header").inner_text().split()[-1] for page in (outgoing, incoming)]
    looked_at(witness, "/desk/handover/")
    take(witness, "开始交接", 移交人=names[0], 接收人=names[1], 保管的东西="备份在信息中心")
    matter = f"/desk/matters/{matter_of(witness)}/"
    for page, step, said in (
        (outgoing, "确认移交", {"移交说明": "无"}),
        (incoming, "确认接收", {}),
        (witness, "监交并完成", {}),
    ):
        page.goto(matter)
        take(page, step, **said)
    assert "已交接" in looked_at(witness, "/desk/handover/")


def _the_dossier(enter: Any, on: Any) -> None:
    """Evidence is gathered, the volume built and sent; it proves itself without the database, and one changed byte is named."""
    on("2026-11-23")
    office, second = enter("office"), enter("office")
    looked_at(office, "/desk/dossiers/missing/")
    looked_at(office, "/desk/dossiers/evidence/")
    office.goto("/desk/dossiers/evidence/new/")
    office.locator("main input[type=file]").first.set_input_files(
        [{"name": "印发通知.txt", "mimeType": "", "buffer": "通知全文".encode()}]
    )
    fill(office, 来源="舞政办〔2023〕26号", 材料日期="2023-10-30")
    looked_at(office, "/desk/dossiers/")
    take(office, "编卷", 考核表="国家知识产权强县建设验收", 本县="创建", 数据截至="2026-10-31")
    dossier = f"/desk/matters/{matter_of(office)}/"
    take(office, "填写自评报告", 自评报告="一、组织实施\n成立领导小组，召开会议。")
    take(office, "编制卷宗")
    assert "已编制的卷宗" in looked_at(office, dossier)
    office.get_by_role("link", name="核验", exact=True).click()
    assert "全部相符" in words(office)
    office.goto(dossier)
    with office.expect_download() as file:
        office.get_by_role("link", name="下载卷宗").click()
    content = Path(file.value.path()).read_bytes()
    assert verify(content, offline=True).failures == []
    name, changed = _with_one_byte_changed(content)
    assert name in " ".join(one.where for one in verify(changed, offline=True).failures)
    looked_at(second, dossier)
    take(second, "报送")
    assert "已报送" in looked_at(second, dossier)


def _with_one_byte_changed(content: bytes) -> tuple[str, bytes]:
    """The archive with one byte of one member turned round."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        name = next(one for one in old.namelist() if one.endswith(".pdf"))
        for one in old.namelist():
            held = old.read(one)
            new.writestr(old.getinfo(one), bytes([held[0] ^ 1]) + held[1:] if one == name else held)
    return name, out.getvalue()
