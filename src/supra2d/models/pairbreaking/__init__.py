"""Critical fields limited by spin and by orbital pair breaking, exact at all temperatures."""

__all__: list[str] = []
