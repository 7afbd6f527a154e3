"""The one router of the exchange: reads and writes of the same address must share it."""

from ninja import Router

router = Router(tags=["exchange"])
