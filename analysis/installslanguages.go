package analysis

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/packages"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// pipValued are options of pip install whose value is no package.
var pipValued = []string{
	"-t", "--target", "-c", "--constraint", "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--platform", "--python-version",
	"--implementation", "--abi", "--only-binary", "--no-binary", "--cache-dir", "--prefix", "--root", "--trusted-host", "--timeout", "--retries",
	"--upgrade-strategy", "--progress-bar", "--python", "--log", "--proxy", "--src", "-C", "--config-settings",
}

// pip reads pip install. What comes from an index or a folder of the author's own may be anything.
func (r *installReader) pip(words []shell.Word) {
	var rest []shell.Word
	for n := 0; n < len(words); n++ {
		name, isFile := requirementsOption(words, &n)
		switch {
		case isFile && name == "":
			r.list.Complete = false
		case isFile:
			r.include(name, func(file *source.File, open packages.Open) (packages.List, bool) {
				return packages.Requirements(file, open), true
			})
		default:
			rest = append(rest, words[n])
		}
	}
	ownIndex := func(w shell.Word) bool {
		return packages.OwnIndex(w.Text) || w.Text == "-e" || strings.HasPrefix(w.Text, "--editable") || strings.HasPrefix(w.Text, "--find-links") || w.Text == "-f"
	}
	r.list.Complete = r.list.Complete && !slices.ContainsFunc(words, ownIndex) && !r.indexInEnv()
	r.operands(rest, pipValued, func(w shell.Word) bool {
		p, ok := packages.PythonRequirement(w.Text)
		return ok && !strings.Contains(w.Text, "/") && r.add(p, w)
	})
}

// uv reads uv pip install, and uv sync of a project.
func (r *installReader) uv(words []shell.Word) string {
	if len(words) > 1 && words[0].Text == "pip" {
		return r.when(words[1:], "uv", r.pip, "install")
	}
	r.pythonProject("uv")
	return "uv"
}

// pythonProject adds what a project of Python's asks for, as its manager locked it. The project itself may be installed too, and in another
// interpreter's place: the list is not complete.
func (r *installReader) pythonProject(manager string) {
	name := map[string]string{"pipenv": "Pipfile"}[manager]
	if name == "" {
		name = "pyproject.toml"
	}
	lock := map[string]string{"pipenv": "Pipfile.lock", "poetry": "poetry.lock", "pdm": "pdm.lock", "uv": "uv.lock"}[manager]
	if mentionsWord(r.command, "install", "sync", "deploy") && r.open(name) != nil {
		r.include(name, packages.Read)
		r.lock(lock)
	}
	r.list.Complete = false
}

func mentionsWord(c *shell.Command, texts ...string) bool {
	return slices.ContainsFunc(c.Words, func(w shell.Word) bool { return slices.Contains(texts, w.Text) })
}

// indexInEnv reports that variables may send pip to an index of the author's own.
func (r *installReader) indexInEnv() bool {
	return slices.ContainsFunc([]string{"PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_INDEX"}, func(name string) bool {
		value, set := r.step.Env.Lookup(name)
		return set && (!value.Known || packages.OwnIndex(value.Text) || name == "PIP_FIND_LINKS")
	})
}

// requirementsOption is the file of a -r at a word, and moves on to its value; the name is empty where it is not known.
func requirementsOption(words []shell.Word, n *int) (name string, ok bool) {
	w := words[*n]
	if w.Text == "-r" || w.Text == "--requirement" {
		*n++
		if *n >= len(words) || !words[*n].Known {
			return "", true
		}
		return words[*n].Text, true
	}
	if glued, found := strings.CutPrefix(w.Text, "--requirement="); found {
		return glued, true
	}
	glued, found := strings.CutPrefix(w.Text, "-r")
	return glued, found && w.Known
}

