"""What a file that is sent piece by piece holds."""


def file(answer) -> bytes:
    """The whole of it; a page in its place is a failure."""
    assert answer.status_code == 200 and answer.streaming, answer
    return b"".join(answer.streaming_content)
