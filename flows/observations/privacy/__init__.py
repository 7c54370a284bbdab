"""Privacy: people kept safe. What points to a person is hidden before anything is stored."""

from flows.observations.privacy.mask import SOMEBODY, Mask

__all__ = ["SOMEBODY", "Mask"]
