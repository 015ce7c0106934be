package workspace

import (
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// call is a command that makes another file's builds happen, with what it decides about them.
type call struct {
	tool Tool // Bake, Compose; DockerBuild for a script or Makefile
	// files are the paths of the files that may be meant; none means any that the tool would read.
	files      []string
	provenance Switch
	sbom       Switch
	file       *source.File
}

// bake reads docker buildx bake: its targets stand in bake files, which are read by themselves.
func (l toolLine) bake(args []argument) {
	line := bakeFlags.parse(args, false)
	l.callTool(Bake, line, line)
}

// compose reads docker compose build and docker compose up --build.
func (l toolLine) compose(args []argument) {
	top := composeFlags.parse(args, true)
	if len(top.positional) == 0 {
		return
	}
	if verb := top.positional[0].text; verb == "build" || verb == "up" || verb == "run" || verb == "create" {
		l.callTool(Compose, top, composeBuildFlags.parse(top.positional[1:], false))
	}
}

// callTool notes a call whose files the flags of one line name and whose switches stand in another.
func (l toolLine) callTool(tool Tool, top, line commandLine) {
	b := &Build{}
	for _, f := range line.flags {
		switch f.name {
		case "provenance", "sbom":
			b.setAttestation(f.name, f.value.value(), f.span)
		case "set":
			if pattern, value, _ := strings.Cut(f.value.text, "="); strings.HasSuffix(pattern, ".attest") {
				b.setAttest(Value{State: f.value.value().State, Text: value}, f.span)
			}
		}
	}
	off := l.env.provenanceOff()
	if tool == Compose {
		off = l.env.attestationsOff()
	}
	if off.State != NotSet && b.Provenance.State == NotSet {
		b.Provenance = off
	}
	if (line.opaque || top.opaque) && b.Provenance.State == NotSet {
		b.Provenance = Switch{State: Undecided, Span: l.words[0].Span()}
	}
	c := call{tool: tool, provenance: b.Provenance, sbom: b.SBOM, file: l.env.x.file}
	for _, f := range top.flags {
		if f.name != "file" {
			continue
		}
		if !f.value.known {
			c.files = nil
			break
		}
		for _, dir := range l.env.dirs() {
			if at, ok := within(dir, f.value.text); ok {
				c.files = append(c.files, at)
			}
		}
	}
	l.env.x.addCall(c)
}

func (c *collector) addCall(made call) {
	if made.provenance.State != NotSet {
		c.calls = append(c.calls, made)
	}
}

// call notes that a script or Makefile runs in an environment that switches provenance off.
func (x *execution) call(env environment, name string, cmd *shell.Command) {
	off := env.attestationsOff()
	if off.State == NotSet {
		return
	}
	made := call{tool: DockerBuild, provenance: off, file: x.file}
	dirs := env.dirs()
	words := cmd.Words
	switch name {
	case "make", "gmake":
		for _, dir := range dirs {
			made.files = append(made.files, path.Join(dir, "Makefile"), path.Join(dir, "makefile"), path.Join(dir, "GNUmakefile"))
		}
	case "just":
		for _, dir := range dirs {
			made.files = append(made.files, path.Join(dir, "justfile"), path.Join(dir, "Justfile"), path.Join(dir, ".justfile"))
		}
	case "npm", "yarn", "pnpm", "bun":
		for _, dir := range dirs {
			made.files = append(made.files, path.Join(dir, "package.json"))
		}
	case "bash", "sh", "source", ".", "zsh":
		words = words[1:]
		fallthrough
	default:
		for _, w := range words[:min(1, len(words))] {
			for _, dir := range dirs {
				if at, ok := within(dir, w.Text); ok && w.Known {
					made.files = append(made.files, at)
				}
			}
		}
	}
	if len(made.files) > 0 {
		x.addCall(made)
	}
}

// callTarget is what a call makes build: the files of that path, or with no path all that the tool reads.
type callTarget struct {
	tool Tool
	path string
}

// target is what a build is to the calls that reach it.
func (b *Build) target() callTarget {
	if b.Tool == Bake || b.Tool == Compose {
		return callTarget{b.Tool, b.File.Path()}
	}
	return callTarget{DockerBuild, b.File.Path()}
}

// applyCalls gives each build what the calls of other files decide about it. Only what makes lambdock silent is taken from so far away.
func applyCalls(builds []*Build, calls []call) []*Build {
	reached := map[callTarget]call{}
	for _, c := range calls {
		if c.provenance.State == On {
			continue
		}
		if len(c.files) == 0 {
			c.files = []string{""}
		}
		for _, path := range c.files {
			if _, known := reached[callTarget{c.tool, path}]; !known {
				reached[callTarget{c.tool, path}] = c
			}
		}
	}
	if len(reached) == 0 {
		return builds
	}
	applied := slices.Clone(builds)
	for i, b := range applied {
		c, ok := reached[b.target()]
		if !ok {
			c, ok = reached[callTarget{b.target().tool, ""}]
		}
		if ok && b.Provenance.State == NotSet {
			decided := *b
			decided.Provenance = c.provenance
			if decided.Provenance.File == nil && c.file != b.File {
				decided.Provenance.File = c.file
			}
			applied[i] = &decided
		}
	}
	return applied
}
