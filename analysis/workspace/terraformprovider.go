package workspace

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/lambdock/lambdock/analysis/source"
)

// dockerProvider ends the address of the provider that builds images.
const dockerProvider = "kreuzwerker/docker"

// From buildKitSince on a build uses BuildKit where it names no builder, and from attestationsSince on it can switch attestations
// (https://github.com/kreuzwerker/terraform-provider-docker/blob/master/CHANGELOG.md).
var (
	buildKitSince     = version{4, 0, 0}
	attestationsSince = version{4, 3, 0}
)

// lockFile holds the versions that Terraform chose.
const lockFile = ".terraform.lock.hcl"

// dockerVersions are the provider's releases that the module may use: what the lock file of its folder says, or else its constraints.
func (m *terraformModule) dockerVersions() versions {
	if m.locked == nil {
		locked := m.lockedVersions()
		m.locked = &locked
	}
	if m.locked.limited {
		return *m.locked
	}
	return m.required
}

func (m *terraformModule) lockedVersions() versions {
	name := path.Join(m.dir, lockFile)
	text, ok := readText(m.fsys, name)
	if !ok || !strings.Contains(text, dockerProvider) {
		return versions{}
	}
	f := source.New(name, text)
	body := parseHCL(f)
	if body == nil {
		return versions{}
	}
	for _, block := range body.Blocks {
		if block.Type == "provider" && len(block.Labels) == 1 && strings.HasSuffix(block.Labels[0], "/"+dockerProvider) {
			return versions{}.narrow(m.value(f, expressionOf(block.Body, "version")).Text)
		}
	}
	return versions{}
}

// require takes the constraints on the provider out of a terraform block.
func (m *terraformModule) require(f *source.File, terraform *hclsyntax.Body) {
	for _, block := range terraform.Blocks {
		if block.Type != "required_providers" {
			continue
		}
		for _, a := range block.Body.Attributes {
			provider := m.pairs(f, a.Expr)
			if strings.HasSuffix(provider["source"].Text, dockerProvider) && provider["version"].State == Known {
				m.required = m.required.narrow(provider["version"].Text)
			}
		}
	}
}

// attestations reads what builds the image, and what is said of attestations, which only BuildKit makes. It returns the provider's releases that may do so.
func (m *terraformModule) attestations(build *Build, f *source.File, body *hclsyntax.Body) versions {
	used := m.dockerVersions()
	build.Tool = TerraformDocker
	for _, kind := range []string{"provenance", "sbom"} {
		if a := body.Attributes[kind]; a != nil && !isNull(a.Expr) {
			build.setAttestation(kind, m.value(f, a.Expr), hclSpan(a.SrcRange))
			used = used.atLeast(attestationsSince)
		}
	}
	builder, legacy := m.value(f, expressionOf(body, "builder")), m.value(f, expressionOf(body, "use_legacy_builder"))
	unnamed := builder.State == Unset || builder.State == Known && builder.Text == ""
	named := builder.State == Known && !unnamed
	switch {
	case legacy.State == Known && legacy.Text == "true", unnamed && used.until(buildKitSince):
		build.Tool, build.Provenance, build.SBOM = ClassicBuilder, Switch{}, Switch{}
	case legacy.State == Dynamic:
		build.undecidedAttestations(legacy.Span)
	case !named && !used.since(buildKitSince):
		build.undecidedAttestations(builder.Span)
	}
	return used
}

// undecidedAttestations says that something may keep the build from making attestations; the place of the build stands in where nothing is written.
func (b *Build) undecidedAttestations(at source.Span) {
	if at.Len() == 0 {
		at = b.Span
	}
	for _, s := range []*Switch{&b.Provenance, &b.SBOM} {
		if s.State != Off {
			*s = Switch{State: Undecided, Span: at}
		}
	}
}
