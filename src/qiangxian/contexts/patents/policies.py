"""Who may take literature over, and who sees what a contract keeps inside."""

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import OFFICIALS, role

keeps = role("office").to("维护", "专利信息")


def sees_contract(actor: Actor) -> bool:
    """Officials at the desk and the product itself; everybody else sees what is open."""
    return actor.is_system or actor.has(*OFFICIALS)
