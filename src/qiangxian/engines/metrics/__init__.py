"""Indicator definitions as rulebook data, the registry of measures they name, the plan curve and its lights, comparators,
month points and the digest that seals a figure. Pure: counting itself is done by the contexts that register measures."""
