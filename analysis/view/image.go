package view

import (
	"maps"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// builder makes the view of one variant.
type builder struct {
	v *analysis.Variant
	i *image.Image
}

func imageOf(v *analysis.Variant) *Image {
	b := builder{v, v.Image}
	out := &Image{
		Title: Title(v), Functions: b.functions(), Builds: b.builds(), Lambda: b.lambda(),
		Context: Text{v.Context != "", v.Context}, Target: b.i.Inputs.Target, Platform: Text{b.i.Inputs.Platform != "", b.i.Inputs.Platform},
		Arguments: b.arguments(), Stages: b.stages(), Final: -1, Environment: []Variable{},
	}
	final := b.i.Final
	if final == nil {
		return out
	}
	out.Final = final.Index
	out.Start = b.start()
	out.Environment = b.environment()
	out.WorkDir, out.User = textOf(b.workDir()), textOf(final.User)
	out.Files = b.files()
	return out
}

// Title is what a person calls an image, its runtime and its architecture as far as they are known: "Python 3.13 · arm64".
func Title(v *analysis.Variant) string {
	var parts []string
	if runtime := runtimeTitle(v.Image); runtime != "" {
		parts = append(parts, runtime)
	}
	if architecture, ok := lambda.Architecture(v.Image.Inputs.Platform); ok {
		parts = append(parts, architecture)
	}
	return strings.Join(parts, " · ")
}

func runtimeTitle(i *image.Image) string {
	switch {
	case i.Start.Kind == image.Adapter:
		return "Lambda Web Adapter"
	case i.Start.Language == lambda.Provided, i.Start.Language == "" && i.Start.Kind == image.LambdaEntrypoint:
		return "Custom runtime"
	}
	return strings.TrimSpace(i.Start.Language.Title() + " " + i.Start.Version)
}

func textOf(v image.Value) Text { return Text{v.Known, v.Text} }

// place is a part of the Dockerfile; nil for a span that was not written.
func (b builder) place(span source.Span) *Place { return b.placeIn(nil, span) }

// placeIn is a part of a file, or of the Dockerfile where that is nil.
func (b builder) placeIn(f *source.File, span source.Span) *Place {
	if span == (source.Span{}) {
		return nil
	}
	if f == nil {
		f = b.i.File.Source
	}
	place := placeIn(f, span)
	return &place
}

func (b builder) functions() []Function {
	out := []Function{}
	for _, f := range b.v.Functions {
		shown := Function{Name: f.Name, Kind: f.Kind, Place: placeIn(f.File, f.Span), Reason: f.Reason()}
		if f.Through != nil {
			shown.Through = b.placeIn(f.Through.File, f.Through.Span)
		}
		out = append(out, shown)
	}
	return out
}

func (b builder) builds() []Build {
	out := []Build{}
	for _, build := range b.v.Builds {
		tags := []string{}
		for _, tag := range build.Tags {
			tags = append(tags, tag.Text)
		}
		out = append(out, Build{build.Tool.String(), placeIn(build.File, build.Span), tags, build.Push.State == workspace.On, build.Reason()})
	}
	return out
}

var classNames = map[image.Class]string{image.NotLambda: "no", image.Weak: "weak", image.Likely: "likely", image.Certain: "certain"}

func (b builder) lambda() Lambda {
	out := Lambda{classNames[b.i.Class], []Evidence{}}
	for _, e := range b.i.Evidence {
		out.Evidence = append(out.Evidence, Evidence{e.Text, e.Against, b.placeIn(e.File, e.Span)})
	}
	return out
}

func (b builder) arguments() []Variable {
	out := []Variable{}
	for _, name := range slices.Sorted(maps.Keys(b.i.Inputs.Args)) {
		out = append(out, Variable{Name: name, Value: textOf(b.i.Inputs.Args[name])})
	}
	return out
}

func (b builder) workDir() image.Value {
	if override := b.i.Inputs.Override.WorkDir; override.Known {
		return override
	}
	return b.i.Final.WorkDir
}

// environment are the variables of the running container: the Dockerfile's, and those of the function's configuration, which win.
func (b builder) environment() []Variable {
	override := b.i.Inputs.Override.Environment
	env := b.i.Final.Env
	names := append(env.Names(), slices.Collect(maps.Keys(override))...)
	slices.Sort(names)
	out := []Variable{}
	for _, name := range slices.Compact(names) {
		v := Variable{Name: name}
		_, v.Reserved = lambda.Reserved(name)
		if value, set := override[name]; set {
			v.Value = textOf(value)
			v.Place = b.configuredAt(name)
		} else if value, set := env.Runtime(name); set {
			v.Value = textOf(value)
			if len(value.Because) > 0 {
				v.Place = b.place(value.Because[0])
			}
		} else {
			continue // a build argument, which the container does not have
		}
		out = append(out, v)
	}
	return out
}

// configuredAt is where a function's configuration sets a variable.
func (b builder) configuredAt(name string) *Place {
	for _, f := range b.v.Functions {
		if value, set := f.Environment[name]; set {
			return b.placeIn(f.File, value.Span)
		}
	}
	return nil
}

func (b builder) stages() []*Stage {
	out := []*Stage{}
	for _, s := range b.i.Stages {
		stage := &Stage{Name: s.Name, Place: placeIn(b.i.File.Source, s.From.Span), Base: baseOf(s.Base), Steps: []Step{}, Reached: b.i.ReachesFinal(s)}
		for _, step := range s.Steps {
			stage.Steps = append(stage.Steps, b.step(step))
		}
		out = append(out, stage)
	}
	return out
}

var baseKinds = map[image.BaseKind]string{
	image.BaseUnknown: "unknown", image.BaseScratch: "scratch", image.BaseStage: "stage", image.BaseLambda: "lambda", image.BaseOther: "image",
}

func baseOf(base image.Base) Base {
	out := Base{Kind: baseKinds[base.Kind], Image: textOf(base.Ref), Stage: -1}
	if base.Stage != nil {
		out.Stage = base.Stage.Index
	}
	if base.OnLambda() {
		out.Language = string(base.Lambda.Language)
	}
	if base.Tag != nil {
		out.OS, out.DeprecatedOn = base.Tag.OSName, string(base.Tag.Deprecation)
	}
	return out
}

// layers are the instructions that make a layer of files.
var layers = []string{"RUN", "COPY", "ADD", "WORKDIR"}

// maxText is how much of an instruction is shown, in bytes.
const maxText = 200

func (b builder) step(step *image.Step) Step {
	instruction := step.Instruction
	return Step{
		Keyword: instruction.Keyword, Text: oneLine(b.i.File.Source.Slice(instruction.Span)),
		Place: placeIn(b.i.File.Source, instruction.Span), Layer: slices.Contains(layers, instruction.Keyword), Copies: b.copies(step),
	}
}

func oneLine(text string) string {
	text = strings.Join(strings.Fields(strings.ReplaceAll(text, "\\\n", " ")), " ")
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "") + "…"
	}
	return strings.ToValidUTF8(text, "\ufffd")
}

func (b builder) copies(step *image.Step) []Copy {
	out := []Copy{}
	if step.Copy == nil {
		return out
	}
	for _, from := range step.Copy.Sources {
		c := Copy{Source: from.Path.Text, From: fromOf(step.Copy, from), Stage: -1, Dest: textOf(step.Copy.Dest)}
		if step.Copy.From != nil {
			c.Stage = step.Copy.From.Index
		}
		out = append(out, c)
	}
	return out
}

func fromOf(c *image.Copy, from image.CopySource) string {
	switch {
	case from.Kind == image.SourceHeredoc:
		return "heredoc"
	case from.Kind == image.SourceURL, from.Kind == image.SourceGit:
		return "url"
	case c.FromUnknown:
		return "unknown"
	case c.From != nil:
		return "stage"
	case c.FromImage.Text != "":
		return "image"
	}
	return "context"
}
