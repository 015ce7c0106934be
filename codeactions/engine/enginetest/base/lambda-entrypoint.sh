#!/bin/sh
# Keeps the contract of the entry point of Lambda's base images: one argument, the handler; the emulator only where no Runtime API is.
if [ $# -ne 1 ]; then
	echo "entrypoint requires the handler name to be the first argument" >&2
	exit 142
fi
export _HANDLER="$1"
if [ -z "$AWS_LAMBDA_RUNTIME_API" ]; then
	exec /usr/local/bin/aws-lambda-rie /var/runtime/bootstrap
fi
exec /var/runtime/bootstrap
