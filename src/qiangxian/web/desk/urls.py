"""The desk's addresses, one list per area."""

from .audit import urls as audit
from .imports import urls as imports
from .overview import urls as overview
from .people import urls as people
from .plan import urls as plan
from .registers import urls as registers
from .targets import urls as targets

app_name = "desk"
urlpatterns = [
    *overview.urlpatterns,
    *plan.urlpatterns,
    *targets.urlpatterns,
    *registers.urlpatterns,
    *imports.urlpatterns,
    *people.urlpatterns,
    *audit.urlpatterns,
]
