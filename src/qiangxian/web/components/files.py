"""A file sent to the reader, never shown by the browser itself."""

from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from qiangxian.contexts.documents import readers as documents


def sent_bytes(name: str, content: bytes, kind: str) -> HttpResponse:
    """These bytes as a download of that name."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer


def sent_file(stored: Any) -> HttpResponse:
    """A kept file under its name."""
    return sent_bytes(stored.name, documents.file_content(stored), "application/octet-stream")
