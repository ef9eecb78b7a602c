"""Forms of the registers. What a field takes and how it is checked is said once, in the context; a form only asks."""

from typing import Any

from django import forms

from qiangxian.contexts.registers import actions, readers
from qiangxian.contexts.registers.readers import Field
from qiangxian.contexts.registers.types import EventType, RecordKind
from qiangxian.kernel import division
from qiangxian.kernel.errors import Refused

ENDING_FIRST = (
    EventType.LAPSE_UNPAID_FEE,
    EventType.ABANDONMENT,
    EventType.CANCELLATION,
    EventType.INVALIDATION_FULL,
    EventType.EXPIRY,
    EventType.REJECTION,
    EventType.WITHDRAWAL,
)


def day(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "不是日期，请写成 2025-12-31 的形式"},
    )


def source() -> forms.CharField:
    """Where the fact comes from."""
    return forms.CharField(label="来源", required=False, max_length=200, help_text="公报、登记簿副本、文件名称等")


def reason(*, required: bool = True) -> forms.CharField:
    """Why it is changed."""
    return forms.CharField(
        label="理由",
        required=required,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明理由，更正会连同理由永久留痕"},
    )


def lines_of_holders(text: str, *, person: bool = False) -> list[actions.Holder]:
    """One holder a line: the name, and after a blank its code where it is known."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, _, code = line.rpartition(" ")
        is_coded = bool(name) and len(code) == 18
        found.append(actions.Holder(name.strip() if is_coded else line, uscc=code if is_coded else "", person=person))
    return found


FIRST_CLASS, LAST_CLASS = (
    1,
    45,
)  # the classes of the Nice classification, as the validator of trademark numbers takes them
HOLDERS_HINT = "每行一个，第一行为第一权利人；知道统一社会信用代码的，在名称后空一格填写"


class RecordForm(forms.Form):
    """One record of any register: the fields the context lists, checked by the context, errors beside each field."""

    def __init__(self, *args: Any, kind: str, division_code: str, correcting: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.kind, self.correcting = kind, correcting
        self.doubts: dict[str, str] = {}
        for entry in readers.FIELDS[kind]:
            if correcting or not entry.correcting_only:
                self.fields[entry.name] = _asked(entry, division_code)
        if not correcting and kind == RecordKind.RIGHT:
            widget = forms.Textarea(attrs={"rows": 3})
            self.fields["holders"] = forms.CharField(
                label="权利人", help_text=HOLDERS_HINT, widget=widget, error_messages={"required": "此项必填"}
            )
        self.fields["source"] = source()
        if correcting:
            self.fields["reason"] = reason()

    def record_values(self) -> dict[str, Any]:
        """The values of the record itself, without source, reason and holders."""
        own = {entry.name for entry in readers.FIELDS[self.kind]}
        values = {name: value for name, value in self.cleaned_data.items() if name in own}
        if "compensation_days" in values:
            values["compensation_days"] = values["compensation_days"] or 0
        return values

    def clean(self) -> dict[str, Any]:
        """Ask the context about every value, and about the values together."""
        checked = actions.check_values(self.kind, self.record_values(), self.initial if self.correcting else None)
        self.doubts = checked.doubts
        for name, words in checked.errors.items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, words)
        if "holders" in self.fields and not self.errors.get("holders"):
            self._check_holders()
        return self.cleaned_data

    def _check_holders(self) -> None:
        try:
            for holder in lines_of_holders(self.cleaned_data.get("holders", "")):
                actions.holder_code(holder.uscc)
        except Refused as refusal:
            self.add_error("holders", str(refusal))


def _asked(entry: Field, division_code: str) -> forms.Field:
    if entry.takes == "day":
        return day(entry.label, required=entry.required, hint=entry.hint)
    common: dict[str, Any] = {"label": entry.label, "required": entry.required, "help_text": entry.hint}
    common["error_messages"] = {"required": "此项必填"}
    if entry.takes == "flag":
        return forms.BooleanField(**{**common, "required": False})
    if entry.takes == "number":
        return forms.IntegerField(**common, min_value=0)
    if entry.takes == "choice":
        blank = [] if entry.required else [("", "（无）")]
        return forms.ChoiceField(**common, choices=[*blank, *entry.choices])
    if entry.name == "township_code" and (townships := division.children(division_code)):
        return _township(common, townships)
    if entry.name == "sub_key":
        classes = [(str(number), f"商标第 {number} 类") for number in range(FIRST_CLASS, LAST_CLASS + 1)]
        return _Offered(**common, choices=[("", "（无）"), *readers.GEOGRAPHICAL_SYSTEMS, *classes])
    widget = forms.Textarea(attrs={"rows": 2}) if entry.takes == "long" else None
    return forms.CharField(**common, widget=widget, max_length=entry.length or None)


def _township(common: dict[str, Any], townships: Any) -> forms.Field:
    """Of one's own county the townships are offered; one already recorded elsewhere stays as it is."""
    choices = [("", "（未填）"), *((row.code, row.name) for row in townships)]
    return _Offered(**common, choices=choices)


