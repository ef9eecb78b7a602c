"""Words the people context shares: roles and kinds of unit."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What an account may stand for; a role is always a dated assignment, never a property of the account."""

    LEADER = "leader", "领导小组"
    OFFICE = "office", "领导小组办公室"
    LIAISON = "liaison", "联络员"
    UNIT_HEAD = "unit_head", "单位负责人"
    ENTERPRISE = "enterprise", "企业用户"
    AUDITOR = "auditor", "审计员"
    SYSADMIN = "sysadmin", "系统管理员"
    SECADMIN = "secadmin", "安全管理员"


class UnitKind(TextChoices):
    """What sort of body a unit is."""

    BUREAU = "bureau", "部门"
    TOWNSHIP = "township", "乡镇街道"
    COURT = "court", "司法机关"
    COLLECTIVE = "collective", "集合称谓"
    OTHER = "other", "其他单位"
