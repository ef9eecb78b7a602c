"""What every register shares: identity, versions, days and conditions, keys, matching of names, validation, scope. It knows no single
register's law."""
