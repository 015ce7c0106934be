package handlers

import "github.com/lambdock/lambdock/analysis/source"

func readJavaScript(f *source.File) Module {
	return Module{File: f, Open: true, Why: "JavaScript", Kind: NoModule}
}
