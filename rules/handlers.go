package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

// maxOffered bounds how many handlers a finding offers.
const maxOffered = 3

// handlersInImage are the handlers that the sources in the image's task root define, the likeliest first.
func handlersInImage(p *analysis.Pass, i *image.Image) []string {
	names, _ := i.Final.List(lambda.TaskRoot)
	var found []string
	for _, name := range names {
		if !slices.Contains(sourceExtensions(i.Start.Language), path.Ext(name)) || isTestFile(name) {
			continue
		}
		presence, origin := i.Final.Lookup(path.Join(lambda.TaskRoot, name))
		if presence != image.Present {
			continue
		}
		module, ok := p.Read(origin)
		if !ok {
			continue
		}
		for _, candidate := range handlers.Candidates(module) {
			found = append(found, strings.TrimSuffix(name, path.Ext(name))+"."+candidate.Name)
			break
		}
	}
	slices.SortStableFunc(found, func(a, b string) int { return usualness(a) - usualness(b) })
	return found[:min(len(found), maxOffered)]
}

func isTestFile(name string) bool {
	base := strings.TrimSuffix(name, path.Ext(name))
	return strings.HasPrefix(base, "test_") || strings.HasSuffix(base, "_test") || strings.HasSuffix(base, ".test") || base == "conftest" || base == "setup"
}

// usualness orders modules by how often they hold a function's handler.
func usualness(handler string) int {
	module, _, _ := strings.Cut(handler, ".")
	if at := slices.Index([]string{"lambda_function", "app", "index", "handler", "main"}, module); at >= 0 {
		return at
	}
	return len(handler) + 10
}

// grammar is what rules need to know of how a language writes its handlers.
type grammar struct {
	// form is how a handler is written, for messages.
	form string
	// malformed says what is wrong with a handler that the runtime refuses, or "".
	malformed func(handler string) string
	// mended is the handler that was probably meant by a malformed one; "" when none suggests itself.
	mended func(handler string) string
}

func grammarOf(language lambda.Language) (grammar, bool) {
	switch language {
	case lambda.Python:
		return grammar{"MODULE.FUNCTION", malformedPython, colonToDot}, true
	case lambda.NodeJS:
		return grammar{"FILE.EXPORT", malformedNode, colonToDot}, true
	case lambda.Ruby:
		return grammar{"FILE.METHOD", malformedRuby, withoutDotSlash}, true
	case lambda.Java:
		return grammar{"CLASS::METHOD or CLASS", malformedJava, colonToColons}, true
	case lambda.DotNet:
		return grammar{"ASSEMBLY::TYPE::METHOD", malformedDotNet, func(string) string { return "" }}, true
	}
	return grammar{}, false
}

func malformedPython(handler string) string {
	module, function, dot := cutLast(handler, ".")
	switch {
	case !dot:
		return "it names no function"
	case module == "" || function == "":
		return "it lacks the module or the function"
	case strings.HasSuffix(function, "()"):
		return "a function is named without parentheses"
	case strings.ContainsAny(handler, " \t:"):
		return "it holds a character that no name has"
	}
	return ""
}

func malformedNode(handler string) string {
	file, export, dot := strings.Cut(path.Base(handler), ".")
	switch {
	case !dot:
		return "it names no export"
	case file == "" || export == "" || strings.HasSuffix(handler, "/"):
		return "it lacks the file or the export"
	case strings.HasSuffix(export, "()"):
		return "a function is named without parentheses"
	case strings.ContainsAny(handler, " \t"):
		return "it holds a blank"
	}
	return ""
}

// malformedRuby counts parts as Ruby splits a string, which leaves out empty ones at the end.
func malformedRuby(handler string) string {
	switch dots := strings.Count(strings.TrimRight(handler, "."), "."); {
	case dots == 0:
		return "it names no method"
	case dots > 2:
		return "it has more than the three parts FILE, CLASS and METHOD"
	}
	return ""
}

// withoutDotSlash mends "./lib/app.Orders::Api.call", in which Ruby's client takes the first dot for the end of the file's name.
func withoutDotSlash(handler string) string {
	if rest, ok := strings.CutPrefix(handler, "./"); ok && malformedRuby(rest) == "" && !strings.HasPrefix(rest, ".") {
		return rest
	}
	return ""
}

func malformedJava(handler string) string {
	if strings.Contains(strings.ReplaceAll(handler, "::", ""), ":") {
		return "it holds a single colon"
	}
	return ""
}

// colonToColons mends "com.example.App:handle".
func colonToColons(handler string) string {
	if class, method, ok := strings.Cut(handler, ":"); ok && class != "" && method != "" && !strings.Contains(method, ":") {
		return class + "::" + method
	}
	return ""
}

func malformedDotNet(handler string) string {
	if strings.Count(handler, "::") == 1 {
		return "it has two of its three parts"
	}
	return ""
}

// colonToDot mends "app:handler", the form of web servers.
func colonToDot(handler string) string {
	if strings.Count(handler, ":") == 1 && !strings.Contains(handler, "::") && plainHandler.MatchString(handler) {
		return strings.Replace(handler, ":", ".", 1)
	}
	if bare, ok := strings.CutSuffix(handler, "()"); ok && strings.Contains(bare, ".") && plainHandler.MatchString(bare) {
		return bare
	}
	return ""
}

func cutLast(s, sep string) (before, after string, found bool) {
	at := strings.LastIndex(s, sep)
	if at < 0 {
		return s, "", false
	}
	return s[:at], s[at+len(sep):], true
}

// given is the handler's text where the runtime surely gets it, and false where another rule already speaks of CMD, or a vendor's wrapper
// stands in its place.
func given(i *image.Image) (string, bool) {
	h := i.Start.Handler
	if h.State != image.HandlerGiven || h.Text == "" {
		return "", false
	}
	if first, _, several := strings.Cut(h.Text, " "); several || startsProgram(first) {
		return "", false
	}
	if _, wrapped := lambda.WrapperHandler(h.Text); wrapped {
		return "", false
	}
	return h.Text, true
}
