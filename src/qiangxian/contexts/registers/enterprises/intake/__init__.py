"""Tables of enterprises and of public lists."""
