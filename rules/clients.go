package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/packages"
	"github.com/lambdock/lambdock/analysis/source"
)

// clientInstall is a runtime interface client as one command installs it.
type clientInstall struct {
	analysis.Install
	packages.Package
	client lambda.ClientFacts
}

// ecosystemOf is the registry of a language's client.
func ecosystemOf(language lambda.Language) string {
	switch language {
	case lambda.Python:
		return lambda.PythonPackage
	case lambda.NodeJS:
		return lambda.NPMPackage
	case lambda.Ruby:
		return lambda.Gem
	}
	return ""
}

// clientInstalls are the installs of a language's client that happen whenever the image is built.
func clientInstalls(p *analysis.Pass, language lambda.Language) []clientInstall {
	client := lambda.Client(language)
	var found []clientInstall
	for _, install := range p.Variant.Installs() {
		if !install.Certain() {
			continue
		}
		if pkg, ok := install.Find(ecosystemOf(language), client.Package); ok && !pkg.Conditional && !pkg.Dev {
			found = append(found, clientInstall{install, pkg, client})
		}
	}
	return found
}

// stageLanguage is the language and its version that a stage's base image is made for; ok is false where the tag does not tell.
func stageLanguage(s *image.Stage) (language lambda.Language, version string, ok bool) {
	base := s.Root()
	switch {
	case base.Kind == image.BaseLambda && base.Tag != nil:
		return base.Tag.Language, base.Tag.Name, true
	case base.Kind == image.BaseOther && base.Ref.Known:
		language, version, ok = lambda.LanguageImage(base.Ref.Text)
		return language, version, ok && version != ""
	}
	return "", "", false
}

// clientTooNew reports a client that does not run on the language's version of the stage that installs it. uv may bring a Python of its own.
func clientTooNew(p *analysis.Pass, language lambda.Language, severity analysis.Severity, consequence string) {
	for _, c := range clientInstalls(p, language) {
		on, version, known := stageLanguage(c.Step.Stage)
		minimum, needs := lambda.ClientNeeds(language, c.Least())
		if c.Manager == "uv" || !known || !needs || on != language || !definitelyBefore(version, minimum) {
			continue
		}
		p.Report(analysis.Diagnostic{
			Severity: severity, File: c.File, Span: versionSpan(c, c.Least()),
			Message: fmt.Sprintf("%s %s needs %s %s or newer, and %s has %s: %s", c.client.Package, c.Least(), language.Title(), minimum, c.Step.Stage.Root().Ref.Text, version, consequence),
			Related: relatedTo(p, c),
		})
	}
}

// definitelyBefore is VersionBefore for a version that may be cut short: 3 is no version before 3.9.
func definitelyBefore(version, minimum string) bool {
	return lambda.VersionBefore(version, minimum) && !strings.HasPrefix(minimum, version+".")
}

// versionSpan is where a version stands in what asks for the client; all of that where a lock decides.
func versionSpan(c clientInstall, version string) source.Span {
	at := strings.LastIndex(c.File.Slice(c.Span), version)
	if at < 0 || version == "" {
		return c.Span
	}
	return source.Span{Start: c.Span.Start + at, End: c.Span.Start + at + len(version)}
}

// relatedTo are the instruction that installs a client which another file names, and where a lock file has the version.
func relatedTo(p *analysis.Pass, c clientInstall) []analysis.Related {
	var related []analysis.Related
	if file := p.Image.File.Source; c.File != file {
		related = append(related, analysis.Related{File: file, Span: c.Command.Span, Message: "it is installed here"})
	}
	if c.Locked != nil {
		related = append(related, analysis.Related{File: c.Locked.File, Span: c.Locked.Span, Message: "it is locked here"})
	}
	return related
}