// node reads npm install and its likes: the packages that are named, else the project's.
func (r *installReader) node(words []shell.Word) {
	elsewhere := func(w shell.Word) bool {
		return strings.HasPrefix(w.Text, "--prefix") || w.Text == "-C" || strings.HasPrefix(w.Text, "--cwd") || strings.HasPrefix(w.Text, "--filter") || strings.HasPrefix(w.Text, "--dir") || strings.HasPrefix(w.Text, "--workspace") || w.Text == "-w"
	}
	named := false
	r.operands(words, []string{"--registry", "--loglevel", "--cache", "--omit", "--only", "--include", "--prefix", "-C", "--cwd", "--filter", "--dir", "--workspace", "-w", "--network-timeout", "--cache-folder", "--modules-folder"}, func(w shell.Word) bool {
		named = true
		p, ok := nodePackage(w.Text)
		return ok && r.add(p, w)
	})
	global := slices.ContainsFunc(words, func(w shell.Word) bool { return w.Text == "-g" || w.Text == "--global" })
	switch {
	case slices.ContainsFunc(words, elsewhere):
		r.list.Complete = false
	case !global && r.list.Complete || !named:
		r.project(named)
	}
}

// project adds what the project's package.json asks for; beside names on the command line there need be none.
func (r *installReader) project(optional bool) {
	if optional && r.open("package.json") == nil {
		return
	}
	named := len(r.list.Packages)
	r.include("package.json", packages.Read)
	if production(r.command) {
		r.list.Packages = append(r.list.Packages[:named:named], slices.DeleteFunc(slices.Clone(r.list.Packages[named:]), func(p packages.Package) bool { return p.Dev })...)
	}
	if lock := map[string]string{"npm": "package-lock.json", "yarn": "yarn.lock", "pnpm": "pnpm-lock.yaml"}[r.command.Name()]; lock != "" && !optional {
		r.lock(lock)
	}
}

// production reports an install that leaves out what is for development alone.
func production(c *shell.Command) bool {
	return slices.ContainsFunc(c.Words, func(w shell.Word) bool {
		return w.Text == "--production" || w.Text == "--omit=dev" || w.Text == "--only=production" || w.Text == "--only=prod" || w.Text == "--prod" || w.Text == "-P" || w.Text == "dev" || w.Text == "production"
	})
}

// nodePackage reads NAME@VERSION; ok is false for folders, archives and addresses.
func nodePackage(text string) (p packages.Package, ok bool) {
	scope, name := "", text
	if strings.HasPrefix(text, "@") {
		at := strings.IndexByte(text, '/')
		if at < 0 {
			return p, false
		}
		scope, name = text[:at+1], text[at+1:]
	}
	name, constraint, _ := strings.Cut(name, "@")
	if name == "" || strings.ContainsAny(text, ":$") || strings.Contains(name, "/") || strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".tgz") {
		return p, false
	}
	return packages.Package{Ecosystem: lambda.NPMPackage, Name: scope + name, Constraint: constraint, Version: packages.ExactNPM(constraint)}, true
}

// dotnet reads the project that dotnet publish and its likes build: the one that is named, else the only one in the folder.
func (r *installReader) dotnet(words []shell.Word) {
	project := ""
	for _, w := range words {
		if isProject(w.Text) && w.Known {
			project = w.Text
		}
	}
	if dir, known := r.dir(); project == "" && known {
		names, _ := r.step.Stage.List(dir)
		projects := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !isProject(name) })
		if len(projects) == 1 {
			project = projects[0]
		}
	}
	if project == "" {
		r.list.Complete = false
		return
	}
	r.include(project, packages.Read)
}

func isProject(name string) bool {
	return strings.HasSuffix(name, ".csproj") || strings.HasSuffix(name, ".fsproj") || strings.HasSuffix(name, ".vbproj")
}

func baseName(words []shell.Word) string {
	if len(words) == 0 || !words[0].Known {
		return ""
	}
	return words[0].Text[strings.LastIndexByte(words[0].Text, '/')+1:]
}
