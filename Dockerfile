# The service alone; its Postgres is a container of its own (docker-compose.yml).
FROM rust:1-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --release --locked --bin demarche && cp target/release/demarche /demarche

FROM debian:bookworm-slim
# curl is for the health check only.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home demarche
COPY --from=build /demarche /usr/local/bin/demarche
USER demarche
# Inside a container, loopback would be reachable by nobody.
ENV DEMARCHE_LISTEN=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD curl -fsS http://127.0.0.1:8080/readyz || exit 1
ENTRYPOINT ["demarche"]
CMD ["serve"]
