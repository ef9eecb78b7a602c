"""What people announces."""

from qiangxian.kernel.events import event

UNITS_MERGED = event("people.units_merged", label="单位已合并")
