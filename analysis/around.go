package analysis

import (
	"slices"

	"github.com/lambdock/lambdock/analysis/config"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// LintAround checks what a file around the Dockerfiles says by itself: its functions, whether or not their Dockerfiles are known. Lint says of them what
// shows in the image alone. Functions that about refuses are left out; nil takes all. The error is a configuration that cannot be used.
func (p *Project) LintAround(name string, about func(*workspace.Function) bool) (*Result, error) {
	reads := newRecorder(p.FS)
	cfg, err := p.configFor(reads, name)
	if err != nil {
		return nil, err
	}
	_, _ = reads.at("read", name) // the workspace has read it
	result := &Result{}
	if cfg.Verdict(name) != config.IsNotLambda {
		env := &Env{FS: reads, Config: cfg, Today: p.Today, Functions: p.functionsIn(name, about)}
		result.Diagnostics = runAround(p.Rules, env)
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

// runAround runs the rules over functions by themselves and gives the findings that are not ignored, sorted, each once.
func runAround(rules []*Rule, env *Env) []Diagnostic {
	var found []Diagnostic
	for _, rule := range rules {
		if rule.Function == nil || !env.Config.Runs(rule.Name, rule.Preview()) {
			continue
		}
		for _, f := range env.Functions {
			pass := &Pass{Rule: rule, Env: env}
			pass.report = func(d Diagnostic) { found = append(found, complete(d, pass, f.File)) }
			rule.Function(pass, f)
		}
	}
	found = slices.DeleteFunc(found, ignoredInText)
	slices.SortStableFunc(found, compare)
	return slices.CompactFunc(found, func(a, b Diagnostic) bool { return compare(a, b) == 0 })
}
