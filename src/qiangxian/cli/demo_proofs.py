"""What the demonstration county shows for its existence targets: alliances of the register, and generated files marked 演示."""

from datetime import date, datetime
from typing import Any

from qiangxian.contexts.programmes import readers
from qiangxian.contexts.programmes.actions import proofs as actions
from qiangxian.contexts.registers.demonstration.readers import demo_alliance_name
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.clocks import county_day

SYSTEM = Actor.system()


def _open_existence_targets(division: str, today: date) -> list[Any]:
    """Existence targets without proof of the county's programme."""
    programme = readers.current_programme(SYSTEM, division)
    if programme is None:
        return []
    figures = readers.targets_on(programme, AsOf.on(today), SYSTEM)
    return [f.target for f in figures if f.is_existence and not f.proofs]


def link_proofs(division: str, *, at: datetime, today: date) -> None:
    """Link what the story has to every existence target it speaks of; the others stay open, as in life."""
    story = rulebook.load("demonstration", "county", division=division)
    founded = {line["industry"]: line["founded"] for line in story["alliances"]}
    for target in _open_existence_targets(division, today):
        industry = target.parameters.get("member", "")
        alliance = demo_alliance_name(division, industry) if industry in founded else None
        if alliance is not None:
            actions.link_record(
                actor=SYSTEM,
                at=at,
                target_id=target.pk,
                record_kind="alliance",
                record_key=alliance,
                since=AsOf.on(founded[industry]),
            )
            continue
        line = next((p for p in story["proofs"] if p["words"] in target.label), None)
        if line is not None:
            _attach(target, line, at)


def _attach(target: Any, line: Any, at: datetime) -> None:
    words = f"演示文件，由系统生成，仅供试用。\n\n内容：{target.label}\n日期：{line['day']}\n"
    actions.attach_file(
        actor=SYSTEM,
        at=at,
        target_id=target.pk,
        file=(line["name"], words.encode()),
        label=line["name"].removesuffix(".txt"),
        since=AsOf.on(line["day"]),
    )


def withdraw_proofs(division: str, *, at: datetime) -> None:
    """Take every proof marked 演示 back."""
    for programme in readers.visible_programmes(SYSTEM).filter(division_code=division):
        for figure in readers.targets_on(programme, AsOf.on(county_day(at)), SYSTEM):
            for proof in figure.proofs:
                if proof.label.startswith("演示"):
                    actions.withdraw_proof(actor=SYSTEM, at=at, proof_id=proof.pk, reason="移除演示数据")
