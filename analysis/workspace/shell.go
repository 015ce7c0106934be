package workspace

import (
	"path"

	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// scriptFolders hold scripts that need no ending.
var scriptFolders = map[string]bool{"scripts": true, "script": true, "bin": true, "ci": true, ".ci": true, "tools": true, "hack": true, "dev": true, "deploy": true}

var shebang = pattern(`^#!\s*\S*(?:/env\s+(?:-S\s+)?)?\b(?:ba|da|k|z|a)?sh\b`)

func isShell(name string) bool {
	switch path.Ext(name) {
	case ".sh", ".bash":
		return true
	case "":
		return scriptFolders[path.Base(path.Dir(name))]
	}
	return false
}

// readShell reads a script, of which nobody knows where it is started: its own folder and all above it are tried.
func readShell(c *collector, f *source.File) {
	if path.Ext(f.Path()) == "" && !shebang().MatchString(f.Text()) {
		return
	}
	x := &execution{collector: c, file: f, dirs: andAbove(path.Dir(f.Path())), dialect: shell.Bash}
	x.script(source.TextOf(f, source.Span{End: f.Len()}))
}
