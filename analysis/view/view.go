// Package view is the documented JSON of what a Dockerfile would build: the answer of lambdock inspect --format json and of the request lambdock/image.
package view

import (
	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/source"
)

// Version is that of the JSON's form. Fields may be added within a version; none changes its meaning or goes.
const Version = 1

// Document is all that is known of one Dockerfile.
type Document struct {
	Version    int    `json:"version"`    // of this form
	Dockerfile string `json:"dockerfile"` // its path in the workspace
	// Images are one for each way in which the Dockerfile is built and used: one target, context, platform, set of arguments and command.
	Images []*Image `json:"images"`
}

// Image is what one way of building makes.
type Image struct {
	Title     string     `json:"title"`     // what a person calls it: "Python 3.13 · arm64"; empty where nothing is known of it
	Functions []Function `json:"functions"` // that use it
	Builds    []Build    `json:"builds"`    // commands and files that build it
	Lambda    Lambda     `json:"lambda"`    // whether it is a Lambda function's, and why
	Context   Text       `json:"context"`   // the build context's folder in the workspace
	Target    string     `json:"target"`    // the stage that is built; empty for the last
	Platform  Text       `json:"platform"`  // "linux/arm64"
	Arguments []Variable `json:"arguments"` // that the build gives
	Stages    []*Stage   `json:"stages"`
	Final     int        `json:"final"` // the index of the stage that is built; -1 if it is not known
	Start     *Start     `json:"start"` // how its container starts; null without a final stage
	// Environment are the variables of the container: of the Dockerfile and of the function's configuration, sorted; the base image may bring others.
	Environment []Variable `json:"environment"`
	WorkDir     Text       `json:"workDir"`
	User        Text       `json:"user"`  // empty where none is set
	Files       *Node      `json:"files"` // the root folder; null without a final stage
}

// Text is a string that may be unknown.
type Text struct {
	Known bool   `json:"known"`
	Text  string `json:"text"`
}

// Place is a part of a file, counted from 1; columns are UTF-16 code units, and the end is behind the last one.
type Place struct {
	File        string `json:"file"` // its path in the workspace
	StartLine   int    `json:"startLine"`
	StartColumn int    `json:"startColumn"`
	EndLine     int    `json:"endLine"`
	EndColumn   int    `json:"endColumn"`
}

// Function is a Lambda function that uses the image.
type Function struct {
	Name  string `json:"name"`
	Kind  string `json:"kind"` // of the file that says it: "sam", "cdk", "terraform" …
	Place Place  `json:"place"`
	// Reason says to a person what ties it to the Dockerfile; Through is the build that makes its image, null where its own file names the Dockerfile.
	Reason  string `json:"reason"`
	Through *Place `json:"through"`
}

// Build is a command, or an entry of a file, that builds the image.
type Build struct {
	Tool   string   `json:"tool"` // "docker buildx build", "docker compose", "sam build" …
	Place  Place    `json:"place"`
	Tags   []string `json:"tags"`   // as written
	Push   bool     `json:"push"`   // whether it is known to push what it builds
	Reason string   `json:"reason"` // says to a person what ties it to the Dockerfile
}

// Lambda says whether an image is a Lambda function's.
type Lambda struct {
	Class    string     `json:"class"` // "certain", "likely", "weak" or "no"
	Evidence []Evidence `json:"evidence"`
}

// Evidence is one reason.
type Evidence struct {
	Text    string `json:"text"`
	Against bool   `json:"against"`
	Place   *Place `json:"place"`
}

// Stage is one build stage.
type Stage struct {
	Name  string `json:"name"` // empty without an alias
	Place Place  `json:"place"`
	Base  Base   `json:"base"`
	Steps []Step `json:"steps"`
	// Reached reports that the final image is built from it, or copies from it.
	Reached bool `json:"reached"`
}

// Base is what a stage stands on.
type Base struct {
	Kind  string `json:"kind"`  // "scratch", "stage", "lambda", "image" or "unknown"
	Image Text   `json:"image"` // the reference with its variables put in
	Stage int    `json:"stage"` // the index of the stage that it is; -1 for none
	// Language, OS and DeprecatedOn ("2029-06-30") are those of one of Lambda's base images; empty where they are not known.
	Language     string `json:"language"`
	OS           string `json:"os"`
	DeprecatedOn string `json:"deprecatedOn"`
}

// Step is one instruction.
type Step struct {
	Keyword string `json:"keyword"`
	Text    string `json:"text"` // the instruction on one line, shortened
	Place   Place  `json:"place"`
	// Layer reports an instruction that makes a layer of files.
	Layer  bool   `json:"layer"`
	Copies []Copy `json:"copies"` // of COPY and ADD
}

