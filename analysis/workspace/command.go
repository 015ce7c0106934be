package workspace

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
)

// CommandKind is what a command does.
type CommandKind int

// The kinds of commands.
const (
	BuildCommand  CommandKind = iota // builds an image, in a command line or in a file that describes it: Build says how
	RunCommand                       // docker run, and docker create
	PushCommand                      // docker push
	InvokeCommand                    // curl to an address at which a function is invoked
	LambdaCommand                    // aws lambda …, of which Verb is the operation
)

// Command is one thing that somebody is told to do about images and functions: a command of a script, a Makefile, a pipeline or a README, or a build of any kind of file.
type Command struct {
	Kind CommandKind
	File *source.File
	// Span marks it: its words as far as they name it ("docker run", "aws lambda create-function", "curl"), or the build's span.
	Span source.Span
	// Behind is where an option may be put, with a blank before it; 0 when that is not known.
	Behind int
	// Verb is the operation of aws lambda: "create-function".
	Verb string
	// Options are the options in their order, before the first operand where the operands begin another command.
	Options []Option
	// Operands are the other words: of docker run the image and what the container is given, of docker push the image, of curl the address.
	Operands []Operand
	// Late are options of docker run that stand right behind the image, where they are the container's arguments.
	Late []Option
	// Open reports that words whose number and meaning are not known stand among them: any option may be there.
	Open bool
	// Build is the build of a BuildCommand, and of a RunCommand the one that makes the image, nil where none is sure to.
	Build *Build
	// Documentation reports a command that stands in prose.
	Documentation bool
}

// Option is an option of a command by its long name, "publish" for -p.
type Option struct {
	Name  string
	Value Value
	Span  source.Span // of the option with its value
}

// Operand is a word of a command that is no option.
type Operand struct {
	Value
	Word source.Span // with its quotes
}

// Option is the last option of that name; ok is false where there is none.
func (m *Command) Option(name string) (o Option, ok bool) {
	for _, o := range slices.Backward(m.Options) {
		if o.Name == name {
			return o, true
		}
	}
	return Option{}, false
}

// OptionsNamed are the options of that name.
func (m *Command) OptionsNamed(name string) []Option {
	var found []Option
	for _, o := range m.Options {
		if o.Name == name {
			found = append(found, o)
		}
	}
	return found
}

func optionsOf(flags []flagged) []Option {
	var options []Option
	for _, f := range flags {
		options = append(options, Option{f.name, f.value.value(), f.span})
	}
	return options
}

// newCommand is a command whose name ends with words[at], with its arguments sorted.
func (l toolLine) newCommand(kind CommandKind, at int, line commandLine) *Command {
	m := &Command{Kind: kind, File: l.env.x.file, Open: line.opaque, Documentation: l.env.x.documentation}
	var whole bool
	if m.Span, whole = l.named(at); whole {
		m.Behind = m.Span.End
	}
	m.Options = optionsOf(line.flags)
	for _, a := range line.positional {
		m.Operands = append(m.Operands, Operand{a.value(), a.span})
	}
	return m
}

// dockerRunFlags are those of docker run that take a value (https://docs.docker.com/reference/cli/docker/container/run/).
var dockerRunFlags = newGrammar(`add-host annotation attach blkio-weight blkio-weight-device cap-add cap-drop cgroup-parent cgroupns cidfile cpu-count cpu-percent cpu-period cpu-quota
	cpu-rt-period cpu-rt-runtime cpu-shares cpus cpuset-cpus cpuset-mems detach-keys device device-cgroup-rule device-read-bps device-read-iops device-write-bps device-write-iops
	dns dns-option dns-search domainname entrypoint env env-file expose gpus group-add health-cmd health-interval health-retries health-start-interval health-start-period health-timeout hostname
	io-maxbandwidth io-maxiops ip ip6 ipc isolation kernel-memory label label-file link link-local-ip log-driver log-opt mac-address memory memory-reservation memory-swap memory-swappiness
	mount name network network-alias net oom-score-adj pid pids-limit platform publish pull restart runtime security-opt shm-size stop-signal stop-timeout storage-opt sysctl tmpfs
	ulimit user userns uts volume volume-driver volumes-from workdir`,
	map[byte]string{'a': "attach", 'c': "cpu-shares", 'd': "detach", 'e': "env", 'h': "hostname", 'i': "interactive", 'l': "label", 'm': "memory", 'p': "publish", 'P': "publish-all", 'q': "quiet", 't': "tty", 'u': "user", 'v': "volume", 'w': "workdir"})

