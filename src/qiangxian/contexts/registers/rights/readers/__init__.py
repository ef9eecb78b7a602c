"""Questions about rights and what the law says of them."""
