"""The desk's addresses, one list per area."""

from qiangxian.web.matters import urls as matters

from .assessments import urls as assessments
from .audit import urls as audit
from .county import urls as county
from .cultivation import urls as cultivation
from .dossiers import urls as dossiers
from .enterprises import urls as enterprises
from .imports import urls as imports
from .indicators import urls as indicators
from .meetings import urls as meetings
from .monitoring import urls as monitoring
from .overview import urls as overview
from .patents import urls as patents
from .people import urls as people
from .plan import urls as plan
from .progress import urls as progress
from .quality import urls as quality
from .registers import urls as registers
from .rules import urls as rules
from .supervision import urls as supervision
from .targets import urls as targets

app_name = "desk"
urlpatterns = [
    *overview.urlpatterns,
    *plan.urlpatterns,
    *targets.urlpatterns,
    *indicators.urlpatterns,
    *registers.urlpatterns,
    *monitoring.urlpatterns,
    *enterprises.urlpatterns,
    *cultivation.urlpatterns,
    *matters.urlpatterns,
    *progress.urlpatterns,
    *supervision.urlpatterns,
    *meetings.urlpatterns,
    *assessments.urlpatterns,
    *dossiers.urlpatterns,
    *patents.urlpatterns,
    *quality.urlpatterns,
    *imports.urlpatterns,
    *county.urlpatterns,
    *people.urlpatterns,
    *audit.urlpatterns,
    *rules.urlpatterns,
]
