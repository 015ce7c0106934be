package image

import (
	"io"
	"path"
	"strings"
)

// outputDirs are names that tools give to the folders which they build into; a missing one is probably not built yet.
var outputDirs = map[string]bool{
	"dist": true, "build": true, "out": true, "output": true, "target": true, "publish": true, "bin": true, "obj": true,
	"node_modules": true, "vendor": true, "packages": true, "package": true, "artifacts": true, "release": true,
	".aws-sam": true, ".serverless": true, ".next": true, ".output": true, ".venv": true, "venv": true,
	"wheels": true, "wheelhouse": true, "coverage": true, "_build": true, "cdk.out": true, "generated": true,
}

// IsOutputDir reports the name of a folder that tools build into: dist, target, node_modules.
func IsOutputDir(name string) bool { return outputDirs[name] }

// maxGitignore is how much of a .gitignore is read, in bytes.
const maxGitignore = 1 << 16

// generated reports whether a path that the context does not have may be made before the image is built:
// version control ignores it, or its first missing parent bears the name of an output folder.
func (c *contextTree) generated(p string) bool {
	if c.untracked != nil && c.untracked(p) {
		return true
	}
	if outputDirs[path.Base(p)] {
		return true
	}
	for dir := path.Dir(p); ; dir = path.Dir(dir) {
		if c.gitignore(dir).excludes(relative(dir, p)) {
			return true
		}
		if dir == "." {
			return false
		}
	}
}

func relative(dir, p string) string {
	rest, _ := below(dir, p)
	return rest
}

// gitignore is the .gitignore of a directory of the context, in the patterns of a .dockerignore.
func (c *contextTree) gitignore(dir string) *ignoreFile {
	if f, ok := c.git[dir]; ok {
		return f
	}
	var patterns []string
	for line := range strings.Lines(c.read(path.Join(dir, ".gitignore"))) {
		p := gitPattern(line)
		if _, err := path.Match(p, ""); p != "" && err == nil {
			patterns = append(patterns, p)
		}
	}
	f := newIgnoreFile(nil, patterns, nil)
	c.git[dir] = f
	return f
}

// gitPattern is a line of a .gitignore as a pattern of a .dockerignore (https://git-scm.com/docs/gitignore):
// without a slash before its end it matches at any depth. Exceptions are dropped: they only make more paths known.
func gitPattern(line string) string {
	line = strings.TrimRight(line, " \t\r\n")
	if line == "" || line[0] == '#' || line[0] == '!' {
		return ""
	}
	line = strings.TrimSuffix(line, "/")
	if !strings.Contains(line, "/") {
		return "**/" + line
	}
	return strings.TrimPrefix(line, "/")
}

// text is read for those who do not hold the lock.
func (c *contextTree) text(p string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read(p)
}

// read is the beginning of a regular file; empty if there is none.
func (c *contextTree) read(p string) string {
	if in := c.stat(p); in.err != nil || !in.mode.IsRegular() {
		return ""
	}
	file, err := c.fsys.Open(p)
	if err != nil {
		return ""
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxGitignore))
	if err != nil {
		return ""
	}
	return string(text)
}