class _Offered(forms.ChoiceField):
    """Offers choices but leaves the judgement to the context: a recorded value outside the list must survive."""

    def __init__(self, *, choices: list[tuple[str, str]], **more: Any) -> None:
        self.offered = choices
        super().__init__(choices=choices, **more)

    def prepare_value(self, value: Any) -> Any:
        if value and value not in dict(self.offered):
            self.choices = [*self.offered, (value, value)]
        return value

    def valid_value(self, value: str) -> bool:
        return True


class CloseForm(forms.Form):
    """The end of an enterprise, title, agency, facility or alliance."""

    closed_date = day("终止（注销、撤销）日")
    known_date = day("公告日", required=False, hint="有公告的填公告日；不填则以终止日为准")
    source = source()
    reason = reason()


class EventForm(forms.Form):
    """A legal event of a right."""

    type = forms.ChoiceField(label="事件", choices=EventType.choices)
    effective_date = day("生效日", hint="未缴年费终止的生效日是缴费期满日，不是公告日")
    announced_date = day("公告日", required=False, hint="公报或登记簿的公告日；没有公告的留空")
    holders = forms.CharField(
        label="新权利人",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=f"只有权利转移填写。{HOLDERS_HINT}",
    )
    note = forms.CharField(label="说明", required=False, max_length=200, help_text="例如质权人、被许可人、决定号")
    source = source()
    reason = reason(required=False)

    def clean_holders(self) -> list[actions.Holder]:
        """The new holders, empty for everything but a transfer."""
        return lines_of_holders(self.cleaned_data["holders"])


class RenameForm(forms.Form):
    """Another name."""

    name = forms.CharField(label="变更后的名称", max_length=200)
    effective_date = day("变更日")
    known_date = day("公告日", required=False)
    source = source()
    reason = reason(required=False)


class MoveForm(forms.Form):
    """Another seat."""

    area_code = forms.CharField(
        label="迁往县（市、区）代码", max_length=6, help_text="6 位区划代码；县内迁移填本县代码"
    )
    township_code = forms.CharField(label="乡镇（街道）代码", required=False, max_length=9)
    address = forms.CharField(label="新地址", required=False, max_length=300)
    effective_date = day("变更日")
    known_date = day("公告日", required=False)
    source = source()
    reason = reason(required=False)


def _amount(label: str) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, min_value=0, max_digits=14, decimal_places=6)


WAN_IN_FEN = 1_000_000


class YearForm(forms.Form):
    """Facts of one year; amounts are asked in 万元 and kept in fen. What is left empty stays unknown, which is not zero."""

    year = forms.IntegerField(label="年份", min_value=1980, max_value=2100)
    employees = forms.IntegerField(label="年末从业人员（人）", required=False, min_value=0)
    research_staff = forms.IntegerField(label="其中科技人员（人）", required=False, min_value=0)
    revenue = _amount("营业收入（万元）")
    main_business = _amount("其中主营业务收入（万元）")
    total_income = _amount("总收入（万元）")
    high_tech_income = _amount("其中高新技术产品（服务）收入（万元）")
    assets = _amount("年末资产总额（万元）")
    liabilities = _amount("年末负债总额（万元）")
    research = _amount("研发费用（万元）")
    research_domestic = _amount("其中境内研发费用（万元）")
    taxable_income = forms.DecimalField(
        label="应纳税所得额（万元）", required=False, max_digits=14, decimal_places=6, help_text="亏损填负数"
    )
    equity_paid = _amount("实缴新增股权融资（万元）")
    above_scale = forms.NullBooleanField(
        label="规模以上企业",
        required=False,
        widget=forms.Select(choices=(("", "未报送"), ("true", "是"), ("false", "否"))),
    )
    source = forms.CharField(
        label="由谁报送", required=False, max_length=200, help_text="如：企业报送、统计局、年报系统，以及文件名称"
    )
    reason = forms.CharField(label="理由", required=False, help_text="更正已登记年份时必填，整年数据以本次填写为准")

    def clean(self) -> dict[str, Any]:
        """Amounts in fen under the names the action takes; an empty one stays unknown."""
        data = super().clean() or {}
        for name, entry in self.fields.items():
            if isinstance(entry, forms.DecimalField):
                amount = data.pop(name, None)
                data[f"{name}_fen"] = None if amount is None else round(amount * WAN_IN_FEN)
        return data


