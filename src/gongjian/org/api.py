"""JSON of this module: the same reads as the pages."""

from ninja import Router

router = Router(tags=["org"])
