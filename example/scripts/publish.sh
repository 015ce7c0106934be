#!/bin/sh
# Publishes the image of hello under a tag: scripts/publish.sh 1.2.0
set -eu
cd "$(dirname "$0")/.."
docker buildx build --push --platform linux/arm64 --tag "$REGISTRY/hello:$1" services/hello
