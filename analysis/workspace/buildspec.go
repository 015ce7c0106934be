package workspace

import (
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

func isBuildspec(name string) bool {
	base := strings.ToLower(path.Base(name))
	return isYAML(base) && strings.Contains(base, "buildspec")
}

// readBuildspec reads the commands of a CodeBuild project. Since version 0.2 one shell runs them all
// (https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html), at the root of the source.
func readBuildspec(c *collector, f *source.File) {
	root := parseYAML(f)
	x := &execution{collector: c, file: f, dirs: []string{"."}, dialect: shell.Bash, env: (&workflow{c, f}).env(nil, get(root, "env", "variables"))}
	if dir := path.Dir(f.Path()); dir != "." {
		x.dirs = append(x.dirs, dir)
	}
	together := get(root, "version") == nil || strings.TrimSpace(get(root, "version").Value) != "0.1"
	var all source.TextBuilder
	for _, phase := range []string{"install", "pre_build", "build", "post_build"} {
		for _, list := range []string{"commands", "finally"} {
			for _, n := range items(get(root, "phases", phase, list)) {
				command := text(f, n)
				if !together {
					x.script(command)
					continue
				}
				appendCommand(&all, f, command)
			}
		}
	}
	x.script(all.Text())
}

// appendCommand appends a command, and the line end that it has in a list.
func appendCommand(script *source.TextBuilder, f *source.File, command source.Text) {
	script.Append(command)
	script.Add("\n", min(command.All().End, f.Len()-1))
}
