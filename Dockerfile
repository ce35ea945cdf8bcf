# Two images from one file:
#
#   docker build --tag lifeboat .                     Lifeboat with the clients of the databases and storages
#   docker build --tag lifeboat:slim --target slim .  only /opt/lifeboat, to bring into the service's own image
#
# With --build-arg BINARY=given nothing is compiled, and BUILD_IMAGE may be any Debian: dist/amd64 and dist/arm64 hold what
# `make build` and `scripts/image.d/bundle .build/release/lifeboat dist/ARCHITECTURE` made.
ARG BUILD_IMAGE=swift:6.3-bookworm
ARG BASE_IMAGE=debian:bookworm-slim

FROM ${BUILD_IMAGE} AS binary
ARG BINARY=built
ARG TARGETARCH
WORKDIR /source
COPY . .
RUN if [ "$BINARY" = given ]; then \
        cp -R "dist/${TARGETARCH:-$(dpkg --print-architecture)}" /opt/lifeboat; \
    else \
        apt-get update \
        && apt-get install --yes --no-install-recommends binutils patchelf \
        && scripts/install-requirements build \
        && scripts/build release \
        && scripts/image.d/bundle .build/release/lifeboat /opt/lifeboat; \
    fi

# As a volume the image's root lies at /opt/lifeboat, which is where the binary looks for its libraries.
FROM ${BASE_IMAGE} AS links
RUN mkdir /links \
    && ln -s opt/lifeboat/lifeboat /links/lifeboat \
    && ln -s opt/lifeboat/lib /links/lib

FROM scratch AS slim
COPY --from=links /links/ /
COPY --from=binary /opt/lifeboat /opt/lifeboat
USER 65532:65532
ENTRYPOINT ["/opt/lifeboat/lifeboat"]
CMD ["run", "all"]

# The last one is what is built when no target is named.
FROM ${BASE_IMAGE} AS lifeboat
COPY scripts/image.d/packages /tmp/packages
RUN apt-get update \
    && grep --invert-match '^#' /tmp/packages \
        | DEBIAN_FRONTEND=noninteractive xargs apt-get install --yes --no-install-recommends \
    && rm -rf /tmp/packages /var/lib/apt/lists/* \
    # ssh wants to know its user by name.
    && echo 'lifeboat:x:65532:65532::/nonexistent:/usr/sbin/nologin' >>/etc/passwd
COPY --from=binary /opt/lifeboat /opt/lifeboat
ENV PATH=/opt/lifeboat:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
USER 65532:65532
ENTRYPOINT ["/opt/lifeboat/lifeboat"]
CMD ["run", "all"]