// dockerRunSwitches are those that take none.
var dockerRunSwitches = strings.Fields("detach disable-content-trust init interactive no-healthcheck oom-kill-disable privileged publish-all quiet read-only rm sig-proxy tty use-api-socket help")

func isNoRunOption(f flagged) bool {
	return !dockerRunFlags.valued[f.name] && !slices.Contains(dockerRunSwitches, f.name) || dockerRunFlags.valued[f.name] && !f.value.given
}

// run reads docker run: behind the image everything is the container's.
func (l toolLine) run(args []argument, at int) {
	line := dockerRunFlags.parse(args, true)
	line.opaque = line.opaque || slices.ContainsFunc(line.flags, isNoRunOption) // whether the next word is its value, or the image, is not known
	m := l.newCommand(RunCommand, at, line)
	if len(line.positional) > 1 {
		late := dockerRunFlags.parse(line.positional[1:], true).flags
		if !slices.ContainsFunc(late, isNoRunOption) {
			m.Late = optionsOf(late)
		}
	}
	l.env.x.addCommand(m)
}

// push reads docker push.
func (l toolLine) push(args []argument, at int) {
	l.env.x.addCommand(l.newCommand(PushCommand, at, newGrammar("platform", map[byte]string{'a': "all-tags", 'q': "quiet"}).parse(args, false)))
}

// curlFlags are those of curl that take a value and that are in use here (https://curl.se/docs/manpage.html).
var curlFlags = newGrammar(`request data data-binary data-raw data-urlencode data-ascii json header output user user-agent max-time connect-timeout retry retry-delay retry-max-time write-out upload-file form
	aws-sigv4 cert key cacert referer proxy resolve url cookie cookie-jar`,
	map[byte]string{
		'X': "request", 'd': "data", 'H': "header", 'o': "output", 'u': "user", 'A': "user-agent", 'm': "max-time", 'w': "write-out", 'T': "upload-file", 'F': "form", 'E': "cert",
		'e': "referer", 'x': "proxy", 'b': "cookie", 'c': "cookie-jar", 's': "silent", 'S': "show-error", 'v': "verbose", 'L': "location", 'i': "include", 'f': "fail", 'k': "insecure", 'N': "no-buffer", 'g': "globoff",
	})

// invocations is a part of every address at which the Lambda API, or what stands in for it, invokes a function.
const invocations = "/invocations"

// curl reads curl where it asks for such an address.
func (l toolLine) curl() {
	line := curlFlags.parse(l.args, false)
	m := l.newCommand(InvokeCommand, 0, line)
	if url, ok := m.Option("url"); ok {
		m.Operands = append(m.Operands, Operand{url.Value, url.Value.Span})
	}
	for _, address := range m.Operands {
		if strings.Contains(address.Text, invocations) {
			m.Operands = []Operand{address}
			l.env.x.addCommand(m)
			return
		}
	}
}

// awsFlags are the global options of the AWS command line before its service that take a value (https://docs.aws.amazon.com/cli/latest/reference/#options).
var awsFlags = newGrammar("endpoint-url output query profile region color ca-bundle cli-read-timeout cli-connect-timeout cli-binary-format", nil)

// awsLambdaSwitches are the options of aws lambda and its global ones that take no value.
var awsLambdaSwitches = strings.Fields("debug no-verify-ssl no-paginate no-sign-request no-cli-pager no-cli-auto-prompt cli-auto-prompt publish no-publish dry-run no-dry-run help")

