package main

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// openDockerfile reads a Dockerfile of the command line and what the files around say about it. No rule runs. The error is an exit.
func openDockerfile(arg string) (*tree, *analysis.Result, error) {
	cwd, err := workingDirectory()
	if err != nil {
		return nil, nil, &exit{exitFailed, fmt.Errorf("finding the working directory: %w", err)}
	}
	name := absolute(cwd, arg)
	tree, err := treeFor(cwd, name)
	if err != nil {
		return nil, nil, &exit{exitFailed, fmt.Errorf("opening %s: %w", arg, reason(err))}
	}
	project := &analysis.Project{FS: tree.fs, Workspace: workspace.Scan(tree.fs, workspace.Options{}), Today: today()}
	result, err := project.Lint(tree.name(name))
	if err != nil {
		return nil, nil, &exit{exitFailed, fmt.Errorf("opening %s: %w", arg, reason(err))}
	}
	if result.File == nil || len(result.Variants) == 0 {
		return nil, nil, &exit{exitFailed, fmt.Errorf("opening %s: it is no Dockerfile", arg)}
	}
	return tree, result, nil
}
