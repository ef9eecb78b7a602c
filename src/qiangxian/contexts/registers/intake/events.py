"""What imports announce."""

from qiangxian.kernel.events import event

IMPORTED = event("registers.imported", label="清单已导入")
"""With `account_name` and `division_code`, after an import that ran behind a page."""
