# Built with the toolchain, run without it: the Swift standard library is linked in. Name the images by digest to build from
# the same ones again.
ARG BUILD_IMAGE=swift:6.3-bookworm
ARG RUN_IMAGE=debian:bookworm-slim

FROM ${BUILD_IMAGE} AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends libcurl4-openssl-dev libsqlite3-dev libstemmer-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# With Package.resolved, if there is one: then also the packages' own packages are those of that file.
COPY Package.swift Package.resolved* ./
COPY Sources Sources
COPY Tests Tests
RUN swift build -c release --product chat-service --static-swift-stdlib \
    && install -D "$(swift build -c release --static-swift-stdlib --show-bin-path)/chat-service" /out/chat-service \
    && strip /out/chat-service

FROM ${RUN_IMAGE}
RUN apt-get update \
    && apt-get install -y --no-install-recommends libcurl4 libsqlite3-0 libstemmer0d ca-certificates curl tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home /app --shell /usr/sbin/nologin chat \
    && install -d -o chat /var/lib/chat-service
WORKDIR /app
COPY --from=build /out/chat-service /usr/local/bin/chat-service
COPY config config
COPY Prompts Prompts
ENV CHAT_SERVICE_DATA_DIR=/var/lib/chat-service
USER chat
EXPOSE 8002
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD curl -fsS "http://127.0.0.1:${CHAT_SERVICE_PORT:-8002}/health" || exit 1
STOPSIGNAL SIGTERM
ENTRYPOINT ["chat-service"]
CMD ["serve"]
