package analysis

import (
	"fmt"
	"io/fs"
	"slices"

	"github.com/lambdock/lambdock/analysis/config"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// Project is a workspace as one moment shows it. It is not changed by its methods, which may run at the same time.
type Project struct {
	// FS is the workspace root; links out of it must fail.
	FS fs.FS
	// Workspace is what the files around say; nil means that nothing is known.
	Workspace *workspace.Workspace
	// Config is used in place of the nearest configuration file when it is set.
	Config *config.Config
	// Settings are the editor's or the command line's, beneath the configuration file's.
	Settings *config.Config
	Today    lambda.Date
	Rules    []*Rule
	// Memories are those of Dockerfiles that are linted text after text, by path.
	Memories map[string]*Memory
}

// Env is everything besides the Dockerfile's bytes that a rule may rest on.
type Env struct {
	FS     fs.FS
	Config *config.Config
	Today  lambda.Date
	// Builds and Functions are those that are tied to the Dockerfile; for a file around, Functions are the file's own.
	Builds    []*workspace.Build
	Functions []*workspace.Function
	// Loose are functions that run an image which cannot be tied to one Dockerfile: they may use any.
	Loose []*workspace.Function
	// Workspace is what all files around say; nil means that nothing is known.
	Workspace *workspace.Workspace
	memory    *Memory // nil for a Dockerfile that is linted once
}

// Result is what linting one Dockerfile, or one file around, found.
type Result struct {
	// File and Variants are the Dockerfile's; nil for a file around.
	File     *dockerfile.File
	Variants []*Variant
	// Diagnostics are the findings in all files, sorted by file and place. Ignored ones are not among them.
	Diagnostics []Diagnostic
	// Read are the workspace-relative paths whose content, or absence, the findings rest on, sorted.
	Read []string
}

// Reading is what a Dockerfile says, before any rule looks at it.
type Reading struct {
	File     *dockerfile.File
	Variants []*Variant
	// Check runs the rules.
	Check func() *Result
}

// Lint reads and checks the Dockerfile of that workspace-relative path.
func (p *Project) Lint(name string) (*Result, error) {
	reading, err := p.Read(name)
	if err != nil {
		return nil, err
	}
	return reading.Check(), nil
}

// LintFile checks a Dockerfile whose text is at hand. The error is a configuration that cannot be used.
func (p *Project) LintFile(src *source.File) (*Result, error) {
	reading, err := p.readFile(src)
	if err != nil {
		return nil, err
	}
	return reading.Check(), nil
}

// Read reads the Dockerfile of that workspace-relative path.
func (p *Project) Read(name string) (*Reading, error) {
	text, err := fs.ReadFile(p.FS, name)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return p.readFile(source.New(name, string(text)))
}

func (p *Project) readFile(src *source.File) (*Reading, error) {
	reads := newRecorder(p.FS)
	cfg, err := p.configFor(reads, src.Path())
	if err != nil {
		return nil, err
	}
	memory := p.Memories[src.Path()]
	r := &Reading{File: memory.parse(src)}
	r.Check = func() *Result { return &Result{File: r.File, Read: reads.paths()} }
	if r.File.Foreign == dockerfile.NotForeign {
		env := p.environment(reads, cfg, src.Path())
		env.memory = memory
		r.Variants = variantsOf(r.File, env)
		r.Check = func() *Result {
			found := run(p.Rules, r.File, env, r.Variants)
			return &Result{File: r.File, Variants: r.Variants, Diagnostics: found, Read: reads.paths()}
		}
	}
	return r, nil
}

func (p *Project) configFor(fsys fs.FS, name string) (*config.Config, error) {
	cfg := p.Config
	if cfg == nil {
		nearest, err := config.Load(fsys, name)
		if err != nil {
			return nil, err
		}
		cfg = nearest
	}
	return cfg.Over(p.Settings), nil
}

func (p *Project) environment(fsys fs.FS, cfg *config.Config, name string) *Env {
	env := &Env{FS: fsys, Config: cfg, Today: p.Today, Workspace: p.Workspace}
	for _, f := range cfg.FunctionsOf(name) {
		env.Functions = append(env.Functions, configured(f, cfg.Path))
	}
	if p.Workspace == nil {
		return env
	}
	for _, f := range p.Workspace.Functions {
		switch {
		case f.Dockerfile.State == workspace.Known && f.Dockerfile.Text == name:
			env.Functions = append(env.Functions, f)
		case f.Dockerfile.State != workspace.Known:
			env.Loose = append(env.Loose, f)
		}
	}
	env.Builds = slices.DeleteFunc(slices.Clone(p.Workspace.Builds), func(b *workspace.Build) bool {
		return !b.Uses(fsys, name)
	})
	return env
}

func configured(f config.Function, file string) *workspace.Function {
	known := func(s string) workspace.Value {
		if s == "" {
			return workspace.Value{}
		}
		return workspace.Value{State: workspace.Known, Text: s}
	}
	function := &workspace.Function{
		Name: f.Dockerfile, Kind: "config", File: source.New(file, ""),
		Dockerfile: known(f.Dockerfile), Context: known(f.Context), Target: known(f.Target),
		Args: make(map[string]workspace.Value, len(f.Args)),
	}
	for name, value := range f.Args {
		function.Args[name] = workspace.Value{State: workspace.Known, Text: value}
	}
	switch f.Platform {
	case "linux/amd64":
		function.Architecture = known("x86_64")
	case "linux/arm64":
		function.Architecture = known("arm64")
	}
	if f.Handler != "" {
		function.Command = workspace.List{Set: true, Items: []workspace.Value{known(f.Handler)}}
	}
	return function
}
