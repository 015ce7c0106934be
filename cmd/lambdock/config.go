package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/lambdock/lambdock/analysis/config"
)

// configSource says which configuration holds for a Dockerfile: that of --config, else the nearest file; the flags' choice of rules comes on top.
type configSource struct {
	flags lintFlags
	// file is the absolute name of --config, text what it says.
	file, text string
}

// newConfigSource fails when the configuration of --config cannot be used.
func newConfigSource(cwd string, flags lintFlags) (configSource, error) {
	s := configSource{flags: flags}
	if flags.config == "" {
		return s, nil
	}
	s.file = absolute(cwd, flags.config)
	text, err := os.ReadFile(s.file)
	if err != nil {
		return s, fmt.Errorf("reading %s: %w", flags.config, reason(err))
	}
	s.text = string(text)
	_, err = s.given(".")
	return s, err
}

// given is the configuration of --config, its paths relative to a folder of the workspace.
func (s configSource) given(dir string) (*config.Config, error) {
	c, err := config.ParseIn(dir, filepath.ToSlash(s.flags.config), s.text)
	return s.checked(c, err)
}

func (s configSource) checked(c *config.Config, err error) (*config.Config, error) {
	if c == nil || err != nil {
		return nil, err
	}
	if err := c.Check(isRule); err != nil {
		return nil, err
	}
	return c.Choose(s.flags.selected, s.flags.ignored, s.flags.preview), nil
}

// configs are the configurations of one workspace, each read once.
type configs struct {
	source configSource
	tree   *tree
	byDir  map[string]configResult
}

type configResult struct {
	config *config.Config
	err    error
}

func newConfigs(source configSource, t *tree) *configs {
	return &configs{source, t, map[string]configResult{}}
}

// of is the configuration of the Dockerfiles of a folder.
func (c *configs) of(dir string) (*config.Config, error) {
	known, ok := c.byDir[dir]
	if !ok {
		known.config, known.err = c.find(dir)
		c.byDir[dir] = known
	}
	return known.config, known.err
}

func (c *configs) find(dir string) (*config.Config, error) {
	if c.source.file != "" {
		if within(c.tree.dir, c.source.file) {
			return c.source.given(path.Dir(c.tree.name(c.source.file)))
		}
		return c.source.given(".")
	}
	found, err := c.source.checked(config.In(c.tree.fs, dir))
	switch {
	case found != nil || err != nil:
		return found, err
	case dir == ".":
		return c.source.checked(&config.Config{}, nil)
	}
	return c.of(path.Dir(dir))
}

// shownConfigError is a configuration's error, each problem on its own, its file as the reader knows it.
func shownConfigError(err error, shown func(name string) string) []error {
	all := slices.Clone(problems(err))
	for i, one := range all {
		var problem *config.Error
		if errors.As(one, &problem) {
			all[i] = &config.Error{File: shown(problem.File), Line: problem.Line, Message: problem.Message}
		}
	}
	return all
}
