"""A county of our own making at a real place (汝州市): its plan as a Word file with table annexes, its enterprises, rights, events, fees
and titles as the tables an office has at hand. Every name is invented; numbers and codes have their right check characters."""

import csv
import io
from dataclasses import dataclass
from datetime import date

import docx

from qiangxian.contexts.registers.demonstration.enterprises import make_uscc
from qiangxian.kernel.identifiers import application_number

CODE = "410482"
FIRMS, RIGHTS, TITLES = 40, 120, 12
FEES, EVENTS = 240, 60
ENDED = (0, 3)
TITLE = "汝州市建设知识产权强市实施方案（2025—2027年）"
TASKS = (
    ("1", "建立企业知识产权台账，摸清底数", "市市场监管局", "市工信局、市科技局", "2025年9月"),
    ("2", "开展规上企业“零专利”清零", "市工信局", "市市场监管局、各乡镇（街道）", "2026年12月"),
    ("3", "培育地理标志产品", "市农业农村局", "市市场监管局", "2027年6月"),
    ("4", "推进专利质押融资", "市财政局", "市金融工作局、市市场监管局", "2027年12月"),
)
FIGURES = (
    ("1", "有效发明专利拥有量达到30件以上"),
    ("2", "授权专利2件以上的企业达到20家以上"),
)


@dataclass(frozen=True)
class Firm:
    """One enterprise."""

    number: int

    @property
    def name(self) -> str:
        """Two words and what it makes."""
        places = ("丹阳", "望嵩", "风穴", "汝水", "紫云", "钟楼", "洗耳", "嵩箕")
        trades = ("陶瓷", "机械", "食品", "装备", "材料")
        return f"汝州市{places[self.number % 8]}{trades[self.number // 8]}有限公司"

    @property
    def uscc(self) -> str:
        """The uniform social credit code."""
        return make_uscc(self.number + 1, prefix="91", division_code=CODE)


def firms() -> list[Firm]:
    """All enterprises."""
    return [Firm(number) for number in range(FIRMS)]


def right_number(serial: int) -> str:
    """A patent's number: every third is an invention."""
    digits = f"{2018 + serial % 5}{'1' if serial % 3 == 0 else '2'}{7_000_000 + serial:07d}"
    return f"{digits}.{application_number.check_character(digits)}"


def _days(serial: int) -> tuple[date, date]:
    year = 2018 + serial % 5
    return date(year, 1 + serial % 12, 1 + serial % 27), date(year + 2, 1 + serial % 12, 1 + serial % 27)


def _csv(head: str, rows: list[tuple[object, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head.split())
    writer.writerows(rows)
    return out.getvalue()


def enterprises_table() -> str:
    """Forty enterprises."""
    rows = [(f.uscc, f.name, "汝州市煤山街道", "2012-05-06", CODE, "410482001") for f in firms()]
    return _csv("统一社会信用代码 企业名称 注册地址 成立日期 行政区划代码 乡镇（街道）", [(*row,) for row in rows])


def rights_table() -> str:
    """A hundred and twenty patents, three to each enterprise; one number with a wrong check character is refused."""
    rows: list[tuple[object, ...]] = []
    for serial in range(RIGHTS):
        filed, granted = _days(serial)
        kind = "发明" if serial % 3 == 0 else "实用新型"
        firm = firms()[serial % FIRMS]
        rows.append((right_number(serial), kind, f"一种测试装置{serial}", firm.name, filed, granted))
    wrong = right_number(RIGHTS)
    wrong = wrong[:-1] + ("1" if wrong[-1] != "1" else "2")
    rows.append((wrong, "实用新型", "号码抄错的一件", firms()[0].name, "2021-03-01", "2022-03-01"))
    return _csv("申请号 专利类型 专利名称 申请人 申请日 授权公告日", rows)


def fees_table() -> str:
    """Two payments for every right."""
    rows = []
    for serial in range(FEES // 2):
        filed, granted = _days(serial)
        for year in (3, 4):
            day = max(date(filed.year + year - 1, filed.month, filed.day), granted)
            rows.append((right_number(serial), year, day, 900 if serial % 3 == 0 else 600))
    return _csv("申请号 年费年度 缴费日 年费金额", rows)


def events_table() -> str:
    """Two terminations, and pledges of rights that stand."""
    rows: list[tuple[object, ...]] = []
    for serial in range(EVENTS):
        _filed, granted = _days(serial * 2)
        day = granted.replace(year=granted.year + 1)
        if serial in ENDED:
            rows.append((right_number(serial * 2), "未缴年费专利权终止", day, day, "", "", ""))
        else:
            until = day.replace(year=day.year + 3)
            name = f"Y{day.year}98000{serial:04d}"
            rows.append((right_number(serial * 2), "质押登记", day, day, "汝州市测试银行", name, until))
    return _csv("申请号 事件 生效日 公告日 质权人 质押登记号 质押期限至", rows)


def titles_table() -> str:
    """Twelve certificates."""
    rows = [
        (f.name, f.uscc, "高新技术企业", f"GR20244100{f.number:04d}", "2024-11-01", "2027-11-01")
        for f in firms()[:TITLES]
    ]
    return _csv("企业名称 统一社会信用代码 称号类别 证书编号 有效期起 有效期至", rows)


def lapsed() -> int:
    """How many inventions the events ended."""
    return sum(serial * 2 % 3 == 0 for serial in ENDED)


def inventions() -> int:
    """How many inventions the county has."""
    return sum(serial % 3 == 0 for serial in range(RIGHTS))


def plan_file() -> bytes:
    """The published plan: notice, text, phases, and two annexes as tables."""
    document = docx.Document()
    lines = (
        "汝政办〔2025〕12号",
        f"汝州市人民政府办公室关于印发{TITLE}的通知",
        "各乡镇人民政府、各街道办事处，市政府有关部门：",
        f"《{TITLE}》已经市政府同意，现印发给你们，请认真贯彻落实。",
        "2025年6月20日",
        TITLE,
        "为加快建设知识产权强市，制定本方案。",
        "一、总体目标",
        "到2027年底，有效发明专利拥有量达到30件以上，授权专利2件以上的企业达到20家以上。",
        "二、重点任务",
        "（一）夯实基础。建立企业知识产权台账，引进知识产权服务机构1家以上。（牵头单位：市市场监管局；责任单位：市工信局、市科技局）",
        "（二）培育企业。开展规上企业“零专利”清零行动。（牵头单位：市工信局；责任单位：市市场监管局）",
        "三、实施步骤",
        "（一）动员部署阶段（2025年6月—2025年7月）。召开会议，部署任务。",
        "（二）组织实施阶段（2025年8月—2027年10月）。分解任务，全面推进。",
        "（三）总结提升阶段（2027年11月—2027年12月）。全面总结。",
        "四、保障措施",
        "（一）加强组织领导。成立领导小组，统筹推进。",
        "附件1",
        "任务分工表",
    )
    for line in lines:
        document.add_paragraph(line)
    _table(document, ("序号", "工作内容", "牵头单位", "责任单位", "完成时限"), TASKS)
    document.add_paragraph("附件2")
    document.add_paragraph("主要指标表")
    _table(document, ("序号", "指标"), FIGURES)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _table(document: docx.document.Document, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=1 + len(rows), cols=len(head))
    for number, cells in enumerate((head, *rows)):
        for place, text in enumerate(cells):
            table.cell(number, place).text = text
