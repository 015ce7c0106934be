package workspace

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// maxNear bounds how many files a quick look reads.
const maxNear = 300

// wellKnown are the folders, beside a Dockerfile or above it, in which build files and templates lie, in lower case.
var wellKnown = map[string]bool{
	".github": true, ".circleci": true, ".gitlab": true, ".ci": true, ".aws": true, ".azure": true, ".azure-pipelines": true, ".codebuild": true, ".deploy": true, ".infra": true, ".build": true,
	"codebuild": true, "buildspec": true, "buildspecs": true, "ci": true, "cd": true, "cicd": true, "script": true, "scripts": true, "bin": true, "lib": true, "tools": true, "build": true,
	"iac": true, "ops": true, "devops": true, "pipeline": true, "pipelines": true, "tf": true, "stack": true, "stacks": true, "cloudformation": true, "cfn": true, "sam": true,
	"template": true, "templates": true, "aws": true, "docker": true, "make": true, "mk": true, "module": true, "modules": true, "environments": true, "envs": true,
}

// wellKnownBegin are the words with which the names of such folders begin.
var wellKnownBegin = []string{"deploy", "infra", "terraform", "cdk"}

func isWellKnown(name string) bool {
	name = strings.ToLower(name)
	return wellKnown[name] || slices.ContainsFunc(wellKnownBegin, func(begin string) bool { return strings.HasPrefix(name, begin) })
}

// nearDepth is how deep a quick look goes into a well-known folder (terraform/environments/prod), maxNearFolders in how many folders it looks.
const (
	nearDepth      = 2
	maxNearFolders = 100
)

// Near is what the files close to a Dockerfile say: those in its folder and in the folders above it up to the root, and in the well-known folders beside them.
// It is what a look at one file can afford; Scan sees all.
func Near(fsys fs.FS, dockerfile string) *Workspace {
	n := nearby{fsys: fsys}
	dirs := andAbove(path.Dir(path.Clean(dockerfile)))
	slices.Reverse(dirs)
	var ignores ignoreList
	for _, dir := range dirs {
		ignores = ignores.with(fsys, dir)
		n.look(dir, ignores, nearDepth+1)
	}
	slices.Sort(n.paths)
	return newIndex(fsys, Options{}, slices.Compact(n.paths)).Workspace()
}

type nearby struct {
	fsys    fs.FS
	paths   []string
	folders int
}

// look takes the files of a folder that a reader fits, and goes into its well-known folders, and into all of theirs.
func (n *nearby) look(dir string, ignores ignoreList, depth int) {
	entries, err := fs.ReadDir(n.fsys, dir)
	if n.folders++; err != nil || n.folders > maxNearFolders {
		return
	}
	for _, d := range entries {
		name := path.Join(dir, d.Name())
		switch {
		case len(n.paths) >= maxNear:
			return
		case !d.IsDir():
			if Reads(name) && !ignores.match(name, false) {
				n.paths = append(n.paths, name)
			}
		case depth == 0 || skips(d.Name()) || depth > nearDepth && !isWellKnown(d.Name()):
		case !ignores.match(name, true):
			n.look(name, ignores.with(n.fsys, name), depth-1)
		}
	}
}
