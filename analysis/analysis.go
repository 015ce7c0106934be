// Package analysis runs rules over Dockerfiles and what stands around them. It is the only room that turns a function
// or a build of the workspace into an image's inputs, and that asks handlers about the module that an image names.
package analysis

import (
	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// Severity is how much a finding matters.
type Severity int

// The severities. Error: the build fails, the function cannot start, or the deploy is refused. Warning: it will fail later, or only
// sometimes, or costs. Info: there is a better way. Hint: faint in the editor.
const (
	Hint Severity = iota + 1
	Info
	Warning
	Error
)

// String is the severity's name as options and reports write it: "error".
func (s Severity) String() string {
	switch s {
	case Hint:
		return "hint"
	case Info:
		return "info"
	case Warning:
		return "warning"
	case Error:
		return "error"
	}
	return "none"
}

// Rule is one check. A rule is a value in a file of its own in package rules.
type Rule struct {
	Name     string   // the catalogue's name: in output, ignore comments, file, fixture and page
	Summary  string   // one line that completes "reports …"
	Doc      string   // Markdown: what goes wrong in Lambda, why the build cannot see it, when the rule is silent
	Refs     []string // what it stands on; at least one address
	Severity Severity
	Fixable  bool   // it has a fix for at least some findings
	Since    string // the first version that has it
	// Tier says how settled it is: 1 and 2 run by default, 3 only where it is asked for, by --preview or by its name.
	Tier int
	// Mark says how an editor shows the text of a finding, beside underlining it.
	Mark Mark
	// What it looks at, one or more.
	Image    func(*Pass, *image.Image)        // each variant of each Dockerfile that is a Lambda function's
	Build    func(*Pass, *workspace.Build)    // each build of the Dockerfile
	Function func(*Pass, *workspace.Function) // each function of a file around, by itself: its pass has no image
	Command  func(*Pass, *workspace.Command)  // each command of a file around: its pass has the image of a docker run whose image is known to be the Dockerfile's, else none
}

// Mark is how an editor shows a text. The zero Mark is nothing in particular.
type Mark int

// The marks: faded out, and struck through.
const (
	NoMark      Mark = iota
	Unnecessary      // it has no effect
	Deprecated       // it is out of support
)

// Diagnostic is one finding.
type Diagnostic struct {
	Rule     *Rule
	Severity Severity
	File     *source.File
	Span     source.Span
	Message  string
	Related  []Related
	Fixes    []Fix
}

// Related is a place that a finding rests on.
type Related struct {
	File    *source.File
	Span    source.Span
	Message string
}

// Fix is one way to mend a finding. A diagnostic's fixes are alternatives, the first preferred.
type Fix struct {
	Title string // a verb phrase, capital first
	// Safe reports that applying it without asking cannot change what a correct image does. The zero value asks first.
	Safe  bool
	Edits []Edit
}

// Edit replaces a span of a file.
type Edit struct {
	File *source.File
	Span source.Span
	New  string
}

// Pass is one rule's run over one variant of a Dockerfile, or over one file around.
type Pass struct {
	Rule *Rule
	Env  *Env
	// Image is the variant; nil for a rule's Function, and for most of what a rule's Command is given.
	Image *image.Image
	// Variant says which builds and functions the image stands for; nil where Image is.
	Variant *Variant
	report  func(Diagnostic)
}

// Report adds a finding. File defaults to the Dockerfile, or to the file around that is looked at; Severity to the rule's.
func (p *Pass) Report(d Diagnostic) { p.report(d) }

// Today is the day that decides what is deprecated.
func (p *Pass) Today() lambda.Date { return p.Env.Today }

// Module resolves the handler of the image to a module of the context's sources.
// It is worked out once a variant; see Resolution.
func (p *Pass) Module() Resolution { return p.Variant.module() }

// Resolution is what became of the handler's module.
type Resolution struct {
	// Presence says whether the module's file is in the image where the runtime looks: Unknown unless the whole search path is known.
	Presence image.Presence
	// Module and Symbol are the handler's parts: "pkg/app" and "handler"; File is the module's file in the image, Origin what put it there.
	Module, Symbol string
	File           string
	Origin         image.Origin
	// Source is the module as read from the context; Read reports that it could be.
	Source handlers.Module
	Read   bool
	// Symbols says whether the module has the symbol, and Name is its definition.
	Symbols handlers.Answer
	Name    handlers.Name
	// Compiled is the source or the project in the workspace that the module is compiled from; empty for a module that runs as it is written.
	Compiled string
	// Program is the absolute path in the image of the program that the container starts where that is one of the function's own, and no runtime of
	// AWS's loads a module: Compiled is then the source of its main function, or Origin the script that it is.
	Program string
	// Near is the module of the sources that was probably meant; nil where one has the handler's name, and where none is like it.
	Near *Near
	// Elsewhere are the files of that module that are in the image but outside the search path.
	Elsewhere []image.Found
	// InContext are the context's files of that module that no instruction copies.
	InContext []string
}

// Files are the files that the finding speaks of: its own, those of related places and of fixes.
func (d Diagnostic) Files() []*source.File {
	files := []*source.File{d.File}
	for _, r := range d.Related {
		files = append(files, r.File)
	}
	for _, fix := range d.Fixes {
		for _, e := range fix.Edits {
			files = append(files, e.File)
		}
	}
	return files
}
