package workspace

import (
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
)

// setter is a kind of file that may override what images start in a way that is not read: that it may is all that is known.
type setter struct {
	kind  string
	fits  func(name string) bool
	words []string
	// about is a word that must stand in the file too, in any case; empty for none.
	about string
}

// imageConfigFlag is the flag of aws lambda create-function and update-function-configuration.
const imageConfigFlag = "--image-config"

var setters = []setter{
	{"aws-cli", runsCommands, []string{imageConfigFlag}, ""},
	{"program", isCDK, []string{"imageConfig", "image_config", imageConfig, imageConfigFlag}, "lambda"},
	{"program", isOtherAppSource, []string{"ImageConfig", "imageConfig", imageConfigFlag}, "lambda"},
	{"serverless", isServerlessProgram, []string{"entryPoint", "command"}, "image"},
	{"cdk", isOtherAppSource, []string{"DockerImageCode", "AssetImageCode"}, ""},
}

// isServerlessProgram reports whether a file is a Serverless Framework service that is a program: serverless.ts.
func isServerlessProgram(name string) bool {
	base := path.Base(name)
	return base == "serverless.ts" || base == "serverless.js"
}

// runsCommands reports whether a file holds commands.
func runsCommands(name string) bool {
	return slices.ContainsFunc([]func(string) bool{isShell, isMakefile, isWorkflow, isPackageJSON, isBuildspec, isGitLab, isPipeline}, func(is func(string) bool) bool { return is(name) })
}

// otherAppExtensions are those of the other languages that CDK and Pulumi apps are written in.
var otherAppExtensions = []string{".go", ".java", ".cs", ".kt"}

// otherAppParts are what stands in the paths of such apps.
var otherAppParts = []string{"cdk", "stack", "infra", "iac", "construct", "deploy", "pulumi"}

func isOtherAppSource(name string) bool {
	lower := "/" + strings.ToLower(name)
	return slices.Contains(otherAppExtensions, path.Ext(name)) && holdsAny(lower, otherAppParts) && !holdsAny(lower, testParts)
}

func setsCommands(name string) bool {
	return slices.ContainsFunc(setters, func(s setter) bool { return s.fits(name) })
}

// readCommandSetter notes a function for a file that may override an image's command in a way that is not read.
func readCommandSetter(c *collector, f *source.File) {
	for _, s := range setters {
		if !s.fits(f.Path()) || s.about != "" && !strings.Contains(strings.ToLower(f.Text()), s.about) {
			continue
		}
		for _, word := range s.words {
			if strings.Contains(f.Text(), word) {
				c.addUnreadFunction(f, s.kind, word)
				return
			}
		}
	}
}

// addUnreadFunction adds a function of which only the word in its file is known that shows it. It may use any image, and override anything.
func (c *collector) addUnreadFunction(file *source.File, kind, word string) {
	at := max(strings.Index(file.Text(), word), 0)
	f := &Function{Name: path.Base(file.Path()), Kind: kind, File: file, Span: source.Span{Start: at, End: at + len(word)}, Dockerfile: Value{State: Dynamic}, Context: Value{State: Dynamic}}
	f.overriddenUnknown()
	c.addFunction(f)
}
