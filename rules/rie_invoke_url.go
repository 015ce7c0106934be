package rules

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

var _ = rule(analysis.Rule{
	Name:    "rie-invoke-url",
	Summary: "calls of a container's emulator at an address that it does not answer",
	Doc: `
The runtime interface emulator answers at one path alone, /2015-03-31/functions/function/invocations, in which "function" is literal whatever the function's name. Any other path is 404. It listens on port 8080 of the container: curl must ask for the port
that docker run publishes it as.

The rule compares a call of curl with the docker run commands of the same file, and is silent where none of them publishes port 8080, where one has options that are not known, and on addresses of other machines. Tools such as
sam local start-lambda and cargo lambda watch answer for functions by their names; their ports are not those of a container.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-runtime-interface-emulator",
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Command:  rieInvokeURL,
})

func rieInvokeURL(p *analysis.Pass, m *workspace.Command) {
	if m.Kind != workspace.InvokeCommand {
		return
	}
	address := m.Operands[0]
	asked, ok := localAddress(address.Text)
	if !ok || m.File.Slice(address.Span) != address.Text {
		return
	}
	published, run, ok := emulatorPorts(p, m.File)
	if !ok {
		return
	}
	d := analysis.Diagnostic{
		File: m.File, Severity: inProse(m),
		Related: []analysis.Related{{File: run.File, Span: run.Span, Message: "the container is started here"}},
	}
	here := published[asked.port]
	hosts := slices.Sorted(maps.Keys(published))
	switch {
	case here && asked.path != lambda.InvocationPath && !strings.ContainsAny(asked.path, "$`{<"):
		d.Span = spanIn(address, strings.Index(address.Text, asked.path), len(asked.path))
		d.Message = fmt.Sprintf("the emulator answers at %s alone", lambda.InvocationPath)
		d.Fixes = []analysis.Fix{{Title: "Ask for the emulator's path", Edits: []analysis.Edit{{File: m.File, Span: d.Span, New: lambda.InvocationPath}}}}
	case !here && asked.path == lambda.InvocationPath && !strings.Contains(m.File.Text(), asked.port+":"):
		d.Span = spanIn(address, strings.Index(address.Text, ":"+asked.port)+1, len(asked.port))
		d.Message = fmt.Sprintf("nothing publishes port %s, and the container's port %d is published as %s", asked.port, lambda.EmulatorPort, strings.Join(hosts, ", "))
		if len(hosts) == 1 {
			d.Fixes = []analysis.Fix{{Title: "Ask for port " + hosts[0], Edits: []analysis.Edit{{File: m.File, Span: d.Span, New: hosts[0]}}}}
		}
	default:
		return
	}
	p.Report(d)
}

// spanIn is a part of an operand that stands there as it is.
func spanIn(o workspace.Operand, at, size int) source.Span {
	return source.Span{Start: o.Span.Start + at, End: o.Span.Start + at + size}
}

// invocation is an address of this machine at which a function is invoked.
type invocation struct{ port, path string }

var localURL = regexp.MustCompile(`^(?:http://)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]):(\d+)(/[^?#]*)`)

func localAddress(text string) (invocation, bool) {
	found := localURL.FindStringSubmatch(text)
	if found == nil {
		return invocation{}, false
	}
	return invocation{found[1], found[2]}, strings.Contains(found[2], "/functions/")
}

// emulatorPorts are the ports as which the docker run commands of a file publish the emulator's, with one of these commands; ok is false where there is none, or where others may be published.
func emulatorPorts(p *analysis.Pass, file *source.File) (ports map[string]bool, run *workspace.Command, ok bool) {
	ports = map[string]bool{}
	for _, m := range p.Env.Workspace.CommandsIn(file.Path()) {
		if m.Kind != workspace.RunCommand {
			continue
		}
		network, shares := m.Option("network")
		if _, all := m.Option("publish-all"); all || m.Open || shares && network.Value.Text == "host" {
			return nil, nil, false
		}
		for _, o := range m.OptionsNamed("publish") {
			host, container, known := publishedPort(o.Value)
			switch {
			case !known:
				return nil, nil, false
			case container == strconv.Itoa(lambda.EmulatorPort):
				ports[host], run = true, m
			}
		}
	}
	return ports, run, run != nil
}

// publishedPort takes [ADDRESS:]HOST:CONTAINER[/tcp] apart.
func publishedPort(v workspace.Value) (host, container string, known bool) {
	text, _, _ := strings.Cut(v.Text, "/")
	rest, container, ok := cutLast(text, ":")
	if _, last, several := cutLast(rest, ":"); several {
		rest = last
	}
	_, err := strconv.Atoi(rest)
	_, err2 := strconv.Atoi(container)
	return rest, container, ok && v.State == workspace.Known && err == nil && err2 == nil
}
