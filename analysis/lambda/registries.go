package lambda

import (
	"slices"
	"strings"
)

// otherRegistries are well-known registries, by their hosts and the ends of their hosts. A function's image comes from a private repository of Amazon ECR
// alone: https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
var otherRegistries = []string{"docker.io", "ghcr.io", "quay.io", "gcr.io", "pkg.dev", "azurecr.io", "registry.gitlab.com", "public.ecr.aws", "registry.access.redhat.com"}

// OnOtherRegistry reports an image's address that begins with the host of a registry from which Lambda takes no image: "ghcr.io/owner/name:1".
// An address without a host may still be given one.
func OnOtherRegistry(address string) bool {
	host, _, found := strings.Cut(strings.ToLower(address), "/")
	return found && slices.ContainsFunc(otherRegistries, func(known string) bool { return host == known || strings.HasSuffix(host, "."+known) })
}