class HolderForm(forms.Form):
    """One more holder."""

    name = forms.CharField(label="权利人名称", max_length=200)
    uscc = forms.CharField(label="统一社会信用代码", required=False, max_length=18)
    person = forms.BooleanField(label="自然人", required=False)
    address = forms.CharField(label="地址", required=False, max_length=300)
    area_code = forms.CharField(label="所在县（市、区）代码", required=False, max_length=6)
    effective_date = day("自", required=False)
    known_date = day("公告日", required=False)
    source = source()
    reason = reason()


class MemberForm(forms.Form):
    """A member of an alliance."""

    member_name = forms.CharField(label="成员名称", max_length=200)
    uscc = forms.CharField(label="统一社会信用代码", required=False, max_length=18)
    effective_date = day("加入日", required=False)
    known_date = day("公告日", required=False)
    source = source()


class EndForm(forms.Form):
    """The end of a holder's share or a membership."""

    effective_date = day("终止日", hint="从这一天起不再持有（不再是成员）")
    known_date = day("公告日", required=False)
    source = source()
    reason = reason()


class RetractForm(forms.Form):
    """An event recorded in error."""

    reason = reason()


class DeclareForm(forms.Form):
    """Complete through a day."""

    through_date = day("数据齐全截至", hint="这一天及以前发生的都已登记；指标在此日之后显示为“部分”")
    reason = forms.CharField(label="说明", required=False, help_text="往回改时必填")


def _yuan(label: str, hint: str = "") -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, min_value=0, max_digits=10, decimal_places=2, help_text=hint)


class FeeForm(forms.Form):
    """One year's fee; sums are asked in yuan and kept in fen."""

    year = forms.IntegerField(label="年度", min_value=1, max_value=25, help_text="自申请日起第几年，不是公历年份")
    paid_on = day(
        "缴费日", required=False, hint="网上和窗口缴费为付款日，邮局为邮戳日，银行为实际汇出日；确知未缴的留空"
    )
    is_unpaid = forms.BooleanField(label="确知这一年的年费未缴", required=False)
    amount = _yuan("年费（元）")
    surcharge = _yuan("滞纳金（元）")
    receipt_number = forms.CharField(
        label="票据号", required=False, max_length=60, help_text="汇款未写明申请号或费用名称的，视为未办理缴费手续"
    )
    source = source()
    reason = forms.CharField(label="理由", required=False, help_text="更正已登记的年度时必填")

    def clean(self) -> dict[str, Any]:
        """Either paid on a day or known to be unpaid; sums in fen under the names the action takes."""
        data = super().clean() or {}
        is_unpaid = data.pop("is_unpaid", False)
        if bool(data.get("paid_on")) == is_unpaid and "paid_on" not in self.errors:
            self.add_error("paid_on", "请填写缴费日，或勾选“确知未缴”，二者选一。")
        for name in ("amount", "surcharge"):
            amount = data.pop(name, None)
            data[f"{name}_fen"] = None if amount is None else round(amount * 100)
        return data


class ReductionForm(forms.Form):
    """An approved reduction of fees."""

    percent = forms.TypedChoiceField(label="减缴比例", coerce=int)
    approved_date = day("批准日", hint="只减批准日以后到期的费用；转让后须由新权利人重新请求")
    source = source()
    reason = reason(required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offered = sorted(actions.offered_percents(), reverse=True)
        self.fields["percent"].choices = [(each, f"{each}%") for each in offered]  # type: ignore[attr-defined]


class EndReductionForm(forms.Form):
    """The end of a reduction."""

    effective_date = day("终止日", hint="从这一天起不再减缴，例如权利转移登记日")
    source = source()
    reason = reason()
