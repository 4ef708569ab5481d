"""How much a run of the benchmark measures: whole, short for every change, or tiny for its test."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Counts of rows, and how long each contender is asked in each round."""

    assets: int
    rounds: int
    seconds: float
    warmup_seconds: float
    import_rows: int
    import_rounds: int
    has_tipg: bool


SIZES = {
    "full": Size(20_000, 5, 3.0, 1.0, 400_000, 2, has_tipg=True),
    "short": Size(2_000, 2, 0.5, 0.2, 20_000, 1, has_tipg=False),
    "tiny": Size(300, 1, 0.1, 0.1, 500, 1, has_tipg=False),
}
CONNECTIONS = 16
PGBENCH_CLIENTS = 2
BOX_FEATURES = 1_000
LIST_LENGTH = 100
