"""How the register reaches its database: addresses, engines, migrations, the embedded cluster."""
