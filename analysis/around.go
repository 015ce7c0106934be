package analysis

import (
	"io/fs"
	"slices"

	"github.com/lambdock/lambdock/analysis/config"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// LintAround checks what a file around the Dockerfiles says by itself: its functions, whether or not their Dockerfiles are known, and its commands. Lint says of them what
// shows in the image alone. Functions that about refuses are left out, and all commands with them; nil takes all. The error is a configuration that cannot be used.
func (p *Project) LintAround(name string, about func(*workspace.Function) bool) (*Result, error) {
	reads := newRecorder(p.FS)
	cfg, err := p.configFor(reads, name)
	if err != nil {
		return nil, err
	}
	_, _ = reads.at("read", name) // the workspace has read it
	result := &Result{}
	if cfg.Verdict(name) != config.IsNotLambda {
		env := &Env{FS: reads, Config: cfg, Today: p.Today, Functions: p.functionsIn(name, about), Workspace: p.Workspace}
		var commands []*workspace.Command
		if about == nil {
			commands = loose(reads, p.Workspace.CommandsIn(name))
		}
		result.Diagnostics = runAround(p.Rules, env, commands)
	}
	result.Read = reads.paths()
	return result, nil
}

func (p *Project) functionsIn(name string, about func(*workspace.Function) bool) []*workspace.Function {
	var functions []*workspace.Function
	for _, f := range p.Workspace.FunctionsIn(name) {
		if about == nil || about(f) {
			functions = append(functions, f)
		}
	}
	return functions
}

// loose are the commands that are not tied to a Dockerfile, whose pass would look at them.
func loose(fsys fs.FS, commands []*workspace.Command) []*workspace.Command {
	return slices.DeleteFunc(slices.Clone(commands), func(m *workspace.Command) bool {
		if m.Build == nil {
			return false
		}
		_, tied := m.Build.Place(fsys)
		return tied
	})
}

// runAround runs the rules over functions and commands by themselves and gives the findings that are not ignored, sorted, each once.
func runAround(rules []*Rule, env *Env, commands []*workspace.Command) []Diagnostic {
	var found []Diagnostic
	for _, rule := range rules {
		if rule.Function == nil && rule.Command == nil || !env.Config.Runs(rule.Name, rule.Preview()) {
			continue
		}
		pass := &Pass{Rule: rule, Env: env}
		in := func(file *source.File) *Pass {
			pass.report = func(d Diagnostic) { found = append(found, complete(d, pass, file)) }
			return pass
		}
		if rule.Function != nil {
			for _, f := range env.Functions {
				rule.Function(in(f.File), f)
			}
		}
		if rule.Command != nil {
			for _, m := range commands {
				rule.Command(in(m.File), m)
			}
		}
	}
	found = slices.DeleteFunc(found, ignoredInText)
	slices.SortStableFunc(found, compare)
	return slices.CompactFunc(found, func(a, b Diagnostic) bool { return compare(a, b) == 0 })
}
