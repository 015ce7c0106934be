package main

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"runtime"
	"slices"
	"sync"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// located is a finding with the workspace in which its paths count.
type located struct {
	analysis.Diagnostic
	tree *tree
}

// lintAll lints all Dockerfiles in parallel. Findings come in the order of the targets, files and places, each once.
func (l *linter) lintAll(targets []*target) (found []located, status int) {
	for _, t := range targets {
		findings, failed := l.lintTarget(t)
		status = max(status, failed)
		for _, d := range findings {
			found = append(found, located{d, t.tree})
		}
	}
	return found, status
}

func (l *linter) lintTarget(t *target) (findings []analysis.Diagnostic, status int) {
	jobs := l.jobs(t)
	each(len(jobs), func(i int) { jobs[i].run(t) })
	said := map[string]bool{}
	for _, job := range jobs {
		for _, err := range job.problems(l, t) {
			if !said[err.Error()] {
				said[err.Error()] = true
				l.warn(err)
			}
		}
		status = max(status, job.status(t))
		findings = append(findings, job.found...)
	}
	return sorted(findings), status
}

// job is the linting of one Dockerfile, or of one file around by itself.
type job struct {
	name    string
	project *analysis.Project
	// around reports a file around, of which about takes the functions that are looked at; nil takes all.
	around bool
	about  func(*workspace.Function) bool
	found  []analysis.Diagnostic
	// unconfigured is a configuration that cannot be used; failed is why the file could not be linted.
	unconfigured, failed error
}

// jobs are a target's Dockerfiles, and the files around that are looked at by themselves, each with the project as its configuration has it.
func (l *linter) jobs(t *target) []*job {
	var jobs []*job
	for _, name := range t.dockerfiles {
		jobs = append(jobs, &job{name: name})
	}
	for _, name := range t.project.Workspace.Files() {
		if about, ok := t.asks(name); ok {
			jobs = append(jobs, &job{name: name, around: true, about: about})
		}
	}
	for _, j := range jobs {
		project := *t.project
		j.project = &project
		project.Config, j.unconfigured = t.configs.of(path.Dir(j.name))
	}
	return jobs
}

func (j *job) run(t *target) {
	if j.unconfigured != nil {
		return
	}
	defer j.survive()
	result, err := j.lint()
	if err != nil {
		j.failed = reason(err)
		return
	}
	j.found = slices.DeleteFunc(result.Diagnostics, func(d analysis.Diagnostic) bool { return !t.shows(j, d) })
}

func (j *job) lint() (*analysis.Result, error) {
	if j.around {
		return j.project.LintAround(j.name, j.about)
	}
	return j.project.Lint(j.name)
}

var errInternal = errors.New("internal error")

// survive keeps a mistake of lambdock's own on one Dockerfile from stopping the others.
func (j *job) survive() {
	if cause := recover(); cause != nil {
		j.failed = fmt.Errorf("%w: %v", errInternal, cause)
	}
}

func (j *job) problems(l *linter, t *target) []error {
	shown := func(name string) string { return t.tree.shown(l.cwd, name) }
	switch {
	case j.unconfigured != nil:
		return shownConfigError(j.unconfigured, shown)
	case j.failed != nil:
		return []error{fmt.Errorf("linting %s: %w", shown(j.name), j.failed)}
	}
	return nil
}

// status is the exit status that the job asks for. A Dockerfile that was not named and cannot be read is only said.
func (j *job) status(t *target) int {
	switch {
	case j.unconfigured != nil:
		return exitUsage
	case errors.Is(j.failed, errInternal), j.failed != nil && t.named[j.name]:
		return exitFailed
	}
	return 0
}

// sorted are the findings by file and place, each once: several Dockerfiles may lead to the same one.
func sorted(findings []analysis.Diagnostic) []analysis.Diagnostic {
	slices.SortStableFunc(findings, func(a, b analysis.Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File.Path(), b.File.Path()), compareSpans(a.Span, b.Span), cmp.Compare(a.Rule.Name, b.Rule.Name), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(findings, func(a, b analysis.Diagnostic) bool {
		return a.File.Path() == b.File.Path() && a.Span == b.Span && a.Rule == b.Rule && a.Message == b.Message
	})
}

func compareSpans(a, b source.Span) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
}

// each calls do for 0 to n-1, on all processors.
func each(n int, do func(int)) {
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	workers.Wait()
}
