package analysis

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/packages"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// Install is what one command of a RUN installs, in a stage that the final image is made from.
type Install struct {
	// Manager is the program: pip, npm, yarn, pnpm, gem, bundle, or a system's: apk, apt-get, dnf. It is empty for a RUN that cannot be read.
	Manager string
	Step    *image.Step
	Command *shell.Command // nil for a RUN that cannot be read
	// Manifest is the file of the project that it reads; nil where it reads none, or that cannot be read.
	Manifest *source.File
	// List holds the packages. It is not complete where the command installs something that no file at hand names.
	packages.List
}

// Certain reports that the command runs whenever the image is built.
func (i Install) Certain() bool {
	return i.Command != nil && !i.Command.Conditional && len(i.Command.Guards) == 0 && i.Command.Function == ""
}

// SystemPackage is the ecosystem of what the package manager of a Linux distribution installs.
const SystemPackage = "system"

// Installs are the installing commands of all RUNs that make the image, in order. They are worked out once a variant.
func (v *Variant) Installs() []Install { return v.installs() }

func findInstalls(v *Variant) []Install {
	var found []Install
	for _, step := range v.Image.Runs() {
		script := step.Script()
		if script == nil || script.Broken {
			found = append(found, Install{Step: step})
			continue
		}
		for n, c := range script.Commands {
			r := installReader{v: v, step: step, earlier: script.Commands[:n], command: c.Unwrap(), list: packages.List{Complete: true}}
			if manager := r.read(); manager != "" {
				found = append(found, Install{manager, step, r.command, r.manifest, r.list})
			}
		}
	}
	return found
}

// installReader reads one command.
type installReader struct {
	v       *Variant
	step    *image.Step
	earlier []*shell.Command
	command *shell.Command
	list    packages.List
	// manifest is the first file that was read.
	manifest *source.File
}

// read fills the list and says which manager installs; empty for a command that installs nothing.
func (r *installReader) read() (manager string) {
	words := r.command.Words
	manager = baseName(words)
	if manager == "" {
		return ""
	}
	if program := strings.TrimRight(manager, "0123456789."); program == "python" && len(words) > 2 && words[1].Text == "-m" {
		manager, words = words[2].Text, words[2:]
	} else if program == "pip" {
		manager = program
	}
	words = words[1:]
	switch manager {
	case "pip":
		return r.when(words, manager, r.pip, "install")
	case "npm":
		return r.when(words, manager, r.node, "install", "i", "ci", "add", "clean-install")
	case "yarn", "pnpm":
		if manager == "yarn" && !slices.ContainsFunc(words, func(w shell.Word) bool { return !strings.HasPrefix(w.Text, "-") }) {
			r.node(nil)
			return manager
		}
		return r.when(words, manager, r.node, "install", "i", "add")
	case "gem":
		return r.when(words, manager, r.gem, "install", "i")
	case "bundle", "bundler":
		return r.when(words, "bundle", r.bundle, "install", "i")
	case "go":
		return r.when(words, manager, func([]shell.Word) { r.include("go.mod", packages.Read) }, "build", "install", "mod")
	case "dotnet":
		return r.when(words, manager, r.dotnet, "publish", "build", "restore")
	case "apk":
		return r.when(words, manager, r.system, "add")
	case "apt", "apt-get", "aptitude", "yum", "dnf", "microdnf":
		return r.when(words, manager, r.system, "install", "reinstall", "in", "groupinstall")
	case "uv":
		return r.uv(words)
	case "poetry", "pipenv", "pdm":
		r.pythonProject(manager)
		return manager
	case "conda", "mamba", "micromamba", "hatch", "rye", "pipx":
		r.list.Complete = false
		return manager
	}
	return ""
}

// when calls do with the words behind one of the sub-commands; options may stand in front of it.
func (r *installReader) when(words []shell.Word, manager string, do func([]shell.Word), verbs ...string) string {
	for n, w := range words {
		if slices.Contains(verbs, w.Text) {
			do(append(words[:n:n], words[n+1:]...))
			return manager
		}
		if !w.Known {
			r.list.Complete = false
			return manager
		}
		if !strings.HasPrefix(w.Text, "-") && n > 0 && !strings.HasPrefix(words[n-1].Text, "-") || n == 0 && !strings.HasPrefix(w.Text, "-") {
			return ""
		}
	}
	return ""
}

// operands calls do with each word that is a package; do reports false for one that it does not understand.
func (r *installReader) operands(words []shell.Word, valued []string, do func(shell.Word) bool) {
	for n := 0; n < len(words); n++ {
		w := words[n]
		switch {
		case !w.Known || w.Fields != nil:
			r.list.Complete = false
		case slices.Contains(valued, w.Text):
			n++
		case strings.HasPrefix(w.Text, "-"):
		default:
			r.list.Complete = do(w) && r.list.Complete
		}
	}
}

// add adds a package that the command itself names.
func (r *installReader) add(p packages.Package, w shell.Word) bool {
	p.File, p.Span = r.v.Image.File.Source, w.Span()
	r.list.Packages = append(r.list.Packages, p)
	return p.Name != ""
}

// include adds what a file of the image declares; the directory is where the command runs.
func (r *installReader) include(name string, read func(*source.File, packages.Open) (packages.List, bool)) {
	file := r.open(name)
	if file == nil {
		r.list.Complete = false
		return
	}
	if r.manifest == nil {
		r.manifest = file
	}
	list, ok := read(file, r.beside(name))
	r.list.Packages = append(r.list.Packages, list.Packages...)
	r.list.Complete = r.list.Complete && list.Complete && ok
}

