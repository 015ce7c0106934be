package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// openDockerfile reads a Dockerfile of the command line and what the files around say about it. No rule runs. The error is an exit.
func openDockerfile(arg string) (*tree, *analysis.Result, error) {
	tree, name, err := openPlace(arg)
	if err != nil {
		return nil, nil, err
	}
	result, err := unchecked(tree).Lint(name)
	if err != nil {
		return nil, nil, notOpened(arg, err)
	}
	if result.File == nil || len(result.Variants) == 0 {
		return nil, nil, notOpened(arg, errors.New("it is no Dockerfile"))
	}
	return tree, result, nil
}

// openFolder reads all Dockerfiles below a folder of the command line, as openDockerfile does one.
func openFolder(arg string) (*tree, []*analysis.Result, error) {
	tree, folder, err := openPlace(arg)
	if err != nil {
		return nil, nil, err
	}
	if info, err := fs.Stat(tree.fs, folder); err != nil {
		return nil, nil, notOpened(arg, err)
	} else if !info.IsDir() {
		return nil, nil, notOpened(arg, errors.New("it is no folder"))
	}
	project := unchecked(tree)
	names := dockerfilesBelow(tree.fs, folder)
	for _, f := range project.Workspace.Functions { // whose Dockerfiles may have other names
		if f.Dockerfile.State == workspace.Known && below(folder, f.Dockerfile.Text) {
			names = append(names, f.Dockerfile.Text)
		}
	}
	slices.Sort(names)
	var results []*analysis.Result
	for _, name := range slices.Compact(names) {
		result, err := project.Lint(name)
		if err != nil {
			return nil, nil, notOpened(name, err)
		}
		if len(result.Variants) > 0 {
			results = append(results, result)
		}
	}
	return tree, results, nil
}

// openPlace finds the workspace of a path of the command line, and its name there.
func openPlace(arg string) (*tree, string, error) {
	cwd, err := workingDirectory()
	if err != nil {
		return nil, "", &exit{exitFailed, fmt.Errorf("finding the working directory: %w", err)}
	}
	name := absolute(cwd, arg)
	tree, err := treeFor(cwd, name)
	if err != nil {
		return nil, "", notOpened(arg, err)
	}
	return tree, tree.name(name), nil
}

// unchecked is a workspace in which no rule runs.
func unchecked(tree *tree) *analysis.Project {
	return &analysis.Project{FS: tree.fs, Workspace: workspace.Scan(tree.fs, workspace.Options{}), Today: today()}
}

func notOpened(arg string, err error) error {
	return &exit{exitFailed, fmt.Errorf("opening %s: %w", arg, reason(err))}
}
