package analysis

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// ecosystems are the package registries that clients come from.
var ecosystems = []string{lambda.PythonPackage, lambda.NPMPackage, lambda.Gem, lambda.MavenArtifact, lambda.NuGetPackage, lambda.GoModule, lambda.CargoCrate}

// ClientEvidence says whether a runtime interface client, or something that stands in for one, comes into the image.
// Yes needs one sign: a word of a RUN, a manifest or lock file of the context, a copy from an image that brings one, a program that speaks to
// the Runtime API itself. No needs all of it to be known: Unknown wherever a manifest is not at hand, or an install names no package.
type ClientEvidence int

// The three answers. The zero ClientEvidence is unknown.
const (
	ClientUnknown ClientEvidence = iota
	ClientInstalled
	ClientAbsent
)

// Client looks for a runtime interface client in all that makes the pass's image.
func (p *Pass) Client() ClientEvidence {
	i, v := p.Image, p.Variant
	if i.Inputs.Context == nil {
		return ClientUnknown
	}
	unknown := v.installsUnseen()
	for _, s := range i.Stages {
		if !i.ReachesFinal(s) {
			continue
		}
		switch evidence := clientInStage(s); evidence {
		case ClientInstalled:
			return evidence
		case ClientUnknown:
			unknown = true
		}
	}
	switch v.clientInContext() {
	case ClientInstalled:
		return ClientInstalled
	case ClientUnknown:
		unknown = true
	}
	if unknown {
		return ClientUnknown
	}
	return ClientAbsent
}

// installsUnseen reports a command that installs packages of a language's which no file at hand names: one of them may bring a client.
func (v *Variant) installsUnseen() bool {
	return slices.ContainsFunc(v.Installs(), func(install Install) bool {
		return !install.Complete && slices.Contains([]string{"pip", "npm", "yarn", "gem", "bundle"}, install.Manager)
	})
}

func clientInStage(s *image.Stage) ClientEvidence {
	base := s.Base
	if base.Kind == image.BaseUnknown || base.Kind == image.BaseOther && !isPublicLanguageImage(base) {
		return ClientUnknown
	}
	answer := ClientAbsent
	for _, step := range s.Steps {
		switch one := clientInStep(step); one {
		case ClientInstalled:
			return one
		case ClientUnknown:
			answer = one
		}
	}
	return answer
}

// isPublicLanguageImage reports a well-known base, which brings no client.
func isPublicLanguageImage(base image.Base) bool {
	if !base.Ref.Known || lambda.BringsClient(base.Ref.Text) {
		return false
	}
	_, _, language := lambda.LanguageImage(base.Ref.Text)
	_, _, family := lambda.Family(base.Ref.Text)
	return language || family
}

func clientInStep(step *image.Step) ClientEvidence {
	switch {
	case step.Instruction.Keyword == "RUN":
		text := step.Instruction.Args.String()
		for _, heredoc := range step.Instruction.Heredocs {
			text += "\n" + heredoc.Body.String()
		}
		if mentionsAnyClient(text) || strings.Contains(text, lambda.RuntimeAPIVariable) {
			return ClientInstalled
		}
		if script := step.Script(); script == nil || script.Broken {
			return ClientUnknown
		}
	case step.Copy != nil:
		return clientInCopy(step.Copy)
	}
	return ClientAbsent
}

func clientInCopy(c *image.Copy) ClientEvidence {
	switch {
	case c.FromUnknown:
		return ClientUnknown
	case c.FromImage.Known && (lambda.BringsClient(c.FromImage.Text) || lambda.IsAdapterImage(c.FromImage.Text)):
		return ClientInstalled
	case c.From == nil && c.FromImage.Text != "" && !toolImage(c.FromImage.Text):
		return ClientUnknown
	}
	return ClientAbsent
}

// toolImage reports an image from which only a tool is ever copied.
func toolImage(ref string) bool { return strings.Contains(ref, "astral-sh/uv") }

func mentionsAnyClient(text string) bool {
	for _, ecosystem := range ecosystems {
		if mentionsClient(ecosystem, text) {
			return true
		}
	}
	return false
}

