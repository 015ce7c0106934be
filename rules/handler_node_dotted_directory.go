package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "handler-node-dotted-directory",
	Summary: "handlers of Node.js functions that write folders with dots, as Python does",
	Doc: `
Node.js takes the file up to the first dot behind the last slash, and the rest for names in what it exports: src.app.handler is the export app.handler of a file src. Folders are written with slashes.

The rule speaks where the file with slashes is in the image and the one that the runtime looks for is not.`,
	Refs: []string{
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    handlerNodeDottedDirectory,
})

func handlerNodeDottedDirectory(p *analysis.Pass, i *image.Image) {
	handler, ok := dottedDirectory(p, i)
	if !ok {
		return
	}
	p.Report(onHandler(i, fmt.Sprintf("the runtime takes folders with slashes, %s: with dots it looks for a file %s", handler, firstPart(i.Start.Handler.Text)), replaceHandler(i, handler, false)))
}

// dottedDirectory is the handler that was meant by one whose folders are written with dots.
func dottedDirectory(p *analysis.Pass, i *image.Image) (meant string, ok bool) {
	handler, given := given(i)
	if !given || i.Start.Language != lambda.NodeJS || len(i.Start.Handler.SearchPath) == 0 {
		return "", false
	}
	dir, base := path.Split(handler)
	parts := strings.Split(base, ".")
	if len(parts) < 3 || p.Module().Presence == image.Present {
		return "", false
	}
	for n := len(parts) - 1; n >= 2; n-- {
		file := dir + strings.Join(parts[:n], "/")
		for _, extension := range []string{".js", ".mjs", ".cjs"} {
			if presence, _ := i.Final.Lookup(path.Join(i.Start.Handler.SearchPath[0], file+extension)); presence == image.Present {
				return file + "." + strings.Join(parts[n:], "."), true
			}
		}
	}
	return "", false
}

func firstPart(handler string) string {
	dir, base := path.Split(handler)
	first, _, _ := strings.Cut(base, ".")
	return dir + first
}
