"""Indicator definitions as rulebook data, the registries of measures and dimensions they name, ratios and sums, the plan
curve and its lights, comparators, points of series and the digest that seals a figure. Pure: counting itself is done by
the contexts that register measures."""

# The checks of these files register themselves.
from qiangxian.engines.metrics import rule_shapes as rule_shapes
from qiangxian.engines.metrics import schema as schema
