package packages

import (
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// maxNested is how deep requirements files may name one another, and maxFiles how many are read for one.
const (
	maxNested = 8
	maxFiles  = 32
)

// Requirements reads a requirements file of pip, whatever its name, with those that it names.
func Requirements(file *source.File, open Open) List {
	r := requirements{open: open, complete: true}
	r.read(file, 0, false)
	for n, p := range r.packages {
		for _, limit := range r.limits {
			if limit.Name == p.Name && p.Constraint == "" {
				r.packages[n].Version, r.packages[n].Constraint = limit.Version, limit.Constraint
				r.packages[n].File, r.packages[n].Span = limit.File, limit.Span
			}
		}
	}
	return List{r.packages, r.complete}
}

type requirements struct {
	open             Open
	packages, limits []Package
	complete         bool
	files            int
}

func (r *requirements) read(file *source.File, depth int, limits bool) {
	r.files++
	if file == nil || depth > maxNested || r.files > maxFiles || file.Len() > maxSize || len(r.packages)+len(r.limits) > maxPackages {
		r.complete = false
		return
	}
	lines := linesOf(file)
	for n := 0; n < len(lines); n++ {
		text := withoutComment(lines[n].text)
		first := lines[n]
		for strings.HasSuffix(text, `\`) && n+1 < len(lines) {
			n++
			text = strings.TrimSuffix(text, `\`) + withoutComment(lines[n].text)
		}
		r.line(file, first, strings.TrimSpace(text), depth, limits)
	}
}

// withoutComment cuts a comment off: a # at the start or behind a blank.
func withoutComment(text string) string {
	for at := range len(text) {
		if text[at] == '#' && (at == 0 || text[at-1] == ' ' || text[at-1] == '\t') {
			return text[:at]
		}
	}
	return text
}

func (r *requirements) line(file *source.File, first line, text string, depth int, limits bool) {
	if text == "" {
		return
	}
	if strings.HasPrefix(text, "-") {
		r.option(file, text, depth, limits)
		return
	}
	p, ok := PythonRequirement(text)
	if !ok {
		r.complete = false
		return
	}
	p.File, p.Span = file, first.span(written(text))
	if limits {
		r.limits = append(r.limits, p)
	} else {
		r.packages = append(r.packages, p)
	}
}

// written is a requirement without its marker and options.
func written(text string) string {
	text, _, _ = strings.Cut(text, ";")
	text, _, _ = strings.Cut(text, " --")
	return strings.TrimSpace(text)
}

func (r *requirements) option(file *source.File, text string, depth int, limits bool) {
	for _, option := range []string{"--requirement", "--constraint", "-r", "-c"} {
		name, ok := strings.CutPrefix(text, option)
		if !ok {
			continue
		}
		name = strings.Trim(strings.TrimLeft(name, "= \t"), `"'`)
		if name == "" || strings.Contains(name, "://") || strings.Contains(name, "$") || path.IsAbs(name) || r.open == nil {
			r.complete = false
			return
		}
		r.read(r.open(path.Join(path.Dir(file.Path()), name)), depth+1, limits || strings.Contains(option, "c"))
		return
	}
	if strings.HasPrefix(text, "-e") || strings.HasPrefix(text, "--editable") || strings.HasPrefix(text, "--find-links") || strings.HasPrefix(text, "-f") || OwnIndex(text) {
		r.complete = false
	}
}

// publicIndexes are the hosts of package indexes whose packages are known by their names.
var publicIndexes = []string{"://pypi.org/", "://files.pythonhosted.org/", "://test.pypi.org/", "://download.pytorch.org/", "://www.piwheels.org/"}

// OwnIndex reports whether a text names an index that is none of the public ones: its packages may hold anything.
func OwnIndex(text string) bool {
	return strings.Contains(text, "://") && !slices.ContainsFunc(publicIndexes, func(host string) bool { return strings.Contains(text, host) })
}

// PythonRequirement reads one requirement as pip takes it: "boto3[crt]>=1.34; python_version >= '3.9'". It reports false for a
// project, a file, or an address whose package has no name.
func PythonRequirement(text string) (Package, bool) {
	p := Package{Ecosystem: lambda.PythonPackage}
	requirement, marker, conditional := strings.Cut(text, ";")
	p.Conditional = conditional && strings.TrimSpace(marker) != ""
	requirement, _, _ = strings.Cut(requirement, " --")
	requirement = strings.TrimSpace(requirement)
	end := 0
	for end < len(requirement) && isNameByte(requirement[end]) {
		end++
	}
	p.Name = Canonical(p.Ecosystem, requirement[:end])
	rest := strings.TrimSpace(requirement[end:])
	if strings.HasPrefix(rest, "[") {
		_, behind, closed := strings.Cut(rest, "]")
		if !closed {
			return Package{}, false
		}
		rest = strings.TrimSpace(behind)
	}
	rest = strings.TrimSpace(strings.Trim(rest, "()"))
	switch {
	case p.Name == "" || strings.HasPrefix(requirement, ".") || rest == "" && isArchive(requirement):
		return Package{}, false
	case rest == "":
		return p, true
	case !strings.ContainsRune("=<>!~@", rune(rest[0])) || strings.Contains(rest, "$"):
		return Package{}, false
	}
	p.Constraint, p.Version = rest, exact(rest, "===", "==")
	return p, true
}

func isArchive(name string) bool {
	return strings.HasSuffix(name, ".whl") || strings.HasSuffix(name, ".tar.gz") || strings.HasSuffix(name, ".zip")
}

func isNameByte(b byte) bool {
	return b == '-' || b == '_' || b == '.' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}
