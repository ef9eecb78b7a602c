"""What an enterprise qualifies for, as rules: size class of a year, self-tests of titles, grade in the cultivation library.

Pure: figures in, judgements with their conditions out; every number comes from the rulebook topic `enterprises`. A judgement
is met, not met, unknown or manual_review, never a pass.
"""

from qiangxian.engines.eligibility import schema as schema
