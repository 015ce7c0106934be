package image

import "strings"

var _ = register((*invocation).goTool, "go")
var _ = register((*invocation).build, "cargo", "dotnet", "mvn", "gradle", "tsc", "javac", "gcc", "g++", "cc", "clang", "rustc")

// goTool is the go command: what it builds lies where -o says, or where it runs.
func (i *invocation) goTool() {
	words := i.operands("-o", "-C", "-ldflags", "-tags", "-mod", "-gcflags", "-asmflags", "-trimpath", "-p")
	if len(words) == 0 || !words[0].known {
		i.anywhere()
		return
	}
	switch words[0].text {
	case "build", "install":
		i.build()
	case "mod", "get", "work", "vet", "version", "env", "clean", "test":
		i.touch(systemDirs...)
		i.ownFiles("go.mod", "go.sum", "vendor")
	default:
		i.anywhere()
	}
}

// build is a compiler or build tool: it writes below the directory that it runs in, into its caches, and where an option says.
func (i *invocation) build() {
	i.touch(systemDirs...)
	i.touchDir()
	for _, a := range i.args {
		if a.hidden {
			i.anywhere()
			return
		}
		if p, ok := i.path(a); ok && strings.Contains(a.text, "/") {
			if parent := parentDir(p); parent != "/" {
				p = parent
			}
			i.touch(p)
		}
	}
	if to, ok := i.option("-o", "--output", "--outDir", "--target-dir", "-d"); ok {
		i.around(to)
	}
}
