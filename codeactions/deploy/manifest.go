package deploy

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/codeactions/awsapi"
)

// index is a manifest of manifests.
type index struct {
	Manifests []struct {
		Digest   string
		Platform struct{ OS, Architecture string }
		// Annotations tell attestations from images.
		Annotations map[string]string
	}
}

// single is the manifest that Lambda is given: the pushed one, or of an index the only one for the plan's platform.
func (r *run) single(ctx context.Context, p *Plan, repository *awsapi.Repository, m *awsapi.Manifest) (*awsapi.Manifest, error) {
	if !lambda.RefusedMediaType(mediaType(m)) {
		return m, nil
	}
	digest, err := onlyImage(m, p.Architecture)
	if err != nil {
		return nil, err
	}
	child, err := r.aws.Manifest(ctx, repository.Name, digest)
	if err != nil {
		return nil, err
	}
	if child == nil {
		return nil, fmt.Errorf("reading back %s@%s: the registry does not have what its index names", repository.URI, digest)
	}
	return child, nil
}

// mediaType is what a manifest says that it is, else what the registry says.
func mediaType(m *awsapi.Manifest) string {
	var said struct {
		MediaType string `json:"mediaType"`
	}
	if json.Unmarshal(m.Text, &said) == nil && said.MediaType != "" {
		return said.MediaType
	}
	return m.MediaType
}

// onlyImage is the digest of the one image in an index that is made for an architecture of Lambda's.
func onlyImage(m *awsapi.Manifest, architecture string) (string, error) {
	var all index
	if err := json.Unmarshal(m.Text, &all); err != nil {
		return "", fmt.Errorf("reading the index %s: %w", m.Digest, err)
	}
	platform, _ := lambda.Platform(architecture)
	var found, other []string
	for _, one := range all.Manifests {
		own := one.Platform.OS + "/" + one.Platform.Architecture
		switch {
		case one.Annotations["vnd.docker.reference.type"] != "":
		case own == platform:
			found = append(found, one.Digest)
		default:
			other = append(other, own)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	message := fmt.Sprintf("the image is an index with %d images for %s, and Lambda takes a single one", len(found), platform)
	if len(other) > 0 {
		message += " (others: " + strings.Join(other, ", ") + ")"
	}
	return "", &Failure{Name: "index-refused", Message: message, Advice: "build for one platform without attestations: docker buildx build --platform " + platform + " --provenance=false --sbom=false"}
}
