package workspace

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// flagged is one flag of a command line.
type flagged struct {
	name  string      // the long name
	value argument    // not given for a switch without a value
	span  source.Span // of the flag with its value
}

// commandLine is a tool's arguments, sorted.
type commandLine struct {
	flags      []flagged
	positional []argument
	// opaque reports that words whose number and meaning are unknown stand among them: any flag may be there.
	opaque bool
}

// grammar says which flags of a command take a value.
type grammar struct {
	valued map[string]bool
	short  map[byte]string
}

func newGrammar(valued string, short map[byte]string) grammar {
	g := grammar{map[string]bool{}, short}
	for _, name := range strings.Fields(valued) {
		g.valued[name] = true
	}
	return g
}

// dockerBuildFlags are those of docker build and docker buildx build, old and new (https://docs.docker.com/reference/cli/docker/buildx/build/, …/docker/image/build/),
// of podman, buildah and nerdctl where theirs have a value too.
var dockerBuildFlags = newGrammar(`add-host allow annotation attest build-arg build-context builder cache-from cache-to call cgroup-parent
	cpu-period cpu-quota cpu-shares cpuset-cpus cpuset-mems file iidfile isolation label memory memory-swap metadata-file network no-cache-filter output
	platform policy print progress provenance sbom secret security-opt shm-size ssh tag target ulimit
	arch os variant manifest format from authfile creds cert-dir runtime volume env ignorefile jobs namespace buildkit-host`,
	map[byte]string{'t': "tag", 'f': "file", 'o': "output", 'm': "memory", 'c': "cpu-shares", 'q': "quiet", 'D': "debug", 'v': "volume"})

// dockerFlags are docker's own, before the command.
var dockerFlags = newGrammar("config context host log-level tlscacert tlscert tlskey builder namespace address n connection url identity log-opt",
	map[byte]string{'c': "context", 'H': "host", 'l': "log-level", 'D': "debug", 'n': "namespace", 'a': "address"})

var bakeFlags = newGrammar("allow builder call file list metadata-file print progress provenance sbom set var", map[byte]string{'f': "file"})

var composeFlags = newGrammar("ansi env-file file parallel profile progress project-directory project-name", map[byte]string{'f': "file", 'p': "project-name"})

var composeBuildFlags = newGrammar("build-arg builder memory provenance sbom ssh progress scale timeout pull exit-code-from attach no-attach wait-timeout",
	map[byte]string{'m': "memory", 't': "timeout"})

var kanikoFlags = newGrammar("context dockerfile destination build-arg target cache-repo label platform custom-platform", map[byte]string{'c': "context", 'f': "dockerfile", 'd': "destination"})

// bareExpansion is a word that is nothing but unquoted expansions, or holds a list of words.
var bareExpansion = pattern("^(\\$\\w+|\\$\\{[^}]*\\}|\\$\\(.*\\)|`.*`)+$|\\$@|\\[@\\]|\\$\\*|\\[\\*\\]|\\$\\{@|\\$\\{\\*")

// variableInWord is a variable that a word is made of.
var variableInWord = pattern(`\$\{?(\w+)`)

// arguments are the words of a command as its program gets them. What a variable in unsure holds is not known, whatever the word says.
func arguments(words []shell.Word, unsure map[string]bool) []argument {
	var all []argument
	for _, w := range words {
		if len(unsure) > 0 {
			for _, found := range variableInWord().FindAllStringSubmatch(w.Source.String(), -1) {
				if unsure[found[1]] {
					w.Fields, w.Known = nil, false
				}
			}
		}
		if w.Fields != nil {
			for _, field := range w.Fields {
				all = append(all, argument{given: true, known: true, text: field, span: w.Span()})
			}
			continue
		}
		a := argument{given: true, known: w.Known && !hasPlaceholder(w.Text), text: w.Text, span: w.Span(), source: unquoted(w.Source)}
		if !a.known {
			a.many = bareExpansion().MatchString(w.Source.String())
			a.text = strings.Trim(w.Source.String(), `"'`)
		}
		all = append(all, a)
	}
	return all
}

// parse sorts a command's arguments; with stop it ends at the first that is no flag, which is the first of positional, with all behind it.
func (g grammar) parse(args []argument, stop bool) commandLine {
	var line commandLine
	for i := 0; i < len(args); i++ {
		a := args[i]
		switch {
		case a.known && a.text == "--":
			line.positional = append(line.positional, args[i+1:]...)
			return line
		case a.many:
			line.opaque = true
			line.positional = append(line.positional, a)
		case strings.HasPrefix(a.text, "--"):
			i += g.long(&line, a, args[i+1:])
		case strings.HasPrefix(a.text, "-") && len(a.text) > 1:
			i += g.shorts(&line, a, args[i+1:])
		case stop:
			line.positional = args[i:]
			return line
		default:
			line.positional = append(line.positional, a)
		}
	}
	return line
}

// long reads --name, --name=value or --name value, and is the number of further words that it took.
func (g grammar) long(line *commandLine, a argument, rest []argument) int {
	name, _, found := strings.Cut(a.text[2:], "=")
	f := flagged{name: name, span: a.span}
	taken := 0
	switch {
	case found:
		f.value = a.cut(len(name) + 3)
	case g.valued[name]:
		taken = g.next(line, &f, rest)
	}
	line.flags = append(line.flags, f)
	return taken
}

// shorts reads -t value, -tvalue, -t=value and -qt value.
func (g grammar) shorts(line *commandLine, a argument, rest []argument) int {
	for i := 1; i < len(a.text); i++ {
		f := flagged{name: g.short[a.text[i]], span: a.span}
		if f.name == "" || !g.valued[f.name] {
			line.flags = append(line.flags, f)
			continue
		}
		taken := 0
		switch {
		case i+1 == len(a.text):
			taken = g.next(line, &f, rest)
		case a.text[i+1] == '=':
			f.value = a.cut(i + 2)
		default:
			f.value = a.cut(i + 1)
		}
		line.flags = append(line.flags, f)
		return taken
	}
	return 0
}

// next takes the next word as the flag's value.
func (g grammar) next(line *commandLine, f *flagged, rest []argument) int {
	if len(rest) == 0 {
		return 0
	}
	f.value = rest[0]
	f.span = f.span.Cover(rest[0].span)
	if strings.Contains(rest[0].text, "@") && rest[0].many {
		line.opaque = true
	}
	return 1
}

// cut is the argument from its byte n on.
func (a argument) cut(n int) argument {
	raw := a.source.String()
	prefix := a.text[:n]
	a.text = a.text[n:]
	if strings.HasPrefix(raw, prefix) {
		a.many = false
		a.source = unquoted(a.source.Slice(n, a.source.Len()))
		a.span = a.source.All()
	}
	return a
}

// get is the last flag of that name.
func (l commandLine) get(name string) flagged {
	for i := len(l.flags) - 1; i >= 0; i-- {
		if l.flags[i].name == name {
			return l.flags[i]
		}
	}
	return flagged{}
}

// unquoted is a text without the quotes around it.
func unquoted(t source.Text) source.Text {
	s := t.String()
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return t.Slice(1, len(s)-1)
	}
	return t
}
