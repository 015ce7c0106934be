// Package config reads .lambdock.yaml and the editor's settings, which share one schema: which Dockerfiles are Lambda's,
// which rules run and how much they matter, and what no file of the workspace says about a function.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/lambdock/lambdock/analysis/source"
)

// Names are the names of a configuration file, the preferred one first.
var Names = []string{".lambdock.yaml", ".lambdock.yml"}

// Config is one configuration. The zero Config changes nothing.
type Config struct {
	// Path is the file that it was read from; empty for settings and options.
	Path string
	// Lambda and NotLambda are globs of Dockerfiles, relative to the workspace root, that are, or are not, a Lambda function's.
	Lambda, NotLambda []string
	// Select and Ignore are rule names; with Select only those rules run.
	Select, Ignore []string
	// Preview runs the rules that have not proved themselves yet.
	Preview bool
	// Severity sets a rule's severity: "error", "warning", "info" or "hint".
	Severity map[string]string
	// Deprecations replace a runtime's deprecation date: "python3.9": "2026-12-31". AWS has moved such dates several times.
	Deprecations map[string]string
	Functions    []Function
	// ruleNames are the rules that it names, with their lines.
	ruleNames []ruleName
}

type ruleName struct {
	name string
	line int
}

// Function is what a person says of a function whose image no template describes.
type Function struct {
	// Dockerfile and Context are relative to the workspace root; Dockerfile may be a glob.
	Dockerfile, Context string
	Target, Platform    string
	Args                map[string]string
	// Handler is the handler that the deployment sets in place of CMD.
	Handler string
	// File is the configuration that says it, Span and HandlerSpan where the Dockerfile and the handler stand in it.
	File              *source.File
	Span, HandlerSpan source.Span
}

// Load reads the nearest configuration above a file of the workspace. Without one it gives the zero Config.
func Load(fsys fs.FS, file string) (*Config, error) {
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		c, err := In(fsys, dir)
		if c != nil || err != nil {
			return c, err
		}
		if dir == "." || dir == "/" {
			return &Config{}, nil
		}
	}
}

// In reads the configuration file of a folder: nil when there is none.
func In(fsys fs.FS, dir string) (*Config, error) {
	for _, base := range Names {
		name := path.Join(dir, base)
		data, err := fs.ReadFile(fsys, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, &Error{File: name, Message: "reading it: " + err.Error()}
		default:
			return Parse(name, string(data))
		}
	}
	return nil, nil
}

// Check looks at the rules that the configuration names. The error names each that is not known, with its line.
func (c *Config) Check(known func(rule string) bool) error {
	var unknown []error
	for _, r := range c.ruleNames {
		if !known(r.name) {
			unknown = append(unknown, &Error{c.Path, r.line, fmt.Sprintf("unknown rule %q, `lambdock rules` lists them", r.name)})
		}
	}
	return errors.Join(unknown...)
}

// Choose is c with the rules that someone asks for now: what they select runs whatever c says, what they ignore does not.
func (c *Config) Choose(selected, ignored []string, preview bool) *Config {
	chosen := *c
	chosen.Preview = c.Preview || preview
	if len(selected) > 0 {
		chosen.Select, chosen.Ignore = selected, nil
	}
	chosen.Ignore = append(slices.Clone(chosen.Ignore), ignored...)
	return &chosen
}

// Over is c with what it leaves unsaid taken from base.
func (c *Config) Over(base *Config) *Config {
	if base == nil {
		return c
	}
	merged := *c
	merged.Lambda = append(slices.Clone(c.Lambda), base.Lambda...)
	merged.NotLambda = append(slices.Clone(c.NotLambda), base.NotLambda...)
	merged.Ignore = append(slices.Clone(c.Ignore), base.Ignore...)
	merged.Functions = append(slices.Clone(c.Functions), base.Functions...)
	if len(c.Select) == 0 {
		merged.Select = base.Select
	}
	merged.Preview = c.Preview || base.Preview
	merged.Severity = mergeMaps(c.Severity, base.Severity)
	merged.Deprecations = mergeMaps(c.Deprecations, base.Deprecations)
	return &merged
}

func mergeMaps(over, base map[string]string) map[string]string {
	if len(base) == 0 {
		return over
	}
	merged := maps.Clone(base)
	maps.Copy(merged, over)
	return merged
}

// Runs reports whether a rule is to be run. One in preview is run where all of them are asked for, or it by its name.
func (c *Config) Runs(rule string, preview bool) bool {
	switch {
	case slices.Contains(c.Ignore, rule):
		return false
	case len(c.Select) > 0:
		return slices.Contains(c.Select, rule)
	}
	return !preview || c.Preview
}

// Verdict is what a configuration says about what a Dockerfile is.
type Verdict int

// The verdicts. The zero Verdict leaves it to the file.
const (
	NoVerdict Verdict = iota
	IsLambda
	IsNotLambda
)

// Verdict says whether a Dockerfile is a Lambda function's by the configuration's globs; NotLambda wins over Lambda.
func (c *Config) Verdict(dockerfile string) Verdict {
	switch {
	case matchesAny(c.NotLambda, dockerfile):
		return IsNotLambda
	case matchesAny(c.Lambda, dockerfile):
		return IsLambda
	}
	return NoVerdict
}

// FunctionsOf are the functions that the configuration gives to a Dockerfile.
func (c *Config) FunctionsOf(dockerfile string) []Function {
	var found []Function
	for _, f := range c.Functions {
		if matches(f.Dockerfile, dockerfile) {
			f.Dockerfile = dockerfile
			found = append(found, f)
		}
	}
	return found
}

func matchesAny(globs []string, file string) bool {
	return slices.ContainsFunc(globs, func(glob string) bool { return matches(glob, file) })
}

func matches(glob, file string) bool {
	ok, err := doublestar.Match(glob, file)
	return ok && err == nil
}
