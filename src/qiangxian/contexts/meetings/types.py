"""Words of meetings: kinds of bodies and papers, seats, presence, the states of the three flows."""

from django.db.models import TextChoices


class BodyKind(TextChoices):
    """What sort of body it is."""

    LEADING_GROUP = "leading_group", "领导小组"
    JOINT_CONFERENCE = "joint_conference", "联席会议"
    OTHER = "other", "其他议事协调机构"


class SeatRole(TextChoices):
    """In which role somebody sits."""

    CONVENER = "convener", "召集人（组长）"
    DEPUTY = "deputy", "副召集人（副组长）"
    MEMBER = "member", "成员"
    OFFICE = "office", "办公室主任"
    LIAISON = "liaison", "联络员"


class PaperKind(TextChoices):
    """What was received."""

    INSTRUCTION = "instruction", "批示"
    SUPERIOR = "superior", "上级来文"
    MINUTES = "minutes", "会议纪要"
    LETTER = "letter", "来函"


class Attending(TextChoices):
    """Who came for a unit."""

    FORMAL = "formal", "本人参加"
    SUBSTITUTE = "substitute", "替会"
    LEAVE = "leave", "请假"


class MeetingKind(TextChoices):
    """Whether all members are called."""

    PLENARY = "plenary", "全体会议"
    SPECIAL = "special", "专题会议"


class BodyState(TextChoices):
    """Whether it stands."""

    STANDING = "standing", "运行中"
    DISSOLVED = "dissolved", "已撤销"


class PaperState(TextChoices):
    """Where a received paper stands."""

    REGISTERED = "registered", "待拟办"
    HANDLING = "handling", "办理中"
    CARRIED_OUT = "carried_out", "待回复"
    CLOSED = "closed", "已办结"
    FILED = "filed", "已存查"


class MeetingState(TextChoices):
    """Where a meeting stands."""

    COLLECTING = "collecting", "议题征集"
    AGENDA = "agenda", "议程已定"
    NOTIFIED = "notified", "已通知"
    HELD = "held", "已召开"
    MINUTED = "minuted", "纪要起草"
    SIGNING = "signing", "纪要会签"
    SIGNED = "signed", "待签发"
    ISSUED = "issued", "纪要已印发"
    CARRIED_OUT = "carried_out", "已落实"
    CANCELLED = "cancelled", "已取消"