// aws reads aws lambda OPERATION: each option that is no switch has values up to the next option.
func (l toolLine) aws() {
	top := awsFlags.parse(l.args, true)
	if top.opaque || len(top.positional) < 2 || top.positional[0].text != "lambda" || !top.positional[1].known {
		return
	}
	at := len(l.args) - len(top.positional) + 2
	m := l.newCommand(LambdaCommand, at, commandLine{flags: top.flags})
	m.Verb = top.positional[1].text
	m.readAWSOptions(top.positional[2:])
	l.env.x.addCommand(m)
}

func (m *Command) readAWSOptions(args []argument) {
	var last *Option
	for _, a := range args {
		name, isOption := strings.CutPrefix(a.text, "--")
		switch {
		case a.many && (last == nil || last.Value.State != Unset || strings.Contains(a.text, "@")):
			m.Open = true
			last = nil
		case isOption:
			name, _, assigned := strings.Cut(name, "=")
			o := Option{Name: name, Span: a.span}
			if assigned {
				o.Value = a.cut(len(name) + 3).value()
			}
			m.Options = append(m.Options, o)
			if last = &m.Options[len(m.Options)-1]; assigned || slices.Contains(awsLambdaSwitches, name) {
				last = nil
			}
		case last != nil:
			last.takeValue(a)
		default:
			m.Operands = append(m.Operands, Operand{a.value(), a.span})
		}
	}
}

// takeValue adds a word to an option's value; several are one text with blanks between them.
func (o *Option) takeValue(a argument) {
	v := a.value()
	o.Span = o.Span.Cover(a.span)
	if o.Value.State == Unset {
		o.Value = v
		return
	}
	o.Value.Text += " " + v.Text
	o.Value.Span = o.Value.Span.Cover(v.Span)
	if v.State == Dynamic {
		o.Value.State = Dynamic
	}
}

// addBuildCommands adds each build as a command, ties containers to the builds of their images, and sorts all by file and place.
func (w *Workspace) addBuildCommands(builds []*Build) {
	for i, m := range w.Commands {
		if m.Kind == RunCommand {
			tied := *m
			tied.Build = w.buildOfImage(m)
			w.Commands[i] = &tied
		}
	}
	for _, b := range builds {
		w.Commands = append(w.Commands, &Command{Kind: BuildCommand, File: b.File, Span: b.Span, Build: b, Documentation: b.Documentation})
	}
	slices.SortStableFunc(w.Commands, func(a, b *Command) int {
		if order := strings.Compare(a.File.Path(), b.File.Path()); order != 0 {
			return order
		}
		return a.Span.Start - b.Span.Start
	})
}

// buildOfImage is the build that gives the image of a docker run its name: in the same file, or the only one of the workspace. Two that are not of one Dockerfile are no answer.
func (w *Workspace) buildOfImage(run *Command) *Build {
	if len(run.Operands) == 0 || run.Open {
		return nil
	}
	image := run.Operands[0].Value
	var here, elsewhere []*Build
	for _, b := range w.Builds {
		if !slices.ContainsFunc(b.Tags, func(tag Value) bool { return tag.State == image.State && imageName(tag.Text) == imageName(image.Text) }) {
			continue
		}
		if b.File.Path() == run.File.Path() {
			here = append(here, b)
		} else if image.State == Known {
			elsewhere = append(elsewhere, b)
		}
	}
	if len(here) == 0 {
		here = elsewhere
	}
	for _, b := range here {
		if b.Dockerfile.Text != here[0].Dockerfile.Text || b.Context.Text != here[0].Context.Text || b.Target.Text != here[0].Target.Text {
			return nil
		}
	}
	if len(here) == 0 {
		return nil
	}
	return here[0]
}

// imageName is an image's name with its tag.
func imageName(reference string) string {
	if at := strings.LastIndexByte(reference, '/'); strings.ContainsAny(reference[at+1:], ":@$") {
		return reference
	}
	return reference + ":latest"
}
