-- The database, its three roles and its extensions: run once, by a superuser, with psql. Running it again
-- does no harm (it sets the passwords anew). The embedded cluster runs this same file.
--   psql -v owner_password=... -v writer_password=... -v reader_password=... -f roles.sql postgresql://...
\set ON_ERROR_STOP on
\set QUIET on

SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY['assets_owner', 'assets_writer', 'assets_reader']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE assets_owner WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE assets_writer WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'writer_password';
ALTER ROLE assets_reader WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'reader_password';

-- A forgotten query or lock must not hold up everybody else. An import asks for more time by itself.
ALTER ROLE assets_owner SET lock_timeout = '30s';
ALTER ROLE assets_writer SET statement_timeout = '30s';
ALTER ROLE assets_writer SET lock_timeout = '10s';
ALTER ROLE assets_writer SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE assets_reader SET statement_timeout = '5s';
ALTER ROLE assets_reader SET lock_timeout = '2s';
ALTER ROLE assets_reader SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE assets_reader SET default_transaction_read_only = on;

SELECT 'CREATE DATABASE assets OWNER assets_owner TEMPLATE template0 ENCODING ''UTF8'''
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'assets') \gexec

\connect assets
\ir database.sql
