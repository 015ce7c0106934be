// Package image works out what a Dockerfile would build: its stages, variables, base images, files, environment,
// entry point and handler. It runs nothing: a RUN is something that could have written here.
package image

import (
	"io/fs"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// Inputs is everything besides the Dockerfile's bytes that decides the image. The zero Inputs knows nothing.
type Inputs struct {
	// Context is the build context; nil when it is unknown, and then no path is Absent.
	Context fs.FS
	// ContextDir is the context's slash-separated path in the workspace, for origins; "." is the root.
	ContextDir string
	// Ignore is the ignore file that applies: NAME.dockerignore beside the Dockerfile, else the context's .dockerignore; nil without one.
	Ignore *source.File
	// Args are the build arguments; an unknown Value says that the argument is passed, but not with what.
	Args map[string]Value
	// NamedContexts are the names that --build-context (or its like) replaces: images and stages of those names are unknown.
	NamedContexts []string
	// Target is the stage that is built; empty for the last one.
	Target string
	// TargetUnknown reports that a stage is named, but not which: nothing is known of what is built unless there is only one stage.
	TargetUnknown bool
	// Platform is the target platform, "linux/arm64"; empty when it is not known.
	Platform string
	Override Override
	// Evidence is what the workspace says about the image, added to what the Dockerfile says.
	Evidence []Evidence
	// Untracked reports that version control ignores a path of the context, which may then be made before the build; nil if that is not known.
	Untracked func(contextPath string) bool
	// Memory is what was read of the shell texts of the Dockerfile before; nil if nothing was. It decides nothing.
	Memory *shell.Memory
	// opened is the context as BuildKit sends it.
	opened *contextTree
}

// Override is what a function's configuration sets in place of the image's own.
type Override struct {
	Entrypoint, Command *Argv
	WorkDir             Value
	// Environment are the variables that it sets. EnvironmentOpen reports that it may set others too.
	Environment     map[string]Value
	EnvironmentOpen bool
}

// Value is a string that may be unknown. The zero Value is unknown.
type Value struct {
	Text  string
	Known bool
	// Because are the spans in the Dockerfile that decided it: the ARG or ENV lines, or the variable that has no value.
	Because []source.Span
}

// Image is what the Dockerfile would build.
type Image struct {
	File   *dockerfile.File
	Inputs Inputs
	// Globals are the build arguments in front of the first FROM, as they expand in every FROM.
	Globals *Env
	Stages  []*Stage
	// Final is the stage that is built: the target's, else the last. It is nil when there is none or the target is not among them.
	Final *Stage
	// Class says whether the image is a Lambda function's, and Evidence why.
	Class    Class
	Evidence []Evidence
	// Start is how the final stage's container starts in Lambda.
	Start    Start
	reached  map[*Stage]bool
	commands func() []Command
}

// Stage is one build stage.
type Stage struct {
	Index int
	Name  string // the alias as written; empty without one
	From  *dockerfile.Instruction
	// Reference is FROM's word for the image.
	Reference dockerfile.Word
	Base      Base
	Platform  Value // of --platform; unknown without the flag
	// Steps are the stage's instructions in order, triggers of the base stage's ONBUILD first.
	Steps []*Step
	// Env, WorkDir, User and Shell are the state after the last step.
	Env     *Env
	WorkDir Value
	User    Value    // known and empty without USER, where the base is known to set none
	Shell   []string // of SHELL; nil for the default /bin/sh -c
	// Entrypoint and Cmd are the effective ones, inherited from base stages and from Lambda's base images; Set is false when there is none or it is unknown.
	Entrypoint, Cmd Argv
	// ownCmd reports a CMD of this very stage, triggers are its ONBUILD instructions, earlier the stages before it, and names all stages of
	// each name in lower case.
	ownCmd   bool
	triggers []*dockerfile.Instruction
	earlier  []*Stage
	names    map[string][]*Stage
	files    *files
}

// Base is what a stage stands on.
type Base struct {
	Kind BaseKind
	// Ref is the image reference with its variables put in.
	Ref Value
	// Stage is the earlier stage for BaseStage.
	Stage *Stage
	// Lambda is the reference taken apart, for BaseLambda. For BaseUnknown it is the repository alone where that is one of Lambda's and only
	// the tag or the digest is not known: see OnLambda.
	Lambda lambda.Reference
	// Tag is Lambda.Known: nil when the tag's runtime is unknown.
	Tag *lambda.Tag
}

// BaseKind is the kind of a stage's base.
type BaseKind int

// The kinds of bases.
const (
	BaseUnknown BaseKind = iota // an unknown variable, or a named context
	BaseScratch
	BaseStage
	BaseLambda
	BaseOther // another image
)

// Root is the base that the chain of stages ends in: never of kind BaseStage.
func (s *Stage) Root() Base {
	for s.Base.Kind == BaseStage {
		s = s.Base.Stage
	}
	return s.Base
}

// RootStage is the stage whose FROM names the image that the chain ends in.
func (s *Stage) RootStage() *Stage {
	for s.Base.Kind == BaseStage {
		s = s.Base.Stage
	}
	return s
}

// Step is one instruction of a stage with the state in which it runs.
type Step struct {
	Stage       *Stage
	Instruction *dockerfile.Instruction
	Env         *Env // ARG and ENV as they expand in the instruction
	WorkDir     Value
	User        Value
	Shell       []string
	Copy        *Copy // of COPY and ADD
	script      func() *shell.Script
}

// Script is the shell text of a RUN, or of a shell-form CMD or ENTRYPOINT. A RUN in JSON form is one command, or what it gives to sh -c.
// It is nil when it is no shell's: another SHELL, a heredoc for another interpreter.
func (s *Step) Script() *shell.Script {
	if s.script == nil {
		return nil
	}
	return s.script()
}

// Copy is a COPY or ADD.
type Copy struct {
	Sources []CopySource
	// Dest is the absolute destination with the working directory put in; a trailing slash is kept.
	Dest     Value
	DestWord dockerfile.Word
	// From is the stage of --from; FromImage is the image that it names instead. Both are empty for the build context.
	From      *Stage
	FromImage Value
	// FromUnknown reports a --from that is neither: a variable without value, a named context.
	FromUnknown bool
	// Chmod and Chown are the flags' values: known and empty without the flag.
	Chmod, Chown Value
	Add          bool
	// Link and Parents are the flags of those names, and Exclude the patterns of --exclude.
	Link, Parents bool
	Exclude       []Value
	// Unpack reports that archives are unpacked: ADD does that unless --unpack=false.
	Unpack bool
	tree   tree
}

// CopySource is one source of a COPY or ADD.
type CopySource struct {
	Word    dockerfile.Word
	Path    Value // with variables put in, as written otherwise; for a heredoc its name
	Kind    SourceKind
	Heredoc *dockerfile.Heredoc
}

// SourceKind is the kind of a source.
type SourceKind int

// The kinds of sources.
const (
	SourcePath SourceKind = iota
	SourceHeredoc
	SourceURL
	SourceGit
)

// Argv is an entry point or a command. The zero Argv is not set.
type Argv struct {
	Set bool
	// Words are the arguments; in shell form the one word is the whole command line.
	Words []Arg
	Shell bool
	// Instruction is the ENTRYPOINT or CMD; nil when it comes from a base image or an override.
	Instruction *dockerfile.Instruction
	// File is the file of an override; nil otherwise.
	File *source.File
	// Unknown reports that it is set, but its words are not known (an override that is decided elsewhere).
	Unknown bool
}

// Arg is one word of an Argv.
type Arg struct {
	Text  string
	Known bool
	// Span is where the word stands without its quotes, in Argv.File or in the Dockerfile.
	Span source.Span
}

// Presence says whether a path is in an image. The zero Presence is Unknown.
type Presence int

// The three answers. Rules speak on Absent, never on Unknown.
const (
	Unknown Presence = iota
	Present
	Absent
)

// Origin says what put a path into the image.
type Origin struct {
	Step *Step // nil for what the base image brings
	// ContextPath is the file in the build context, relative to it; empty when it does not come from there.
	ContextPath string
	Heredoc     *dockerfile.Heredoc
	Dir         bool
	// Mode is the permission bits, if they are known: of the context's file, --chmod and RUN chmod.
	Mode Mode
	// Chmod is the step, a COPY with --chmod or a RUN with chmod, that decided whether others may read it; nil where the mode is that of the context or the base.
	Chmod *Step
	// ChangedBy is a later step that may have written the file anew; nil if none may.
	ChangedBy *Step
	context   *contextTree
}

// Found is a file that is in an image.
type Found struct {
	Path   string // absolute, in the image
	Origin Origin
}

// Class says whether an image is a Lambda function's. The zero Class is NotLambda.
type Class int

// The classes, weakest first. Rules about what is missing speak on Certain only; on Weak and NotLambda no rule speaks.
const (
	NotLambda Class = iota
	Weak
	Likely
	Certain
)

// Evidence is one reason to take, or not to take, an image for a Lambda function's.
type Evidence struct {
	// Class is what it speaks for. With Against set it speaks against all weaker and equal evidence.
	Class   Class
	Against bool
	// Override makes the evidence decide alone: a person said it, in a comment or in the configuration.
	Override bool
	Text     string // "the final stage's base is public.ecr.aws/lambda/python", lower case, no full stop
	File     *source.File
	Span     source.Span
}

// Start is how a container of the image starts in Lambda, and the handler that the runtime gets.
type Start struct {
	Kind StartKind
	// Language is the runtime's language; empty when it is unknown.
	Language lambda.Language
	// Version is the language's version as far as the base image tells it: "3.12".
	Version string
	// Program is the file that starts, wrappers such as tini left out: for a Script the script, also one that a shell is given. Its Path is
	// absolute; empty when it is not known to be in the image.
	Program Found
	// Script reports that not the command line itself starts what Kind says, but the script that it starts.
	Script bool
	// Argv is the whole command line: entry point, then command; Known only where all of it is.
	Argv    []Arg
	Handler Handler
	// mayStartRuntime reports a script that starts a runtime in one of its ways.
	mayStartRuntime bool
}

// StartKind is what the container runs first.
type StartKind int

// The ways in which a function's container starts.
const (
	StartUnknown     StartKind = iota
	LambdaEntrypoint           // /lambda-entrypoint.sh of AWS's base images, inherited or restated
	Client                     // a runtime interface client named in the command line
	Adapter                    // a server behind the Lambda Web Adapter
	Script                     // a script of the context or a heredoc
	Program                    // anything else
)

// Handler is the handler's name as the runtime gets it.
type Handler struct {
	State HandlerState
	Text  string
	// Span is where it stands without quotes, in File if that is set (an override), else in the Dockerfile.
	Span source.Span
	File *source.File
	// Instruction is the CMD or ENTRYPOINT that holds it; nil for an override.
	Instruction *dockerfile.Instruction
	// SearchPath are the absolute directories in which the runtime looks for the module, in order.
	SearchPath []string
	// SearchOpen reports that a variable whose value is not known may name further directories.
	SearchOpen bool
}

// HandlerState says whether there is a handler.
type HandlerState int

// The states of a handler.
const (
	HandlerUnknown HandlerState = iota // the image's command line does not decide it
	HandlerMissing                     // the runtime gets none
	HandlerGiven
	NoHandler // what starts needs none: a program with its own loop, the Web Adapter
)
