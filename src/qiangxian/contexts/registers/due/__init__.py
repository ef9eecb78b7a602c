"""What falls due in a county: annual fees, grace periods, terms, renewals, pledges, recordals. Days and amounts come from
the law's engine; here they are found for all rights of a county at once, filled in for those shown, and matched with the
days on which somebody is to be reminded."""
