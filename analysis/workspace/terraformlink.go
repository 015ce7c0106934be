package workspace

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/lambdock/lambdock/analysis/source"
)

// namingAttributes are those of a block through which it passes on whose image it means.
var namingAttributes = []string{"name", "source_image", "target_image", "repository_name", "repository", "depends_on"}

// link ties a function to the build that makes its image: the one that its image_uri names, or that pushes to the repository which image_uri names,
// or that the function waits for. Two builds of different Dockerfiles are no answer.
func (m *terraformModule) link(f *Function, b *terraformBlock) {
	f.Dockerfile, f.Context = Value{State: Dynamic}, Value{State: Dynamic}
	named := map[string]bool{}
	m.addresses(b.expr("image_uri"), named)
	builds := m.buildsOf(named)
	if len(builds) == 0 {
		builds = m.buildsNamedBy(named)
	}
	if len(builds) == 0 {
		awaited := map[string]bool{}
		m.addresses(b.expr("depends_on"), awaited)
		builds = m.buildsOf(awaited)
	}
	if len(builds) == 0 {
		return
	}
	first, ok := builds[0].Place(m.fsys)
	for _, build := range builds[1:] {
		if other, known := build.Place(m.fsys); !known || other != first {
			return
		}
	}
	if !ok {
		return
	}
	f.useBuild(builds[0].Build)
	f.Dockerfile.State, f.Dockerfile.Text = Known, first.Dockerfile
	if builds[0].Context.State == Known || len(builds[0].Candidates) > 0 {
		f.Context.State, f.Context.Text = Known, first.Context
	}
}

// buildsOf are the builds of blocks with those addresses.
func (m *terraformModule) buildsOf(named map[string]bool) []*terraformBuild {
	var found []*terraformBuild
	for _, build := range m.builds {
		if named[build.block.address] {
			found = append(found, build)
		}
	}
	return found
}

// buildsNamedBy are the builds whose images are named by the same repositories.
func (m *terraformModule) buildsNamedBy(named map[string]bool) []*terraformBuild {
	var found []*terraformBuild
	for _, build := range m.builds {
		for name := range build.names {
			if named[name] && strings.HasPrefix(name, repositoryMark) {
				found = append(found, build)
				break
			}
		}
	}
	return found
}

// repositoryMark stands before what names a repository, among addresses.
const repositoryMark = "repository "

// reference is what an expression refers to.
type reference struct {
	address string
	// repository tells one repository from others of the same address; empty when it is none.
	repository string
	// part reports that only a part of what stands at the address is meant.
	part bool
}

// addresses adds the blocks that an expression refers to, and the repositories, itself or through locals and blocks that only name another's image.
func (m *terraformModule) addresses(e hclsyntax.Expression, found map[string]bool) {
	if e == nil {
		return
	}
	for _, r := range m.referred(e) {
		if r.repository != "" {
			found[repositoryMark+r.repository] = true
		}
		if found[r.address] {
			continue
		}
		if len(found) > maxParents {
			return
		}
		found[r.address] = true
		if name, ok := strings.CutPrefix(r.address, "local."); ok {
			if !r.part {
				m.addresses(m.locals[name], found)
			}
			continue
		}
		block := m.blocks[r.address]
		if block == nil || r.repository != "" || block.kind() == "module" {
			continue
		}
		for _, name := range namingAttributes {
			m.addresses(block.expr(name), found)
		}
	}
}

// referred is what an expression itself refers to.
func (m *terraformModule) referred(e hclsyntax.Expression) []reference {
	if known, ok := m.references[e]; ok {
		return known
	}
	var all []reference
	for _, t := range hclsyntax.Variables(e) {
		if address := addressOf(t); address != "" {
			all = append(all, reference{address, repositoryOf(address, t), len(t) > 2})
		}
	}
	m.references[e] = all
	return all
}

// addressOf is the address of the block that a traversal begins with: "docker_image.app", "data.aws_ecr_image.app", "module.image", "local.uri".
func addressOf(t hcl.Traversal) string {
	want := 2
	switch t.RootName() {
	case "var", "path", "each", "count", "self", "terraform":
		return ""
	case "data":
		want = 3
	}
	parts := []string{t.RootName()}
	for _, step := range t[1:] {
		if attribute, ok := step.(hcl.TraverseAttr); ok && len(parts) < want {
			parts = append(parts, attribute.Name)
		}
	}
	if len(parts) < want {
		return ""
	}
	return strings.Join(parts, ".")
}

// repositoryOf tells a repository from others: a resource by its key, an output of a module by all that names it.
func repositoryOf(address string, t hcl.Traversal) string {
	module := strings.HasPrefix(address, "module.")
	if !module && !strings.Contains(address, "aws_ecr_repository.") {
		return ""
	}
	name := address
	for _, step := range t {
		switch step := step.(type) {
		case hcl.TraverseIndex:
			name += "[" + (&hclBake{}).constant(step.Key, source.Span{}).Text + "]"
		case hcl.TraverseAttr:
			if module {
				name += "." + step.Name
			}
		}
	}
	if module && !strings.Contains(name, "ecr") && !strings.Contains(name, "repo") {
		return ""
	}
	return name
}
