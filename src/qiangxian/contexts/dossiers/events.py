"""What happens to dossiers that others may want to know."""

from qiangxian.kernel.events import event

BUILD_ASKED = event("dossiers.build_asked", label="卷宗开始编制")
