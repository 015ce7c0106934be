package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "handler-leading-path",
	Summary: "handlers that begin with a path which their runtime cannot load: ./app.handler, /var/task/app.handler in Python, .. in Node.js",
	Doc: `
Python's runtime turns slashes of a handler into dots and imports the result: ./app.handler and /app.handler become relative imports, and each invocation ends with
a TypeError. Node.js loads absolute paths and ./, and refuses a handler with .. in it.

The rule is silent for other languages.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-python-runtime-interface-client",
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     1,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    handlerLeadingPath,
})

func handlerLeadingPath(p *analysis.Pass, i *image.Image) {
	handler, ok := given(i)
	if !ok || extensionIn(i.Start.Language, handler) != "" {
		return
	}
	path := leadingPath(i.Start.Language, handler)
	if path == "" {
		return
	}
	message := fmt.Sprintf("handler %s begins with %s, which Python's import takes for a relative import", handler, path)
	if i.Start.Language == lambda.NodeJS {
		message = fmt.Sprintf("handler %s holds .., which the Node.js runtime refuses", handler)
	}
	p.Report(onHandler(i, message, relativeHandler(i, handler)))
}

// leadingPath is the part of a handler that its runtime cannot load; "" when there is none.
func leadingPath(language lambda.Language, handler string) string {
	switch language {
	case lambda.Python:
		for _, prefix := range []string{lambda.TaskRoot + "/", "../", "./", "/"} {
			if strings.HasPrefix(handler, prefix) {
				return prefix
			}
		}
	case lambda.NodeJS:
		if strings.Contains(handler, "..") {
			return ".."
		}
	}
	return ""
}

func relativeHandler(i *image.Image, handler string) []analysis.Fix {
	relative := handler
	for _, prefix := range []string{lambda.TaskRoot + "/", "./"} {
		relative = strings.TrimPrefix(relative, prefix)
	}
	if leadingPath(i.Start.Language, relative) != "" {
		return nil
	}
	return replaceHandler(i, relative, false)
}
