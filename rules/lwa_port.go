package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "lwa-port",
	Summary: "ports of the Lambda Web Adapter that cannot work, or that the server does not listen on",
	Doc: `
The adapter sends requests to the port of AWS_LWA_PORT, else of PORT, else 8080. Lambda's user cannot open a port below 1024, and 9001 is the Runtime API's. Where the server's
command line names another port, the adapter waits until the start times out.

The rule compares ports that are written out, in ENV and in the exec form or a plain command line, and is silent where a variable or a configuration decides.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-web-adapter",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    lwaPort,
})

func lwaPort(p *analysis.Pass, i *image.Image) {
	if i.Start.Kind != image.Adapter {
		return
	}
	port, pair, known := adapterPort(p, i)
	if !known {
		return
	}
	if pair != nil {
		owner, taken := lambda.PortOwner(port)
		switch {
		case port < lambda.LowestPort:
			p.Report(analysis.Diagnostic{Span: *pair, Message: fmt.Sprintf("Lambda's user cannot open port %d, only those from %d on", port, lambda.LowestPort)})
			return
		case taken && !strings.HasSuffix(owner, "extension"): // an extension's port is free where nobody adds it
			p.Report(analysis.Diagnostic{Span: *pair, Message: fmt.Sprintf("port %d is taken in Lambda, by %s", port, owner)})
			return
		}
	}
	at, server, ok := serverPort(i)
	if !ok || server == port {
		return
	}
	p.Report(analysis.Diagnostic{
		Span:    at,
		Message: fmt.Sprintf("the server listens on port %d, and the Lambda Web Adapter asks port %d", server, port),
		Fixes:   []analysis.Fix{{Title: fmt.Sprintf("Use port %d", port), Edits: []analysis.Edit{{File: i.File.Source, Span: at, New: strconv.Itoa(port)}}}},
	})
}

// adapterPort is the port that the adapter asks, and the value that says so; pair is nil for the default.
func adapterPort(p *analysis.Pass, i *image.Image) (port int, pair *source.Span, known bool) {
	for _, name := range lambda.AdapterPortVariables() {
		for _, f := range p.Variant.Functions {
			if _, set := f.Environment[name]; set || f.EnvironmentOpen {
				return 0, nil, false
			}
		}
		value, set := i.Final.Env.Runtime(name)
		if !set {
			continue
		}
		own, here := ownEnv(i, name)
		number, err := strconv.Atoi(value.Text)
		if !value.Known || err != nil || !here {
			return 0, nil, false
		}
		at := own.Value.Span()
		return number, &at, true
	}
	return lambda.AdapterDefaultPort, nil, true
}

// portOptions are options of servers whose value is a port, or an address that ends in one.
var portOptions = []string{"--port", "-p", "--bind", "-b", "--http-port"}

// serverPort is the port that the server's command line names, and where.
func serverPort(i *image.Image) (at source.Span, port int, ok bool) {
	var words []image.Arg
	for _, argv := range []image.Argv{i.Final.Entrypoint, i.Final.Cmd} {
		if argv.Set && argv.Instruction == nil || argv.Shell {
			return at, 0, false
		}
		words = append(words, argv.Words...)
	}
	if i.Inputs.Override.Command != nil || i.Inputs.Override.Entrypoint != nil {
		return at, 0, false
	}
	for n, w := range words {
		option, value, joined := strings.Cut(w.Text, "=")
		if !slices.Contains(portOptions, option) {
			continue
		}
		if !joined {
			if n+1 == len(words) {
				return at, 0, false
			}
			w = words[n+1]
			value = w.Text
		}
		digits := value[strings.LastIndexByte(value, ':')+1:]
		number, err := strconv.Atoi(digits)
		if err != nil || number <= 0 || i.File.Source.Slice(w.Span) != w.Text {
			return at, 0, false
		}
		return source.Span{Start: w.Span.End - len(digits), End: w.Span.End}, number, true
	}
	return at, 0, false
}
