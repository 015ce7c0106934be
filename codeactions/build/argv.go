package build

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/codeactions/engine"
)

// Options are what a person asks of a build besides what the workspace says.
type Options struct {
	Builder string   // of buildx; the engine's current one when empty
	Secrets []string // as buildx's --secret takes them: "id=npm,env=NPM_TOKEN"
	NoCache bool
	Pull    bool
	// Inherit are build arguments whose values the environment holds.
	Inherit []string
}

// Call is a command line of an engine: its arguments, its standard input, and what is laid over its environment.
type Call struct {
	Args  []string
	Env   []string
	Stdin string
}

// buildxCall builds with buildx. Values of build arguments go by the environment, so that no list of processes shows them.
func (p *Plan) buildxCall(o Options, metadata string) Call {
	c := Call{Args: []string{"buildx", "build"}}
	c.flag("builder", o.Builder)
	p.common(&c, o)
	for _, name := range slices.Sorted(maps.Keys(p.NamedContexts)) {
		c.flag("build-context", name+"="+p.onDisk(p.NamedContexts[name]))
	}
	c.Args = append(c.Args, lambda.ProvenanceOff, lambda.SBOMOff, "--load", "--progress=rawjson", "--metadata-file="+metadata, p.folder(p.Context))
	return c
}

// plainCall builds with the engine's own builder, where there is no buildx.
func (p *Plan) plainCall(kind engine.Kind, o Options) Call {
	c := Call{Args: []string{"build"}, Env: []string{lambda.NoAttestationsVariable + "=1"}}
	p.common(&c, o)
	if kind == engine.Finch || kind == engine.Nerdctl {
		c.Args = append(c.Args, "--progress=plain")
	}
	c.Args = append(c.Args, p.folder(p.Context))
	return c
}

func (p *Plan) common(c *Call, o Options) {
	c.flag("file", p.folder(p.Dockerfile))
	c.flag("platform", p.Platform)
	c.flag("target", p.Target)
	c.flag("tag", p.Tag)
	for _, name := range slices.Sorted(maps.Keys(p.Args)) {
		if engine.SteersClient(name) && !holdsCredentials(name, p.Args[name]) {
			c.flag("build-arg", name+"="+p.Args[name])
			continue
		}
		c.flag("build-arg", name)
		c.Env = append(c.Env, name+"="+p.Args[name])
	}
	for _, name := range slices.Concat(p.Inherit, o.Inherit) {
		c.flag("build-arg", name)
	}
	for _, secret := range o.Secrets {
		c.flag("secret", secret)
	}
	if o.NoCache {
		c.Args = append(c.Args, "--no-cache")
	}
	if o.Pull {
		c.Args = append(c.Args, "--pull")
	}
}

// holdsCredentials reports a proxy that takes a password, which no list of processes may show: that the engine's client sees it too is the lesser evil.
func holdsCredentials(name, value string) bool {
	return strings.HasSuffix(strings.ToUpper(name), "_PROXY") && userInfo.MatchString(value)
}

func (c *Call) flag(name, value string) {
	if value != "" {
		c.Args = append(c.Args, "--"+name, value)
	}
}

// folder is a slash-separated path of the workspace on disk.
func (p *Plan) folder(name string) string { return filepath.Join(p.Root, filepath.FromSlash(name)) }

// onDisk is a named context as buildx takes it: an address as it stands, a path of the workspace on disk.
func (p *Plan) onDisk(value string) string {
	if strings.Contains(value, "://") || strings.HasPrefix(value, "git@") {
		return value
	}
	return p.folder(value)
}

// bakeTarget is a target of a bake file in JSON.
type bakeTarget struct {
	Context    string            `json:"context"`
	Dockerfile string            `json:"dockerfile"`
	Target     string            `json:"target,omitempty"`
	Platforms  []string          `json:"platforms,omitempty"`
	Args       map[string]string `json:"args,omitempty"`
	Contexts   map[string]string `json:"contexts,omitempty"`
	Tags       []string          `json:"tags"`
	Attest     []string          `json:"attest"`
	Secret     []string          `json:"secret,omitempty"`
	NoCache    bool              `json:"no-cache,omitempty"`
	Pull       bool              `json:"pull,omitempty"`
}

// bakeCall builds several images in one run. Their definition goes by standard input.
func bakeCall(plans []*Plan, o Options, metadata string) Call {
	c := Call{Args: []string{"buildx", "bake"}}
	c.flag("builder", o.Builder)
	c.Args = append(c.Args, "--file=-", "--load", "--progress=rawjson", "--metadata-file="+metadata)
	targets := map[string]bakeTarget{}
	reads := map[string]bool{}
	names := targetNames(plans)
	for i, p := range plans {
		t := bakeTarget{
			Context: p.folder(p.Context), Dockerfile: p.folder(p.Dockerfile), Target: p.Target, Args: escaped(p.argsFrom(o, os.LookupEnv)), Tags: []string{p.Tag},
			Attest: []string{"type=provenance,disabled=true", "type=sbom,disabled=true"}, Secret: o.Secrets, NoCache: o.NoCache, Pull: o.Pull,
		}
		if p.Platform != "" {
			t.Platforms = []string{p.Platform}
		}
		for name, value := range p.NamedContexts {
			if t.Contexts == nil {
				t.Contexts = map[string]string{}
			}
			t.Contexts[name] = p.onDisk(value)
		}
		for _, folder := range []string{t.Context, filepath.Dir(t.Dockerfile)} {
			reads[folder] = true
		}
		targets[names[i]] = t
		c.Args = append(c.Args, names[i])
	}
	for _, folder := range slices.Sorted(maps.Keys(reads)) {
		c.Args = append(c.Args, "--allow=fs.read="+folder)
	}
	definition, err := json.Marshal(map[string]any{"target": targets})
	if err != nil {
		panic(err) // strings always marshal
	}
	c.Stdin = string(definition)
	return c
}

// argsFrom are the build arguments with those that the environment holds.
func (p *Plan) argsFrom(o Options, environment func(string) (string, bool)) map[string]string {
	all := maps.Clone(p.Args)
	for _, name := range slices.Concat(p.Inherit, o.Inherit) {
		if value, ok := environment(name); ok {
			all[name] = value
		}
	}
	return all
}

// targetNames are the names of plans in a bake file, which their steps have before them: those of functions, else of images. A single plan is built
// without one, and has none.
func targetNames(plans []*Plan) []string {
	names := make([]string, len(plans))
	if len(plans) == 1 {
		return names
	}
	taken := map[string]bool{}
	for i, p := range plans {
		name, _, _ := strings.Cut(path.Base(p.Tag), ":")
		if len(p.Functions) > 0 {
			name = p.Functions[0]
		}
		names[i] = unique(repositoryName(name), taken)
	}
	return names
}

// unique is a name that nobody took before: itself, or with a number behind it.
func unique(name string, taken map[string]bool) string {
	free := name
	for n := 2; taken[free]; n++ {
		free = fmt.Sprintf("%s-%d", name, n)
	}
	taken[free] = true
	return free
}

// escaped are values as bake takes them literally: it would put variables in for ${…} and directives for %{…}.
func escaped(args map[string]string) map[string]string {
	literal := make(map[string]string, len(args))
	for name, value := range args {
		literal[name] = strings.NewReplacer("${", "$${", "%{", "%%{").Replace(value)
	}
	return literal
}
