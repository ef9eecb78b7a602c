"""The shape of the rule file of sending; what is watched and told has its shapes beside what falls due."""

from qiangxian.kernel.shapes import DatedShape, Shape


class SendingShape(Shape):
    """`sending.yaml`: how often and how long a message is tried, and how much fits into one."""

    label: str
    retry_minutes: list[DatedShape[list[int]]]
    timeout_seconds: list[DatedShape[int]]
    webhook_bytes: list[DatedShape[int]]
    mail_lines: list[DatedShape[int]]
