"""What the server is told: safe first, then tuned for a small machine that does other work too."""

from pathlib import Path

INCLUDE = "include_if_exists = 'assets.conf'\n"

# Passwords for everyone, the superuser too: another local user can reach the loopback port.
ACCESS = """\
local  all  all                scram-sha-256
host   all  all  127.0.0.1/32  scram-sha-256
"""

TUNING = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "password_encryption": "scram-sha-256",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "4GB",
    "min_wal_size": "256MB",
    "wal_compression": "on",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "checkpoint_timeout": "15min",
    "checkpoint_completion_target": "0.9",
    "random_page_cost": "1.1",
    "jit": "off",
    "client_encoding": "UTF8",
    # The log must hold no personal data: no statements, no values, no row contents.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_checkpoints": "off",
    "logging_collector": "off",
}


def _timezone() -> str:
    """UTC, or, where the machine has no time zone files, the one name PostgreSQL has built in."""
    return "UTC" if Path("/usr/share/zoneinfo/UTC").exists() else "GMT"


def server_configuration(port: int, socket_folder: Path) -> str:
    """The text of assets.conf, written anew at each start."""
    told = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(socket_folder),
        "unix_socket_permissions": "0700",
        "timezone": _timezone(),
        "log_timezone": _timezone(),
        **TUNING,
    }
    return "".join(f"{name} = '{value}'\n" for name, value in told.items())
