"""How much of a file is read before it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Far above what a register's sources hold, far below what would harm the machine."""

    file_bytes: int = 150_000_000
    line_bytes: int = 1_000_000
    columns: int = 400
    set_aside_rows: int = 10_000
    workbook_bytes: int = 50_000_000
    workbook_unpacked_bytes: int = 500_000_000
    workbook_ratio: int = 250
    workbook_entries: int = 2_000
    workbook_rows: int = 100_000
    workbook_memory_bytes: int = 768_000_000
    workbook_seconds: int = 60


LIMITS = Limits()
