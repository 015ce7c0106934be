package analysis

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/packages"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// cargoMakes reports a cargo command that makes a file.
func cargoMakes(c *shell.Command, dir, file string) bool {
	words := c.Words[1:]
	switch {
	case slices.ContainsFunc(words, func(w shell.Word) bool { return w.Text == "install" }):
		return path.Dir(file) == installedTo(words, dir)
	case !slices.ContainsFunc(words, func(w shell.Word) bool { return w.Text == "build" || w.Text == "zigbuild" || w.Text == "b" }):
		return false
	}
	for _, to := range []string{option(words, "--target-dir"), option(words, "--lambda-dir", "-l"), c.Env["CARGO_TARGET_DIR"].Text} {
		if _, within := inside(absolute(dir, to), file); to != "" && within {
			return true
		}
	}
	root, _, built := strings.Cut(file, "/target/")
	_, above := inside(root+"/", dir+"/")
	return built && (above || root == "")
}

// installedTo is the directory into which cargo install puts programs.
func installedTo(words []shell.Word, dir string) string {
	if root := option(words, "--root"); root != "" {
		return path.Join(absolute(dir, root), "bin")
	}
	return "/usr/local/cargo/bin"
}

// programName is the name of the binary that cargo makes as a file: cargo lambda gives each a folder of its own.
func programName(file string) string {
	if path.Base(file) == "bootstrap" && strings.Contains(file, "/lambda/") {
		return path.Base(path.Dir(file))
	}
	return path.Base(file)
}

// rustSource is the source of the main function that a program is built from.
func (v *Variant) rustSource(m made) (*source.File, bool) {
	dir, name := m.dir, programName(m.output)
	if manifest := option(m.command.Words, "--manifest-path"); manifest != "" {
		dir = path.Dir(absolute(dir, manifest))
	}
	if given := option(m.command.Words, "--path"); given != "" {
		dir = absolute(dir, given)
	}
	for {
		if _, at, found := v.firstText(m.stage, m.step, path.Join(dir, "Cargo.toml")); found {
			if f, ok := v.crateProgram(path.Dir(at), name, true); ok {
				return f, true
			}
		}
		if dir == "/" {
			return nil, false
		}
		dir = path.Dir(dir)
	}
}

// builtBefore is the source of the main function of a program in cargo's output folder of the build context.
func (v *Variant) builtBefore(name string) (*source.File, bool) {
	root, rest, found := strings.Cut("/"+name, "/target/")
	if !found || rest == "" {
		return nil, false
	}
	return v.crateProgram(fromRoot(root), programName("/"+name), true)
}

// crateProgram is the source of a binary of the crate in a folder of the build context, or of a member of its workspace.
func (v *Variant) crateProgram(dir, name string, members bool) (*source.File, bool) {
	manifest, ok := v.contextText(path.Join(dir, "Cargo.toml"))
	if !ok {
		return nil, false
	}
	crate := packages.ReadCrate(manifest)
	for _, candidate := range crateSources(crate, name) {
		if f, ok := v.contextText(path.Join(dir, candidate)); ok {
			return f, true
		}
	}
	for _, member := range crate.Members {
		matches, err := fs.Glob(v.Image.Inputs.Context, path.Join(dir, member))
		for _, folder := range matches {
			if !members || err != nil {
				break
			}
			if f, ok := v.crateProgram(folder, name, false); ok {
				return f, true
			}
		}
	}
	return nil, false
}

// crateSources are the files that the main function of a crate's binary may stand in, as cargo looks for them.
func crateSources(c packages.Crate, name string) []string {
	for _, p := range c.Programs {
		if p.Name == name && p.Path != "" {
			return []string{p.Path}
		}
	}
	sources := []string{path.Join("src/bin", name+".rs"), path.Join("src/bin", name, "main.rs")}
	if c.Name == name || slices.ContainsFunc(c.Programs, func(p packages.CrateProgram) bool { return p.Name == name }) {
		sources = append(sources, "src/main.rs")
	}
	return sources
}

// readRust takes the program that a source of Rust is.
func (r *Resolution) readRust(f *source.File) bool {
	program, ok := handlers.ReadRustProgram(f)
	if ok {
		r.program(program)
	}
	return ok
}
