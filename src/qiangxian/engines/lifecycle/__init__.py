"""The law of rights as code: terms, status on a day in both readings, annual fees, statutory periods.

Pure: facts in, answers out; every number comes from the rulebook topic `lifecycle`, whose schema is registered here.
"""

from qiangxian.engines.lifecycle import schema as schema
