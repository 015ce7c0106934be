package image

import (
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/lambda"
)

// manifests are what copied manifests say that name a client. They are read only where nothing stronger is known, and of a copied folder none
// is looked for: that of a repository's root speaks for all that is in it.
func (w *witness) manifests() {
	i := w.image
	if i.Inputs.Context == nil || strongest(w.found, false) >= Likely {
		return
	}
	for _, s := range i.Stages {
		if !i.ReachesFinal(s) {
			continue
		}
		for _, step := range s.Steps {
			if c := step.Copy; c != nil && c.From == nil && !c.FromUnknown && c.FromImage.Text == "" {
				w.copied(c)
			}
		}
	}
}

// anotherStageIsTheFunctions reports a final stage that starts no client and stands beside one that does: a target for development or tests,
// with the same packages.
func (w *witness) anotherStageIsTheFunctions() bool {
	if w.image.Start.Kind == Client {
		return false
	}
	return slices.ContainsFunc(w.image.Stages, func(s *Stage) bool {
		if s == w.image.Final || w.image.ReachesFinal(s) {
			return false
		}
		words, _ := commandLine(s, s.Entrypoint, s.Cmd)
		_, _, client := lambda.ClientInWords(texts(words))
		return client
	})
}

// copied looks into the manifests among the sources of a COPY from the build context.
func (w *witness) copied(c *Copy) {
	for _, source := range c.Sources {
		if source.Kind != SourcePath || !source.Path.Known {
			continue
		}
		for _, name := range manifestNames(source.Path.Text) {
			w.manifest(inContext(name), source.Word)
		}
	}
}

// manifestNames are the manifests that a source may name: itself, or for package*.json the one that has that shape.
func manifestNames(source string) []string {
	dir, base := path.Split(source)
	if _, ok := lambda.IsManifest(base); ok {
		return []string{source}
	}
	var names []string
	for _, language := range lambda.Languages() {
		for _, manifest := range lambda.Client(language).Manifests {
			if ok, err := path.Match(base, manifest); ok && err == nil && strings.Trim(base, "*?.") != "" {
				names = append(names, dir+manifest)
			}
		}
	}
	return names
}

// manifest says that a file of the context names a language's client. Go's is a library that programs for other places hold too, and a
// server may share its manifest with a function.
func (w *witness) manifest(name string, at dockerfile.Word) {
	language, ok := lambda.IsManifest(name)
	client := lambda.Client(language).Package
	client = client[strings.LastIndexByte(client, ':')+1:]
	if !ok || client == "" || !strings.Contains(w.image.Inputs.context().text(name), client) {
		return
	}
	class := Likely
	if _, server := startsServer(w.image); server || language == lambda.Go {
		class = Weak
	}
	w.add(class, at.Inner(), "%s names %s", name, client)
}
