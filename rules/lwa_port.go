package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "lwa-port",
	Summary: "ports of the Lambda Web Adapter that cannot work, or that the server does not listen on",
	Doc: `
The adapter sends requests to the port of AWS_LWA_PORT, else of PORT, else 8080. Lambda's user cannot open a port below 1024, and 9001 is the Runtime API's. Where the server's
command line names another port, the adapter waits until the start times out.

The rule compares ports that are written out, in ENV and in the command line, in exec form or in shell form where it starts one server. It is silent where a variable or a configuration decides,
and on ports that only a service outside of Lambda can have, where no function is known to use the image.`,
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
	if !ok || server == port || server < lambda.LowestPort && len(p.Variant.Functions) == 0 { // a service of a load balancer, to which the adapter was copied too
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
	words, ok := serverWords(i)
	if !ok {
		return at, 0, false
	}
	for n, w := range words {
		option, value, joined := strings.Cut(w.text, "=")
		if !slices.Contains(portOptions, option) {
			continue
		}
		if !joined {
			if n+1 == len(words) {
				return at, 0, false
			}
			w = words[n+1]
			value = w.text
		}
		digits := value[strings.LastIndexByte(value, ':')+1:]
		number, err := strconv.Atoi(digits)
		if err != nil || number <= 0 || i.File.Source.Slice(w.at) != w.text {
			return at, 0, false
		}
		return source.Span{Start: w.at.End - len(digits), End: w.at.End}, number, true
	}
	return at, 0, false
}

// serverWord is a word of the command line that starts the server, and where it stands without its quotes.
type serverWord struct {
	text string
	at   source.Span
}

// serverWords are the words that start the server; ok is false where they are not known, or may hold others.
func serverWords(i *image.Image) (words []serverWord, ok bool) {
	if line := i.StartLine(); line != nil {
		return wordsOfServer(line)
	}
	for _, argv := range []image.Argv{i.Final.Entrypoint, i.Final.Cmd} {
		if argv.Set && argv.Instruction == nil || argv.Shell {
			return nil, false
		}
		for _, w := range argv.Words {
			words = append(words, serverWord{w.Text, w.Span})
		}
	}
	return words, i.Inputs.Override.Command == nil && i.Inputs.Override.Entrypoint == nil
}

// preparations are commands that end before the server starts, and listen nowhere.
var preparations = []string{"cd", "export", "set", "echo", "printf", "mkdir", "cp", "mv", "ln", "chmod", "umask", "ulimit", "true", ":"}

// wordsOfServer are the words of the one server that a shell's command line starts.
func wordsOfServer(line *shell.Script) (words []serverWord, ok bool) {
	last := len(line.Commands) - 1
	if last < 0 || line.Broken || len(line.Functions) > 0 || line.Commands[last].Conditional ||
		slices.ContainsFunc(line.Commands[:last], func(c *shell.Command) bool { return !slices.Contains(preparations, c.Name()) && len(c.Words) > 0 }) {
		return nil, false
	}
	valued := false // the word before is an option whose value may be this one
	for _, w := range line.Commands[last].Unwrap().Words {
		raw := w.Source
		if s := raw.String(); len(s) > 1 && strings.ContainsAny(s[:1], `"'`) && s[len(s)-1] == s[0] {
			raw = raw.Slice(1, len(s)-1)
		}
		isOption := strings.HasPrefix(raw.String(), "-")
		if !w.Known && !isOption && !valued || w.Fields != nil {
			return nil, false
		}
		text := w.Text
		if !w.Known {
			text = raw.String()
		}
		words = append(words, serverWord{text, raw.All()})
		valued = isOption && !strings.Contains(raw.String(), "=")
	}
	return words, true
}
