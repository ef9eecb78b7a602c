"""Questions to the programmes: which there are, what stands in them, how the units and the targets stand."""

from .programmes import has_programmes, programme, public_programmes, visible_programmes

__all__ = ["has_programmes", "programme", "public_programmes", "visible_programmes"]
