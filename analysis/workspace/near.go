package workspace

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
)

// maxNear bounds how many files a quick look reads.
const maxNear = 300

// wellKnown are the folders, beside a Dockerfile or above it, in which build files and templates lie.
var wellKnown = regexp.MustCompile(`(?i)^(\.github|workflows|actions|\.circleci|\.gitlab|\.ci|\.aws|\.codebuild|codebuild|buildspecs?|ci|cd|cicd|scripts?|bin|lib|tools|build|deploy.*|deployment.*|infra.*|iac|ops|devops|pipelines?|terraform.*|tf|cdk.*|stacks?|cloudformation|cfn|sam|templates?|aws|docker|make|mk|modules?|environments?|envs?)$`)

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
		case depth == 0 || depth <= nearDepth && skips(d.Name()) || depth > nearDepth && !wellKnown.MatchString(d.Name()):
		case !ignores.match(name, true):
			n.look(name, ignores.with(n.fsys, name), depth-1)
		}
	}
}
