package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "handler-callback-style-on-node24",
	Summary: "handlers with a callback parameter on Node.js 24, whose runtime no longer calls it",
	Doc: `
From Node.js 24 on the runtime refuses handlers with three parameters: "Lambda Node.js 24 does not support callback-based handlers". They must be async functions, or return a promise.

The rule counts the parameters of the function that the handler names, and is silent on streaming handlers, on default and rest parameters, and where the source is not known.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html",
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client",
	},
	Severity: analysis.Error,
	Tier:     2,
	Since:    "0.1.0",
	Image:    handlerCallbackStyleOnNode24,
})

func handlerCallbackStyleOnNode24(p *analysis.Pass, i *image.Image) {
	base := i.Final.Root()
	if i.Start.Language != lambda.NodeJS || i.Start.Kind != image.LambdaEntrypoint || base.Tag == nil || lambda.VersionBefore(base.Lambda.Runtime, strconv.Itoa(lambda.CallbackRefusedFrom)) {
		return
	}
	found := p.Module()
	if !found.Read || found.Symbols != handlers.Yes || found.Name.Callable != handlers.Yes || found.Name.Kind == handlers.Class || len(found.Name.Params) != 3 {
		return
	}
	for _, param := range found.Name.Params {
		if strings.ContainsAny(param, "=.{[") {
			return
		}
	}
	text := found.Source.File.Text()
	if strings.Contains(text, "streamifyResponse") || strings.Contains(text, "responseStream") {
		return
	}
	_, handlerSpan := handlerPlace(i)
	file, _ := handlerPlace(i)
	p.Report(analysis.Diagnostic{
		File: found.Source.File, Span: found.Name.Span,
		Message: fmt.Sprintf("%s takes a callback, %s, which the runtime of Node.js %s refuses", found.Name.Name, found.Name.Params[2], base.Lambda.Runtime),
		Related: []analysis.Related{{File: file, Span: handlerSpan, Message: "it is the handler"}},
	})
}