// beside opens the files that a file of the image names: its own path is the context's, theirs are asked for in the image.
func (r *installReader) beside(name string) packages.Open {
	first := r.open(name)
	return func(other string) *source.File {
		rest, err := relativeTo(path.Dir(first.Path()), other)
		if err != nil {
			return nil
		}
		return r.open(path.Join(path.Dir(name), rest))
	}
}

// relativeTo is a path of the workspace as seen from a folder of it.
func relativeTo(dir, name string) (string, error) {
	up := ""
	for dir != "." && name != dir && !strings.HasPrefix(name, dir+"/") {
		dir, up = path.Dir(dir), up+"../"
		if len(up) > 3*64 {
			return "", fs.ErrInvalid
		}
	}
	if dir == "." {
		return up + name, nil
	}
	return up + strings.TrimPrefix(strings.TrimPrefix(name, dir), "/"), nil
}

// open reads a file as it lies in the image when the command runs; nil where it is not the context's, or may have been changed.
func (r *installReader) open(name string) *source.File {
	dir, known := r.dir()
	if !known || r.v.Image.Inputs.Context == nil {
		return nil
	}
	at := path.Join(dir, name)
	if path.IsAbs(name) {
		at = path.Clean(name)
	}
	presence, origin := r.step.Stage.LookupBefore(r.step, at)
	if presence != image.Present || origin.Dir || origin.ContextPath == "" || origin.ChangedBy != nil || r.touched(path.Base(name)) {
		return nil
	}
	text, err := fs.ReadFile(r.v.Image.Inputs.Context, origin.ContextPath)
	if err != nil || len(text) > maxManifestSize {
		return nil
	}
	return source.New(path.Join(r.v.Context, origin.ContextPath), string(text))
}

// dir is the folder of the image in which the command runs.
func (r *installReader) dir() (string, bool) {
	to := r.command.Dir
	switch {
	case !to.Known || strings.Contains(to.Text, "$"):
		return "", false
	case path.IsAbs(to.Text):
		return path.Clean(to.Text), true
	}
	return path.Join(r.step.WorkDir.Text, to.Text), r.step.WorkDir.Known
}

// touched reports whether an earlier command of the same RUN speaks of a file, other than to install what it names.
func (r *installReader) touched(base string) bool {
	speaks := func(w shell.Word) bool { return !w.Known || strings.Contains(w.Text, base) || w.Glob }
	return slices.ContainsFunc(r.earlier, func(c *shell.Command) bool {
		name := strings.TrimRight(c.Unwrap().Name(), "0123456789.")
		if slices.Contains([]string{"pip", "python", "echo", "cat", "ls"}, name) {
			return slices.ContainsFunc(c.Redirects, speaks)
		}
		return slices.ContainsFunc(c.Words, speaks) || slices.ContainsFunc(c.Redirects, speaks)
	})
}

// system reads what a distribution's package manager installs.
func (r *installReader) system(words []shell.Word) {
	valued := []string{"-t", "--virtual", "-X", "--repository", "--target-release", "-p", "--root", "--arch", "-o", "-c", "--enablerepo", "--disablerepo", "--releasever", "--setopt"}
	if !slices.Contains([]string{"apk", "apt", "apt-get", "aptitude"}, r.command.Name()) {
		valued = valued[4:]
	}
	r.operands(words, valued, func(w shell.Word) bool {
		if w.Glob || strings.ContainsAny(w.Text, "*/@:") {
			return false
		}
		name, constraint := w.Text, ""
		if at := strings.IndexAny(name, "=<>~"); at > 0 {
			name, constraint = name[:at], name[at:]
		}
		return r.add(packages.Package{Ecosystem: SystemPackage, Name: name, Constraint: constraint}, w)
	})
}

// gem reads gem install NAME:VERSION, and NAME -v VERSION.
func (r *installReader) gem(words []shell.Word) {
	version := ""
	for n, w := range words {
		if glued, ok := strings.CutPrefix(w.Text, "--version="); ok {
			version = glued
		} else if (w.Text == "-v" || w.Text == "--version") && n+1 < len(words) {
			version = words[n+1].Text
		}
	}
	r.operands(words, []string{"-v", "--version", "-i", "--install-dir", "-n", "--bindir", "-P", "--platform", "--source", "-s"}, func(w shell.Word) bool {
		name, own, _ := strings.Cut(w.Text, ":")
		if own == "" {
			own = version
		}
		if strings.HasSuffix(name, ".gem") || strings.Contains(name, "/") {
			return false
		}
		return r.add(packages.Package{Ecosystem: lambda.Gem, Name: name, Constraint: own, Version: packages.ExactGem(own)}, w)
	})
}

func (r *installReader) bundle([]shell.Word) {
	r.include("Gemfile", packages.Read)
	r.lock("Gemfile.lock")
}

// lock gives the packages the versions of a lock file, if it lies beside. Lock files are large: it is read for the sake of runtime clients alone.
func (r *installReader) lock(name string) {
	isClient := func(p packages.Package) bool { return lambda.IsClientPackage(p.Ecosystem, p.Name) }
	if !slices.ContainsFunc(r.list.Packages, isClient) {
		return
	}
	file := r.open(name)
	if file == nil {
		return
	}
	locked, _ := packages.Read(file, nil)
	for n := range r.list.Packages {
		p := &r.list.Packages[n]
		if found, ok := locked.Find(p.Ecosystem, p.Name); ok {
			p.Locked = &found
		}
	}
}
