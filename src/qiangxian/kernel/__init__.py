"""Words every layer shares: days, divisions, identifiers, money, calendars, errors. Knows no Django and no context."""
