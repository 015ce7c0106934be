package rules

import (
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "dependencies-outside-search-path",
	Summary: "Python packages installed where the base image's runtime does not look: pip --target elsewhere, uv sync, poetry, pipenv",
	Doc: `
The runtime of Lambda's Python images starts its own interpreter, which knows of no virtual environment. What uv sync, poetry install and pipenv install put into one, and what pip install --target
puts into another directory than the task root, is in the image, and each invocation ends with Runtime.ImportModuleError.

The rule is silent where the directory is named again (a copy, PATH, PYTHONPATH, a link), where packages are installed in another way as well (uv export, pip install -r), where the handler's source changes
sys.path, and on directories below the task root.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/python-image.html",
		"https://docs.astral.sh/uv/guides/integration/aws-lambda/",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    dependenciesOutsideSearchPath,
})

func dependenciesOutsideSearchPath(p *analysis.Pass, i *image.Image) {
	if i.Class != image.Certain || i.Start.Kind != image.LambdaEntrypoint || i.Start.Script || i.Start.Language != lambda.Python {
		return
	}
	for _, lost := range lostHomes(p, i) {
		home := lost.pythonHome
		where := "into " + lost.landed
		if home.dir == "" {
			where = "into a virtual environment"
		}
		d := analysis.Diagnostic{
			Span:    home.at,
			Message: fmt.Sprintf("%s installs %s, where the base image's Python does not look", home.tool, where),
			Fixes:   installForRuntime(i, home),
		}
		if lost.by != nil {
			d.Span, d.Fixes = lost.by.Copy.DestWord.Inner(), copyToTaskRoot(i, lost.by)
			d.Message = fmt.Sprintf("the packages that %s installs are copied to %s, where the base image's Python does not look", home.tool, lost.landed)
			d.Related = []analysis.Related{{File: i.File.Source, Span: home.at, Message: "they are installed here"}}
		}
		p.Report(d)
	}
}

// lostHome is a directory with packages that the runtime does not find.
type lostHome struct {
	pythonHome
	// landed is where it lies in the final image; by is the COPY that brings it from a build stage.
	landed string
	by     *image.Step
}

// lostHomes are the directories with packages that come into the final image and that the runtime does not find. There are none where packages are
// installed in another way as well.
func lostHomes(p *analysis.Pass, i *image.Image) []lostHome {
	var lost []lostHome
	for _, s := range i.Stages {
		if !i.ReachesFinal(s) || s != i.Final && i.Final.Root().Kind == image.BaseStage {
			continue
		}
		homes, ok := pythonHomes(i, s)
		if !ok {
			return nil
		}
		for _, home := range homes {
			if home.Step.Stage != s {
				continue
			}
			dir, by, ok := carried(i, home)
			if !ok || home.tool == "poetry" && len(i.Final.Find("poetry.toml")) > 0 || reachedByPython(p, i, home, dir) || namedAgain(i, home, by, otherNames(home, dir)...) {
				return nil
			}
			lost = append(lost, lostHome{home, dir, by})
		}
	}
	return lost
}

// otherNames are texts that say that something is made of a home: its directory, and what takes packages out of an environment.
func otherNames(home pythonHome, dir string) []string {
	switch home.tool {
	case "pip":
		return []string{dir}
	case "uv":
		return []string{".venv", "uv export", "site-packages"}
	}
	return []string{".venv", "virtualenv", "site-packages", "--system", "export", "poetry.toml", "WORKON_HOME"}
}

// installForRuntime makes a command install where the runtime looks.
func installForRuntime(i *image.Image, home pythonHome) []analysis.Fix {
	edit := analysis.Edit{File: i.File.Source}
	title := ""
	switch home.tool {
	case "pip":
		title, edit.Span, edit.New = "Install into ${LAMBDA_TASK_ROOT}", home.at, `"${LAMBDA_TASK_ROOT}"`
		if text := i.File.Source.Slice(home.at); len(text) > len("--target=") && text[:len("--target=")] == "--target=" {
			edit.New = `--target="${LAMBDA_TASK_ROOT}"`
		}
	case "poetry":
		title, edit.Span, edit.New = "Create no virtual environment", source.Span{Start: home.at.Start, End: home.at.Start}, "poetry config virtualenvs.create false && "
	case "pipenv":
		title, edit.Span, edit.New = "Install for the system", source.Span{Start: home.at.End, End: home.at.End}, " --system"
	default:
		return nil
	}
	if home.Step.Instruction.JSON {
		return nil
	}
	return []analysis.Fix{{Title: title, Edits: []analysis.Edit{edit}}}
}
