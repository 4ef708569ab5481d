-- What a fresh database needs before the migrations: extensions, and who may come in. Run by a superuser,
-- after roles.sql (which includes it) and again for each database that a backup is restored into.
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;

CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;

SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO assets_owner, assets_writer, assets_reader', current_database()) \gexec
SELECT format('GRANT TEMPORARY ON DATABASE %I TO assets_owner, assets_writer', current_database()) \gexec
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO assets_owner, assets_writer, assets_reader;
