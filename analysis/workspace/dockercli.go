package workspace

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// buildKit is the variable that chooses docker build's builder; 0 is the classic one, which makes no attestations.
const buildKit = "DOCKER_BUILDKIT"

// toolLine is a command that runs docker or one of its like: words[0] is the tool, args are those behind it.
type toolLine struct {
	env   environment
	words []shell.Word
	args  []argument
}

// docker reads docker, podman, nerdctl and finch behind their own flags.
func (l toolLine) docker(name string) {
	top := dockerFlags.parse(l.args, true)
	if top.opaque || len(top.positional) == 0 {
		return
	}
	tool := DockerBuild
	if name != "docker" {
		tool = OtherBuilder
	}
	rest := top.positional
	at := len(l.args) - len(rest) + 1
	switch rest[0].text {
	case "build":
		l.build(tool, rest[1:], at)
	case "image", "builder":
		switch {
		case len(rest) > 1 && rest[1].text == "build":
			l.build(tool, rest[2:], at+1)
		case len(rest) > 1 && rest[1].text == "push":
			l.push(rest[2:], at+1)
		}
	case "run", "create":
		l.run(rest[1:], at)
	case "container":
		if len(rest) > 1 && (rest[1].text == "run" || rest[1].text == "create") {
			l.run(rest[2:], at+1)
		}
	case "push":
		l.push(rest[1:], at)
	case "buildx":
		if tool == DockerBuild {
			l.buildx(rest[1:], at+1)
		} else {
			l.group(rest[1:], tool, at+1)
		}
	case "compose":
		if tool == DockerBuild {
			l.compose(rest[1:])
		}
	}
}

// group reads a command group's build.
func (l toolLine) group(args []argument, tool Tool, at int) {
	if len(args) > 0 && (args[0].text == "build" || args[0].text == "bud") {
		l.build(tool, args[1:], at)
	}
}

// buildx reads what stands behind docker buildx; at is the number of words before it.
func (l toolLine) buildx(args []argument, at int) {
	top := newGrammar("builder", nil).parse(args, true)
	if top.opaque || len(top.positional) == 0 {
		return
	}
	at += len(args) - len(top.positional)
	switch top.positional[0].text {
	case "build", "b":
		l.build(Buildx, top.positional[1:], at)
	case "bake", "f":
		l.bake(top.positional[1:])
	}
}

func (l toolLine) buildah() {
	top := dockerFlags.parse(l.args, true)
	if len(top.positional) > 0 {
		l.group(top.positional, OtherBuilder, len(l.args)-len(top.positional)+1)
	}
}

// build reads the arguments of a build command whose last word is words[at], if the words came as they are written.
func (l toolLine) build(tool Tool, args []argument, at int) {
	line := dockerBuildFlags.parse(args, false)
	b := &Build{Tool: tool, File: l.env.x.file, Documentation: l.env.x.documentation, Args: map[string]Value{}, NamedContexts: map[string]Value{}}
	var whole bool
	if b.Span, whole = l.named(at); whole {
		b.InsertOff = Insertion{At: b.Span.End, Text: " " + offFlag}
		b.InsertPlatform = Insertion{At: b.Span.End, Text: " --platform " + PlatformMark}
	}
	p := placing{dirs: l.env.dirs(), names: dockerNames}
	if tool == OtherBuilder {
		p.names = []string{"Containerfile", "Dockerfile"}
	}
	for _, f := range line.flags {
		b.flag(f, &p)
	}
	l.surroundings(b, line)
	p.context = argument{given: true}
	if n := len(line.positional); n > 0 && line.positional[n-1].text != "-" {
		p.context = line.positional[n-1]
	} else if n == 0 && (tool == DockerBuild || tool == Buildx) {
		if b.InsertContext = l.missingContext(line); b.InsertContext.Text != "" {
			p.context = argument{given: true, known: true, text: ".", span: b.Span}
		}
	}
	l.env.x.place(b, p)
	l.env.x.addBuild(b)
}

// named is where the words of the command stand up to words[at], and reports whether an option may be put behind them; else it is the tool's name alone.
func (l toolLine) named(at int) (source.Span, bool) {
	span := l.words[0].Span()
	if at < len(l.words) && l.words[0].Fields == nil && plainWords(l.words[1:at+1]) {
		return span.Cover(l.words[at].Span()), true
	}
	return span, false
}

// plainWords reports whether words came from no variable, so that one argument is one word.
func plainWords(words []shell.Word) bool {
	return !slices.ContainsFunc(words, func(w shell.Word) bool { return w.Fields != nil || strings.ContainsAny(w.Source.String(), "$`") })
}

