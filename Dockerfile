# The application without a database: compose.yaml puts PostGIS beside it.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY . .
# The address only says that no embedded database is wanted; nothing is asked of it while building.
RUN ASSETS_DATABASE_URL=postgresql://elsewhere/assets script/bootstrap --production \
    && rm -rf node_modules var

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --home-dir /data assets \
    && install -d -o assets -g assets -m 0700 /data
WORKDIR /app
COPY --from=build /app /app
ENV ASSETS_DATA_DIR=/data \
    ASSETS_HOST=0.0.0.0 \
    ASSETS_ENVIRONMENT=production \
    PYTHONDONTWRITEBYTECODE=1
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["/app/.venv/bin/python", "/app/script/healthy.py"]
ENTRYPOINT ["/app/.venv/bin/assets"]
CMD ["serve"]
