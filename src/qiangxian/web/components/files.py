"""A kept file sent to the reader, never shown by the browser itself."""

from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from qiangxian.contexts.documents import readers as documents


def sent_file(stored: Any) -> HttpResponse:
    """The bytes under their name."""
    answer = HttpResponse(documents.file_content(stored), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, stored.name) or ""
    return answer
