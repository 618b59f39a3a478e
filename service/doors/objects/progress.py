"""How far work is, as JSON."""

from __future__ import annotations

from pydantic import BaseModel

from service.doors.pace import Standing


class ProgressObject(BaseModel):
    """``progress`` is the share of the present stage that is done, 0 to 1; ``eta`` the seconds left in it, null where
    that cannot be told yet."""

    stage: str
    done: int
    total: int
    progress: float
    eta: float | None

    @classmethod
    def of(cls, standing: Standing) -> ProgressObject:
        return cls(
            stage=standing.stage,
            done=standing.done,
            total=standing.total,
            progress=standing.share,
            eta=None if standing.eta_s is None else round(standing.eta_s, 1),
        )
