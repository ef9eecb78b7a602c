"""Which paragraphs of minutes decide something, which unit leads and which help. It marks and proposes; a person confirms."""

from qiangxian.engines.minutes.reading import NUMBERED, MinutedDecision, Wording, read_minutes, words_of

__all__ = ["NUMBERED", "MinutedDecision", "Wording", "read_minutes", "words_of"]
