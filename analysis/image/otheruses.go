package image

import (
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// otherUses is what speaks for another use of an image on one of Lambda's base images: a container of another service, a test, the making
// of an archive.
func (w *witness) otherUses() {
	i := w.image
	if service, ok := namesService(i.File.Source.Path()); ok {
		w.against(i.Final.From.KeywordSpan, "the file's name says that it is for %s", service)
	}
	if !i.Final.Root().OnLambda() {
		return
	}
	if at, ok := startsJob(i); ok {
		w.against(at, "the container starts a program instead of the runtime")
	}
	if at, ok := idles(i); ok {
		w.against(at, "the command is no handler, but tests or builds something")
	}
	if at, ok := makesAsset(i); ok {
		w.against(at, "the image makes an archive or installs packages for a layer, and names no handler")
	}
}

// otherServices are services that run containers, as the names of Dockerfiles tell them: ecs.Dockerfile, Dockerfile.fargate.
var otherServices = []string{"ecs", "fargate", "agentcore", "microvm", "codebuild", "apprunner", "sagemaker"}

func namesService(name string) (service string, ok bool) {
	parts := strings.FieldsFunc(strings.ToLower(path.Base(name)), func(r rune) bool { return strings.ContainsRune("._-", r) })
	if slices.Contains(parts, "lambda") {
		return "", false
	}
	for _, service := range otherServices {
		if slices.Contains(parts, service) {
			return service, true
		}
	}
	return "", false
}

// startsJob reports a container that starts an interpreter, a shell or a server where the runtime should be. On the base images without a
// language everything that starts is the author's own runtime.
func startsJob(i *Image) (source.Span, bool) {
	if i.Inputs.Override.Entrypoint != nil {
		return source.Span{}, false
	}
	if scriptPacks(i) {
		return i.Final.Entrypoint.Instruction.Span, true
	}
	if language := i.Start.Language; language == lambda.Provided || language == lambda.Go {
		return startsOneOf(i, buildTools)
	}
	return startsServer(i)
}

// scriptPacks reports a script of the Dockerfile's own entry point that makes an archive and starts no runtime.
func scriptPacks(i *Image) bool {
	if i.Start.Kind != Script || i.Start.mayStartRuntime || i.Final.Entrypoint.Instruction == nil {
		return false
	}
	text, dialect, ok := entryScript(i.Start.Program)
	return ok && slices.ContainsFunc(shell.Parse(text, dialect, nil).Commands, func(c *shell.Command) bool { return packs(c.Unwrap()) })
}

// buildTools compile: as an entry point they make an image that builds a program, and runs none.
var buildTools = []string{"cargo", "rustc", "go", "swift", "zig", "gcc", "make", "cmake", "mvn", "gradle", "sbt", "dotnet", "stack", "cabal"}

// startsOneOf reports a container whose own command line starts one of those programs.
func startsOneOf(i *Image, programs []string) (source.Span, bool) {
	argv, ok := ownCommandLine(i)
	if !ok {
		return source.Span{}, false
	}
	first, _, _ := strings.Cut(argv.Words[0].Text, " ")
	return argv.Instruction.Span, slices.Contains(programs, first)
}

// ownCommandLine is the entry point, or without one the command, that the Dockerfile itself writes and that starts no runtime.
func ownCommandLine(i *Image) (Argv, bool) {
	argv := i.Final.Entrypoint
	if !argv.Set {
		argv = i.Final.Cmd
	}
	return argv, i.Start.Kind == Program && argv.Instruction != nil && len(argv.Words) > 0 && !slices.ContainsFunc(argv.Words, namesRuntime)
}

// startsServer reports a container whose own command line starts an interpreter, a shell, a server or tests, and not the runtime.
func startsServer(i *Image) (source.Span, bool) {
	argv, ok := ownCommandLine(i)
	if !ok {
		return source.Span{}, false
	}
	first, _, _ := strings.Cut(argv.Words[0].Text, " ")
	return argv.Instruction.Span, lambda.IsServerCommand(first) || lambda.IsServerCommand(path.Base(first)) || slices.Contains(testRunners, path.Base(first))
}

// namesRuntime reports a word that leads to the runtime that Lambda's base images hold.
func namesRuntime(w Arg) bool { return strings.Contains(w.Text, lambda.RuntimeDir) }

// idleCommands print, keep a container alive or copy results out of it: a builder's CMD.
var idleCommands = []string{"echo", "printf", "bash", "sh", "cp", "mv", "rsync", "ls", "cat", "tail", "sleep", "true", "zip", "tar", "make"}

var testRunners = []string{"pytest", "tox", "nox", "jest", "mocha", "vitest", "rspec", "behave", "newman", "cypress", "playwright"}

// idles reports a CMD in the place of the handler that starts a builder's or a test's program.
func idles(i *Image) (source.Span, bool) {
	cmd := i.Final.Cmd
	if i.Start.Kind != LambdaEntrypoint || !cmd.Set || cmd.Instruction == nil || i.Inputs.Override.Command != nil {
		return source.Span{}, false
	}
	var words []string
	for _, w := range cmd.Words {
		words = append(words, strings.Fields(w.Text)...)
	}
	if len(words) == 0 {
		return source.Span{}, false
	}
	first := path.Base(words[0])
	return cmd.Instruction.Span, slices.Contains(idleCommands, first) || slices.Contains(testRunners, first) || runsTests(words)
}

// runsTests reports a package manager or an interpreter that is told to run tests: npm test, python -m pytest, npx jest.
func runsTests(words []string) bool {
	if len(words) < 2 || !lambda.IsServerCommand(words[0]) {
		return false
	}
	return slices.ContainsFunc(words[1:], func(w string) bool {
		return w == "test" || w == "unittest" || strings.HasPrefix(w, "test:") || slices.Contains(testRunners, path.Base(w))
	})
}

// makesAsset reports an image that names no handler and makes something else than a function: a layer's or a zip function's builder, whose
// results are copied out of it.
func makesAsset(i *Image) (source.Span, bool) {
	if i.Start.Kind != LambdaEntrypoint || i.Final.Cmd.Set || i.Inputs.Override.Command != nil {
		return source.Span{}, false
	}
	for _, step := range finalSteps(i) {
		script := step.Script()
		if step.Instruction.Keyword != "RUN" || script == nil {
			continue
		}
		for _, c := range script.Commands {
			if inner := c.Unwrap(); packs(inner) || installsAside(inner) {
				return c.Span, true
			}
		}
	}
	return source.Span{}, false
}

// installsAside reports a pip that installs into a directory in which no runtime looks: pip install -t /asset.
func installsAside(c *shell.Command) bool {
	if len(c.Words) == 0 || !strings.HasPrefix(c.Name(), "pip") && !strings.HasPrefix(c.Name(), "python") && c.Name() != "uv" {
		return false
	}
	for n, w := range c.Words[1:] {
		dir, glued := strings.CutPrefix(w.Text, "--target=")
		if before := c.Words[n].Text; before == "-t" || before == "--target" {
			dir, glued = w.Text, true
		}
		if glued && w.Known && path.IsAbs(dir) {
			return !slices.ContainsFunc(lookedInto, func(root string) bool { return within(root, path.Clean(dir)) })
		}
	}
	return false
}

// lookedInto are the directories in which a runtime looks for modules or that it may be told of, and those that hold programs.
var lookedInto = []string{"/var", "/opt", "/usr", "/lib", "/lib64"}

// packs reports a command that makes an archive.
func packs(c *shell.Command) bool {
	if len(c.Words) < 2 {
		return false
	}
	second := c.Words[1].Text
	switch name := c.Name(); {
	case name == "zip", name == "7z", name == "7za":
		return !strings.HasPrefix(second, "--help") && second != "-v"
	case name == "tar":
		return strings.HasPrefix(strings.TrimPrefix(second, "-"), "c") || second == "--create"
	case strings.HasPrefix(name, "python"):
		return len(c.Words) > 4 && second == "-m" && c.Words[2].Text == "zipfile" && strings.HasPrefix(c.Words[3].Text, "-c")
	}
	return false
}
