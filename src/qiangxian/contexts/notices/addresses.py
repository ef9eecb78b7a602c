"""Over which channels a notice leaves, and to which addresses, for everybody a recipient stands for."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.conf import settings

from qiangxian.contexts.people import readers as people

from .models import Preference
from .readers import channels
from .types import Channel, to_account, to_enterprise, to_office

Address = tuple[Channel, str]


def addresses(division_code: str, recipients: Iterable[str], *, on: date) -> dict[str, list[Address]]:
    """The addresses of each recipient: e-mail of accounts that did not decline it, the county's robot for its office."""
    wanted = set(recipients)
    found: dict[str, list[Address]] = defaultdict(list)
    if settings.EMAIL_READY:
        declined = set(Preference.objects.filter(email=False).values_list("account_id", flat=True))
        for account, roles in people.accounts_with_email(division_code, on=on):
            if account.pk in declined:
                continue
            names = [to_account(account.pk)]
            names += [to_enterprise(account.enterprise_record_id or 0)] if "enterprise" in roles else []
            names += [to_office(division_code)] if "office" in roles else []
            for name in wanted.intersection(names):
                found[name].append((Channel.EMAIL, account.email))
    set_up = channels(division_code)
    if set_up and set_up.webhook and to_office(division_code) in wanted:
        found[to_office(division_code)].append((Channel.WEBHOOK, set_up.webhook))
    return found