// Copy is one source of a COPY or ADD.
type Copy struct {
	Source string `json:"source"`
	// From is what the source lies in: "context", "stage", "image", "url", "heredoc" or "unknown"; Stage is the index of a stage, else -1.
	From  string `json:"from"`
	Stage int    `json:"stage"`
	Dest  Text   `json:"dest"` // absolute, in the image
}

// Start is how a container starts.
type Start struct {
	Kind       string  `json:"kind"`     // "lambda-entrypoint", "client", "adapter", "script", "program" or "unknown"
	Language   string  `json:"language"` // of the runtime; empty where it is not known
	Version    string  `json:"version"`  // of the language
	Program    string  `json:"program"`  // the file that starts; empty where it is not known
	Entrypoint Command `json:"entrypoint"`
	Command    Command `json:"command"`
	Handler    Handler `json:"handler"`
}

// Command is an entry point or a command.
type Command struct {
	Set   bool   `json:"set"`
	Words []Text `json:"words"`
	Shell bool   `json:"shell"` // in shell form, as one word
	Place *Place `json:"place"` // null where the base image brings it
}

// Handler is the function that the runtime calls, and how it is found.
type Handler struct {
	State      string   `json:"state"` // "given", "missing", "none" where what starts needs none, or "unknown"
	Name       string   `json:"name"`
	Place      *Place   `json:"place"`      // where it is written
	Module     string   `json:"module"`     // what the runtime loads
	Symbol     string   `json:"symbol"`     // what it calls
	SearchPath []string `json:"searchPath"` // the folders in which it looks, in order
	Presence   string   `json:"presence"`   // of the module where the runtime looks: "present", "absent" or "unknown"
	File       string   `json:"file"`       // the module's file, relative to the search path's folder
	Origin     *Origin  `json:"origin"`     // what put it there; null where that is not known
	Compiled   bool     `json:"compiled"`   // whether the module is made from Source by a build
	Source     string   `json:"source"`     // the source in the workspace; empty where it is not known
	Defined    string   `json:"defined"`    // whether the source defines the symbol: "yes", "no" or "unknown"
	Definition *Place   `json:"definition"` // where
	Elsewhere  []string `json:"elsewhere"`  // files of the module that are in the image where the runtime does not look
}

// Origin is what put a file into an image.
type Origin struct {
	Line    int    `json:"line"`    // of the instruction, from 1; 0 for the base image
	Stage   int    `json:"stage"`   // of the instruction; -1 for the base image
	Context string `json:"context"` // the file in the workspace; empty where it does not come from the build context
	// ChangedBy is the line of a later instruction that may have changed it; 0 for none.
	ChangedBy int `json:"changedBy"`
}

// Variable is a variable with its value.
type Variable struct {
	Name  string `json:"name"`
	Value Text   `json:"value"`
	// Place is what set it, in the Dockerfile or in a function's configuration; null for the base image.
	Place *Place `json:"place"`
	// Reserved reports a variable that Lambda sets itself.
	Reserved bool `json:"reserved"`
}

// Node is a file or a folder of the image.
type Node struct {
	Name    string  `json:"name"`
	Folder  bool    `json:"folder"`
	Certain bool    `json:"certain"` // false for what a command may have written or removed
	Origin  *Origin `json:"origin"`
	// Nodes are a folder's entries as far as they are known, sorted. More reports that it may hold others; Cut that known ones were left out.
	Nodes []*Node `json:"nodes"`
	More  bool    `json:"more"`
	Cut   bool    `json:"cut"`
}

// Of is the view of a Dockerfile and its variants. Only the images of the function of that name are in it, unless the name is empty.
func Of(file *dockerfile.File, variants []*analysis.Variant, function string) *Document {
	doc := &Document{Version: Version, Dockerfile: file.Source.Path(), Images: []*Image{}}
	for _, v := range variants {
		if i := imageOf(v); function == "" || i.usedBy(function) {
			doc.Images = append(doc.Images, i)
		}
	}
	return doc
}

func (i *Image) usedBy(function string) bool {
	for _, f := range i.Functions {
		if f.Name == function {
			return true
		}
	}
	return false
}

func placeIn(f *source.File, span source.Span) Place {
	start, end := f.UTF16Position(span.Start), f.UTF16Position(span.End)
	return Place{f.Path(), start.Line + 1, start.Column + 1, end.Line + 1, end.Column + 1}
}