// maxManifestSize bounds what is read of a lock file, in bytes.
const maxManifestSize = 4 << 20

// clientInContext reads the manifests, lock files and programs that lie in the folders which the image copies.
func (v *Variant) clientInContext() ClientEvidence {
	context := v.Image.Inputs.Context
	answer := ClientAbsent
	for _, dir := range v.foldersOfContext() {
		entries, err := fs.ReadDir(context, dir)
		if err != nil {
			return ClientUnknown
		}
		for _, e := range entries {
			if e.IsDir() || workspace.IsDockerfile(e.Name()) || !speaksOfClients(e.Name()) {
				continue
			}
			info, err := e.Info()
			text, readErr := fs.ReadFile(context, path.Join(dir, e.Name()))
			if err != nil || readErr != nil || info.Size() > maxManifestSize {
				answer = ClientUnknown
				continue
			}
			if mentionsAnyClient(string(text)) || strings.Contains(string(text), lambda.RuntimeAPIVariable) || strings.Contains(string(text), lambda.RuntimeAPIPath) {
				return ClientInstalled
			}
		}
	}
	if answer == ClientAbsent && !v.copiesAreThere() {
		return ClientUnknown
	}
	return answer
}

// speaksOfClients reports a file whose text shows a client if there is one: a manifest, a lock file, a script or a source.
func speaksOfClients(name string) bool {
	if _, ok := lambda.IsManifest(name); ok {
		return true
	}
	switch path.Ext(name) {
	case ".py", ".js", ".mjs", ".cjs", ".ts", ".rb", ".sh", ".go", ".rs", ".cs", ".java", ".kt", ".php", ".toml", ".lock", ".txt", ".cfg", "":
		return true
	}
	return strings.Contains(name, "lock")
}

// foldersOfContext are the folders of the context that instructions copy from, with those right below them.
func (v *Variant) foldersOfContext() []string {
	seen := map[string]bool{}
	var dirs []string
	add := func(dir string) {
		if fs.ValidPath(dir) && !seen[dir] {
			seen[dir] = true
			dirs = append(dirs, dir)
		}
	}
	context := v.Image.Inputs.Context
	for _, source := range v.contextSources() {
		info, err := fs.Stat(context, source)
		if err != nil || !info.IsDir() {
			add(path.Dir(source))
			continue
		}
		add(source)
		entries, _ := fs.ReadDir(context, source) // a folder that cannot be read is met again when it is read itself
		for _, e := range entries {
			if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && e.Name() != "node_modules" {
				add(path.Join(source, e.Name()))
			}
		}
	}
	return dirs
}

// contextSources are the paths of the context that instructions of reached stages copy, as far as they are known.
func (v *Variant) contextSources() []string {
	var sources []string
	for _, s := range v.Image.Stages {
		if !v.Image.ReachesFinal(s) {
			continue
		}
		for _, step := range s.Steps {
			if step.Copy == nil || step.Copy.From != nil || step.Copy.FromUnknown || step.Copy.FromImage.Text != "" {
				continue
			}
			for _, source := range step.Copy.Sources {
				if source.Kind == image.SourcePath {
					sources = append(sources, contextPath(source.Path))
				}
			}
		}
	}
	return sources
}

// contextPath is a source as a path of the context; the folder of its first wildcard, or the root where a variable is unknown.
func contextPath(source image.Value) string {
	if !source.Known {
		return "."
	}
	clean := strings.TrimPrefix(path.Clean("/"+source.Text), "/")
	if at := strings.IndexAny(clean, "*?["); at >= 0 {
		clean = path.Dir(clean[:at] + "x")
	}
	if clean == "" {
		return "."
	}
	return clean
}

// copiesAreThere reports whether all that is copied from the context is in it: a manifest that is made elsewhere may name a client.
func (v *Variant) copiesAreThere() bool {
	for _, source := range v.contextSources() {
		if _, err := fs.Stat(v.Image.Inputs.Context, source); err != nil {
			return false
		}
	}
	return true
}