// flag takes one flag of docker build.
func (b *Build) flag(f flagged, p *placing) {
	v := f.value.value()
	switch f.name {
	case "file":
		p.file = f.value
		if f.value.text == "-" {
			p.file.known = false
		}
	case "target":
		b.Target = v
	case "tag":
		b.Tags = append(b.Tags, v)
	case "platform":
		b.Platforms = splitList(v)
	case "build-arg":
		addPair(b.Args, f.value)
	case "build-context":
		addPair(b.NamedContexts, f.value)
	case "provenance", "sbom":
		b.setAttestation(f.name, v, f.span)
	case "attest":
		b.setAttest(v, f.span)
	case "output":
		b.setOutput(v, f.span)
	case "push":
		b.Push = switchFlag(f)
	case "load":
		b.Load = switchFlag(f)
	}
}

// switchFlag is a flag that is on when it stands alone.
func switchFlag(f flagged) Switch {
	v := f.value.value()
	s := Switch{State: On, Span: f.span, Value: v.Span}
	switch {
	case v.State == Dynamic:
		s.State = Undecided
	case v.State == Known:
		s.State = attestation(v.Text)
	}
	return s
}

// splitList is a value with commas in it as single values, all in the place of the whole unless it stands there as written.
func splitList(v Value) []Value {
	var all []Value
	at := v.Span.Start
	for part := range strings.SplitSeq(v.Text, ",") {
		one := Value{v.State, strings.TrimSpace(part), v.Span}
		if v.Span.Len() == len(v.Text) {
			one.Span = source.Span{Start: at, End: at + len(part)}
		}
		at += len(part) + 1
		all = append(all, one)
	}
	return all
}

// addPair adds NAME=value; a name alone takes its value from an environment that nobody here knows.
func addPair(to map[string]Value, a argument) {
	name, value, found := strings.Cut(a.text, "=")
	if name == "" || strings.ContainsAny(name, "$`") {
		return
	}
	if !found {
		to[name] = Value{State: Dynamic, Span: a.span}
		return
	}
	v := a.cut(len(name) + 1).value()
	v.Text = value
	to[name] = v
}

// surroundings takes what the environment and unknown words decide.
func (l toolLine) surroundings(b *Build, line commandLine) {
	if off := l.env.provenanceOff(); off.State != NotSet && b.Provenance.State == NotSet {
		b.Provenance = off
	}
	if s, ok := l.env.get(buildKit); ok && b.Tool == DockerBuild {
		switch {
		case !s.value.Known && b.Provenance.State == NotSet:
			b.Provenance = Switch{State: Undecided, Span: s.span, File: s.file}
		case s.value.Known && (s.value.Text == "0" || strings.EqualFold(s.value.Text, "false")):
			b.Tool = ClassicBuilder
		}
	}
	if s, ok := l.env.get("DOCKER_DEFAULT_PLATFORM"); ok && len(b.Platforms) == 0 {
		state := Known
		if !s.value.Known {
			state = Dynamic
		}
		b.Platforms = []Value{{State: state, Text: s.value.Text}}
	}
	if line.opaque {
		b.undecided()
	}
}

// undecided marks as unknown what unknown words may set.
func (b *Build) undecided() {
	for _, s := range []*Switch{&b.Provenance, &b.SBOM, &b.Push, &b.Load} {
		if s.State == NotSet {
			*s = Switch{State: Undecided, Span: b.Span}
		}
	}
	if b.Target.State == Unset {
		b.Target = Value{State: Dynamic, Span: b.Span}
	}
	if len(b.Platforms) == 0 {
		b.Platforms = []Value{{State: Dynamic, Span: b.Span}}
	}
}

// kaniko reads /kaniko/executor --context dir://… --dockerfile …
func (l toolLine) kaniko() {
	if !strings.Contains(l.words[0].Text, "kaniko") {
		return
	}
	line := kanikoFlags.parse(l.args, false)
	b := &Build{Tool: OtherBuilder, File: l.env.x.file, Span: l.words[0].Span(), Args: map[string]Value{}, Documentation: l.env.x.documentation}
	p := placing{dirs: l.env.dirs(), names: dockerNames, context: line.get("context").value, file: line.get("dockerfile").value}
	p.context.text = strings.TrimPrefix(p.context.text, "dir://")
	for _, f := range line.flags {
		if f.name == "build-arg" || f.name == "target" {
			b.flag(f, &p)
		}
	}
	l.env.x.place(b, p)
	l.env.x.addBuild(b)
}
