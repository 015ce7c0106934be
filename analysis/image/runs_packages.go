package image

import (
	"slices"
	"strings"
)

var _ = register((*invocation).pip, "pip", "pip3")
var _ = register((*invocation).python, "python", "python3")
var _ = register((*invocation).uv, "uv")
var _ = register((*invocation).project, "poetry", "pipenv", "pdm", "rye", "hatch")
var _ = register((*invocation).node, "npm", "yarn", "pnpm", "bun")
var _ = register((*invocation).gem, "gem")
var _ = register((*invocation).bundle, "bundle", "bundler", "composer")

// scriptless are npm's and its likes' commands that run no script of the project but those around installing.
var scriptless = []string{"install", "i", "ci", "add", "clean-install", "cache", "config", "prune", "set", "--version", "-v", "version", "dedupe", "uninstall", "remove", "audit", "store"}

// pip installs packages into the interpreter's own place, or where --target says.
func (i *invocation) pip() {
	if slices.ContainsFunc(i.args, func(a argument) bool { return a.hidden }) {
		i.anywhere() // --target may hide in the variable
	}
	for _, word := range i.operands() {
		switch word.text {
		case "install", "download", "wheel", "sync":
			i.pythonPackages("-t", "--target", "-d", "--dest", "-w", "--wheel-dir", "--prefix", "--root")
			return
		}
	}
}

// pipValued are pip's options with a value that is no package.
var pipValued = []string{
	"-r", "--requirement", "-c", "--constraint", "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--platform",
	"--python-version", "--implementation", "--abi", "--only-binary", "--no-binary", "--cache-dir", "--progress-bar", "--trusted-host",
	"--timeout", "--retries", "-t", "--target", "-d", "--dest", "-w", "--wheel-dir", "--prefix", "--root", "--python", "-p",
	"--group", "--extra", "--upgrade-strategy", "--src", "--report", "--proxy", "--index-strategy", "--python-platform",
}

// ownPackage reports whether the words name something else than packages of an index: a folder, a wheel, an address.
func (i *invocation) ownPackage() bool {
	for _, a := range i.operands(pipValued...) {
		name, _, _ := strings.Cut(a.text, "[")
		if !a.known || name == "." || strings.ContainsAny(a.text, "/*") || strings.HasSuffix(a.text, ".whl") || strings.HasSuffix(a.text, ".zip") {
			return true
		}
	}
	return i.flag('e', "--editable")
}

func (i *invocation) pythonPackages(options ...string) {
	if to, given := i.option(options...); given {
		i.packages(to)
		return
	}
	if to, _ := i.step.Env.Lookup("PIP_TARGET"); to.Known && to.Text != "" {
		i.packages(argument{text: to.Text, known: true})
		return
	}
	i.installed(i.ownPackage(), systemDirs...)
}

// packages notes that packages are installed into the directory that an option names.
func (i *invocation) packages(to argument) {
	p, ok := i.path(to)
	if !ok {
		i.anywhere()
		return
	}
	i.installed(i.ownPackage(), p)
}

func (i *invocation) installed(own bool, dirs ...string) {
	i.files.add(i.step, &touched{step: i.step, dirs: dirs, mounted: i.mounted, packages: true, own: own})
}

// python is a program of anybody's, but for -m pip and what does not write.
func (i *invocation) python() {
	if len(i.args) > 1 && i.args[0].text == "-m" {
		module := i.args[1].text
		rest := *i
		rest.args = i.args[2:]
		switch module {
		case "pip":
			rest.pip()
			return
		case "venv", "virtualenv":
			rest.mkdirVenv()
			return
		case "ensurepip":
			system(i)
			return
		case "compileall":
			return
		}
	}
	if len(i.args) == 1 && (i.args[0].text == "--version" || i.args[0].text == "-V") {
		return
	}
	i.anywhere()
}

func (i *invocation) mkdirVenv() {
	for _, a := range i.operands("--prompt") {
		i.packages(a)
	}
}

