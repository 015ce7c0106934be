package workspace

import (
	"path"

	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

func isPackageJSON(name string) bool { return path.Base(name) == "package.json" }

// readPackageJSON reads the scripts of package.json, which npm runs in its folder.
func readPackageJSON(c *collector, f *source.File) {
	for _, script := range entries(get(parseYAML(f), "scripts")) {
		x := &execution{collector: c, file: f, dirs: []string{path.Dir(f.Path())}, dialect: shell.POSIX}
		x.script(text(f, script.value))
	}
}
