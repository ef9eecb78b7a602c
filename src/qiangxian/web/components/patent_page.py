"""One record of the literature with everything known of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from qiangxian.contexts.patents import one_record, readers
from qiangxian.contexts.patents.analysis import IN_FORCE
from qiangxian.contexts.patents.policies import sees_contract
from qiangxian.engines.lifecycle.fees import FeeTerms, fee_bill, nominal_due_date, patent_year
from qiangxian.engines.search.highlight import Piece
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.words import word, words
from qiangxian.web.request import Request

from .patents import PatentSearch, reader_of, settings

INVENTED = "演示"
_CLAIM = re.compile(r"(?<=[。；;.])\s*(?=\d{1,3}\s*[.、．])")


class PatentPage:
    """One record with everything known of it, as the reader may see it; what the reader came from is marked in its texts."""

    def __init__(self, request: Request, number: str) -> None:
        found = PatentSearch(request)
        if found.fault is not None:
            raise NotFound("没有这一页", remedy="请从检索结果进入")
        self.actor = reader_of(request)
        self.record = one_record.record_of(self.actor, number)
        self.query = found.tree() if found.is_asked else None
        self.today = timezone.localdate()

    @property
    def status(self) -> tuple[str, str]:
        """Tone and words."""
        return words("right_state_tones").get(self.record.status, "none"), readers.status_words(self.record)

    @property
    def basis(self) -> str:
        """What the state rests on."""
        if self.record.printed_status:
            when = f"（{self.record.printed_status_date.isoformat()}）" if self.record.printed_status_date else ""
            return f"来源标注：{self.record.printed_status}{when}"
        return (
            "依下列法律事件"
            if self.record.events.all()
            else "由公开（公告）文献推算，没有法律事件数据；以专利登记簿副本为准"
        )

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Label and value of everything that is known, in the order of a title page."""
        record = self.record
        days = [(label, value.isoformat() if value else "") for label, value in (
            ("申请日", record.filing_date), ("公开（公告）日", record.publication_date), ("授权公告日", record.grant_date),
            ("期满终止日", record.expiry_date), ("最早优先权日", record.priority_date),
        )]  # fmt: skip
        address = record.address if sees_contract(self.actor) else ""
        rows = [
            ("申请号", record.application_number or "（来源没有给出）"),
            ("来源所载号码", record.raw_number if record.raw_number != record.application_number else ""),
            ("类型", word("right_types", record.type) if record.type else ""),
            *days,
            ("申请人", "、".join(record.applicants)),
            ("权利人", "、".join(record.owners)),
            ("发明人", "、".join(record.inventors)),
            ("地址", address),
            ("地区", readers.area_name(record.division_code) if record.division_code else ""),
            ("代理机构", record.agency),
            ("代理人", "、".join(record.agents)),
            ("IPC 分类", "、".join(record.ipc)),
            ("CPC 分类", "、".join(record.cpc)),
            ("洛迦诺分类", "、".join(record.locarno)),
            ("优先权", "、".join(record.priorities)),
            ("同族", "、".join(map(str, record.family[:20]))),
            ("国际申请", record.pct_number),
            ("数据来源", f"{record.batch.source or record.batch.file_name}，{record.get_licence_display()}"),
        ]
        return [row for row in rows if row[1]]

    def _marked(self, text: str, field: str) -> Sequence[Piece]:
        return one_record.whole(self.query, field, text)

    @property
    def abstract(self) -> Sequence[Piece]:
        """The abstract with what was searched for."""
        return self._marked(self.record.abstract, "abstract")

    @property
    def claims(self) -> list[Sequence[Piece]]:
        """Claim by claim."""
        return [self._marked(one.strip(), "claims") for one in _CLAIM.split(self.record.claims) if one.strip()]

    @property
    def publications(self) -> list[tuple[str, str, str]]:
        """Number, day and what each document is."""
        meanings = words("document_meanings")
        return [
            (one.number, one.published_date.isoformat() if one.published_date else "", meanings.get(one.meaning, ""))
            for one in self.record.publications.all()
        ]

    @property
    def events(self) -> list[tuple[str, str, str, str]]:
        """Day of effect, announced day, event, words of the source."""
        return [
            (
                one.effective_date.isoformat(),
                one.announced_date.isoformat() if one.announced_date else "",
                word("event_types", one.type),
                one.words,
            )
            for one in sorted(self.record.events.all(), key=lambda one: one.effective_date)
        ]

    @cached_property
    def citing(self) -> list[Any]:
        """Records that cite this one."""
        return one_record.citing(self.actor, self.record)

    @cached_property
    def relatives(self) -> list[Any]:
        """Members of the family on file."""
        return one_record.relatives(self.actor, self.record)

    @cached_property
    def similar(self) -> list[one_record.Similar]:
        """Records about the same."""
        return one_record.similar(self.actor, self.record)

    @cached_property
    def cited(self) -> list[tuple[str, str]]:
        """Every document the record cites, with the key of its own record where that is on file."""
        return one_record.cited(self.actor, self.record)

    @property
    def links(self) -> Sequence[Mapping[str, str]]:
        """Where the state's registers are asked."""
        return list(settings()["links"])

    @property
    def documents(self) -> list[tuple[str, str]]:
        """Each published document at the office's own gazette; invented ones are at none."""
        if self.record.batch.source.startswith(INVENTED):
            return []
        pattern = str(settings()["document_link"])
        numbers = [one.number for one in self.record.publications.all() if one.kind]
        return [(number, pattern.format(number=number)) for number in numbers]

    @cached_property
    def fee(self) -> dict[str, Any] | None:
        """The annual fee that comes next, by the law alone: nobody knows here what was paid or reduced."""
        record = self.record
        if record.status not in IN_FORCE or not record.filing_date or not record.grant_date or not record.expiry_date:
            return None
        terms = FeeTerms(record.type, record.filing_date, record.grant_date)
        year = max(patent_year(record.filing_date, self.today) + 1, terms.grant_year + 1)
        if nominal_due_date(record.filing_date, year) >= record.expiry_date:
            return None
        bill = fee_bill(terms, year)
        asked = {"type": record.type, "filing": record.filing_date, "grant": record.grant_date}
        return {
            "bill": bill,
            "full": f"{bill.full.as_number():g}",
            "url": f"{reverse('portal:fee_calculator')}?{urlencode(asked)}",
        }