func (i *invocation) uv() {
	words := i.operands()
	if len(words) == 0 || !words[0].known {
		i.anywhere()
		return
	}
	switch words[0].text {
	case "pip":
		i.pythonPackages("-t", "--target", "--prefix")
	case "sync", "lock", "add", "venv", "export", "python", "cache", "tool":
		i.project()
		if to, ok := i.option("-o", "--output-file"); ok {
			i.write(to)
		}
	default:
		i.anywhere()
	}
}

// project is a manager that keeps its environment, locks and caches in the project's folder or the user's.
func (i *invocation) project() {
	words := i.operands()
	if slices.ContainsFunc(words, func(a argument) bool { return a.text == "run" || a.text == "build" || !a.known }) {
		i.anywhere()
		return
	}
	i.installed(!i.flag(0, "--no-root", "--no-install-project", "--only-deps", "--deps"), append(i.beside(".venv"), systemDirs...)...)
	i.ownFiles(".venv", "poetry.lock", "uv.lock", "Pipfile.lock", "pdm.lock", "requirements.txt", "__pypackages__")
	if to, ok := i.option("-o", "--output"); ok {
		i.write(to)
	}
}

// node installs into node_modules beside the manifest; "npm run" runs a script of anybody's.
func (i *invocation) node() {
	words := i.operands("--prefix", "--cwd", "-C", "--dir", "--registry", "--cache")
	if len(words) > 0 && (!words[0].known || !slices.Contains(scriptless, words[0].text)) {
		i.anywhere()
		return
	}
	i.touch(systemDirs...)
	if i.flag('g', "--global") {
		return
	}
	dir := i.dir
	if to, ok := i.option("--prefix", "--cwd", "-C", "--dir"); ok {
		p, known := i.path(to)
		dir = Value{Text: p, Known: known}
	}
	if !dir.Known {
		i.anywhere()
		return
	}
	i.installed(false, clean(dir.Text+"/node_modules"))
	own := *i
	own.dir = dir
	if !i.flag(0, "--ignore-scripts") && i.runsScripts(dir.Text) {
		own.touchDir()
	}
	own.ownFiles("package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", ".pnp.cjs", ".yarn")
}

// gem installs gems into the system's place, or where an option says.
func (i *invocation) gem() {
	if to, ok := i.option("-i", "--install-dir"); ok {
		i.packages(to)
		return
	}
	i.installed(i.ownPackage(), systemDirs...)
}

// lifecycle are the project's own scripts that installing runs (https://docs.npmjs.com/cli/v11/using-npm/scripts).
var lifecycle = []string{`"preinstall"`, `"install"`, `"postinstall"`, `"prepare"`, `"preprepare"`, `"postprepare"`, `"prepublish"`}

// runsScripts reports whether installing in a directory may run a script of the manifest there.
func (i *invocation) runsScripts(dir string) bool {
	n := i.files.now().find(newQuery(), clean(dir+"/package.json"))
	if n.presence != Present || n.origin.context == nil || n.origin.ChangedBy != nil {
		return n.presence != Absent
	}
	manifest := n.origin.context.text(n.origin.ContextPath)
	return slices.ContainsFunc(lifecycle, func(script string) bool { return strings.Contains(manifest, script) })
}

// bundle installs gems into the system's place or under vendor, and PHP's packages under vendor.
func (i *invocation) bundle() {
	words := i.operands()
	if len(words) > 0 && (words[0].text == "exec" || !words[0].known) {
		i.anywhere()
		return
	}
	i.installed(false, append(i.beside("vendor"), systemDirs...)...)
	i.ownFiles("vendor", ".bundle", "Gemfile.lock", "composer.lock")
	if to, ok := i.option("--path"); ok {
		i.packages(to)
	}
}

// beside are paths in the directory that the command runs in; none if it is not known.
func (i *invocation) beside(names ...string) []string {
	var out []string
	for _, name := range names {
		if p, ok := i.under(name); ok {
			out = append(out, p)
		}
	}
	return out
}

// ownFiles notes the files beside a manifest that its manager may have written.
func (i *invocation) ownFiles(names ...string) {
	if !i.dir.Known {
		i.anywhere()
		return
	}
	i.touch(i.beside(names...)...)
}
